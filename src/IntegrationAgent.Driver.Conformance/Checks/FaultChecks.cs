using System.Net;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Failures of the system become errors that say what to do.</summary>
internal static class FaultChecks
{
    private static readonly (string Name, string Body, string ContentType)[] WrongBodies =
    [
        ("an empty body", "", "application/json"),
        ("a page of HTML", "<!doctype html><html><body>Sign in</body></html>", "text/html"),
        ("JSON that breaks off", "{\"items\":[{\"id\":\"1\"", "application/json"),
        ("JSON of another shape", "{\"error\":{\"message\":\"internal\"}}", "application/json"),
        ("an empty JSON object", "{}", "application/json"),
        ("the JSON null", "null", "application/json"),
        ("bytes that are no text", "\uFFFD\u0001\u0002", "application/octet-stream"),
    ];

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(38, "fault-200-with-error", ConformanceTier.Hermetic,
            "Answers reads under status 200 with what is no result; each must be a typed error.",
            "An error is taken for an empty result.",
            WrongBodyAsync),
        new(39, "fault-matrix", ConformanceTier.Hermetic,
            "Some 30 general faults and those of the adapter, each with its code, its advice and its scope; after each the driver works again.",
            "Retries, alarms and people act on a wrong reason.",
            MatrixAsync),
    ];

    private static async Task WrongBodyAsync(CheckRun run)
    {
        var bed = await run.StartAsync(run.Object.PageSize + 3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.NeedsHttp(bed);

        // The first query may read descriptions; the second one's calls are its pages. Each of them is spoiled in turn.
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var before = bed.Http.Count;
        _ = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var calls = Math.Min(bed.Http.Count - before, 3);
        foreach (var (name, body, type) in WrongBodies)
        {
            for (var at = 1; at <= calls; at++)
                await OneAsync(run, bed, client, $"{name} under status 200", new FaultAction.Answer(HttpStatusCode.OK, body, type), at).ConfigureAwait(false);
        }

        foreach (var fault in bed.Target.Faults.Where(one => one.ArmAsync is null && (int)one.Status < 300 && one.Moment == FaultMoment.Read))
        {
            var error = await OneAsync(run, bed, client, fault.Name, FaultList.AnswerOf(fault), at: 1).ConfigureAwait(false);
            run.Require(error.Code == fault.Code, $"{fault.Name}: the driver failed with '{error.Code}'; expected '{fault.Code}'.");
        }
    }

    private static async Task<DriverException> OneAsync(CheckRun run, TestBed bed, IDriverClient client, string name, FaultAction action, int at)
    {
        var before = bed.Http.Count;
        bed.Http.Rule = call => call.Index - before >= at ? action : null;
        var read = await ReadAsync(run, bed, client, name).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        run.Require(read.Error is not null, $"The system answered with {name}, and the stream stopped with {read.Stop} after {read.Rows.Count} records. Fail with a typed error when an answer is not what was asked for.");
        return read.Error;
    }

    private static async Task<QueryRead> ReadAsync(CheckRun run, TestBed bed, IDriverClient client, string name)
    {
        try
        {
            return await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not CheckFailedException && !run.CancellationToken.IsCancellationRequested)
        {
            throw new CheckFailedException($"The system answered with {name}, and QueryAsync threw {run.Describe(exception)}. Throw a DriverException with a code, and let only the caller's own cancellation through.");
        }
    }

    private static async Task MatrixAsync(CheckRun run)
    {
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        await NamesAsync(run, bed, client).ConfigureAwait(false);
        await WorksAsync(run, bed, client, "a mistyped name").ConfigureAwait(false);
        if (bed.IsHttp)
        {
            // What the system means by a status, where the adapter states it, goes before what HTTP means by it.
            var stated = bed.Target.Faults.Where(one => one.ArmAsync is null && one.Body.Length == 0).Select(one => one.Status).ToHashSet();
            foreach (var fault in FaultList.All.Where(one => one.Action is not FaultAction.Answer answer || !stated.Contains(answer.Status)))
                await GeneralAsync(run, bed, client, fault).ConfigureAwait(false);
        }
        else if (run.Facts.DeclaresHttp)
        {
            run.NeedsHttp(bed);
        }

        if (bed.Target.Faults.Count == 0)
            CheckRun.Fail("The adapter gives no fault of the system itself. Add those that its documentation names to ConformanceTarget.Faults, at least one.");
        foreach (var fault in bed.Target.Faults)
            await OwnAsync(run, bed, client, fault).ConfigureAwait(false);
    }

    private static async Task GeneralAsync(CheckRun run, TestBed bed, IDriverClient client, FaultCase fault)
    {
        var before = bed.Http.Count;
        bed.Http.Rule = _ => fault.Action;
        var read = await ReadAsync(run, bed, client, fault.Name).ConfigureAwait(false);
        bed.Http.Rule = static _ => null;
        run.Require(read.Error is not null, $"The system answered with {fault.Name}, and the stream stopped with {read.Stop}. A fault throws.");
        var error = read.Error;
        run.Require(
            fault.Codes.Count == 0 || fault.Codes.Contains(error.Code),
            $"The system answered with {fault.Name}, and the driver failed with '{error.Code}'; expected {string.Join(" or ", fault.Codes.Select(code => $"'{code}'"))}.");
        run.Require(
            fault.Transient is null || fault.Transient == error.IsTransient,
            $"The system answered with {fault.Name}, and the error advises {error.Retry}; trying again later {(fault.Transient == true ? "may" : "does not")} help.");
        run.Require(error.Message.Length > 0, $"The system answered with {fault.Name}, and the error has no message. Say what happened and what to do.");
        foreach (var call in bed.Http.Calls.Where(call => call.Index > before))
            run.Require(!call.Uri.Host.EndsWith("elsewhere.invalid", StringComparison.Ordinal), "The driver followed a redirect to another host, where its credential does not belong.");
        await WorksAsync(run, bed, client, fault.Name).ConfigureAwait(false);
    }

    private static async Task OwnAsync(CheckRun run, TestBed bed, IDriverClient client, ConformanceFault fault)
    {
        if (fault.Moment == FaultMoment.Write)
            run.Require(client is IRecordWriter, $"The adapter's fault '{fault.Name}' happens to a write, and the driver does not write.");
        DriverException? error;
        var armed = fault.ArmAsync is null ? null : await fault.ArmAsync(bed.Target, run.CancellationToken).ConfigureAwait(false);
        if (armed is null)
            bed.Http.Rule = _ => FaultList.AnswerOf(fault);
        try
        {
            error = fault.Moment == FaultMoment.Read
                ? (await ReadAsync(run, bed, client, fault.Name).ConfigureAwait(false)).Error
                : await WriteErrorAsync(bed, client, fault).ConfigureAwait(false);
        }
        finally
        {
            bed.Http.Rule = static _ => null;
            if (armed is not null)
                await armed.DisposeAsync().ConfigureAwait(false);
        }

        run.Require(error is not null, $"{fault.Name}: the driver reported success; expected '{fault.Code}'.");
        run.Require(error.Code == fault.Code, $"{fault.Name}: the driver failed with '{error.Code}'; expected '{fault.Code}'.");
        run.Require(fault.Retry is null || error.Retry == fault.Retry, $"{fault.Name}: the error advises {error.Retry}; expected {fault.Retry}.");
        run.Require(fault.Scope is null || error.Scope == fault.Scope, $"{fault.Name}: the error says that it stops the {error.Scope}; expected {fault.Scope}.");
        await WorksAsync(run, bed, client, fault.Name).ConfigureAwait(false);
    }

    private static async Task<DriverException?> WriteErrorAsync(TestBed bed, IDriverClient client, ConformanceFault fault)
    {
        var request = bed.WriteOf(WriteMode.Upsert, RowFactory.Make(bed.Object, 1, 3, first: 500));
        using (request.Records)
        {
            try
            {
                var response = await bed.CallAsync("WriteAsync", token => ((IRecordWriter)client).WriteAsync(request, token)).ConfigureAwait(false);
                return response.Outcomes is [{ Error: { } error }] ? new DriverException(error.Code, error.Message) { Retry = error.Retry, Scope = fault.Scope ?? ErrorScope.Record } : null;
            }
            catch (DriverException exception)
            {
                return exception;
            }
        }
    }

    private static async Task WorksAsync(CheckRun run, TestBed bed, IDriverClient client, string fault)
    {
        var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
        run.Require(read.Error is null, $"After {fault} was over, the next query failed with {(read.Error is null ? "" : run.Describe(read.Error))}. A client that met a fault works again when the system does.");
    }

    /// <summary>What every system can get wrong: names.</summary>
    private static async Task NamesAsync(CheckRun run, TestBed bed, IDriverClient client)
    {
        var name = run.Object.Name;
        var wrong = name + "x";
        await UnknownAsync(run, "GetFieldsAsync", DriverErrorCode.ObjectNotFound, name, () => bed.FailureOfAsync(
            $"GetFieldsAsync of '{wrong}'",
            () => bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = wrong }, token)),
            "'object_not_found'")).ConfigureAwait(false);
        await UnknownAsync(run, "QueryAsync", DriverErrorCode.ObjectNotFound, name, () => QueryErrorAsync(run, bed, client, new QueryRequest { Object = wrong, Fields = run.Object.KeyFields })).ConfigureAwait(false);
        var field = run.Object.Fields.Select(one => one.Name).MaxBy(one => one.Length)!;
        await UnknownAsync(run, "QueryAsync", DriverErrorCode.FieldNotFound, field, () => QueryErrorAsync(run, bed, client, new QueryRequest { Object = name, Fields = [field + "x"] })).ConfigureAwait(false);
        var badCursor = await QueryErrorAsync(run, bed, client, new QueryRequest { Object = name, Fields = run.Object.KeyFields, Cursor = "no cursor of this driver" }).ConfigureAwait(false);
        run.Require(
            badCursor.Code == DriverErrorCode.CursorExpired || badCursor.Code == DriverErrorCode.InvalidQuery || badCursor.Code == DriverErrorCode.InvalidValue,
            $"A cursor that is none failed with '{badCursor.Code}'; expected 'cursor_expired' or 'invalid_query'.");
    }

    private static async Task<DriverException> QueryErrorAsync(CheckRun run, TestBed bed, IDriverClient client, QueryRequest request)
    {
        var read = await ReadErrorAsync(run, bed, client, request).ConfigureAwait(false);
        return read.Error ?? throw new CheckFailedException("A query that names what is not there succeeded. Fail with object_not_found, field_not_found or cursor_expired.");
    }

    private static async Task<QueryRead> ReadErrorAsync(CheckRun run, TestBed bed, IDriverClient client, QueryRequest request)
    {
        try
        {
            return await bed.QueryAsync(client, request).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not CheckFailedException && !run.CancellationToken.IsCancellationRequested)
        {
            throw new CheckFailedException($"A query that names what is not there threw {run.Describe(exception)}. Throw a DriverException with a code.");
        }
    }

    private static async Task UnknownAsync(CheckRun run, string method, DriverErrorCode code, string nearest, Func<Task<DriverException>> call)
    {
        var error = await call().ConfigureAwait(false);
        run.Require(error.Code == code, $"{method} with an unknown name failed with '{error.Code}'; expected '{code}'.");
        run.Require(error.Suggestions.Contains(nearest, StringComparer.Ordinal), $"{method} with a mistyped name does not suggest '{nearest}'. Give the nearest names as suggestions.");
        run.Require(!error.IsTransient, $"{method} with an unknown name advises to try again.");
    }
}
