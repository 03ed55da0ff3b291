using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>An answer, complete in memory.</summary>
internal sealed class ApiResponse(int status) : IDisposable
{
    public const string JsonType = "application/json;charset=UTF-8";

    public int Status { get; } = status;

    public string? ContentType { get; init; }

    public JsonBuffer? Body { get; init; }

    public List<(string Name, string Value)> Headers { get; } = [];

    public static ApiResponse Empty(int status) => new(status);

    public static ApiResponse Json(JsonBuffer body, int status = 200) => new(status) { ContentType = JsonType, Body = body };

    public static ApiResponse Text(int status, string contentType, string text)
    {
        var body = new JsonBuffer(text.Length + 16);
        body.Raw(text);
        return new ApiResponse(status) { ContentType = contentType, Body = body };
    }

    public static ApiResponse Error(ApiError error)
    {
        var body = new JsonBuffer(512).OpenArray();
        error.Write(body);
        return Json(body.CloseArray(), error.Status);
    }

    public ApiResponse With(string header, string value)
    {
        Headers.Add((header, value));
        return this;
    }

    public string BodyText() => Body is null ? "" : Encoding.UTF8.GetString(Body.Written.Span);

    public void Dispose() => Body?.Dispose();
}
