using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Sends up to 200 records in one call.</summary>
internal sealed class CollectionsTransport(DriverHttp http, string version, bool savesDuplicates)
{
    internal const int MostRecords = 200;

    /// <summary>Sends the records of a plan at these rows.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="rows">The rows, at most <see cref="MostRecords"/>.</param>
    /// <param name="ids">For an update and a delete, the id of each row.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async ValueTask<List<SaveResult>> SendAsync(WritePlan plan, IReadOnlyList<int> rows, IReadOnlyList<string>? ids, CancellationToken cancellationToken)
    {
        var mode = plan.Request.Mode;
        var body = mode == WriteMode.Delete ? null : Body(plan, rows, mode == WriteMode.Update ? ids : null);
        var results = await http.SendAsync(
            () => Request(plan, body, ids),
            static async (_, stream, token) => await JsonSerializer.DeserializeAsync(stream, SalesforceJson.Default.ListSaveResult, token).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
        return results is not null && results.Count == rows.Count
            ? results
            : throw new DriverException(DriverErrorCode.Unknown, string.Create(CultureInfo.InvariantCulture, $"Salesforce answered for {results?.Count ?? 0} of {rows.Count} records, so the outcome is not known. Read them back.")) { Target = plan.Object.Name };
    }

    private HttpRequestMessage Request(WritePlan plan, byte[]? body, IReadOnlyList<string>? ids)
    {
        var root = $"/services/data/{version}/composite/sobjects";
        if (body is null)
        {
            var all = plan.Request.AllOrNone ? "true" : "false";
            return new HttpRequestMessage(HttpMethod.Delete, $"{root}?ids={string.Join(',', ids!)}&allOrNone={all}").With(CallOptions.Idempotency, CallIdempotency.Idempotent);
        }

        var (method, address) = plan.Request.Mode switch
        {
            WriteMode.Insert => (HttpMethod.Post, root),
            WriteMode.Update => (HttpMethod.Patch, root),
            _ => (HttpMethod.Patch, $"{root}/{plan.Object.Name}/{plan.Key!.Name}"),
        };

        // An upsert by id creates where the id is null, so that a second one would create again.
        var idempotent = plan.Request.Mode == WriteMode.Update || (plan.Request.Mode == WriteMode.Upsert && !plan.KeyIsId);
        var request = new HttpRequestMessage(method, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        if (savesDuplicates)
            request.Headers.Add("Sforce-Duplicate-Rule-Header", "allowSave=true");
        return request.With(CallOptions.Idempotency, idempotent ? CallIdempotency.Idempotent : CallIdempotency.Unsafe);
    }

    private static byte[] Body(WritePlan plan, IReadOnlyList<int> rows, IReadOnlyList<string>? ids)
    {
        using var buffer = new MemoryStream(rows.Count * 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("allOrNone", plan.Request.AllOrNone);
            json.WriteStartArray("records");
            for (var i = 0; i < rows.Count; i++)
                RecordJson.Write(json, plan, plan.Request.Records[rows[i]], ids?[i]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
