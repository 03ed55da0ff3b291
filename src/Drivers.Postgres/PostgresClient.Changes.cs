using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Changes;
using IntegrationAgent.Drivers.Postgres.Query;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.PageSize is < 1)
            throw new ArgumentException("A page size is 1 or more.", nameof(request));
        return ChangesCoreAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<ChangePage> ChangesCoreAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var copy = new CopyQuery(source);
        await using var closing = copy.ConfigureAwait(false);
        ChangeRead? read = null;
        try
        {
            while (true)
            {
                ChangePage page;
                try
                {
                    read ??= await ChangeRead.StartAsync(source, copy, request, settings, tables, checkText, linked.Token).ConfigureAwait(false);
                    page = await read.NextAsync(linked.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    throw Explain(exception);
                }
                catch (Exception exception) when (IsBroken(exception))
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                Interlocked.Increment(ref calls);
                var last = page.Changed.StopReason is not null;
                yield return page;
                if (last)
                    yield break;
            }
        }
        finally
        {
            read?.Dispose();
        }
    }
}
