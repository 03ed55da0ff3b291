using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>
/// What the check of an approved script came to: the compiled script and its effects. A check depends on nothing but its inputs, so the same inputs need no
/// second one. It is sealed with the workspace's key for these inputs, so that one of other inputs, or one that was changed, is none. What is opened is bound
/// like what was compiled: the approval's subject has the hash of the assembly, and the effects.
/// </summary>
/// <param name="Effects">What the script does.</param>
/// <param name="Assembly">The compiled script.</param>
internal sealed record KeptCheck(IReadOnlyList<Effect> Effects, byte[] Assembly)
{
    /// <summary>What a check is computed by and against, each by the identity of its build.</summary>
    private static readonly string[] Tools =
    [
        .. ((Assembly[])
        [
            typeof(KeptCheck).Assembly,
            typeof(ScriptValidator).Assembly,
            typeof(Scripting.Integration).Assembly,
            typeof(Text).Assembly,
            typeof(Basic.Reference.Assemblies.Net100).Assembly,
            typeof(Microsoft.CodeAnalysis.Compilation).Assembly,
            typeof(Microsoft.CodeAnalysis.CSharp.CSharpCompilation).Assembly,
        ]).Select(assembly => assembly.ManifestModule.ModuleVersionId.ToString("N")),
    ];

    /// <summary>The inputs of a check in one hash.</summary>
    public static string InputsOf(string sourceHash, IReadOnlyList<ConnectionSchema> schemas, IReadOnlyList<Effect> allowed) =>
        CanonicalJson.Hash(new CheckInputs(Tools, sourceHash, schemas, allowed), KeptCheckJson.Default.CheckInputs);

    /// <summary>Keeps it in place of the one before.</summary>
    public void Write(string path, byte[] key, string inputs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, Sealed.Seal(key, JsonSerializer.SerializeToUtf8Bytes(this, KeptCheckJson.Default.KeptCheck), inputs), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>The one of these inputs; null where there is none.</summary>
    public static KeptCheck? Read(string path, byte[] key, string inputs)
    {
        try
        {
            return Sealed.Open(key, File.ReadAllBytes(path), inputs) is { } plain ? JsonSerializer.Deserialize(plain, KeptCheckJson.Default.KeptCheck) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The script is compiled instead.
            return null;
        }
    }

    /// <summary>The report that the check gave, as far as a run needs it.</summary>
    public ValidationReport Report(string sourceHash) => new()
    {
        Steps = [.. ((string[])["compile", "policy", "effects"]).Select(name => new ValidationStep(name, StepStatus.Passed, [], 0, TimeSpan.Zero))],
        SourceHash = sourceHash,
        Assembly = Assembly,
        AssemblyHash = Convert.ToHexStringLower(SHA256.HashData(Assembly)),
        Effects = new ScriptEffects { Effects = Effects },
    };
}

/// <summary>What a check is computed from.</summary>
internal sealed record CheckInputs(IReadOnlyList<string> Tools, string Source, IReadOnlyList<ConnectionSchema> Schemas, IReadOnlyList<Effect> Allowed);

/// <summary>The JSON of kept checks.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckInputs))]
[JsonSerializable(typeof(KeptCheck))]
internal sealed partial class KeptCheckJson : JsonSerializerContext;
