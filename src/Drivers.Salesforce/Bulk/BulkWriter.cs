using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Writes through ingest jobs of the Bulk API 2.0. A job takes one upload; what is more goes into further jobs, whose ids are kept before anything is sent to
/// them. All are closed at the end, so that nothing is written before everything has arrived. Every step may be repeated, by this process or by another. Thread-safe.
/// </summary>
internal sealed class BulkWriter(DriverHttp http, ISalesforceApi api, WritePlanner planner, BulkResults results, DriverContext context, string version, bool compressed)
{
    private readonly ConcurrentDictionary<string, BulkOrder> orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> fresh = new(StringComparer.Ordinal);

    /// <summary>How many bytes of text go into one job. Salesforce takes 100 MB; less is less to hold and to repeat, and jobs run side by side.</summary>
    internal int PartBytes { get; set; } = 32 * 1024 * 1024;

    internal async Task<OperationHandle> StartAsync(BulkWriteRequest request, CancellationToken cancellationToken)
    {
        using var none = RecordPage.Empty(request.Schema);
        var plan = await PlanAsync(new BulkHandleState(request.Object, request.Mode, request.KeyFields.Count == 0 ? null : string.Join(',', request.KeyFields)), none, cancellationToken).ConfigureAwait(false);
        var state = new BulkHandleState(plan.Object.Name, request.Mode, plan.Key?.Name);
        var id = await CreateAsync(state, cancellationToken).ConfigureAwait(false);
        fresh[id] = true;
        return new OperationHandle { Id = id, CorrelationId = request.CorrelationId, State = JsonSerializer.Serialize(state, SalesforceJson.Default.BulkHandleState) };
    }

    internal async Task UploadAsync(OperationHandle handle, IAsyncEnumerable<RecordPage> records, CancellationToken cancellationToken)
    {
        var state = BulkHandleState.Of(handle);
        var known = fresh.TryRemove(handle.Id, out _);
        var jobs = await PartsAsync(handle.Id, cancellationToken).ConfigureAwait(false);
        var order = new BulkOrder();
        using var part = new BulkPart(compressed);
        BulkRowWriter? rows = null;
        RecordSchema? schema = null;
        var parts = 0;
        await foreach (var page in records.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                if (rows is null || !ReferenceEquals(schema, page.Schema))
                {
                    var next = new BulkRowWriter(await PlanAsync(state, page, cancellationToken).ConfigureAwait(false));
                    if (rows is not null && !rows.Names.SequenceEqual(next.Names, StringComparer.Ordinal))
                        throw new DriverException(DriverErrorCode.InvalidValue, "The pages of one bulk write have different fields. Give every page the fields of the first.") { Target = state.Object };
                    (rows, schema) = (next, page.Schema);
                }

                for (var row = 0; row < page.Count; row++)
                {
                    if (rows.Write(page[row], out var print) is { } refusal)
                    {
                        order.Refuse(refusal);
                        continue;
                    }

                    if (part.Length + rows.Row.Length > PartBytes && part.Length > 0)
                        await SendAsync(part, parts++, handle.Id, state, jobs, known, cancellationToken).ConfigureAwait(false);
                    if (part.Length == 0)
                        part.Write(rows.Header);
                    part.Write(rows.Row);
                    order.Add(print);
                }
            }
        }

