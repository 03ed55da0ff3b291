using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.SignIn;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class AgentHost
{
    private const int SwapAttempts = 20;

    /// <summary>
    /// Lets a person sign in with a browser, as the connection's driver declares it, and keeps the refresh token, sealed, among the connection's tokens. The
    /// audit has it before and after.
    /// </summary>
    /// <param name="connection">The connection; it need not be saved yet.</param>
    /// <param name="signIn">How.</param>
    /// <param name="show">Shows the person the address, and opens it where it can. The system is listened to already.</param>
    /// <param name="cancellationToken">Gives the sign-in up.</param>
    /// <exception cref="AgentException"><c>E-SGN-…</c>, <c>E-CON-…</c>, <c>E-SEC-…</c>, <c>E-AUD-WRITE</c>.</exception>
    public async Task SignInAsync(ConnectionDefinition connection, SignInOptions signIn, Action<Uri> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(signIn);
        ArgumentNullException.ThrowIfNull(show);
        Connections.Check(connection);
        var plan = SignInPlan.Of(connection, Drivers.Get(connection.DriverId).Manifest, Secrets);
        using var browser = new BrowserSignIn(plan, signIn, options.Scrubber, options.Time);
        var pair = await Store.Audit.IntendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.ConnectionSignedIn,
                Actor = options.User,
                Subject = connection.Name,
                Data = new Dictionary<string, string> { ["driver"] = connection.DriverId, ["method"] = plan.Method.Name, ["host"] = plan.AuthorizeUrl.Host, ["scopes"] = string.Join(' ', plan.Method.Scopes) },
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            show(browser.Address);
            await KeepAsync(connection, await browser.CompleteAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var data = new Dictionary<string, string> { ["error"] = (exception as AgentException)?.Code ?? exception.GetType().Name };
            await Store.Audit.CloseAsync(pair, AuditPhase.Failed, data, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        await Store.Audit.CloseAsync(pair, AuditPhase.Done, new Dictionary<string, string>(), CancellationToken.None).ConfigureAwait(false);
        await DisconnectAsync(connection.Name).ConfigureAwait(false);
    }

    /// <summary>True where the connection has the token of a sign-in.</summary>
    public async Task<bool> IsSignedInAsync(string name, CancellationToken cancellationToken) =>
        await Tokens(name).GetAsync(SignInAttribute.TokenName, cancellationToken).ConfigureAwait(false) is not null;

    private async Task KeepAsync(ConnectionDefinition connection, Secret token, CancellationToken cancellationToken)
    {
        var store = Tokens(connection.Name);
        for (var attempt = 0; attempt < SwapAttempts; attempt++)
        {
            var present = await store.GetAsync(SignInAttribute.TokenName, cancellationToken).ConfigureAwait(false);
            if (await store.CompareAndSwapAsync(SignInAttribute.TokenName, present?.Version ?? 0, token, CancellationToken.None).ConfigureAwait(false))
                return;
        }

        throw SignInErrors.Store(connection);
    }

    private FileTokenStore Tokens(string name) => new(Path.Combine(Workspace.Paths.Private, "tokens"), name, tokenKey, options.Scrubber);
}
