using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Validation.Compiling;

/// <summary>What a script compiles against.</summary>
internal static class ScriptReferences
{
    private static readonly MetadataReference[] Own =
    [
        MetadataReference.CreateFromFile(typeof(Scripting.Integration).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Driver.Text).Assembly.Location),
    ];

    /// <summary>What the compiled script may refer to.</summary>
    public static IReadOnlyList<MetadataReference> Allowed { get; } =
    [
        Net100.References.SystemRuntime,
        Net100.References.SystemCollections,
        Net100.References.SystemCollectionsImmutable,
        Net100.References.SystemLinq,
        Net100.References.SystemLinqExpressions,
        Net100.References.SystemMemory,
        Net100.References.SystemTextRegularExpressions,
        Net100.References.SystemTextJson,
        .. Own,
    ];

    /// <summary>Everything that there is, so that a forbidden name is known for what it is and not only as unknown.</summary>
    public static IReadOnlyList<MetadataReference> Known { get; } = [.. Net100.References.All.Where(reference => !Excluded(reference)), .. Own];

    private static bool Excluded(MetadataReference reference) => reference.Display is { } name
        && (name.Contains("VisualBasic", StringComparison.Ordinal) || name.Contains("System.Linq.AsyncEnumerable", StringComparison.Ordinal));
}
