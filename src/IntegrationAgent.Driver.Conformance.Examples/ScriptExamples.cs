using System.Reflection;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Scripting;
using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Scripting.Standalone;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// Runs examples as <c>dotnet run script.cs --apply</c> would: with bindings generated from the discovered schema, after the compiler and the policy that hold for
/// every script. Thread-safe; it keeps a warm compiler, so one is enough for a process.
/// </summary>
public sealed class ScriptExamples : IExampleRunner
{
    private static readonly ScriptValidator Validator = new();

    /// <inheritdoc />
    public async Task<ExampleOutcome> RunAsync(ExampleRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        List<ConnectionSchema> schemas =
        [
            .. request.Connections.Select(connection => new ConnectionSchema { Connection = connection.Name, Objects = connection.Objects, IsSource = connection.IsSource, IsTarget = connection.IsTarget }),
        ];
        var source = Validator.WithBindings(request.Source, schemas, cancellationToken);
        var report = Validator.Validate(new ValidationRequest { Source = source, Schemas = schemas }, cancellationToken);
        return report is { Ok: true, Assembly: { } assembly, Effects: { } effects }
            ? await RunAsync(request, assembly, [.. effects.Effects.Select(EffectText.Of)], cancellationToken).ConfigureAwait(false)
            : new ExampleOutcome { Problems = [.. report.Diagnostics.Select(found => $"{found.Code} in line {found.Line}: {found.Message} {found.NextAction}")] };
    }

    private static async Task<ExampleOutcome> RunAsync(ExampleRequest request, byte[] assembly, IReadOnlyList<string> effects, CancellationToken cancellationToken)
    {
        // The clients belong to the kit, and a checkpoint that was never kept begins at the beginning.
        var standalone = new StandaloneBackend(
            (name, _) => Task.FromResult(request.Connections.FirstOrDefault(connection => connection.Name == name)?.Client ?? throw Unknown(name)),
            new StandaloneOptions { Apply = true, Full = true },
            new LocalCheckpoint(""),
            TextWriter.Null,
            request.Clock);
        var observed = new ObservedBackend(standalone);
        var problems = new List<string>();
        ScriptRuntime.Hosted = new ScriptRuntime(observed, cancellationToken);
        try
        {
            var code = await HostedScript.InvokeAsync(Assembly.Load(assembly)).ConfigureAwait(false);
            if (code != 0)
                problems.Add($"It answered {code}; a script that came to its end answers 0.");
        }
        catch (ScriptException exception)
        {
            problems.Add($"{exception.Code}: {exception.Message} {exception.NextAction}");
        }
        catch (DriverException exception)
        {
            problems.Add($"The driver failed with '{exception.Code}': {exception.Message}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary to code that nobody has seen: an example's author learns what it threw.
            problems.Add($"It threw {exception.GetType().Name}: {exception.Message}");
        }
        finally
        {
            ScriptRuntime.Hosted = null;
        }

        return new ExampleOutcome { Problems = problems, Effects = effects, Observed = observed.Effects, Writes = [.. standalone.Writes.Select(Written)] };
    }

    private static ExampleWrite Written(StandaloneWrite write) => new()
    {
        Target = write.Target,
        Created = write.Created,
        Updated = write.Updated,
        Unchanged = write.Unchanged,
        Deleted = write.Deleted,
        Refused = write.Quarantined + write.InDoubt,
        Reasons = [.. write.Reasons.Keys],
    };

    private static InvalidOperationException Unknown(string name) => new($"Nothing says what the connection '{name}' is. Name it in the effects of the example.");
}
