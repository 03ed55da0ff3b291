using System.Globalization;
using System.Text;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Writes the script of a complete sheet. What comes from other systems or from the user stands in comments on one line, or in literals, never in code.</summary>
internal sealed class ScriptTemplate(RequirementsSheet sheet, IReadOnlyList<ConnectionSchema> schemas, IReadOnlyList<(string PackageId, string Version)> packages)
{
    private readonly IReadOnlyList<BindingName> names = ScriptBindings.Names(schemas);
    private readonly ObjectChoice source = sheet.Source ?? throw Incomplete(sheet);
    private readonly ObjectChoice target = sheet.Target ?? throw Incomplete(sheet);

    /// <summary>The file above its bindings.</summary>
    public string Write()
    {
        if (sheet.Missing.Count > 0)
            throw Incomplete(sheet);
        var text = new StringBuilder();
        foreach (var (id, version) in packages)
            text.Append(CultureInfo.InvariantCulture, $"#:package {id}@{version}\n");
        text.Append("#:property PublishAot=false\n\n");
        Comments(text);
        text.Append("return await Integration.RunAsync(args, async (job, ct) =>\n{\n");
        Read(text);
        WriteOut(text);
        return text.Append("});\n").ToString();
    }

    private void Comments(StringBuilder text)
    {
        Line("What was asked:");
        Line($"  {Comment(sheet.Request, 400)}");
        Line("");
        Line($"{source.Connection}.{source.Object} → {target.Connection}.{target.Object}{(sheet.CreateTarget ? " (created where it is absent)" : "")}");
        foreach (var field in sheet.Fields)
            Line($"  {field.TargetField} ← {field.SourceField}{Label(field)}");
        foreach (var filter in sheet.Filters)
            Line($"Only: {Comment(filter.Asked, 120)}");
        if (sheet.Filters.Count == 0)
            Line("All records.");
        Line($"A record is recognized by {sheet.TargetKey} = {sheet.SourceKey}; one that is there already {(sheet.Conflict == ConflictRule.CreateOnly ? "is left alone" : "takes the source's values")}.");
        Line(sheet.ChangeField is null ? "Every run reads everything." : $"After the first run only what changed is read, by {sheet.ChangeField}.");
        Line(sheet.Deletes switch
        {
            SourceDeleteRule.Delete => "What is deleted at the source is deleted here too, within the approved number.",
            SourceDeleteRule.Keep => "What is deleted at the source is kept here, and reported.",
            _ => "Deletes at the source are not looked for.",
        });
        text.Append('\n');

        void Line(string line) => text.Append(line.Length == 0 ? "//" : "// ").Append(line).Append('\n');
    }

    private void Read(StringBuilder text)
    {
        var parameter = Parameter();
        text.Append(CultureInfo.InvariantCulture, $"    var records = job.Connection({Quote(source.Connection)}).Query<{Class(source, isTarget: false)}>()");
        foreach (var filter in sheet.Filters)
            text.Append(CultureInfo.InvariantCulture, $"\n        .Where({parameter} => {Condition(parameter, filter)})");
        if (sheet.ChangeField is { } change)
            text.Append(CultureInfo.InvariantCulture, $"\n        .ChangedSince({parameter} => {parameter}.{SourceProperty(change)})");
        if (sheet.Deletes is SourceDeleteRule.Keep or SourceDeleteRule.Delete)
            text.Append(CultureInfo.InvariantCulture, $"\n        .WithDeletes(DeleteRule.{sheet.Deletes})");
        text.Append(";\n\n");
    }

    private void WriteOut(StringBuilder text)
    {
        var parameter = Parameter();
        var row = Class(target, isTarget: true);
        var key = TargetProperty(sheet.TargetKey!);
        if (sheet.CreateTarget)
            text.Append(CultureInfo.InvariantCulture, $"    await job.Connection({Quote(target.Connection)}).EnsureObjectAsync<{row}>(row => row.{key}, ct);\n");
        var create = sheet.Conflict == ConflictRule.CreateOnly;
        text.Append(CultureInfo.InvariantCulture, $"    await job.Connection({Quote(target.Connection)}).{(create ? "InsertAsync" : "UpsertAsync")}(\n        records.Select({parameter} => new {row}\n        {{\n");
        foreach (var field in sheet.Fields)
            text.Append(CultureInfo.InvariantCulture, $"            {TargetProperty(field.TargetField)} = {parameter}.{SourceProperty(field.SourceField)},\n");
        text.Append("        }),\n        ").Append(create ? "ct);\n" : string.Create(CultureInfo.InvariantCulture, $"key: row => row.{key}, ct);\n"));
    }

    private string Condition(string parameter, FilterRule filter)
    {
        var type = Source().Fields.FirstOrDefault(field => field.Name == filter.Field)?.Type ?? FieldType.String;
        var property = $"{parameter}.{SourceProperty(filter.Field)}";
        var value = filter.DaysBack is { } days ? Moment(days, type) : Literal(filter.Value, type);
        return filter.Operator switch
        {
            ComparisonOperator.StartsWith => $"{property}.StartsWith({value})",
            ComparisonOperator.EndsWith => $"{property}.EndsWith({value})",
            ComparisonOperator.Contains => $"{property}.Contains({value})",
            _ => $"{property} {Symbol(filter.Operator)} {value}",
        };
    }

    private static string Moment(int days, FieldType type)
    {
        var moment = string.Create(CultureInfo.InvariantCulture, $"job.Now.AddDays(-{days})");
        return type switch
        {
            FieldType.Date => $"DateOnly.FromDateTime({moment}.UtcDateTime)",
            FieldType.LocalTimestamp => $"{moment}.UtcDateTime",
            _ => moment,
        };
    }

    private static string Literal(string value, FieldType type)
    {
        switch (type)
        {
            case FieldType.Int64:
                return long.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            case FieldType.Decimal:
                return decimal.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + "m";
            case FieldType.Double:
                return double.Parse(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture) + "d";
            case FieldType.Boolean:
                return bool.Parse(value) ? "true" : "false";
            case FieldType.Date or FieldType.Timestamp or FieldType.LocalTimestamp:
                var date = DateOnly.Parse(value, CultureInfo.InvariantCulture);
                var parts = string.Create(CultureInfo.InvariantCulture, $"{date.Year}, {date.Month}, {date.Day}");
                return type switch
                {
                    FieldType.Date => $"new DateOnly({parts})",
                    FieldType.Timestamp => $"new DateTimeOffset({parts}, 0, 0, 0, TimeSpan.Zero)",
                    _ => $"new DateTime({parts})",
                };
            default:
                return Quote(value);
        }
    }

    private static string Symbol(ComparisonOperator op) => op switch
    {
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => "==",
    };

    private string Label(Requirements.FieldMapping mapping)
    {
        var label = Source().Fields.FirstOrDefault(field => field.Name == mapping.SourceField)?.Label ?? "";
        return label.Length == 0 || string.Equals(label, mapping.SourceField, StringComparison.OrdinalIgnoreCase) ? "" : $" (\"{Comment(label, 60)}\")";
    }

    private ObjectSchema Source() => schemas.First(schema => schema.Connection == source.Connection).Find(source.Object)!;

    /// <summary>Two systems may have objects of the same name; then their classes have different ones.</summary>
    private string Class(ObjectChoice choice, bool isTarget) =>
        names.FirstOrDefault(name => name.IsTarget == isTarget && name.Connection == choice.Connection && name.Object == choice.Object)?.ClassName
        ?? (isTarget ? ScriptBindings.TargetClass(choice.Object) : ScriptBindings.SourceClass(choice.Object));

    private string SourceProperty(string field) => Property(source, field, isTarget: false);

    private string TargetProperty(string field) => Property(target, field, isTarget: true);

    private string Property(ObjectChoice choice, string field, bool isTarget) =>
        names.FirstOrDefault(name => name.IsTarget == isTarget && name.Connection == choice.Connection && name.Object == choice.Object && name.Field == field)?.Property
        ?? throw new AgentException("E-REQ-FIELD", $"{choice.Connection}.{choice.Object} has no field '{field}' that a script can use.", "Choose a field that discovery lists.", ExitCode.Findings);

    private string Parameter()
    {
        var name = Class(source, isTarget: false);
        var first = char.ToLowerInvariant(name[0]) + name[1..];
        var simple = first.Split('_')[0];
        return SyntaxFacts.GetKeywordKind(simple) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(simple) != SyntaxKind.None || simple is "job" or "ct" or "args" or "row" or "records" ? "record" : simple;
    }

    /// <summary>A comment is one line; a visible backslash or slash cannot end it.</summary>
    private static string Comment(string text, int max) => ThirdParty.Short(text, max);

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static AgentException Incomplete(RequirementsSheet sheet) =>
        new("E-REQ-OPEN", $"The requirements are not complete: {string.Join(", ", sheet.Missing)}.", "Answer what is open: intagent ask \"…\"", ExitCode.Usage);
}
