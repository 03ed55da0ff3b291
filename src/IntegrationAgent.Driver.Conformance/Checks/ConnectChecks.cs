using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Connecting: good and refused credentials, scopes.</summary>
internal static class ConnectChecks
{
    private const int MaxVirtualWait = 10;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(16, "connect", ConformanceTier.Hermetic,
            "Connects with good settings, checks who it is, and connects with each refused credential, which must fail with the code that it deserves.",
            "A user with a wrong credential is not told so, or learns it only in the middle of a run.",
            ConnectAsync),
        new(17, "connect-least-privilege", ConformanceTier.Hermetic,
            "Takes each declared scope away; connecting or using it must fail as permission_denied and name the scope.",
            "People grant more than is needed, because nobody can tell which scope is missing.",
            LeastPrivilegeAsync),
    ];

    private static async Task ConnectAsync(CheckRun run)
    {
        var bed = await run.StartAsync(1).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        if (run.Facts.DeclaresHttp && !bed.IsHttp)
            CheckRun.Fail("ConnectAsync made no call through DriverContext.CreateHttpHandler, and the manifest declares addresses. Send everything through that handler, and prove the credential by at least one call.");
        var check = await bed.CallAsync("CheckAsync", client.CheckAsync).ConfigureAwait(false);
        run.Require(!string.IsNullOrEmpty(check.System), "CheckAsync gives no System. Say which system and installation it is.");
        run.Require(!string.IsNullOrEmpty(check.ApiVersion), "CheckAsync gives no ApiVersion. Say which version of the interface is used.");
        run.Require(!string.IsNullOrEmpty(check.Identity), "CheckAsync gives no Identity. Say which user the system sees.");
        await DisposeTwiceAsync(run, bed).ConfigureAwait(false);

        var refused = bed.Target.Refused;
        foreach (var credential in run.Facts.Credentials.Where(declared => bed.Target.Credentials.ContainsKey(declared.Name)))
        {
            if (!refused.Any(connection => connection.Credentials is { } bad && bad.GetValueOrDefault(credential.Name) != bed.Target.Credentials[credential.Name]))
                CheckRun.Fail($"The adapter gives no refused connection with another value of {credential.Name}. Add one to ConformanceTarget.Refused.");
        }

        if (refused.Count == 0 && run.Facts.DeclaresNetwork)
            CheckRun.Fail("The adapter gives no refused connection. Add at least one to ConformanceTarget.Refused.");
        foreach (var connection in refused)
        {
            var before = bed.Clock.GetUtcNow();
            var error = await bed.FailureOfAsync(
                $"ConnectAsync with {connection.Name}",
                () => bed.TryConnectAsync(connection.Settings, connection.Credentials),
                $"'{connection.Code}'").ConfigureAwait(false);
            run.Require(error.Code == connection.Code, $"ConnectAsync with {connection.Name} failed with '{error.Code}'; expected '{connection.Code}', so that the user knows what to mend.");
            run.Require(!error.IsTransient, $"ConnectAsync with {connection.Name} advises to try again. A refused connection is not mended by repeating: advise Never or AfterUserAction.");
            run.Require((bed.Clock.GetUtcNow() - before).TotalMinutes < MaxVirtualWait, $"ConnectAsync with {connection.Name} waited and repeated. A refused credential fails at once.");
        }
    }

    private static async Task DisposeTwiceAsync(CheckRun run, TestBed bed)
    {
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        run.Doing = "DisposeAsync";
        try
        {
            await client.DisposeAsync().ConfigureAwait(false);
            await client.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not CheckFailedException)
        {
            CheckRun.Fail($"Disposing a client twice threw {run.Describe(exception)}. Disposal may be repeated.");
        }

        run.Observe();
    }

    private static async Task LeastPrivilegeAsync(CheckRun run)
    {
        if (run.Facts.Scopes.Count == 0)
            CheckRun.NotApplicable("the manifest declares no scope");
        var bed = await run.StartAsync(1).ConfigureAwait(false);
        foreach (var scope in run.Facts.Scopes)
        {
            var missing = bed.Target.MissingScopes.FirstOrDefault(one => one.Scope == scope);
            if (missing is null)
                CheckRun.Fail($"The manifest declares the scope '{scope}', and the adapter gives no connection without it. Add one to ConformanceTarget.MissingScopes.");
            var error = await bed.FailureOfAsync($"Using a connection without the scope '{scope}'", () => UseAsync(bed, missing), "'permission_denied'").ConfigureAwait(false);
            run.Require(error.Code == DriverErrorCode.PermissionDenied, $"Without the scope '{scope}' the driver failed with '{error.Code}'; expected 'permission_denied'.");
            run.Require(
                error.Message.Contains(scope, StringComparison.Ordinal) || error.Target == scope,
                $"The error for the missing scope '{scope}' does not name it. Put it into the message or the target, so that the user can grant it.");
        }
    }

    private static async Task UseAsync(TestBed bed, MissingScope missing)
    {
        var client = await bed.TryConnectAsync(missing.Settings, missing.Credentials).ConfigureAwait(false);
        if (missing.ForWrites && client is IRecordWriter writer)
        {
            await bed.CallAsync("WriteAsync", token => writer.WriteAsync(bed.WriteOf(WriteMode.Upsert, RowFactory.Make(bed.Object, 1, 5, 70)), token)).ConfigureAwait(false);
            return;
        }

        await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
        if ((await bed.QueryAsync(client, bed.WholeObject()).ConfigureAwait(false)).Error is { } error)
            throw error;
    }
}
