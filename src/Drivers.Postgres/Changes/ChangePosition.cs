using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Changes;

/// <summary>Up to where changes are known: every transaction before this one had ended when they were read.</summary>
/// <param name="Transaction">The first transaction that may not have been seen whole, in the 64 bits that never begin anew.</param>
internal sealed record ChangePosition(ulong Transaction)
{
    private const string Prefix = "x";

    public static ChangePosition Parse(string text) =>
        text.StartsWith(Prefix, StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            ? new ChangePosition(transaction)
            : throw new DriverException(DriverErrorCode.CursorExpired, "The position is none of this driver's. Read everything again.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Transaction}");
}
