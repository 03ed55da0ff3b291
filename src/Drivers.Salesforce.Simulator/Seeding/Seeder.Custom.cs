using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;

internal sealed partial class Seeder
{
    /// <summary>Fills what an org's definition adds: records of new objects, values of new fields, other distributions.</summary>
    private void Custom(OrgObject definition)
    {
        var table = _store.Get(definition.Name);
        var rows = Open(definition.Name);
        if (table.Schema.Custom)
        {
            var count = Count(definition.Name, 0);
            for (var i = 0; i < count; i++) rows.Add(rows.Spread(i, count));
        }

        foreach (var (name, _) in definition.Values)
        {
            if (table.Schema.Find(name) is null) throw new InvalidDataException($"{definition.Name}.values names '{name}', which the object does not have.");
        }

        foreach (var field in table.Schema.Fields.Where(f => f.Formula is null && f.RollUp is null))
        {
            var given = definition.Values.GetValueOrDefault(field.Name);
            if (given is null && (!field.Custom || !definition.Fields.Any(f => f.Name == field.Name)) && !(table.Schema.Custom && field is { NameField: true, AutoNumber: false })) continue;
            var column = table.Columns[field.Index];
            var random = new Random(_options.Seed ^ (int)StableHash(definition.Name + "." + field.Name));
            var values = given ?? new OrgValues();
            var choices = values.Choices.Select(c => (c.Key, c.Value)).ToArray();
            for (var row = 0; row < table.Count; row++) column.Set(row, Draw(field, values, choices, random, row));
        }
    }

    private object? Draw(FieldSchema field, OrgValues values, (string Value, double Weight)[] choices, Random random, int row)
    {
        if (values.Null > 0 && random.NextDouble() < values.Null) return null;
        if (choices.Length > 0) return FromText(field, Weighted(random, choices));
        if (values.Template is { } template) return FromText(field, template.Replace("{n}", (row + 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        if (values.Kind is { } kind) return OfKind(kind, random, row);
        return field.Type switch
        {
            FieldType.Boolean => random.Next(2) == 0,
            FieldType.Int => Math.Floor(values.Min + (random.NextDouble() * (values.Max - values.Min))),
            FieldType.Currency or FieldType.Percent or FieldType.Double => Math.Round(values.Min + (random.NextDouble() * (values.Max - values.Min)), Math.Min(field.Scale, 15)),
            FieldType.Date => (_now / CivilTime.DayMs) - random.Next(HistoryDays),
            FieldType.Datetime => (_now - (long)(random.NextDouble() * HistoryDays * CivilTime.DayMs)) / 1000 * 1000,
            FieldType.Time => random.Next(24) * 3_600_000L,
            FieldType.Reference => field.ReferenceTo.Select(_store.Get).FirstOrDefault(t => t.Count > 0) is { } parent ? RecordRef.Make(parent.Index, random.Next(parent.Count)) : null,
            FieldType.Picklist or FieldType.Multipicklist => field.Picklist.Count > 0 ? field.Picklist[random.Next(field.Picklist.Count)].Value : null,
            FieldType.Email => OfKind("email", random, row),
            FieldType.Phone => Phone(random),
            FieldType.Url => string.Create(CultureInfo.InvariantCulture, $"https://www.example.com/{row + 1}"),
            FieldType.Textarea => Pick(random, SeedWords.Sentences),
            _ => string.Create(CultureInfo.InvariantCulture, $"{field.Label} {row + 1}"),
        };
    }

    private static object? FromText(FieldSchema field, string text)
    {
        if (field.IsNumber) return double.Parse(text, CultureInfo.InvariantCulture);
        if (field.Type == FieldType.Boolean) return bool.Parse(text);
        if (field.IsText) return text;
        throw new InvalidDataException($"The field {field.Name} has the type {field.TypeName}, for which neither choices nor a template can be given.");
    }

    private static string OfKind(string kind, Random random, int row) => kind switch
    {
        "firstName" => Pick(random, SeedWords.FirstNames),
        "lastName" => Pick(random, SeedWords.LastNames),
        "fullName" => Pick(random, SeedWords.FirstNames) + " " + Pick(random, SeedWords.LastNames),
        "company" => Company(random),
        "phone" => Phone(random),
        "city" => Pick(random, SeedWords.Places).City,
        "sentence" => Pick(random, SeedWords.Sentences),
        "email" => string.Create(CultureInfo.InvariantCulture, $"{Ascii(Pick(random, SeedWords.FirstNames))}.{Ascii(Pick(random, SeedWords.LastNames))}.{row + 1}@example.com"),
        _ => throw new InvalidDataException($"'{kind}' is not a kind of values. Use firstName, lastName, fullName, company, email, phone, city or sentence."),
    };

    private static string Weighted(Random random, (string Value, double Weight)[] choices)
    {
        var at = random.NextDouble() * choices.Sum(c => c.Weight);
        foreach (var (value, weight) in choices)
        {
            at -= weight;
            if (at < 0) return value;
        }

        return choices[^1].Value;
    }
}
