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
}

/// <summary>Names used in the files, and where; checked when everything that could be named is known.</summary>
internal sealed class SiteReferences
{
    private readonly List<(ReferenceKind Kind, string Name, ConfigFile File, TextPosition At, string Field)> uses = [];
    private readonly Dictionary<(ReferenceKind Kind, string Name), Place> definitions = [];

    /// <summary>Prompts of the catalogs that are named, and where.</summary>
    public List<(string Id, ConfigFile File, TextPosition At, string Field)> Prompts { get; } = [];

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

    public void AddPrompt(string id, ConfigFile file, TextPosition at, string field) => Prompts.Add((id, file, at, field));

    public void AddVariable(string name, ConfigFile file, TextPosition at, string field, bool mayBeHidden = false) => Variables.Add((name, file, at, field, mayBeHidden));

    public void Define(ReferenceKind kind, string name, Place place) => definitions[(kind, name)] = place;

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
                ReferenceKind.CallbackLine => "way to dial customers: in site.yaml there is no",
                ReferenceKind.Server => "server; site.yaml does not allow",
                ReferenceKind.Destination => "destination",
                ReferenceKind.CallingBack => "queue with callback:",
                _ => "music class",
            };
            use.File.Error(use.At, use.Field, $"unknown {kind} '{Grammar.Shown(use.Name)}'", Suggestion.For(use.Name, names));
        }
    }
}
