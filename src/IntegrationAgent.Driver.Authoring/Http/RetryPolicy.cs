using System.Globalization;
using Polly;
using Polly.Retry;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>When a call is made again, and after how long. One for each pipeline.</summary>
internal sealed class RetryPolicy
{
    private static readonly ResiliencePropertyKey<CallIdempotency> IdempotencyKey = new("idempotency");
    private readonly ResiliencePipeline pipeline;

    internal RetryPolicy(DriverContext context, DriverHttpOptions options)
    {
        if (options.MaxRetries == 0)
        {
            pipeline = ResiliencePipeline.Empty;
            return;
        }

        pipeline = new ResiliencePipelineBuilder { TimeProvider = context.TimeProvider }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRepeat(arguments, options)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(arguments, context, options)),
                OnRetry = arguments =>
                {
                    context.Log.Write(DriverLogLevel.Warning, "http_retry", string.Create(
                        CultureInfo.InvariantCulture,
                        $"attempt {arguments.AttemptNumber + 1} failed with {Failure(arguments.Outcome)?.Error.Code}, waiting {arguments.RetryDelay.TotalMilliseconds:F0} ms"));
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    internal async Task<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CallIdempotency idempotency, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(IdempotencyKey, idempotency);
        try
        {
            return await pipeline.ExecuteAsync(static (context, call) => call(context.CancellationToken), context, call).ConfigureAwait(false);
        }
        catch (HttpFailureException failure)
        {
            throw failure.Failure.Error;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static HttpFailure? Failure(Outcome<object> outcome) => (outcome.Exception as HttpFailureException)?.Failure;

    private static bool ShouldRepeat(RetryPredicateArguments<object> arguments, DriverHttpOptions options)
    {
        if (Failure(arguments.Outcome) is not { } failure || failure.Final || !failure.Error.IsTransient)
            return false;
        if (failure.Error.RetryAfter > options.MaxDelay)
            return false;
        return failure.NotExecuted || arguments.Context.Properties.GetValue(IdempotencyKey, CallIdempotency.Unsafe) != CallIdempotency.Unsafe;
    }

    private static TimeSpan Delay(RetryDelayGeneratorArguments<object> arguments, DriverContext context, DriverHttpOptions options)
    {
        double jitter;
        lock (context.Random)
            jitter = context.Random.NextDouble();
        var backOff = Math.Min(options.MaxDelay.TotalMilliseconds, options.BaseDelay.TotalMilliseconds * Math.Pow(2, arguments.AttemptNumber));

        // Between half and the whole of the back-off; a wait that the system asks for is kept and only lengthened, so that callers do not return together.
        return Failure(arguments.Outcome)?.Error.RetryAfter is { } asked
            ? asked + TimeSpan.FromMilliseconds(options.BaseDelay.TotalMilliseconds * jitter * 0.5)
            : TimeSpan.FromMilliseconds(backOff * (0.5 + (jitter * 0.5)));
    }
}
