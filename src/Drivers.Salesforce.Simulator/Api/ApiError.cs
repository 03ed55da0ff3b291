using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>An error answer of the REST API: an array of one object.</summary>
internal sealed class ApiError(int status, string code, string message, IReadOnlyList<string>? fields = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The fields that the error names; null leaves the key out.</summary>
    public IReadOnlyList<string>? Fields { get; } = fields;

    /// <summary>What a duplicate rule found, as finished JSON; null for every other error.</summary>
    public string? DuplicateResult { get; init; }

    /// <summary>Whether the framework found the error (code first) and not the data layer (message first), as recorded.</summary>
    public bool CodeFirst => Status is 404 or 405 or 410 && Fields is null;

    public static ApiError NotFound() => new(404, "NOT_FOUND", "The requested resource does not exist");

    public static ApiError InvalidSession() => new(401, "INVALID_SESSION_ID", "Session expired or invalid");

    public static ApiError MethodNotAllowed(string method, string allowed) =>
        new(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{method}' not allowed. Allowed are {allowed}");

    /// <summary>Writes the error object of a REST answer.</summary>
    public void Write(JsonBuffer json)
    {
        json.Open();
        if (CodeFirst)
        {
            json.Property("errorCode", Code).Property("message", Message);
        }
        else
        {
            json.Property("message", Message).Property("errorCode", Code);
            if (Fields is not null) WriteFields(json);
            if (DuplicateResult is not null) json.Name("duplicateResut").Raw(DuplicateResult); // sic: the real API's own spelling
        }

        json.Close();
    }

    /// <summary>Writes the error object of a collections result, which says <c>statusCode</c>.</summary>
    public void WriteItem(JsonBuffer json)
    {
        json.Open().Property("statusCode", Code).Property("message", Message);
        json.Name("fields").OpenArray();
        foreach (var field in Fields ?? []) json.Separator().String(field);
        json.CloseArray();
        if (DuplicateResult is not null) json.Name("duplicateResut").Raw(DuplicateResult);
        json.Close();
    }

    private void WriteFields(JsonBuffer json)
    {
        json.Name("fields").OpenArray();
        foreach (var field in Fields!) json.Separator().String(field);
        json.CloseArray();
    }
}
