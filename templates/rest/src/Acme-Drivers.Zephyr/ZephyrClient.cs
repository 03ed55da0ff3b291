using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
using Refit;

namespace Acme_Drivers.Zephyr;

/// <summary>One connection to a Zephyr installation. Thread-safe.</summary>
//#if (canWrite)
public sealed partial class ZephyrClient : IDriverClient, IRecordWriter, IWriteProbe
//#else
public sealed partial class ZephyrClient : IDriverClient
//#endif
{
    internal const string Hourly = "requests_per_hour";
    private readonly RateBudget budget;
//#if (!usesNothing)
    private readonly TokenSession tokens;
//#endif
    private readonly DriverHttp http;
    private readonly IZephyrApi api;
    private readonly SchemaCache schemas;
    private int disposed;

    internal ZephyrClient(Uri address, DriverContext context)
    {
        budget = new RateBudget(RateBudget.RulesOf(typeof(ZephyrDriver)), context.TimeProvider, context.Random);
//#if (!usesNothing)
        tokens = ZephyrAuth.CreateSession(address, context, budget);
//#endif
        http = new DriverHttp(context, new DriverHttpOptions
        {
            BaseAddress = address,
            Budget = budget,
//#if (!usesNothing)
            Tokens = tokens,
//#endif
//#if (usesApiKey)
            Authorize = ZephyrAuth.Authorize,
//#endif
//#if (usesBasic)
            Authorize = ZephyrAuth.Authorize,
//#endif
            Errors = ZephyrErrors.Instance,
            OnResponse = ReadQuota,
        });
        api = RestService.For<IZephyrApi>(http.Client, RefitSettings());
        schemas = new SchemaCache(api);
    }

    /// <inheritdoc />
    public async Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var me = ZephyrErrors.Required(await api.GetMeAsync(useReserve: true, cancellationToken).ConfigureAwait(false));
        return new ConnectionCheck
        {
            System = "Zephyr " + me.Installation,
            ApiVersion = me.ApiVersion,
            Identity = me.User,
            Host = http.Client.BaseAddress!.Authority,
            Scopes = me.Scopes ?? [],
        };
    }

    /// <inheritdoc />
    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(budget.GetStatus());
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            http.Dispose();
//#if (!usesNothing)
            tokens.Dispose();
//#endif
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What the pipeline throws is the error already: Refit's own wrapper would carry the request, and with it the credential.</summary>
    internal static RefitSettings RefitSettings() => new(new SystemTextJsonContentSerializer(ZephyrJson.Default.Options))
    {
        TransportExceptionFactory = static (_, exception, _) => exception,
        DeserializationExceptionFactory = static (_, exception) => ValueTask.FromResult<Exception?>(
            new DriverException(DriverErrorCode.IncompleteResult, "Zephyr's answer has another form than expected. Try again.")
            {
                Retry = RetryAdvice.After,
                Detail = exception.GetType().Name,
            }),
    };

    private void ReadQuota(HttpResponseMessage response)
    {
        if (Number(response, "X-RateLimit-Limit") is { } limit && Number(response, "X-RateLimit-Remaining") is { } remaining)
            budget.Report(Hourly, limit, remaining);
    }

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.NonValidated.TryGetValues(header, out var values) && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