        if (part.Length > 0)
            await SendAsync(part, parts++, handle.Id, state, jobs, known, cancellationToken).ConfigureAwait(false);
        order.Freeze();
        orders[handle.Id] = order;
        for (var i = 0; i < jobs.Count; i++)
            await ChangeAsync(jobs[i], i < parts ? "UploadComplete" : "Aborted", cancellationToken).ConfigureAwait(false);
    }

    internal async Task<BulkWriteResponse> GetResultsAsync(OperationHandle handle, CancellationToken cancellationToken)
    {
        var state = BulkHandleState.Of(handle);
        var jobs = new List<BulkJobInfo>();
        foreach (var id in await PartsAsync(handle.Id, cancellationToken).ConfigureAwait(false))
            jobs.Add(await api.GetIngestJobAsync(version, id, cancellationToken).ConfigureAwait(false));
        if (jobs.Exists(static job => job.State == "Open"))
            return new BulkWriteResponse { State = BulkJobState.Open };
        if (jobs.Exists(static job => job.State is not ("JobComplete" or "Failed" or "Aborted")))
            return new BulkWriteResponse { State = BulkJobState.Running };
        if (!orders.TryGetValue(handle.Id, out var order))
        {
            throw new DriverException(DriverErrorCode.IncompleteResult, "The job has ended, and this connection does not know the order of its records. Upload the same records again: nothing is sent twice.")
            {
                Target = handle.Id,
                Retry = RetryAdvice.AfterUserAction,
            };
        }

        return await results.ReadAsync(state.Mode, jobs, order, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the jobs that have not ended; what was written stays.</summary>
    internal async Task<BulkJobState> AbortAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var job in await PartsAsync(id, cancellationToken).ConfigureAwait(false))
            await ChangeAsync(job, "Aborted", cancellationToken).ConfigureAwait(false);
        return BulkJobState.Aborted;
    }

    private static string EntryOf(string id) => $"bulk.{id}";

    private async ValueTask<WritePlan> PlanAsync(BulkHandleState state, RecordPage page, CancellationToken cancellationToken)
    {
        var plan = await planner.PlanAsync(
            new WriteRequest { Object = state.Object, Mode = state.Mode, KeyFields = state.Key?.Split(',') ?? [], Records = page }, cancellationToken).ConfigureAwait(false);
        return state.Mode is WriteMode.Update or WriteMode.Delete && !plan.KeyIsId
            ? throw new DriverException(DriverErrorCode.Unsupported, $"A bulk job finds records to {state.Mode.ToString().ToLowerInvariant()} by Id only. Take Id as the key, or write page by page.") { Scope = ErrorScope.Object, Target = plan.Key?.Name }
            : plan;
    }

    private async ValueTask<string> CreateAsync(BulkHandleState state, CancellationToken cancellationToken)
    {
        var request = new BulkIngestRequest
        {
            Object = state.Object,
            Operation = state.Mode.ToString().ToLowerInvariant(),
            ExternalIdFieldName = state.Mode == WriteMode.Upsert ? state.Key : null,
        };
        var job = await api.CreateIngestJobAsync(version, request, CallIdempotency.Idempotent, cancellationToken).ConfigureAwait(false);
        return job.Id is { Length: > 0 } id && IsJob(id)
            ? id
            : throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce began a bulk write and did not say which. Try again.") { Retry = RetryAdvice.After };
    }

    /// <summary>The jobs of a write: the one of the handle, and those that had to be added.</summary>
    private async ValueTask<List<string>> PartsAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsJob(id))
            throw new DriverException(DriverErrorCode.CursorExpired, "The handle is not one of this driver. Begin the write again.");
        var jobs = new List<string> { id };
        if (await context.Tokens.GetAsync(EntryOf(id), cancellationToken).ConfigureAwait(false) is { } entry)
            jobs.AddRange(entry.Value.Reveal().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(IsJob));
        return jobs;
    }

    private async ValueTask SendAsync(BulkPart part, int index, string first, BulkHandleState state, List<string> jobs, bool known, CancellationToken cancellationToken)
    {
        part.Close();
        if (index == jobs.Count)
        {
            jobs.Add(await CreateAsync(state, cancellationToken).ConfigureAwait(false));
            var entry = await context.Tokens.GetAsync(EntryOf(first), cancellationToken).ConfigureAwait(false);
            if (!await context.Tokens.CompareAndSwapAsync(EntryOf(first), entry?.Version ?? 0, new Secret(string.Join(' ', jobs.Skip(1))), cancellationToken).ConfigureAwait(false))
                throw new DriverException(DriverErrorCode.Conflict, "Another process uploads to the same job. Leave the upload to one.") { Target = first };
            known = true;
        }

        // A job of an earlier process may have its data already: the same records, so there is nothing to send.
        if (known || (await api.GetIngestJobAsync(version, jobs[index], cancellationToken).ConfigureAwait(false)).State == "Open")
            await PutAsync(part, jobs[index], cancellationToken).ConfigureAwait(false);
        part.Reset();
    }

    private async ValueTask PutAsync(BulkPart part, string job, CancellationToken cancellationToken)
    {
        try
        {
            await http.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Put, $"/services/data/{version}/jobs/ingest/{job}/batches")
                {
                    Content = part.ToContent(),
                    Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
                },
                static (_, _, _) => ValueTask.FromResult(true),
                cancellationToken).ConfigureAwait(false);
        }
        catch (SalesforceException exception) when (exception.ErrorCode == BulkText.SecondUpload)
        {
            // The answer to the first attempt was lost; the data is there.
            context.Log.Write(DriverLogLevel.Information, "bulk_upload_found", $"the job {job} has its data already");
        }
    }

    private async ValueTask ChangeAsync(string job, string wanted, CancellationToken cancellationToken)
    {
        try
        {
            await api.ChangeIngestJobAsync(version, job, new BulkStateChange { State = wanted }, CallIdempotency.Idempotent, cancellationToken).ConfigureAwait(false);
        }
        catch (SalesforceException exception) when (exception.Code == DriverErrorCode.Conflict)
        {
            var now = (await api.GetIngestJobAsync(version, job, cancellationToken).ConfigureAwait(false)).State;
            var fits = wanted == "Aborted" ? now is "Aborted" or "JobComplete" or "Failed" : now is "UploadComplete" or "InProgress" or "JobComplete" or "Failed";
            if (!fits)
                throw;
        }
    }

    private static bool IsJob(string id) => id.Length is 15 or 18 && id.All(char.IsAsciiLetterOrDigit);
}
