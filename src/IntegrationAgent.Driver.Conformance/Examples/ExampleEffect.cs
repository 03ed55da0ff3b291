namespace IntegrationAgent.Driver.Conformance;

/// <summary>An effect as it is written: <c>upsert warehouse.tickets by ticket_id</c>.</summary>
internal sealed record ExampleEffect(string Verb, string Connection, string Object)
{
    private static readonly string[] Verbs = ["read", "upsert", "insert", "update", "delete", "create object", "native query", "operation"];

    public bool Reads => Verb is "read" or "native query";

    /// <summary>True where it names an object that bindings are made for.</summary>
    public bool HasObject => Verb is not ("native query" or "operation");

    public static ExampleEffect Parse(string text)
    {
        var verb = Verbs.FirstOrDefault(one => text.StartsWith(one + " ", StringComparison.Ordinal))
            ?? throw new CheckFailedException($"The effect '{text}' of the adapter begins with none of: {string.Join(", ", Verbs)}.");
        var target = text[(verb.Length + 1)..].Split(" by ")[0].Split('.', 2);
        return new ExampleEffect(verb, target[0], target.Length > 1 ? target[1] : "");
    }
}
