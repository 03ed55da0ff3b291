using System.Diagnostics;
using System.Net;
using System.Text.Json;
using IntegrationAgent.Driver.Conformance.Faults;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Nothing that a driver says holds a secret or a record's content.</summary>
internal static class SecretChecks
{
    private const string Canary = "canary-7f3a91c2-content";

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(46, "no-secret-leak", ConformanceTier.Hermetic,
            "Lets the system echo credentials, tokens and records in its errors, and looks for them in messages, details, logs and traces, in each encoding.",
            "A credential or a person's data ends in a log, or in what a model reads.",
            LeakAsync),
    ];

    private static async Task LeakAsync(CheckRun run)
    {
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        var said = new List<(string Where, string Text)>();
        using var listener = Listen(said);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var check = await bed.CallAsync("CheckAsync", client.CheckAsync).ConfigureAwait(false);
        said.Add(("CheckAsync", string.Join(' ', check.System, check.ApiVersion, check.Identity, check.Host, string.Join(' ', check.Scopes))));
        foreach (var refused in bed.Target.Refused)
            said.AddRange(Texts($"the error of connecting with {refused.Name}", await ErrorAsync(() => bed.TryConnectAsync(refused.Settings, refused.Credentials)).ConfigureAwait(false)));
        if (bed.IsHttp)
            await EchoAsync(run, bed, client, said).ConfigureAwait(false);
        if (client is IRecordWriter writer)
            await ContentAsync(run, bed, writer, said).ConfigureAwait(false);
        said.AddRange(Texts("the error of a query with an unknown field", (await bed.QueryAsync(client, new QueryRequest { Object = run.Object.Name, Fields = ["no_such_field"] }).ConfigureAwait(false)).Error));
        said.AddRange(bed.Log.Lines.Select(line => ("the log", line)));
        Learn(bed);
        lock (said)
        {
            foreach (var (where, text) in said)
            {
                run.Require(bed.Secrets.FindIn(text) is not { } secret, $"{where} holds the secret '{bed.Secrets.FindIn(text)}'. Take texts from a table of your own, and never from a request or an answer.");
                run.Require(!text.Contains(Canary, StringComparison.Ordinal), $"{where} holds the content of a record. Name the field, never its value.");
            }
        }

        run.Require(said.Count > 0, "The driver said nothing at all.");
    }

    private static async Task EchoAsync(CheckRun run, TestBed bed, IDriverClient client, List<(string, string)> said)
    {
        foreach (var status in new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError })
        {
            bed.Http.Rule = call => new FaultAction.Answer(status, Echo(call), Headers: ("X-Echo", (call.Authorization ?? "none").ReplaceLineEndings("")));
            var read = await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false);
            bed.Http.Rule = static _ => null;
            said.AddRange(Texts($"the error for status {(int)status}", read.Error));
        }

        // A new connection meets the same, with its credentials in the requests.
        foreach (var status in new[] { HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.InternalServerError })
        {
            bed.Http.Rule = call => new FaultAction.Answer(status, Echo(call));
            said.AddRange(Texts($"the error of connecting under status {(int)status}", await ErrorAsync(() => bed.TryConnectAsync()).ConfigureAwait(false)));
            bed.Http.Rule = static _ => null;
        }

        run.Observe();
    }

    private static string Echo(HttpCall call) => JsonSerializer.Serialize(
        new Dictionary<string, string>
        {
            ["error"] = $"{call.Authorization} {call.RequestBody} {call.Uri.PathAndQuery}",
            ["error_description"] = $"{call.RequestHeaders} {call.RequestBody}",
            ["message"] = $"{call.Authorization} {call.RequestBody}",
        });

    private static async Task ContentAsync(CheckRun run, TestBed bed, IRecordWriter writer, List<(string, string)> said)
    {
        var field = run.Object.Fields.FirstOrDefault(one => one is { Writable: true, Type: FieldType.String, Choices.Count: 0, Value: null }
            && (one.MaxLength ?? int.MaxValue) >= Canary.Length && !run.Object.WriteKey.Contains(one.Name, StringComparer.Ordinal));
        if (field is null)
            return;
        foreach (var rejected in run.Object.Rejected.Where(one => one.Field != field.Name))
        {
            var row = RowFactory.Make(run.Object, 1, run.Options.Seed, first: 950)[0].With(field.Name, RecordValue.From(Canary)).With(rejected.Field, rejected.Value);
            said.AddRange(await OutcomeAsync(bed, writer, row).ConfigureAwait(false));
        }

        if (!bed.IsHttp)
            return;
        var good = RowFactory.Make(run.Object, 1, run.Options.Seed, first: 960)[0].With(field.Name, RecordValue.From(Canary));
        bed.Http.Rule = call => new FaultAction.Answer(HttpStatusCode.BadRequest, Echo(call));
        said.AddRange(await OutcomeAsync(bed, writer, good).ConfigureAwait(false));
        bed.Http.Rule = static _ => null;
    }

    private static async Task<IEnumerable<(string, string)>> OutcomeAsync(TestBed bed, IRecordWriter writer, ConformanceRow row)
    {
        var request = bed.WriteOf(WriteMode.Upsert, [row]);
        using (request.Records)
        {
            try
            {
                var response = await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
                return response.Outcomes.Where(outcome => outcome.Error is not null).Select(outcome => ("the outcome of a refused record", outcome.Error!.Message));
            }
            catch (DriverException exception)
            {
                return Texts("the error of a refused write", exception);
            }
        }
    }

    private static async Task<Exception?> ErrorAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return null;
        }
        catch (DriverException exception)
        {
            return exception;
        }
    }

    private static IEnumerable<(string, string)> Texts(string where, Exception? exception)
    {
        for (var current = exception; current is not null; current = current.InnerException)
        {
            yield return (where, current.Message);
            if (current is DriverException driver)
                yield return (where, string.Join(' ', driver.Detail, driver.Target, string.Join(' ', driver.Suggestions)));
        }
    }

    /// <summary>Tokens that the system gave are secrets too.</summary>
    public static void Learn(TestBed bed)
    {
        foreach (var call in bed.Http.Calls)
        {
            if (call.Authorization?.Split(' ', 2) is [_, var token])
                bed.Secrets.Add("token in a request", token);
            foreach (var value in TokenBodies.TokensIn(call))
                bed.Secrets.Add("token in an answer", value);
        }
    }

    private static ActivityListener Listen(List<(string, string)> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => !source.Name.StartsWith("System.", StringComparison.Ordinal),
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (said)
                    said.AddRange(activity.TagObjects.Select(tag => ("a trace", $"{tag.Key} {tag.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
