namespace IntegrationAgent.Repository.Tests;

/// <summary>Which project may know which: the arrow of knowledge, one line for each assembly.</summary>
internal static class ReferenceMatrix
{
    private const string Abstractions = "IntegrationAgent.Driver.Abstractions";
    private const string Authoring = "IntegrationAgent.Driver.Authoring";
    private const string Wire = "IntegrationAgent.Wire";
    private const string Scripting = "IntegrationAgent.Scripting";
    private const string Validation = "IntegrationAgent.Validation";
    private const string Jail = "IntegrationAgent.Jail";

    private static readonly string[] Framework = ["System", "System.*", "netstandard", "mscorlib", "Microsoft.Win32.*", "Microsoft.CSharp"];

    /// <summary>What each assembly may reference beside .NET; a star stands for any rest of a name.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Abstractions] = [],
        [Jail] = [],
        ["IntegrationAgent.Driver.Pack"] = [],
        ["IntegrationAgent.Templates"] = [],
        ["IntegrationAgent.Driver.Generators"] = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
        ["IntegrationAgent.Driver.CodeFixes"] = ["IntegrationAgent.Driver.Generators", "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.*"],
        [Authoring] = [Abstractions, "Polly.Core"],
        ["IntegrationAgent.Driver.Conformance"] = [Abstractions, "xunit.v3.*"],
        ["IntegrationAgent.Driver.Conformance.Examples"] = [Abstractions, "IntegrationAgent.Driver.Conformance", Scripting, Validation, Wire],
        [Wire] = [Abstractions],
        [Scripting] = [Wire, Abstractions],
        [Validation] = [Abstractions, Scripting, "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Basic.Reference.Assemblies.Net100"],
        ["intagent-jail"] = [Jail],
        ["IntegrationAgent.ScriptHost"] = [Jail, Scripting, Wire, Abstractions],
        ["IntegrationAgent.DriverHost"] = [Jail, Wire, Abstractions],
        ["IntegrationAgent.Agent"] =
        [
            Abstractions, Wire, Scripting, Validation, Jail,
            "Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp", "Basic.Reference.Assemblies.Net100", "NuGet.*", "Microsoft.DotNet.ApiCompatibility", "Microsoft.DotNet.ApiSymbolExtensions", "Microsoft.Data.Sqlite", "Npgsql", "Quartz", "SQLitePCLRaw.*",
            "Microsoft.Extensions.*", "Anthropic", "OpenAI", "OllamaSharp",
        ],
        ["intagent"] =
        [
            "IntegrationAgent.Agent", "IntegrationAgent.Drivers.Salesforce.Simulator", Abstractions, Wire, Scripting, Validation, Jail,
            "Spectre.Console", "Spectre.Console.Ansi", "System.CommandLine", "Microsoft.Data.Sqlite", "Microsoft.Extensions.*", "OpenTelemetry", "OpenTelemetry.*",
        ],
        ["IntegrationAgent.Drivers.Salesforce"] = [Abstractions, Authoring, "Refit", "Polly.Core"],
        ["IntegrationAgent.Drivers.Sqlite"] = [Abstractions, Authoring, "Microsoft.Data.Sqlite", "SQLitePCLRaw.*"],
        ["IntegrationAgent.Drivers.Postgres"] = [Abstractions, Authoring, "Npgsql"],
        ["IntegrationAgent.Drivers.Salesforce.Simulator"] = ["Microsoft.AspNetCore", "Microsoft.AspNetCore.*", "Microsoft.Extensions.*", "Microsoft.Data.Sqlite", "SQLitePCLRaw.*"],
    };

    /// <summary>What is wrong with an assembly's references; empty for nothing.</summary>
    public static IReadOnlyList<string> Violations(string assembly, IEnumerable<string> references)
    {
        if (!Allowed.TryGetValue(assembly, out var allowed))
            return [$"{assembly} has no line in the matrix"];
        return [.. references.Where(reference => !Matches(Framework, reference) && !Matches(allowed, reference)).Select(reference => $"{assembly} references {reference}")];
    }

    private static bool Matches(string[] patterns, string name) =>
        Array.Exists(patterns, pattern => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == name);
}
