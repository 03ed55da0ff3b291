using System.Net;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
using Refit;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>One connection to a Salesforce org. Thread-safe.</summary>
public sealed partial class SalesforceClient : IDriverClient, INativeQuery, IRecordWriter, IBulkWriter, IWriteProbe, IChangeFeed
{
    private readonly SalesforceConnection connection;
    private readonly DriverContext context;
    private readonly RateBudget budget;
    private readonly SalesforceErrorMapper errors = new();
    private readonly DriverHttp login;
    private TokenSession tokens = null!;
    private DriverHttp http = null!;
    private ISalesforceApi api = null!;
    private DescribeCache cache = null!;
    private FieldResolver resolver = null!;
    private QueryPlanner planner = null!;
    private QueryRunner runner = null!;
    private NativePlanner natives = null!;
    private WritePlanner writes = null!;
    private CollectionsTransport collections = null!;
    private IdFinder finder = null!;
    private LimitCache limitCache = null!;
    private BulkRunner bulk = null!;
    private BulkWriter bulkWriter = null!;
    private volatile string? userId;
    private int disposed;

    private SalesforceClient(SalesforceConnection connection, DriverContext context)
    {
        this.connection = connection;
        this.context = context;
        budget = new RateBudget(RateBudget.RulesOf(typeof(SalesforceDriver)), context.TimeProvider, context.Random);
        login = new DriverHttp(Compressed(context), Options(connection.LoginUrl, null));
    }

    /// <inheritdoc />
    public async Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken)
    {
        var user = await api.GetUserInfoAsync(useReserve: true, cancellationToken).ConfigureAwait(false);
        userId = user.UserId;
        var scopes = tokens.Current?.Properties.GetValueOrDefault(SalesforceTokens.Scope);
        return new ConnectionCheck
        {
            System = $"Salesforce org {user.OrganizationId}",
            ApiVersion = connection.Version,
            Identity = user.UserName ?? user.UserId ?? "",
            Host = http.Client.BaseAddress!.Host,
            Scopes = scopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
    }

    /// <inheritdoc />
    public async ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken)
    {
        var status = budget.GetStatus();
        if (status.Quotas.Any(quota => quota.Name == SalesforceLimits.Daily && quota.Remaining is not null))
            return status;
        await limitCache.GetAsync(cancellationToken).ConfigureAwait(false);
        return budget.GetStatus();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            http?.Dispose();
            login.Dispose();
            tokens?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>How many calls may be under way now.</summary>
    internal int? Concurrency => budget.Concurrency;

    internal static async ValueTask<SalesforceClient> OpenAsync(SalesforceConnection connection, DriverContext context, CancellationToken cancellationToken)
    {
        var client = new SalesforceClient(connection, context);
        try
        {
            await client.StartAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>What the pipeline throws is the error already: Refit's own wrapper would carry the request, and with it the token.</summary>
    private static RefitSettings Settings() => new(new SystemTextJsonContentSerializer(SalesforceJson.Default.Options))
    {
        TransportExceptionFactory = static (_, exception, _) => exception,
        DeserializationExceptionFactory = static (_, exception) => ValueTask.FromResult<Exception?>(
            new DriverException(DriverErrorCode.IncompleteResult, "Salesforce's answer has another form than expected. Try again.") { Retry = RetryAdvice.After, Detail = exception.GetType().Name }),
    };

    /// <summary>Answers are taken compressed where the host's transport can: text shrinks to a tenth.</summary>
    private static DriverContext Compressed(DriverContext context) => new()
    {
        Credentials = context.Credentials,
        Tokens = context.Tokens,
        TimeProvider = context.TimeProvider,
        Random = context.Random,
        Log = context.Log,
        CreateHttpHandler = () =>
        {
            var handler = context.CreateHttpHandler();
            if (handler is SocketsHttpHandler sockets)
                sockets.AutomaticDecompression = DecompressionMethods.GZip;
            return handler;
        },
    };

    private async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        tokens = await new SalesforceTokens(connection, context, RestService.For<ISalesforceLogin>(login.Client, Settings())).OpenAsync(cancellationToken).ConfigureAwait(false);
        var token = await tokens.GetAsync(cancellationToken).ConfigureAwait(false);
        var instance = connection.InstanceUrl
            ?? (token.Properties.TryGetValue(SalesforceTokens.InstanceUrl, out var address) ? SalesforceConnection.Checked(address, "instance_url") : connection.LoginUrl);
        http = new DriverHttp(Compressed(context), Options(instance, tokens));
        http.Client.DefaultRequestHeaders.TryAddWithoutValidation("Sforce-Call-Options", "client=IntegrationAgent");
        api = RestService.For<ISalesforceApi>(http.Client, Settings());
        cache = new DescribeCache(api, connection.Version);
        errors.Suggest = cache.Suggest;
        resolver = new FieldResolver(cache);
        planner = new QueryPlanner(cache, resolver);
        var queries = new QueryTransport(http, errors, connection.Version);
        natives = new NativePlanner(queries, cache);
        runner = new QueryRunner(queries, context);
        writes = new WritePlanner(cache, resolver);
        collections = new CollectionsTransport(http, connection.Version, connection.SavesDuplicates);
        finder = new IdFinder(planner, runner);
        limitCache = new LimitCache(api, budget, context.TimeProvider, connection.Version);
        bulk = new BulkRunner(http, api, context, connection.Version);
        bulkWriter = new BulkWriter(http, api, writes, new BulkResults(http, connection.Version), context, connection.Version, compressed: !instance.IsLoopback);
        await CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    private DriverHttpOptions Options(Uri address, TokenSession? session) => new()
    {
        // Salesforce itself ends a query after 2 minutes, and says so; that answer is worth waiting for.
        CallTimeout = TimeSpan.FromSeconds(150),
        BaseAddress = address,
        Budget = budget,
        Tokens = session,
        Authorize = UndeleteTransport.Authorize,
        Errors = errors,
        OnResponse = response => SalesforceLimits.Read(response, budget),
    };
}
