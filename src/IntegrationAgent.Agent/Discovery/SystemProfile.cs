using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>
/// Completes a profile of some records by what the system counts over all of them, where its driver has the operation <c>profile_fields</c> and declares that it
/// only reads. What it answers passes the same gate as a record: numbers and dates by their type, choices that the schema lists, and no other text.
/// </summary>
internal static class SystemProfile
{
    /// <summary>The operation's name.</summary>
    internal const string Operation = "profile_fields";

    /// <summary>Asks the system; null where it cannot count, did not answer in time, or answered something else.</summary>
    internal static async Task<SystemCounts?> AskAsync(IDriverConnection connection, string target, IReadOnlyList<FieldSchema> fields, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (!connection.ReadOperations.Contains(Operation, StringComparer.Ordinal))
            return null;
        var question = new SystemCounts.Question { ObjectName = target, Fields = [.. fields.Select(field => field.Name)] };
        using var timeout = new CancellationTokenSource(patience, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var answer = await connection.InvokeOperationAsync(Operation, JsonSerializer.SerializeToElement(question, DiscoveryJson.Default.Question), linked.Token).ConfigureAwait(false);
            return answer.Deserialize(DiscoveryJson.Default.SystemCounts);
        }
        catch (Exception exception) when (exception is DriverException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The records that were read say enough.
            return null;
        }
    }

    /// <summary>The profile of a field over all records where the system counted it, as it was read where not.</summary>
    internal static FieldProfile Complete(FieldProfile read, FieldSchema field, SystemCounts counts)
    {
        if (counts.Records <= 0 || counts.Fields.FirstOrDefault(one => one.Field == field.Name) is not { Filled: >= 0 } counted)
            return read;
        var filled = Math.Min(counted.Filled, counts.Records);
        return new FieldProfile
        {
            Field = read.Field,
            Type = read.Type,
            Counted = true,
            Filled = Math.Round((double)filled / counts.Records, 3),
            Distinct = counted.Distinct is { } distinct ? (int)Math.Clamp(distinct, 0, int.MaxValue) : read.Distinct,
            Least = Gate(field.Type, counted.Least) ?? read.Least,
            Greatest = Gate(field.Type, counted.Greatest) ?? read.Greatest,
            Pattern = read.Pattern,
            Choices = filled == 0 || field.PicklistValues.Count == 0 || (counted.Choices.Count == 0 && counted.OtherValues == 0) ? read.Choices : Shares(field, counted, filled),
        };
    }

    private static SortedDictionary<string, double> Shares(FieldSchema field, SystemCounts.FieldCounts counted, long filled)
    {
        var known = field.PicklistValues.Select(value => value.Value).ToHashSet(StringComparer.Ordinal);
        return FieldProfiler.Shares(
            counted.Choices.Where(choice => known.Contains(choice.Key)),
            counted.OtherValues + counted.Choices.Where(choice => !known.Contains(choice.Key)).Sum(choice => choice.Value),
            filled);
    }

    /// <summary>The text of a number or a date in the form of the type; null for anything else.</summary>
    private static string? Gate(FieldType type, string? text)
    {
        switch (type)
        {
            case FieldType.Int64 or FieldType.Decimal or FieldType.Double when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return ValueComparer.Canonical(RecordValue.From(number));
            case FieldType.Date when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                return ValueComparer.Canonical(RecordValue.From(date));
            case FieldType.Timestamp or FieldType.LocalTimestamp when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment):
                return ValueComparer.Canonical(RecordValue.From(moment));
            default:
                return null;
        }
    }
}
