using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Makes conditions of phrases such as "the last 30 days", "changed since 2026-01-01", "status is Open", "amount over 1000".</summary>
internal sealed partial class ConditionReader(ObjectSchema schema, Interview interview, Func<string, CancellationToken, Task<FieldSchema?>> chooseField, List<string> cannot, List<string> defaults)
{
    public async Task<FilterRule?> ReadAsync(string phrase, CancellationToken cancellationToken)
    {
        if (LastSpan().Match(phrase) is { Success: true } span)
            return await DaysAsync(phrase, Days(span), cancellationToken).ConfigureAwait(false);
        if (SinceDate().Match(phrase) is { Success: true } since && DateOnly.TryParse(since.Groups[1].Value, CultureInfo.InvariantCulture, out var date))
        {
            var field = await DateFieldAsync(phrase, cancellationToken).ConfigureAwait(false);
            return field is null ? null : new FilterRule { Asked = phrase, Field = field.Name, Operator = ComparisonOperator.GreaterOrEqual, Value = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        }

        if (Yesterday().IsMatch(phrase))
            return await DaysAsync(phrase, Today().IsMatch(phrase) ? 1 : 2, cancellationToken).ConfigureAwait(false);
        if (Comparison().Match(phrase) is { Success: true } comparison)
            return await CompareAsync(phrase, comparison, cancellationToken).ConfigureAwait(false);
        cannot.Add($"I do not understand the condition '{ThirdParty.Short(phrase, 120)}'; say it as a comparison of a field with a value, or as a number of days. It is not applied.");
        return null;
    }

    private async Task<FilterRule?> DaysAsync(string phrase, int days, CancellationToken cancellationToken)
    {
        var field = await DateFieldAsync(phrase, cancellationToken).ConfigureAwait(false);
        return field is null ? null : new FilterRule { Asked = phrase, Field = field.Name, Operator = ComparisonOperator.GreaterOrEqual, DaysBack = days };
    }

    /// <summary>The moment that a phrase is about: when records were created, unless it says that they changed.</summary>
    private async Task<FieldSchema?> DateFieldAsync(string phrase, CancellationToken cancellationToken)
    {
        var dates = schema.Fields.Where(field => field.Filterable && field.Type is FieldType.Timestamp or FieldType.LocalTimestamp or FieldType.Date).ToList();
        var wanted = ChangedWord().IsMatch(phrase) ? Concepts.Changed : Concepts.Created;
        if (wanted == Concepts.Changed && dates.Find(field => field.Name == schema.ChangeField) is { } change)
            return change;
        var named = dates.Where(field => Concepts.Of(field.Name).Contains(wanted) || Concepts.Of(field.Label).Contains(wanted)).ToList();
        if (named.Count == 1)
        {
            if (!SaysWhich().IsMatch(phrase))
                defaults.Add($"'{ThirdParty.Short(phrase)}' counts from when a record was created ({named[0].Name}).");
            return named[0];
        }

        var offered = named.Count > 1 ? named : dates;
        if (offered.Count == 0)
        {
            cannot.Add($"{schema.Name} has no date by which '{ThirdParty.Short(phrase, 120)}' could be decided. It is not applied.");
            return null;
        }

        var answer = await interview.AskAsync(
            new Question
            {
                Item = $"filter: {phrase}",
                Text = $"By which date does '{ThirdParty.Short(phrase)}' count?",
                Choices = [.. offered.Take(8).Select(field => new QuestionChoice(field.Name, ThirdParty.Short(field.Label)))],
            },
            null,
            cancellationToken).ConfigureAwait(false);
        return dates.First(field => field.Name == answer);
    }

    private async Task<FilterRule?> CompareAsync(string phrase, Match comparison, CancellationToken cancellationToken)
    {
        var value = comparison.Groups["value"].Value.Trim().Trim('"', '\'', '“', '”', '.');
        var field = await chooseField(comparison.Groups["field"].Value.Trim(), cancellationToken).ConfigureAwait(false);
        if (field is null)
        {
            cannot.Add($"'{ThirdParty.Short(phrase, 120)}' is not applied: no field was chosen for it.");
            return null;
        }

        var op = OperatorOf(comparison.Groups["op"].Value.ToLowerInvariant());
        if (field.PicklistValues.Count > 0 && op is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
            value = await ChoiceAsync(phrase, field, value, cancellationToken).ConfigureAwait(false);
        if (IsValue(value, field.Type))
            return new FilterRule { Asked = phrase, Field = field.Name, Operator = op, Value = value };
        cannot.Add($"'{ThirdParty.Short(value)}' is not a {field.Type.ToString().ToLowerInvariant()}, as {field.Name} needs it. The condition is not applied.");
        return null;
    }

    private async Task<string> ChoiceAsync(string phrase, FieldSchema field, string value, CancellationToken cancellationToken)
    {
        var known = field.PicklistValues.FirstOrDefault(one => string.Equals(one.Value, value, StringComparison.OrdinalIgnoreCase) || string.Equals(one.Label, value, StringComparison.OrdinalIgnoreCase));
        if (known is not null)
            return known.Value;
        return await interview.AskAsync(
            new Question
            {
                Item = $"filter: {phrase}",
                Text = $"{field.Name} has no value '{ThirdParty.Short(value)}'. Which one is meant?",
                Choices = [.. field.PicklistValues.Where(one => one.Active).Take(20).Select(one => new QuestionChoice(one.Value, ThirdParty.Short(one.Label)))],
            },
            null,
            cancellationToken).ConfigureAwait(false);
    }

    private static bool IsValue(string value, FieldType type) => type switch
    {
        FieldType.Int64 => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FieldType.Decimal or FieldType.Double => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        FieldType.Boolean => bool.TryParse(value, out _),
        FieldType.Date or FieldType.Timestamp or FieldType.LocalTimestamp => DateOnly.TryParse(value, CultureInfo.InvariantCulture, out _),
        FieldType.String or FieldType.Reference => value.Length is > 0 and < 256,
        _ => false,
    };

    private static int Days(Match span)
    {
        var count = span.Groups["count"].Success ? int.Parse(span.Groups["count"].Value, CultureInfo.InvariantCulture) : 1;
        return span.Groups["unit"].Value.ToLowerInvariant()[0] switch { 'w' => count * 7, 'm' => count * 30, 'y' => count * 365, _ => count };
    }

    private static ComparisonOperator OperatorOf(string text) => text switch
    {
        ">" or "over" or "above" or "more than" or "greater than" or "is over" or "is above" or "is more than" or "is greater than" or "after" => ComparisonOperator.Greater,
        ">=" or "at least" or "is at least" => ComparisonOperator.GreaterOrEqual,
        "<" or "under" or "below" or "less than" or "is under" or "is below" or "is less than" or "before" => ComparisonOperator.Less,
        "<=" or "at most" or "is at most" => ComparisonOperator.LessOrEqual,
        "!=" or "<>" or "is not" or "not" => ComparisonOperator.NotEqual,
        "contains" => ComparisonOperator.Contains,
        "starts with" or "begins with" => ComparisonOperator.StartsWith,
        _ => ComparisonOperator.Equal,
    };

    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\b(?:last|past|previous)\s+(?:(?<count>\d{1,4})\s+)?(?<unit>day|week|month|year)s?\b|\b(?<count>\d{1,4})\s+(?<unit>day|week|month|year)s?\s+(?:old|back|ago)\b", Loose)]
    private static partial Regex LastSpan();

    [GeneratedRegex(@"\b(?:since|from|after)\s+(\d{4}-\d{2}-\d{2})\b", Loose)]
    private static partial Regex SinceDate();

    [GeneratedRegex(@"\b(?:today|yesterday)\b", Loose)]
    private static partial Regex Yesterday();

    [GeneratedRegex(@"\btoday\b", Loose)]
    private static partial Regex Today();

    [GeneratedRegex(@"\b(?:changed|modified|updated|edited)\b", Loose)]
    private static partial Regex ChangedWord();

    [GeneratedRegex(@"\b(?:created|added|new|opened)\b", Loose)]
    private static partial Regex SaysWhich();

    [GeneratedRegex(@"^(?<field>.+?)\s*(?<op><=|>=|!=|<>|=|<|>|\bis not\b|\bis (?:over|above|more than|greater than|at least|under|below|less than|at most)\b|\b(?:over|above|more than|greater than|at least|under|below|less than|at most|after|before)\b|\bcontains\b|\bstarts with\b|\bbegins with\b|\bequals\b|\bis\b|\bnot\b)\s*(?<value>.+)$", Loose)]
    private static partial Regex Comparison();
}
