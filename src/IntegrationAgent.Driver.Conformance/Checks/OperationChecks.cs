using System.Text.Json;
using System.Text.Json.Nodes;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>The driver's own operations.</summary>
internal static class OperationChecks
{
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(60, "operations", ConformanceTier.Hermetic,
            "Calls every declared operation: its result fits its schema, one that reads changes nothing, an idempotent one changes nothing the second time; arguments that do not fit and unknown names are typed errors, without a call.",
            "An operation does something else than what was approved.",
            OperationsAsync),
    ];

    private static async Task OperationsAsync(CheckRun run)
    {
        run.Needs<IDriverOperations>("operations");
        if (run.Facts.Operations.Count == 0)
            CheckRun.Fail("The manifest declares 'operations', and names none. Mark at least one method with [DriverOperation], or drop IDriverOperations.");
        var stated = run.Facts.Operations.Select(operation => operation.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var operation in run.Facts.Operations)
        {
            var bed = await run.StartAsync(run.Object.PageSize).ConfigureAwait(false);
            var (client, operations) = await OpenAsync(bed).ConfigureAwait(false);
            var calls = bed.Target.Operations;
            if (calls.FirstOrDefault(call => !stated.Contains(call.Name)) is { } stranger)
                CheckRun.Fail($"The adapter gives a call of '{stranger.Name}', which the manifest does not declare. Correct ConformanceTarget.Operations.");
            var own = calls.Where(call => call.Name == operation.Name).ToArray();
            if (own.Length == 0)
                CheckRun.Fail($"The manifest declares the operation '{operation.Name}', and the adapter gives no call of it. Add one to ConformanceTarget.Operations.");
            foreach (var call in own)
                await OneAsync(run, bed, client, operations, operation, call).ConfigureAwait(false);
            await MisfitsAsync(run, bed, client, operations, operation, own[0]).ConfigureAwait(false);
        }

        await UnknownAsync(run).ConfigureAwait(false);
    }

    private static async Task OneAsync(CheckRun run, TestBed bed, IDriverClient client, IDriverOperations operations, DeclaredOperation operation, ConformanceOperation call)
    {
        var arguments = await ArgumentsAsync(run, client, call).ConfigureAwait(false);
        var before = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        var result = await InvokeAsync(run, bed, operations, operation, arguments).ConfigureAwait(false);
        var after = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(operation.Effect != "read" || after == before, $"The operation '{operation.Name}' is declared to read, and it changed the system {after - before} times. Declare its effect, or leave the system alone.");
        if (!operation.Idempotent)
            return;
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var again = await InvokeAsync(run, bed, operations, operation, arguments).ConfigureAwait(false);
        run.Require(again.ValueKind == result.ValueKind, $"The operation '{operation.Name}' is declared idempotent, and called again it gave a {again.ValueKind} instead of a {result.ValueKind}.");
        var now = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(Content(run, held) == Content(run, now), $"The operation '{operation.Name}' is declared idempotent, and called again it changed records. Drop Idempotent, or change nothing the second time.");
    }

    private static string Content(CheckRun run, IReadOnlyList<ConformanceRow> rows) => string.Join('\n', rows
        .Select(row => string.Join('\u001f', run.Object.Fields.Select(field => row[field.Name].ToInvariantString())))
        .Order(StringComparer.Ordinal));

    private static async Task<JsonElement> InvokeAsync(CheckRun run, TestBed bed, IDriverOperations operations, DeclaredOperation operation, JsonElement arguments)
    {
        JsonElement result;
        try
        {
            result = await CallAsync(bed, operations, operation.Name, arguments).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            throw new CheckFailedException($"The operation '{operation.Name}' failed with the adapter's good arguments: {run.Describe(exception)}");
        }

        var problem = operation.Result is { } schema ? JsonFit.Problem(result, schema)
            : result.ValueKind is JsonValueKind.Null ? null
            : "it declares no result, and gave one";
        run.Require(problem is null, $"The operation '{operation.Name}' gave a result that does not fit its schema: {problem}. Declare what it gives.");
        return result;
    }

    private static async Task MisfitsAsync(CheckRun run, TestBed bed, IDriverClient client, IDriverOperations operations, DeclaredOperation operation, ConformanceOperation call)
    {
        var good = await ArgumentsAsync(run, client, call).ConfigureAwait(false);
        foreach (var (what, arguments) in Misfits(operation, good))
        {
            var (calls, before) = (bed.Http.Count, await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false));
            var error = await bed.FailureOfAsync($"The operation '{operation.Name}' {what}", () => CallAsync(bed, operations, operation.Name, arguments), "'invalid_value'").ConfigureAwait(false);
            run.Require(error.Code == DriverErrorCode.InvalidValue, $"The operation '{operation.Name}' {what} failed with '{error.Code}'; expected 'invalid_value'.");
            run.Require(
                bed.Http.Count == calls && await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false) == before,
                $"The operation '{operation.Name}' {what} asked the system all the same. Look at the arguments first.");
        }
    }

    private static IEnumerable<(string What, JsonElement Arguments)> Misfits(DeclaredOperation operation, JsonElement good)
    {
        JsonElement With(Action<JsonObject> change)
        {
            var arguments = JsonObject.Create(good)!.DeepClone().AsObject();
            change(arguments);
            return JsonSerializer.SerializeToElement(arguments);
        }

        yield return ("with an argument that it does not have", With(arguments => arguments["no_such_argument"] = 1));
        if (operation.Parameters.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(item => item.GetString()!))
            {
                yield return ($"without '{name}'", With(arguments => arguments.Remove(name)));
                yield return ($"with an object for '{name}'", With(arguments => arguments[name] = new JsonObject { ["no"] = new JsonArray(1, "x") }));
            }
        }

        yield return ("with a list for its arguments", JsonSerializer.SerializeToElement(new JsonArray()));
    }

    private static async Task UnknownAsync(CheckRun run)
    {
        var bed = await run.StartAsync(1).ConfigureAwait(false);
        var (_, operations) = await OpenAsync(bed).ConfigureAwait(false);
        var calls = bed.Http.Count;
        var error = await bed.FailureOfAsync("An operation that there is not", () => CallAsync(bed, operations, "no_such_operation", JsonSerializer.SerializeToElement(new { })), "'unsupported'").ConfigureAwait(false);
        run.Require(error.Code == DriverErrorCode.Unsupported, $"An operation that there is not failed with '{error.Code}'; expected 'unsupported'.");
        run.Require(bed.Http.Count == calls, "An operation that there is not asked the system all the same.");
    }

    private static async Task<(IDriverClient Client, IDriverOperations Operations)> OpenAsync(TestBed bed)
    {
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        return client is IDriverOperations operations
            ? (client, operations)
            : throw new CheckFailedException("The manifest declares 'operations', and the client does not implement IDriverOperations. Rebuild the driver.");
    }

    private static async Task<JsonElement> ArgumentsAsync(CheckRun run, IDriverClient client, ConformanceOperation call)
    {
        run.Doing = $"ArgumentsAsync of the adapter for '{call.Name}'";
        var text = await call.ArgumentsAsync(client, run.CancellationToken).ConfigureAwait(false);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // The same as any other JSON that is no object.
        }

        throw new CheckFailedException($"The adapter's arguments of '{call.Name}' are no JSON object. Give one, {{}} for none.");
    }

    private static async Task<JsonElement> CallAsync(TestBed bed, IDriverOperations operations, string name, JsonElement arguments)
    {
        var box = await bed.CallAsync<object>($"InvokeOperationAsync of '{name}'", async token => await operations.InvokeOperationAsync(name, arguments, token).ConfigureAwait(false)).ConfigureAwait(false);
        return (JsonElement)box;
    }
}
