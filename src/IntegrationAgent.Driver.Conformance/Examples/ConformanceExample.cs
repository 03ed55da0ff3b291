namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// What one example of the driver's package does, for the check that runs it: <c>examples/&lt;id&gt;.cs</c>. An example without one, and one without an example,
/// fail that check. Immutable.
/// </summary>
public sealed class ConformanceExample
{
    /// <summary>The example's id: its file name without <c>.cs</c>, and its first line <c>// id: …</c>.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// All that the example does, as the runtime would show it to a person: <c>read helpdesk.tickets</c>, <c>upsert warehouse.tickets by ticket_id</c>,
    /// <c>insert</c>, <c>update … by</c>, <c>delete … by</c>, <c>create object … by</c>, <c>operation salesforce.undelete</c>, <c>native query helpdesk</c>.
    /// Objects that are only reached by a path are not among them.
    /// </summary>
    public required IReadOnlyList<string> Effects { get; init; }

    /// <summary>The names of the example's connections that are the driver's own system.</summary>
    /// <value>Default: empty, which stands for the driver's id.</value>
    public IReadOnlyList<string> Own { get; init; } = [];

    /// <summary>The objects of every other connection, which the kit holds in memory behind a client of its own; and those that the example creates in the driver's system.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<ExampleObject> Others { get; init; } = [];

    /// <summary>
    /// Fills the started system, past the driver, so that the example has something to do; it is given the time by the kit's clock. A system whose objects are
    /// fixed at its start looks at <see cref="ConformanceStart.Example"/>.
    /// </summary>
    /// <value>Default: null, and the system starts with 25 generated records.</value>
    public Func<ConformanceTarget, DateTimeOffset, CancellationToken, ValueTask>? PrepareAsync { get; init; }
}
