using System.Reflection;
using System.Text.Json;
using Telephony.Ari.Tests.Support;

namespace Telephony.Ari.Tests;

/// <summary>
/// Our events and models against Asterisk's own descriptions. Asterisk ignores what it does not know and never complains,
/// so a slip of the pen has no other symptom.
/// </summary>
public sealed class DescriptionTests
{
    /// <summary>Events that deliberately have no record, and why.</summary>
    private static readonly Dictionary<string, string> NotModelled = new(StringComparer.Ordinal)
    {
        ["RESTResponse"] = "the transport consumes it",
        ["ChannelDialplan"] = "never sent under our filter; a router does not follow the dialplan",
        ["ChannelCallerId"] = "never sent under our filter; every channel carries its caller",
        ["ChannelConnectedLine"] = "never sent under our filter; every channel carries its connected line",
        ["TextMessageReceived"] = "text messages are not routed",
    };

    /// <summary>Where our name differs from Asterisk's.</summary>
    private static readonly Dictionary<Type, string> ModelNames = new()
    {
        [typeof(CallerId)] = "CallerID",
        [typeof(DialplanPosition)] = "DialplanCEP",
        [typeof(RtpStatistics)] = "RTPstat",
        [typeof(RunsAs)] = "SetId",
    };

    private static readonly Lazy<Descriptions> Described = new(Descriptions.Load);

    [Test]
    public void Every_event_of_Asterisk_is_modelled_or_left_out_for_a_reason_and_no_other_is()
    {
        var known = EventReader.Modelled.Keys.Concat(NotModelled.Keys);

        Assert.That(known, Is.EquivalentTo(Described.Value.EventTypes));
    }

    [Test]
    public void Every_property_of_an_event_exists_with_that_type_and_is_required_iff_described_so()
    {
        var faults = new List<string>();
        foreach (var (name, info) in EventReader.Modelled) Compare(info.Type, name, faults, []);

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void Every_property_of_a_reply_exists_with_that_type_and_is_required_iff_described_so()
    {
        var faults = new List<string>();
        Type[] replies =
        [
            typeof(Channel), typeof(RtpStatistics), typeof(Variable), typeof(Variables), typeof(Bridge), typeof(Playback), typeof(LiveRecording),
            typeof(StoredRecording), typeof(AsteriskInfo), typeof(AsteriskPing), typeof(Module), typeof(Application), typeof(Endpoint), typeof(DeviceState),
        ];
        foreach (var reply in replies) Compare(reply, ModelName(reply), faults, []);

        Assert.That(faults, Is.Empty);
    }

    [Test]
    public void The_comparison_itself_finds_faults()
    {
        var faults = new List<string>();

        Compare(typeof(Playback), "LiveRecording", faults, []);

        Assert.That(faults, Has.Some.EqualTo("LiveRecording has no media_uri (Playback)"));
        Assert.That(faults, Has.Some.EqualTo("LiveRecording.format is required, Playback does not read it"));
    }

    private static void Compare(Type type, string model, List<string> faults, HashSet<Type> seen)
    {
        if (!seen.Add(type)) return;
        if (!Described.Value.Models.TryGetValue(model, out var description))
        {
            faults.Add($"there is no model {model} ({type.Name})");
            return;
        }
        var described = new Dictionary<string, (string Type, bool IsRequired)>(description.Properties, StringComparer.Ordinal);
        if (type.IsSubclassOf(typeof(AriEvent)))
            foreach (var parent in (string[])["Event", "Message"])
                foreach (var (name, value) in Described.Value.Models[parent].Properties) described[name] = value;

        var read = new HashSet<string>(["type"], StringComparer.Ordinal);
        foreach (var property in AriJson.Default.GetTypeInfo(type)!.Properties)
        {
            // Convenience properties, and the compiler's own.
            if (property.Get is null && property.Set is null) continue;
            if (property.AttributeProvider is not PropertyInfo own || own.Name == "EqualityContract") continue;
            read.Add(property.Name);
            if (!described.TryGetValue(property.Name, out var expected))
            {
                faults.Add($"{model} has no {property.Name} ({type.Name})");
                continue;
            }
            if (!Fits(own.PropertyType, expected.Type, faults, seen)) faults.Add($"{model}.{property.Name} is {expected.Type}, not {own.PropertyType}");
            if (IsRequired(type, own) != expected.IsRequired)
                faults.Add($"{model}.{property.Name} is described as {(expected.IsRequired ? "required" : "optional")}, and is not so in {type.Name}");
        }
        // RTP statistics are the one model of which we read a choice.
        if (type == typeof(RtpStatistics)) return;
        foreach (var (name, value) in described)
            if (value.IsRequired && !read.Contains(name)) faults.Add($"{model}.{name} is required, {type.Name} does not read it");
    }

    private static bool Fits(Type ours, string theirs, List<string> faults, HashSet<Type> seen)
    {
        ours = Nullable.GetUnderlyingType(ours) ?? ours;
        if (theirs.StartsWith("List[", StringComparison.Ordinal))
            return ours.IsGenericType && ours.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
                && Fits(ours.GetGenericArguments()[0], theirs[5..^1], faults, seen);
        switch (theirs)
        {
            case "string": return ours == typeof(string) || ours == typeof(ChannelState);
            case "int": return ours == typeof(int) || ours == typeof(long) || ours == typeof(TimeSpan);
            case "long": return ours == typeof(long);
            case "double": return ours == typeof(double);
            case "boolean": return ours == typeof(bool);
            case "Date": return ours == typeof(DateTimeOffset);
            case "object": return ours == typeof(JsonElement) || ours == typeof(IReadOnlyDictionary<string, string>);
        }
        if (ModelName(ours) != theirs) return false;
        Compare(ours, theirs, faults, seen);
        return true;
    }

    private static bool IsRequired(Type type, PropertyInfo property)
    {
        if (property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))) return true;
        var parameter = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(parameter => parameter.Name == property.Name);
        return parameter is { HasDefaultValue: false };
    }

    private static string ModelName(Type type) => ModelNames.GetValueOrDefault(type, type.Name);
}
