namespace IntegrationAgent.Agent.Effects;

/// <summary>One thing that a script does, or may do: a verb on an object of a connection, with the fields and the key that it touches.</summary>
public sealed class Effect
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>What is done.</summary>
    public required EffectVerb Verb { get; init; }

    /// <summary>The fields that are read or written, in ordinal order.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The fields that identify a record, in the order of the key.</summary>
    public IReadOnlyList<string> KeyFields { get; init; } = [];

    /// <summary>A text for people, for example <c>upsert warehouse.leads by sf_id (4 fields)</c>.</summary>
    public override string ToString()
    {
        var verb = Verb switch
        {
            EffectVerb.CreateObject => "create object",
            EffectVerb.NativeQuery => "native query",
            _ => Verb.ToString().ToLowerInvariant(),
        };
        var key = KeyFields.Count > 0 ? $" by {string.Join(", ", KeyFields)}" : "";
        return $"{verb} {Connection}.{Object}{key} ({Fields.Count} fields)";
    }
}
