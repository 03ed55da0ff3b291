namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// One call of the contract that the kit made, with everything that went over HTTP while it ran: what <c>.intagent/exchanges.json</c> holds. Whoever replays it
/// makes the same call against another version of the driver, answers its requests out of <see cref="Exchanges"/>, and compares the outcome.
/// </summary>
/// <remarks>
/// The file is <c>{"format":1,"driver":"helpdesk","kit":"1.0.0","settings":{…},"calls":[…]}</c>, in camelCase, calls in the order of the run; see
/// <see cref="ExchangeFile"/>. Secrets (credentials, tokens, in any encoding) are replaced by <c>[secret]</c> everywhere; values of records by values of the same
/// form. The host of the system is replaced by <c>target.invalid</c>, in addresses and bodies alike. A driver that does not speak HTTP has calls without exchanges.
/// </remarks>
public sealed class RecordedCall
{
    /// <summary>The method of the contract: <c>connect</c>, <c>check</c>, <c>list_objects</c>, <c>get_fields</c>, <c>get_relationships</c>, <c>query</c>, <c>write</c>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// Its arguments by the names of the request's members in camelCase: <c>object</c>, <c>fields</c> (with commas), <c>limit</c>, <c>pageSize</c>; of a write also
    /// <c>mode</c>, <c>keyFields</c>, <c>types</c> (as <see cref="FieldType"/>, in the order of the fields) and <c>records</c>: a JSON array of objects with each
    /// value's invariant text, null for a null, and no member for what is absent. The kit makes these records.
    /// </summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// What the driver answered, one fact in each line: <c>field id String key</c>, <c>records 3</c>, <c>stop Exhausted</c>, <c>outcome Created</c>,
    /// <c>error rate_limited After Request</c>. Without values of records.
    /// </summary>
    public required IReadOnlyList<string> Outcome { get; init; }

    /// <summary>What went over HTTP, in order of the requests.</summary>
    public IReadOnlyList<RecordedExchange> Exchanges { get; init; } = [];
}
