namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// What the pipeline should know about one request, kept in <see cref="HttpRequestMessage.Options"/>. The names are constants, so that Refit's
/// <c>[Property]</c> can set them too.
/// </summary>
public static class CallOptions
{
    /// <summary>The option that holds a <see cref="CallIdempotency"/>. Without it the method decides: GET, HEAD and OPTIONS read, PUT and DELETE are idempotent, the rest is unsafe.</summary>
    public const string Idempotency = "IntegrationAgent.Idempotency";

    /// <summary>The option that is true for a request that goes without a token.</summary>
    public const string Anonymous = "IntegrationAgent.Anonymous";

    /// <summary>The option that holds how many calls of the quota one request costs, an <see cref="int"/>; 1 without it.</summary>
    public const string Cost = "IntegrationAgent.Cost";

    /// <summary>The option that is true for a request that may use the reserve of the quota.</summary>
    public const string UseReserve = "IntegrationAgent.UseReserve";

    /// <summary>The option that is true where the body is read as it comes; without it the body is read whole, and repeated with the call when it breaks off.</summary>
    public const string Streamed = "IntegrationAgent.Streamed";

    /// <summary>The option that is true where whoever sends the request repeats it by itself.</summary>
    internal const string NoRetry = "IntegrationAgent.NoRetry";

    /// <summary>Sets an option and returns the request.</summary>
    public static HttpRequestMessage With<T>(this HttpRequestMessage request, string option, T value)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Options.Set(new HttpRequestOptionsKey<T>(option), value);
        return request;
    }

    internal static bool IsSet(HttpRequestMessage request, string option) =>
        request.Options.TryGetValue(new HttpRequestOptionsKey<bool>(option), out var value) && value;

    internal static int CostOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(new HttpRequestOptionsKey<int>(Cost), out var value) ? value : 1;

    internal static CallIdempotency IdempotencyOf(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(new HttpRequestOptionsKey<CallIdempotency>(Idempotency), out var value))
            return value;
        if (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options)
            return CallIdempotency.ReadOnly;
        return request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete ? CallIdempotency.Idempotent : CallIdempotency.Unsafe;
    }
}
