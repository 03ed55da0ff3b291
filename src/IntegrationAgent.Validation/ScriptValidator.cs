using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Agent.Validation.Analysis;
using IntegrationAgent.Agent.Validation.Bindings;
using IntegrationAgent.Agent.Validation.Compiling;
using IntegrationAgent.Agent.Validation.Policy;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Validation;

/// <summary>Checks scripts: compile, policy, effects. Nothing of a script runs. Thread-safe; one for a process, so that it stays warm.</summary>
public sealed class ScriptValidator
{
    /// <summary>The most that one step reports.</summary>
    public const int MaxDiagnostics = 5;

    private const string ScriptingPackage = "IntegrationAgent.Scripting";
    private readonly Lazy<ScriptCompiler> compiler = new();

    /// <summary>Compiles a small script, so that the next check finds the compiler warm. Returns at once; harmless to call twice.</summary>
    public Task WarmUpAsync(CancellationToken cancellationToken) => Task.Run(
        () => Validate(new ValidationRequest { Source = "return await Integration.RunAsync(args, async (job, ct) => await Task.CompletedTask);\n", Schemas = [] }, cancellationToken),
        cancellationToken);

    /// <summary>A script with the bindings that it needs: generated anew for what its body uses. A body that does not compile keeps what it has.</summary>
    public string WithBindings(string source, IReadOnlyList<ConnectionSchema> schemas, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schemas);
        var (body, existing) = BindingText.Split(source.ReplaceLineEndings("\n"));
        var plan = BindingPlan.Of(schemas, existing);
        var model = ModelOf(body, plan, cancellationToken);
        return Errors(model, cancellationToken).Count > 0 && existing.Length > 0 ? source : BindingText.Join(body, plan.Only(UsedProperties.Of(model)));
    }

    /// <summary>Checks a script.</summary>
    public ValidationReport Validate(ValidationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var clock = Stopwatch.StartNew();
        var (body, existing) = BindingText.Split(request.Source);
        var plan = BindingPlan.Of(request.Schemas, existing);
        var model = ModelOf(body, plan, cancellationToken);
        var errors = new CompileDiagnostics(model).Describe(Errors(model, cancellationToken));
        byte[]? assembly = null;
        string? bindings = null;
        IReadOnlyDictionary<string, HashSet<string>> used = new Dictionary<string, HashSet<string>>();
        if (errors.Count == 0)
        {
            used = UsedProperties.Of(model);
            bindings = plan.Only(used);
            errors = CompareBindings(body, existing, bindings);
        }

        var compile = Step("compile", errors, ref clock);

        // A script that names what is forbidden is told so, also where it does not compile.
        var policy = errors.Count > 0 && bindings is null ? NotRun("policy") : Step("policy", CheckPolicy(request, model), ref clock);
        if (compile.Status == StepStatus.Passed && policy.Status == StepStatus.Passed)
        {
            var whole = compiler.Value.Whole(ScriptCompiler.Parse(request.Source, cancellationToken));
            (assembly, var emitErrors) = ScriptCompiler.Emit(whole, cancellationToken);
            if (assembly is null)
                compile = Step("compile", new CompileDiagnostics(whole.GetSemanticModel(whole.SyntaxTrees[^1])).Describe(emitErrors), ref clock);
        }

        ScriptEffects? effects = null;
        var third = NotRun("effects");
        if (bindings is not null && policy.Status == StepStatus.Passed)
        {
            effects = EffectAnalyzer.Analyze(model, used);
            third = Step("effects", request.Allowed is null ? [] : [.. EffectCheck.Check(effects, request.Allowed)], ref clock);
        }

        var ok = compile.Status == StepStatus.Passed && third.Status == StepStatus.Passed;
        return new ValidationReport
        {
            Steps = [compile, policy, third],
            SourceHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Source))),
            Assembly = ok ? assembly : null,
            AssemblyHash = ok && assembly is not null ? Convert.ToHexStringLower(SHA256.HashData(assembly)) : "",
            Effects = effects,
            Bindings = bindings,
        };
    }

    private SemanticModel ModelOf(string body, BindingPlan plan, CancellationToken cancellationToken)
    {
        var tree = ScriptCompiler.Parse(body, cancellationToken);
        return compiler.Value.Analyze(tree, plan.Text, cancellationToken).GetSemanticModel(tree);
    }

    private static List<Diagnostic> Errors(SemanticModel model, CancellationToken cancellationToken) =>
        [.. model.GetDiagnostics(cancellationToken: cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    private static List<ScriptDiagnostic> CheckPolicy(ValidationRequest request, SemanticModel model)
    {
        var found = new List<ScriptDiagnostic>();
        var packages = request.Schemas.Select(schema => schema.PackageId).Append(ScriptingPackage).ToHashSet(StringComparer.OrdinalIgnoreCase);
        found.AddRange(SourceTextCheck.Check(model.SyntaxTree.GetText()));
        found.AddRange(DirectiveCheck.Check(model.SyntaxTree.GetRoot(), packages));
        new PolicyWalker(model, found).Visit(model.SyntaxTree.GetRoot());
        return [.. found.OrderBy(one => one.Line).ThenBy(one => one.Column)];
    }

    private static List<ScriptDiagnostic> CompareBindings(string body, string existing, string bindings)
    {
        if (existing == bindings)
            return [];
        var line = body.Count(letter => letter == '\n') + 1;
        var (theirs, ours) = (existing.Split('\n'), bindings.Split('\n'));
        var at = 0;
        while (at < theirs.Length && at < ours.Length && theirs[at] == ours[at])
            at++;
        var expected = at < ours.Length ? ours[at].Trim() : "";
        return
        [
            new ScriptDiagnostic
            {
                Code = "E-CMP-BINDINGS",
                Message = expected.Length > 0
                    ? $"The bindings are not those of the discovered schema; here they say: {expected}"
                    : "The bindings hold more than the script uses of the discovered schema.",
                NextAction = "Leave the bindings to the generator: everything from the line '// bindings:' on is written anew.",
                Line = line + at,
                Column = 1,
            },
        ];
    }

    private static ValidationStep Step(string name, IReadOnlyList<ScriptDiagnostic> found, ref Stopwatch clock)
    {
        var elapsed = clock.Elapsed;
        clock = Stopwatch.StartNew();
        return new ValidationStep(name, found.Count == 0 ? StepStatus.Passed : StepStatus.Failed, [.. found.Take(MaxDiagnostics)], Math.Max(0, found.Count - MaxDiagnostics), elapsed);
    }

    private static ValidationStep NotRun(string name) => new(name, StepStatus.NotRun, [], 0, TimeSpan.Zero);
}
