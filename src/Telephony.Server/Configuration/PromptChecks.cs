using Telephony.Server.Prompts;

namespace Telephony.Server.Configuration;

/// <summary>What is said must be there in the languages it is said in.</summary>
internal static class PromptChecks
{
    public static void Check(PromptLibrary prompts, SiteReferences references, string fallback, ProblemList problems)
    {
        if (!prompts.Languages.ContainsKey(fallback))
        {
            problems.Add(new ConfigProblem(
                ConfigSeverity.Error, SiteFileReader.FileName, 0, 0, "fallback_language", $"there are no prompts in {fallback}",
                $"write one of {string.Join(", ", prompts.Languages.Keys)}, or add {PromptCatalogReader.Folder}/{fallback}/{PromptCatalogReader.FileName}"));
        }

        var languages = references.UsesOf(ReferenceKind.Language).ToArray();
        foreach (var (name, file, at, field) in languages)
        {
            var language = PromptLibrary.CatalogName(name);
            if (!prompts.Languages.ContainsKey(language))
                file.Warn(at, field, $"there are no prompts in {language}; {fallback} is heard instead", $"add {PromptCatalogReader.Folder}/{language}/{PromptCatalogReader.FileName}");
        }

        var used = languages.Select(use => PromptLibrary.CatalogName(use.Name)).Where(prompts.Languages.ContainsKey).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, file, at, field) in references.UsesOf(ReferenceKind.Prompt).DistinctBy(use => use.Name))
        {
            foreach (var language in used.Where(language => prompts.InLanguage(id, language) is null))
            {
                var hint = $"add it to {PromptCatalogReader.Folder}/{language}/{PromptCatalogReader.FileName}";
                if (prompts.InLanguage(id, fallback) is null) file.Error(at, field, $"the prompt '{id}' has no text in {language}, nor in {fallback}", hint);
                else file.Warn(at, field, $"the prompt '{id}' has no text in {language}; {fallback} is heard instead", hint);
            }
        }
    }
}
