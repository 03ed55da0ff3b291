namespace IntegrationAgent.Driver.Authoring;

/// <summary>Tells what a failed answer means in one system. Thread-safe.</summary>
public interface IHttpErrorMapper
{
    /// <summary>Maps an answer without a success status.</summary>
    /// <param name="response">Status and headers; its content has been read.</param>
    /// <param name="body">The first 64 KiB of the body.</param>
    /// <param name="now">The pipeline's clock, in UTC.</param>
    HttpFailure Map(HttpResponseMessage response, ReadOnlySpan<byte> body, DateTimeOffset now);
}
