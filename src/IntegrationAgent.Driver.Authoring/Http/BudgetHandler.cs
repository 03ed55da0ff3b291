namespace IntegrationAgent.Driver.Authoring;

/// <summary>Takes every attempt out of the shared budget.</summary>
internal sealed class BudgetHandler(RateBudget budget) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var lease = await budget
            .AcquireAsync(CallOptions.CostOf(request), CallOptions.IsSet(request, CallOptions.UseReserve), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpFailureException failure) when (failure.Failure.Error.Code == DriverErrorCode.RateLimited)
        {
            budget.SlowDown(failure.Failure.Error.RetryAfter);
            throw;
        }
    }
}
