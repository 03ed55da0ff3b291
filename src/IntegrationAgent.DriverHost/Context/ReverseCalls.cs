using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost.Context;

/// <summary>The driver's credentials and tokens, asked of the agent. Values are kept for a second at most, so that they can roll.</summary>
internal sealed class ReverseCalls(WireConnection connection, TimeProvider timeProvider) : ICredentialSource, ITokenStore, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, (Secret? Value, long At)> kept = new(StringComparer.Ordinal);

    // The agent ends a host that asks for more at once.
    private readonly SemaphoreSlim gate = new(16);

    public async ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (kept.TryGetValue(name, out var known) && timeProvider.GetElapsedTime(known.At) < KeptFor)
            return known.Value;
        var reply = await CallAsync(
            DriverMethods.GetCredential, new CredentialBody { Name = name }, WireJson.Default.CredentialBody, WireJson.Default.CredentialReply, cancellationToken).ConfigureAwait(false);
        var value = reply.Value is null ? null : new Secret(reply.Value);
        kept[name] = (value, timeProvider.GetTimestamp());
        return value;
    }

    async ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(DriverMethods.GetToken, new TokenBody { Name = name }, WireJson.Default.TokenBody, WireJson.Default.TokenReply, cancellationToken).ConfigureAwait(false);
        return reply.Value is null ? null : new StoredToken { Value = new Secret(reply.Value), Version = reply.Version };
    }

    public async ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        var body = new TokenSwapBody { Name = name, ExpectedVersion = expectedVersion, Value = value.Reveal() };
        var reply = await CallAsync(DriverMethods.SwapToken, body, WireJson.Default.TokenSwapBody, WireJson.Default.TokenSwapReply, cancellationToken).ConfigureAwait(false);
        return reply.Swapped;
    }

    public void Dispose() => gate.Dispose();

    private async Task<TReply> CallAsync<TBody, TReply>(string method, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TReply> replyType, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await connection.CallAsync(method, body, bodyType, replyType, cancellationToken).ConfigureAwait(false);
        }
        catch (WireFaultException fault)
        {
            throw new DriverException(DriverErrorCode.AuthenticationFailed, fault.Message) { Scope = ErrorScope.Connection, Retry = RetryAdvice.AfterUserAction };
        }
        finally
        {
            gate.Release();
        }
    }
}
