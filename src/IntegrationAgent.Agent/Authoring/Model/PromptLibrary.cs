using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>The texts that a model gets, as versioned files of this assembly: <c>system.md</c>, <c>tools.json</c>, <c>sheet.schema.json</c>.</summary>
public static class PromptLibrary
{
    private const string Prefix = "IntegrationAgent.Agent.Authoring.Prompts.";

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> Names { get; } = ["system.md", "tools.json", "sheet.schema.json"];

    /// <summary>The names of the tools, in the order of <c>tools.json</c>.</summary>
    public static IReadOnlyList<string> ToolNames => [.. Tools().Select(tool => tool.Name)];

    /// <summary>The version and the digest of all files: recorded with each call of a model.</summary>
    public static string Digest { get; } = CanonicalJson.Hash(Encoding.UTF8.GetBytes(string.Concat(Names.Select(Read))));

    /// <summary>A file's text.</summary>
    /// <exception cref="AgentException"><c>E-MDL-PROMPT</c>: there is no such file.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(PromptLibrary).Assembly.GetManifestResourceStream(Prefix + name) ?? throw new AgentException(
            "E-MDL-PROMPT",
            $"There is no prompt '{name}'.",
            $"Name one of: {string.Join(", ", Names)}.",
            ExitCode.Usage);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    internal static IReadOnlyList<AIFunctionDeclaration> Tools()
    {
        using var document = JsonDocument.Parse(Read("tools.json"));
        return
        [
            .. document.RootElement.GetProperty("tools").EnumerateArray().Select(tool => AIFunctionFactory.CreateDeclaration(
                tool.GetProperty("name").GetString()!,
                tool.GetProperty("description").GetString(),
                Schema(tool.GetProperty("parameters")))),
        ];
    }

    private static JsonElement Schema(JsonElement parameters)
    {
        if (parameters.ValueKind == JsonValueKind.Object)
            return parameters.Clone();
        using var sheet = JsonDocument.Parse(Read("sheet.schema.json"));
        return sheet.RootElement.Clone();
    }
}
