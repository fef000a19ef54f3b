namespace Telephony.Server.Configuration;

internal enum ReferenceKind
{
    Queue,
    Menu,
    Skill,
    Music,
    Calendar,
    CallbackLine,
    Server,
    Destination,
    CallingBack,
    Prompt,
    Language,
    Agent,
    Webhook,
}

/// <summary>Names used in the files, and where; checked when everything that could be named is known.</summary>
internal sealed class SiteReferences
{
    private readonly List<(ReferenceKind Kind, string Name, ConfigFile File, TextPosition At, string Field)> uses = [];
    private readonly Dictionary<(ReferenceKind Kind, string Name), Place> definitions = [];

    /// <summary>Variables of flows that are read by their name alone, and where.</summary>
    public List<(string Name, ConfigFile File, TextPosition At, string Field, bool MayBeHidden)> Variables { get; } = [];

    private readonly Dictionary<object, Place> places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Where something is defined: its file, and the place of the exit a caller takes who does nothing.</summary>
    public sealed record Place(ConfigFile File, TextPosition At, string Field)
    {
        public void Error(string message, string hint = "") => File.Error(At, Field, message, hint);
    }

    public void Add(ReferenceKind kind, string name, ConfigFile file, TextPosition at, string field) =>
        uses.Add((kind, name, file, at, field));

    public void AddVariable(string name, ConfigFile file, TextPosition at, string field, bool mayBeHidden = false) => Variables.Add((name, file, at, field, mayBeHidden));

    public void Define(ReferenceKind kind, string name, Place place) => definitions[(kind, name)] = place;

    /// <summary>The uses of one kind of name, in the order they were read.</summary>
    public IEnumerable<(string Name, ConfigFile File, TextPosition At, string Field)> UsesOf(ReferenceKind kind) =>
        uses.Where(use => use.Kind == kind).Select(use => (use.Name, use.File, use.At, use.Field));

    /// <summary>Remembers where a rule was read.</summary>
    public void Mark(object rule, ConfigFile file, TextPosition at, string field) => places[rule] = new Place(file, at, field);

    /// <summary>Where a rule was read; null when that is not known.</summary>
    public Place? PlaceOf(object rule) => places.GetValueOrDefault(rule);

    public Place? PlaceOf(ReferenceKind kind, string name) => definitions.GetValueOrDefault((kind, name));

    /// <summary>Refuses names that mean nothing. A null set is not known (its file could not be read) and not checked.</summary>
    public void Check(Func<ReferenceKind, IReadOnlyCollection<string>?> known)
    {
        foreach (var use in uses)
        {
            if (known(use.Kind) is not { } names || names.Contains(use.Name)) continue;
            var kind = use.Kind switch
            {
                ReferenceKind.Queue => "queue",
                ReferenceKind.Menu => "menu",
                ReferenceKind.Skill => "skill",
                ReferenceKind.Calendar => "calendar",
                ReferenceKind.Prompt => "prompt",
                ReferenceKind.Agent => "agent",
                ReferenceKind.Webhook => "webhook",
                ReferenceKind.CallbackLine => "way to dial customers: in site.yaml there is no",
                ReferenceKind.Server => "server; site.yaml does not allow",
                ReferenceKind.Destination => "destination",
                ReferenceKind.CallingBack => "queue with callback:",
                _ => "music class",
            };
            var hint = Suggestion.For(use.Name, names);
            if (use.Kind == ReferenceKind.Prompt && !hint.StartsWith("did", StringComparison.Ordinal))
                hint = $"add it to {PromptCatalogReader.Folder}/LANGUAGE/{PromptCatalogReader.FileName}, or write sound:{Grammar.Shown(use.Name)} for one of Asterisk's own sounds";
            use.File.Error(use.At, use.Field, $"unknown {kind} '{Grammar.Shown(use.Name)}'", hint);
        }
    }
}
