using Telephony.Server.Configuration;

namespace Telephony.Server.Prompts;

/// <summary>One prompt in one language.</summary>
/// <param name="Language">The language, as its folder is named: <c>en</c>, <c>zh-CN</c>.</param>
/// <param name="Id">What it is called in every language; also the name of its files.</param>
/// <param name="Text">What is said, for people.</param>
/// <param name="Say">What the speech program is given: the text, with pinyin or spelling where it would be misread.</param>
/// <param name="File">The catalog it stands in.</param>
/// <param name="At">Where in that catalog.</param>
public sealed record PromptText(string Language, string Id, string Text, string Say, string File, TextPosition At);
