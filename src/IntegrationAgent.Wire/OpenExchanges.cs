namespace IntegrationAgent.Wire;

/// <summary>The exchanges under way, by number. Thread-safe.</summary>
/// <remarks>Not a concurrent dictionary: over numbers it is not compiled ahead of time, and a host would wait for that at every start.</remarks>
internal sealed class OpenExchanges
{
    private readonly Dictionary<int, WireExchange> exchanges = [];
    private readonly Lock gate = new();

    public WireExchange[] All
    {
        get
        {
            lock (gate)
                return [.. exchanges.Values];
        }
    }

    /// <summary>False when the number is taken.</summary>
    public bool Add(WireExchange exchange)
    {
        lock (gate)
            return exchanges.TryAdd(exchange.Id, exchange);
    }

    public WireExchange? Find(int id)
    {
        lock (gate)
            return exchanges.TryGetValue(id, out var exchange) ? exchange : null;
    }

    public WireExchange? Take(int id)
    {
        lock (gate)
            return exchanges.Remove(id, out var exchange) ? exchange : null;
    }
}
