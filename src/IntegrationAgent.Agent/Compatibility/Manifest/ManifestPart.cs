using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Agent.Compatibility.Manifest;

/// <summary>One object of a manifest in its two versions. It remembers which members were looked at, so that the others can be reported as they are.</summary>
internal sealed class ManifestPart(JsonElement? old, JsonElement? @new, string prefix, string name = "")
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public string Prefix => prefix;

    /// <summary>What identifies it in its list.</summary>
    public string Name => name;

    public bool IsGone => @new is null;

    public bool IsNew => old is null;

    public string Path(string member) => prefix.Length == 0 ? member : $"{prefix}.{member}";

    public void Skip(string member) => read.Add(member);

    /// <summary>True when a member differs; the texts are null where it is missing.</summary>
    public bool Changed(string member, out string? before, out string? after)
    {
        read.Add(member);
        before = Text(Get(old, member));
        after = Text(Get(@new, member));
        return !string.Equals(before, after, StringComparison.Ordinal);
    }

    public bool OldFlag(string member, bool missing = false) => Flag(old, member, missing);

    public bool NewFlag(string member, bool missing = false) => Flag(@new, member, missing);

    public (long Old, long New) Numbers(string member)
    {
        read.Add(member);
        return (Number(old, member), Number(@new, member));
    }

    /// <summary>The texts of a list.</summary>
    public (IReadOnlyList<string> Old, IReadOnlyList<string> New) Texts(string member)
    {
        read.Add(member);
        return (List(Get(old, member)), List(Get(@new, member)));
    }

    /// <summary>A member that is one text or a list of them, sorted.</summary>
    public SortedSet<string> Choices(string member, bool ofNew = false)
    {
        read.Add(member);
        return Get(ofNew ? @new : old, member) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => new SortedSet<string>(List(list), StringComparer.Ordinal),
            { } one => new SortedSet<string>([Text(one) ?? ""], StringComparer.Ordinal),
        };
    }

    /// <summary>A member that is an object; missing ones are empty.</summary>
    public ManifestPart Member(string member)
    {
        read.Add(member);
        return new ManifestPart(Get(old, member), Get(@new, member), Path(member), member);
    }

    /// <summary>The objects of a list, paired by the member that names them: those of the old version in its order, then the new ones.</summary>
    public IReadOnlyList<ManifestPart> Named(string member, string key)
    {
        read.Add(member);
        return Pair(Items(Get(old, member), key), Items(Get(@new, member), key), Path(member));
    }

    /// <summary>What names the first object of a list.</summary>
    public (string? Old, string? New) FirstOf(string member, string key) =>
        (Items(Get(old, member), key).Select(pair => pair.Key).FirstOrDefault(), Items(Get(@new, member), key).Select(pair => pair.Key).FirstOrDefault());

    /// <summary>The members of an object, paired by name.</summary>
    public IReadOnlyList<ManifestPart> Members(string member)
    {
        read.Add(member);
        return Pair(Properties(Get(old, member)), Properties(Get(@new, member)), Path(member));
    }

    /// <summary>The members that nobody asked for and that differ.</summary>
    public IEnumerable<(string Member, string? Before, string? After)> Unread()
    {
        var names = Properties(old).Concat(Properties(@new)).Select(pair => pair.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var member in names.Where(member => !read.Contains(member)).ToList())
        {
            if (Changed(member, out var before, out var after))
                yield return (member, before, after);
        }
    }

    private static List<ManifestPart> Pair(List<KeyValuePair<string, JsonElement>> before, List<KeyValuePair<string, JsonElement>> after, string path)
    {
        var parts = new List<ManifestPart>();
        foreach (var (key, item) in before)
            parts.Add(new ManifestPart(item, after.Where(pair => pair.Key == key).Select(pair => (JsonElement?)pair.Value).FirstOrDefault(), $"{path}.{key}", key));
        foreach (var (key, item) in after.Where(pair => before.TrueForAll(known => known.Key != pair.Key)))
            parts.Add(new ManifestPart(null, item, $"{path}.{key}", key));
        return parts;
    }

    private static JsonElement? Get(JsonElement? element, string member) =>
        element is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(member, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private static string? Text(JsonElement? element) => element switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } value => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(value)),
    };

    private bool Flag(JsonElement? element, string member, bool missing)
    {
        read.Add(member);
        return Get(element, member) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => missing,
        };
    }

    private static long Number(JsonElement? element, string member) =>
        Get(element, member) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) ? value : 0;

    private static List<string> List(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(item => Text(item) ?? "")] : [];

    private static List<KeyValuePair<string, JsonElement>> Items(JsonElement? element, string key) =>
        element is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => KeyValuePair.Create(Text(Get(item, key)) ?? "", item)).DistinctBy(pair => pair.Key)]
            : [];

    private static List<KeyValuePair<string, JsonElement>> Properties(JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Object } value ? [.. value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)).DistinctBy(pair => pair.Key)] : [];
}
