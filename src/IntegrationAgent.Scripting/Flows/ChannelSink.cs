using System.Threading.Channels;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>Hands elements page by page to whoever enumerates them, one page ahead.</summary>
internal sealed class ChannelSink<T>(ChannelWriter<List<T>> writer) : FlowSink<T>
{
    private List<T> items = [];

    public override void Accept(T item) => items.Add(item);

    public override async ValueTask EndPageAsync(long before, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
            return;
        await writer.WriteAsync(items, cancellationToken).ConfigureAwait(false);
        items = [];
    }
}
