using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Where a change feed stands; the JSON of it is the position that callers keep.</summary>
internal sealed class ChangePosition
{
    private const int Current = 2;

    /// <summary>The version of this form.</summary>
    public int V { get; set; } = Current;

    /// <summary>The object.</summary>
    public string O { get; set; } = "";

    /// <summary>The change field's greatest value so far; null where no record has been seen.</summary>
    public DateTimeOffset? S { get; set; }

    /// <summary>Deletes have been reported up to here; null where the object does not tell.</summary>
    public DateTimeOffset? D { get; set; }

    /// <summary>Fingerprints of the latest changes that have been reported, so that reading them again does not report them again.</summary>
    public byte[] R { get; set; } = [];

    /// <summary>Fingerprints of the latest deletes that have been reported.</summary>
    public byte[] X { get; set; } = [];

    internal static ChangePosition? Parse(string? text, string name)
    {
        if (text is null)
            return null;
        try
        {
            var position = JsonSerializer.Deserialize(text, SalesforceJson.Default.ChangePosition);
            if (position is { V: Current } && string.Equals(position.O, name, StringComparison.OrdinalIgnoreCase))
                return position;
        }
        catch (JsonException)
        {
            // Reported below: a position that cannot be read is one that cannot be continued.
        }

        throw new DriverException(DriverErrorCode.CursorExpired, $"The position is not one of {name} that this driver can continue. Read everything again.") { Scope = ErrorScope.Object, Target = name };
    }

    public override string ToString() => JsonSerializer.Serialize(this, SalesforceJson.Default.ChangePosition);
}
