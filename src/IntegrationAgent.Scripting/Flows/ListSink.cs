namespace IntegrationAgent.Scripting.Flows;

/// <summary>Keeps everything.</summary>
internal sealed class ListSink<T> : FlowSink<T>
{
    public List<T> Items { get; } = [];

    public override void Accept(T item) => Items.Add(item);
}
