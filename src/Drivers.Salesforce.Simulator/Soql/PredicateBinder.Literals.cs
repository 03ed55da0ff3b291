using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

internal sealed partial class PredicateBinder
{
    private static string Text(Operand left, LiteralSyntax literal) =>
        literal.Kind == LiteralKind.String ? SoqlLexer.Unescape(literal.Text, literal.Position, forLike: false) : throw WrongType(left, literal);

    private static double Number(Operand left, LiteralSyntax literal) => literal.Kind is LiteralKind.Number or LiteralKind.Currency
        ? double.Parse(literal.Text, NumberStyles.Float, CultureInfo.InvariantCulture)
        : throw WrongType(left, literal);

    private static bool Boolean(Operand left, LiteralSyntax literal) =>
        literal.Kind == LiteralKind.Boolean ? literal.Text.Equals("true", StringComparison.OrdinalIgnoreCase) : throw WrongType(left, literal);

    private static string ReferenceText(Operand left, LiteralSyntax literal)
    {
        var id = Text(left, literal);
        return id.Length == 0 || SalesforceId.IsWellFormed(id) ? id : throw new SoqlException("INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {id}", literal.Position);
    }

    /// <summary>A date, datetime or time literal as a half-open range of the operand's unit.</summary>
    private (long From, long To) Range(Operand left, LiteralSyntax literal)
    {
        switch (left.Type)
        {
            case FieldType.Date when literal.Kind == LiteralKind.Date && CivilTime.TryParseDate(literal.Text, out var day):
                return (day, day + 1);
            case FieldType.Datetime when literal.Kind == LiteralKind.DateTime && HasZone(literal.Text) && CivilTime.TryParseDateTime(literal.Text.ToUpperInvariant(), out var ms):
                return (ms, ms + 1);
            case FieldType.Time when literal.Kind == LiteralKind.Time && CivilTime.TryParseTime(literal.Text, out var time):
                return (time, time + 1);
            case FieldType.Date or FieldType.Datetime when literal.Kind == LiteralKind.DateWord:
                var (from, to) = DateWords.Range(literal.Text, literal.Count, store.Clock.Today);
                return left.Type == FieldType.Date
                    ? (from.DayNumber - CivilTime.EpochDayNumber, to.DayNumber - CivilTime.EpochDayNumber)
                    : (DateWords.StartOfDay(from, store.Clock.Zone), DateWords.StartOfDay(to, store.Clock.Zone));
            default:
                throw WrongType(left, literal);
        }
    }

    private static bool HasZone(string text) => text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > 10;

    private static SoqlException WrongType(Operand left, LiteralSyntax literal)
    {
        var name = left.Field?.Name ?? left.Name;
        var type = left.Type switch
        {
            FieldType.Datetime => "dateTime",
            FieldType.Id or FieldType.Reference => "ID",
            FieldType.Currency or FieldType.Percent or FieldType.Double => "double",
            FieldType.Boolean or FieldType.Int or FieldType.Date or FieldType.Time => left.Type.ToString().ToLowerInvariant(),
            _ => "string",
        };
        var quotes = type is "string" or "ID" ? "should be enclosed in quotes" : "should not be enclosed in quotes";
        return new SoqlException(SoqlException.InvalidField, $"value of filter criterion for field '{name}' must be of type {type} and {quotes}", literal.Position);
    }
}
