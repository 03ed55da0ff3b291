using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Takes records out of the recycle bin: a call that only the partner SOAP API has. Its token stands in the body.</summary>
internal sealed class UndeleteTransport(DriverHttp http, string version)
{
    private const int MostIds = 200;
    private const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string Partner = "urn:partner.soap.sforce.com";
    private static readonly HttpRequestOptionsKey<IReadOnlyList<string>> Ids = new("IntegrationAgent.Salesforce.UndeleteIds");

    internal async Task<IReadOnlyList<UndeleteResult>> RunAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var results = new List<UndeleteResult>(ids.Count);
        foreach (var chunk in ids.Chunk(MostIds))
        {
            var answers = await http.SendAsync(
                () =>
                {
                    var request = new HttpRequestMessage(HttpMethod.Post, $"/services/Soap/u/{version.TrimStart('v')}").With(CallOptions.Idempotency, CallIdempotency.Idempotent);
                    request.Options.Set(Ids, chunk);
                    return request;
                },
                static async (_, body, token) => await ReadAsync(body, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            if (answers.Count != chunk.Length)
                throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce did not answer for every record. Read them back.") { Retry = RetryAdvice.Now };
            results.AddRange(answers.Select((answer, i) => new UndeleteResult { Id = RecordId.Expand(chunk[i]), Restored = answer.Restored, ErrorCode = answer.ErrorCode }));
        }

        return results;
    }

    /// <summary>Puts the token where the request wants it: in a header, or in the body of SOAP.</summary>
    internal static void Authorize(HttpRequestMessage request, SessionToken token)
    {
        if (!request.Options.TryGetValue(Ids, out var ids))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Access.Reveal());
            return;
        }

        XNamespace envelope = Envelope;
        XNamespace partner = Partner;
        var body = new XElement(
            envelope + "Envelope",
            new XElement(envelope + "Header", new XElement(partner + "SessionHeader", new XElement(partner + "sessionId", token.Access.Reveal()))),
            new XElement(envelope + "Body", new XElement(partner + "undelete", ids.Select(id => new XElement(partner + "ids", id)))));
        request.Content = new StringContent(body.ToString(SaveOptions.DisableFormatting), Encoding.UTF8, "text/xml");
        request.Headers.Remove("SOAPAction");
        request.Headers.TryAddWithoutValidation("SOAPAction", "\"\"");
    }

    /// <summary>The code of a SOAP fault; null where the body is none.</summary>
    internal static string? FaultCode(ReadOnlySpan<byte> body)
    {
        var start = body.IndexOf("<faultcode>"u8);
        if (start < 0)
            return null;
        var rest = body[(start + "<faultcode>".Length)..];
        var end = rest.IndexOf((byte)'<');
        var code = end is > 0 and <= 100 ? Encoding.UTF8.GetString(rest[..end]) : "";
        return code[(code.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static async ValueTask<List<UndeleteResult>> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = XmlReader.Create(body, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 1_000_000 });
            var document = await XDocument.LoadAsync(reader, LoadOptions.None, cancellationToken).ConfigureAwait(false);
            return
            [
                .. document.Descendants().Where(element => element.Name.LocalName == "result").Select(result => new UndeleteResult
                {
                    Restored = Value(result, "success") == "true",
                    ErrorCode = Value(result, "statusCode") ?? "",
                }),
            ];
        }
        catch (XmlException exception)
        {
            throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce's answer is not whole. Try again.", exception) { Retry = RetryAdvice.After };
        }

        static string? Value(XElement result, string name) => result.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }
}
