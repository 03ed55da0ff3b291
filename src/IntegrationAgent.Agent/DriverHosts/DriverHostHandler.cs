using System.Collections.Concurrent;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>Answers a driver host: its own connection's declared credentials and tokens, and its log. Nothing else.</summary>
internal sealed class DriverHostHandler(DriverConnectionOptions options) : IWireHandler
{
    private const int MaxNameLength = 64;
    private const int MaxTokenLength = 64 * 1024;
    private readonly TaskCompletionSource<ReadyBody> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ConcurrentDictionary<string, string> told = new(StringComparer.Ordinal);

    /// <summary>Completes when the host says that it has started.</summary>
    public Task<ReadyBody> Ready => ready.Task;

    public Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        switch (exchange.Method)
        {
            case DriverMethods.Ready:
                ready.TrySetResult(exchange.ReadBody(WireJson.Default.ReadyBody));
                exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                return Task.CompletedTask;
            case DriverMethods.GetCredential:
                return CredentialAsync(exchange, cancellationToken);
            case DriverMethods.GetToken:
                return TokenAsync(exchange, cancellationToken);
            case DriverMethods.SwapToken:
                return SwapAsync(exchange, cancellationToken);
            case DriverMethods.Log:
                var line = exchange.ReadBody(WireJson.Default.LogBody);
                options.Log.Write(line.Level, line.Event, line.Message);
                exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                return Task.CompletedTask;
            default:
                throw Refused("E-DRV-CALL", "A driver host has no such call.");
        }
    }

    private async Task CredentialAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var name = exchange.ReadBody(WireJson.Default.CredentialBody).Name;
        var declared = options.Driver.Credentials.FirstOrDefault(credential => credential.Name == name)
            ?? throw new DriverException(DriverErrorCode.PermissionDenied, "The driver asked for a credential that its manifest does not declare.") { Scope = ErrorScope.Connection };
        string? value;
        if (declared.Secret)
        {
            value = options.Secrets.Find(options.Connection.Name, name)?.Reveal();
            if (value is not null)
                await TellUseAsync(name, value, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            value = options.Secrets.FindSetting(options.Connection.Name, name);
        }

        exchange.Reply(new CredentialReply { Value = value }, WireJson.Default.CredentialReply);
    }

    private async Task TokenAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var name = Name(exchange.ReadBody(WireJson.Default.TokenBody).Name);
        var token = await options.Tokens.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (token is not null)
            await TellUseAsync("token:" + name, token.Value.Reveal(), cancellationToken).ConfigureAwait(false);
        exchange.Reply(new TokenReply { Value = token?.Value.Reveal(), Version = token?.Version ?? 0 }, WireJson.Default.TokenReply);
    }

    private async Task SwapAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.TokenSwapBody);
        if (body.Value.Length > MaxTokenLength)
            throw Refused("E-DRV-TOKEN", "A token is longer than 64 KiB.");
        var swapped = await options.Tokens.CompareAndSwapAsync(Name(body.Name), body.ExpectedVersion, new Secret(body.Value), cancellationToken).ConfigureAwait(false);
        exchange.Reply(new TokenSwapReply { Swapped = swapped }, WireJson.Default.TokenSwapReply);
    }

    /// <summary>Once for each value that this connection was given: a driver reads its credentials before every request.</summary>
    private async Task TellUseAsync(string name, string value, CancellationToken cancellationToken)
    {
        if (options.SecretUsed is not { } used || (told.TryGetValue(name, out var last) && string.Equals(last, value, StringComparison.Ordinal)))
            return;
        await used(name, cancellationToken).ConfigureAwait(false);
        told[name] = value;
    }

    private static string Name(string name) =>
        name.Length is > 0 and <= MaxNameLength && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')
            ? name
            : throw Refused("E-DRV-TOKEN", "A token's name is 1 to 64 letters, digits, '.', '-' and '_'.");

    private static WireFaultException Refused(string code, string message) =>
        new(new WireFault { Kind = WireFault.HostKind, Code = code, Message = message, NextAction = "Report it to the driver's author." });
}
