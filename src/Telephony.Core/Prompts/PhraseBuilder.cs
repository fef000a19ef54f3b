using System.Collections.Immutable;

namespace Telephony.Core;

/// <summary>A phrase under construction: ids of prompts in the order they are heard.</summary>
internal sealed class PhraseBuilder
{
    private readonly ImmutableArray<string>.Builder _media = ImmutableArray.CreateBuilder<string>();

    public bool IsEmpty => _media.Count == 0;

    public void Add(string id) => _media.Add(Prompt.Media(id));

    public ImmutableArray<string> ToMedia() => _media.ToImmutable();
}
