using IntegrationAgent.Testing;

namespace IntegrationAgent.Templates.Tests;

/// <summary>One legal choice of the template's options, and the driver that is made with it.</summary>
internal sealed record Combination(string Kind, string Auth, string Access)
{
    /// <summary>Every legal one.</summary>
    public static IReadOnlyList<Combination> All { get; } =
    [
        .. from auth in (string[])["apikey", "oauth2", "basic", "none"] from access in (string[])["read", "readwrite"] select new Combination("rest", auth, access),
        .. from access in (string[])["read", "readwrite"] select new Combination("sql", "none", access),
    ];

    /// <summary>
    /// Those that are packed, pulled and read through as well; with the default, which the guide takes, they have every kind, every access and every way to
    /// authenticate. The whole kit runs on them.
    /// </summary>
    public static IReadOnlyList<Combination> Covering { get; } =
    [
        new("rest", "oauth2", "readwrite"),
        new("rest", "basic", "read"),
        new("sql", "none", "readwrite"),
    ];

    public string System => $"Sys{Title(Kind)}{Title(Auth)}{Title(Access)}";

    public string Id => System.ToLowerInvariant();

    public string Variable => System.ToUpperInvariant();

    public string Project => $"Acme.Drivers.{System}";

    /// <summary>Where the template keeps the baseline of this choice.</summary>
    public string Approved => Path.Combine(RepositoryRoot.Path, "templates", Kind, "approved", $"{Auth}-{Access}");

    /// <summary>A made text in the words of the template.</summary>
    public string ToTemplate(string text) => text
        .Replace($"\"{Project}\"", "\"Acme-Drivers.Zephyr\"", StringComparison.Ordinal)
        .Replace(Path.Combine("src", Project), Path.Combine("src", "Acme-Drivers.Zephyr"), StringComparison.Ordinal)
        .Replace(Path.Combine("tests", Project), Path.Combine("tests", "Acme-Drivers.Zephyr"), StringComparison.Ordinal)
        .Replace(Project, "Acme_Drivers.Zephyr", StringComparison.Ordinal)
        .Replace(System, "Zephyr", StringComparison.Ordinal)
        .Replace(Id, "zephyr", StringComparison.Ordinal)
        .Replace(Variable, "ZEPHYR", StringComparison.Ordinal);

    public override string ToString() => $"{Kind}-{Auth}-{Access}";

    private static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
