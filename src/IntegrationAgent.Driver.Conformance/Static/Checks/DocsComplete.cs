using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>6: everything that an agent or a user has to choose or to give is described.</summary>
internal sealed class DocsComplete : StaticCheck
{
    private const int ShortestSummary = 20;

    public override int Number => 6;

    public override string Id => "docs-complete";

    public override string Requirement => "Every setting, credential, error and operation is described, operations name errors and an example that exists, and the README tells of each setting, credential and error.";

    public override string Meaning => "An agent will guess.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var manifest = subject.Manifest;
        verdict.Expect(manifest.Summary.Length >= ShortestSummary, "The driver's class has no documentation summary, or one of a few words. Say what the system is and what the driver does with it.");
        verdict.Expect(manifest.Idioms.Count > 0, "The driver has no [Idiom]. Say at least how to write again without harm, or how to read only what is needed.");
        foreach (var one in manifest.Settings)
            verdict.Expect(one.Description.Length > 0, $"The setting {one.Name} has no Description.");
        foreach (var one in manifest.Credentials)
            verdict.Expect(one.Description.Length > 0, $"The credential {one.Name} has no Description: say where the user finds it.");
        foreach (var one in manifest.Auth)
            verdict.Expect(one.Description.Length > 0, $"The auth method {one.Name} has no Description: say when to use it.");
        foreach (var one in manifest.Errors)
            verdict.Expect(one.Meaning.Length > 0 && one.Action.Length > 0, $"The error {one.Code} has no Meaning or no Action.");

        var examples = ExampleIds(subject);
        foreach (var operation in manifest.Operations)
            Operation(verdict, operation, examples);
        Readme(subject, verdict);
    }

    private static void Operation(StaticVerdict verdict, ManifestModel.ManifestOperation operation, HashSet<string> examples)
    {
        verdict.Expect(operation.Summary.Length > 0, $"The operation {operation.Name} has no documentation summary.");
        verdict.Expect(operation.Effect.Length > 0, $"The operation {operation.Name} states no effect.");
        verdict.Expect(operation.Examples.Count > 0, $"The operation {operation.Name} names no example. Set Examples on [DriverOperation].");
        foreach (var example in operation.Examples)
            verdict.Expect(examples.Contains(example), $"The operation {operation.Name} names the example '{example}', and no file in examples/ begins with `// id: {example}` or is named so.");
        if (operation.Parameters.ValueKind != JsonValueKind.Object || !operation.Parameters.TryGetProperty("properties", out var properties))
            return;
        foreach (var parameter in properties.EnumerateObject())
        {
            verdict.Expect(
                parameter.Value.TryGetProperty("description", out var description) && description.GetString() is { Length: > 0 },
                $"The parameter {parameter.Name} of the operation {operation.Name} has no documentation.");
        }
    }

    private static void Readme(StaticSubject subject, StaticVerdict verdict)
    {
        var readme = subject.Package.Text("README.md");
        verdict.Expect(readme is not null, "There is no README.md.");
        if (readme is null)
            return;

        verdict.Expect(readme.Split('\n').Count(line => line.StartsWith("## ", StringComparison.Ordinal)) >= 3, "The README.md has fewer than three sections (`## …`); an agent reads it by section.");
        var words = subject.Manifest.Settings.Select(one => one.Name)
            .Concat(subject.Manifest.Credentials.Select(one => one.Name))
            .Concat(subject.Manifest.Errors.Select(one => one.Code));
        foreach (var word in words)
            verdict.Expect(readme.Contains(word, StringComparison.Ordinal), $"The README.md does not tell of `{word}`.");
    }

    private static HashSet<string> ExampleIds(StaticSubject subject)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in subject.Package.Examples())
        {
            ids.Add(Path.GetFileNameWithoutExtension(path));
            if (text.Split('\n')[0] is var first && first.StartsWith("// id:", StringComparison.Ordinal))
                ids.Add(first["// id:".Length..].Trim());
        }

        return ids;
    }
}
