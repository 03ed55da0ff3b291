using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Sends queries: as an address where it is short enough, otherwise as a part of a composite request.</summary>
internal sealed class QueryTransport(DriverHttp http, SalesforceErrorMapper errors, string version)
{
    /// <summary>Salesforce takes 16,384 bytes of address and headers together; a token may be long.</summary>
    private const int LongestAddress = 12_000;

    /// <summary>Puts children together that come in pages of their own.</summary>
    internal ChildSplicer Children { get; } = new(http);

    /// <summary>Which columns a query has.</summary>
    internal Task<ColumnMetadataResponse> ColumnsAsync(string soql, CancellationToken cancellationToken)
    {
        var address = $"/services/data/{version}/query?q={Uri.EscapeDataString(soql)}&columns=true";
        return address.Length <= LongestAddress
            ? http.SendAsync(
                () => new HttpRequestMessage(HttpMethod.Get, address),
                static async (_, body, token) => (await AnswerJson.ReadAsync(body, SalesforceJson.Default.ColumnMetadataResponse, token).ConfigureAwait(false)) ?? new ColumnMetadataResponse(),
                cancellationToken)
            : CompositeAsync(address, static (body, _) => new ValueTask<ColumnMetadataResponse>(AnswerJson.Read(body, SalesforceJson.Default.ColumnMetadataResponse) ?? new ColumnMetadataResponse()), cancellationToken);
    }

    internal Task ReadAsync(QueryPlan plan, QueryCursor position, JsonPageReader reader, RecordPageWriter writer, CancellationToken cancellationToken)
    {
        if (position.Next.Length > 0)
            return StreamAsync(position.Next, null, reader, writer, cancellationToken);
        var address = $"/services/data/{version}/{(plan.IncludeDeleted ? "queryAll" : "query")}?q={Uri.EscapeDataString(plan.QueryAt(position))}";
        return address.Length <= LongestAddress
            ? StreamAsync(address, plan.PageSize, reader, writer, cancellationToken)
            : CompositeAsync(
                address,
                async (body, token) =>
                {
                    Reset(writer);
                    using var records = new MemoryStream(body, writable: false);
                    await reader.ReadAsync(records, writer, token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken);
    }

    /// <summary>Asks for a next page and leaves its body to be read later.</summary>
    internal Task<HttpBody> OpenAsync(string next, CancellationToken cancellationToken) => http.OpenAsync(new HttpRequestMessage(HttpMethod.Get, next), cancellationToken);

    /// <summary>Reads a page that was asked for before. False where its body broke off; it can be asked for again.</summary>
    internal static async ValueTask<bool> TryReadAsync(HttpBody page, JsonPageReader reader, RecordPageWriter writer, CancellationToken cancellationToken)
    {
        await using (page.ConfigureAwait(false))
        {
            try
            {
                await reader.ReadAsync(page.Stream, writer, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or TimeoutException)
            {
                return false;
            }
        }
    }

    private Task<bool> StreamAsync(string address, int? pageSize, JsonPageReader reader, RecordPageWriter writer, CancellationToken cancellationToken) =>
        http.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (pageSize is { } size)
                    request.Headers.Add("Sforce-Query-Options", string.Create(CultureInfo.InvariantCulture, $"batchSize={Math.Clamp(size, 200, 2000)}"));
                return request;
            },
            async (_, body, token) =>
            {
                Reset(writer);
                await reader.ReadAsync(body, writer, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private Task<T> CompositeAsync<T>(string address, Func<byte[], CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var body = Body(address);
        return http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"/services/data/{version}/composite")
            {
                Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            }.With(CallOptions.Idempotency, CallIdempotency.ReadOnly),
            async (_, stream, token) =>
            {
                using var document = await JsonDocument.ParseAsync(stream, cancellationToken: token).ConfigureAwait(false);
                var part = document.RootElement.GetProperty("compositeResponse")[0];
                var result = Encoding.UTF8.GetBytes(part.GetProperty("body").GetRawText());
                var status = part.GetProperty("httpStatusCode").GetInt32();
                return status >= 400 ? throw PartError(result, status) : await read(result, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static byte[] Body(string address)
    {
        var buffer = new ArrayBufferWriter<byte>(address.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("compositeRequest");
            json.WriteStartObject();
            json.WriteString("method", "GET");
            json.WriteString("url", address);
            json.WriteString("referenceId", "query");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private SalesforceException PartError(byte[] body, int status)
    {
        var error = AnswerJson.Read(body, SalesforceJson.Default.ListApiError)?.Find(each => each.Code.Length > 0) ?? new ApiError();
        return errors.Make(error, status);
    }

    /// <summary>An attempt that broke off has left records behind.</summary>
    private static void Reset(RecordPageWriter writer)
    {
        if (writer.Count > 0)
            writer.ToPage().Dispose();
    }
}
