namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Times are kept as whole milliseconds since 1970, UTC.</summary>
internal static class StateTime
{
    public static DateTimeOffset Truncate(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    public static DateTimeOffset From(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? From(long? milliseconds) => milliseconds is null ? null : From(milliseconds.Value);
}
