using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Drivers.Salesforce.Conformance;

/// <summary>
/// Connected apps that were not given every scope: the simulator has one app with all of them. The name of a marked app tells which scope its tokens lack;
/// their sessions are refused as Salesforce refuses them.
/// </summary>
internal sealed class ScopeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string Separator = ".without.";
    private readonly HashSet<string> lacking = [];

    public static string Mark(string clientId, string scope) => clientId + Separator + scope;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("/oauth2/token", StringComparison.Ordinal) && request.Content is not null)
            return await SignInAsync(request, cancellationToken);

        lock (lacking)
        {
            if (request.Headers.Authorization?.Parameter is { } token && lacking.Contains(token))
            {
                return new HttpResponseMessage(HttpStatusCode.Forbidden)
                {
                    RequestMessage = request,
                    Content = new StringContent("""[{"message":"This session is not valid for use with the REST API","errorCode":"INVALID_SESSION_ID"}]""", Encoding.UTF8, "application/json"),
                };
            }
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SignInAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        var at = form.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 0)
            return await base.SendAsync(request, cancellationToken);

        var end = form.IndexOf('&', at);
        var scope = form[(at + Separator.Length)..(end < 0 ? form.Length : end)];
        request.Content = new StringContent(form[..at] + (end < 0 ? "" : form[end..]), Encoding.UTF8, "application/x-www-form-urlencoded");
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            return response;

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        answer["scope"] = string.Join(' ', ((string)answer["scope"]!).Split(' ').Where(one => one != scope && one != "full"));
        lock (lacking)
            lacking.Add((string)answer["access_token"]!);
        response.Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json");
        return response;
    }
}
