using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The one call that only the partner SOAP API has and that people automate: <c>undelete</c>. Modelled: only the shape of the answers is documented.</summary>
internal sealed class SoapHandler(SimulatorState state)
{
    private const int MostIds = 200;
    private const string Partner = "urn:partner.soap.sforce.com";

    public ApiResponse Handle(ApiRequest request)
    {
        if (request.Method != "POST") throw ApiError.MethodNotAllowed(request.Method, "POST");
        XDocument document;
        try
        {
            using var text = new StringReader(request.BodyText());
            using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 1_000_000 });
            document = XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return Fault("soapenv:Client", "UNKNOWN_EXCEPTION", "The request is not well-formed XML");
        }

        var token = document.Descendants().FirstOrDefault(e => e.Name.LocalName == "sessionId")?.Value.Trim();
        if (token is null || !state.Sessions.IsValid(token)) return Fault("sf:INVALID_SESSION_ID", "INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");
        state.CountCall();
        var call = document.Descendants().FirstOrDefault(e => e.Name.LocalName == "Body")?.Elements().FirstOrDefault();
        if (call?.Name.LocalName != "undelete") return Fault("soapenv:Client", "UNKNOWN_EXCEPTION", $"No operation available for request {call?.Name.LocalName}");
        var ids = call.Elements().Where(e => e.Name.LocalName == "ids").Select(e => e.Value.Trim()).ToArray();
        if (ids.Length > MostIds) return Fault("sf:EXCEEDED_ID_LIMIT", "EXCEEDED_ID_LIMIT", $"record limit reached. cannot submit more than {MostIds} records into this call");
        var results = new StringBuilder();
        foreach (var id in ids) results.Append(One(id));
        return Xml(200, $"<undeleteResponse xmlns=\"{Partner}\">{results}</undeleteResponse>");
    }

    private static ApiResponse Fault(string faultCode, string code, string message) =>
        Xml(500, $"<soapenv:Fault><faultcode>{faultCode}</faultcode><faultstring>{code}: {SecurityElement.Escape(message)}</faultstring></soapenv:Fault>");

    private static ApiResponse Xml(int status, string body) => ApiResponse.Text(
        status, "text/xml; charset=utf-8", $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:sf=\"urn:fault.partner.soap.sforce.com\"><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>");

    private string One(string id) => state.Store.Write(() =>
    {
        var undo = new UndoLog();
        try
        {
            if (!SalesforceId.IsWellFormed(id) || state.Store.TableOfPrefix(id) is not { } table) throw new ApiError(400, "MALFORMED_ID", "malformed id", []);
            if (state.Store.FindId(id) is not { } reference) throw new ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", []);
            new RecordWriter(state.Store, undo).Undelete(table, RecordRef.Row(reference));
            return $"<result><id>{table.Id(RecordRef.Row(reference))}</id><success>true</success></result>";
        }
        catch (ApiError error)
        {
            undo.Rollback();
            return $"<result><errors><message>{SecurityElement.Escape(error.Message)}</message><statusCode>{error.Code}</statusCode></errors><id>{SecurityElement.Escape(id)}</id><success>false</success></result>";
        }
    });
}
