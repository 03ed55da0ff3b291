using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Chooses the storage of each field, and computes those that follow from others.</summary>
internal static class ColumnFactory
{
    private static readonly (string Key, string Suffix)[] AddressParts =
    [
        ("city", "City"), ("country", "Country"), ("geocodeAccuracy", "GeocodeAccuracy"), ("latitude", "Latitude"), ("longitude", "Longitude"),
        ("postalCode", "PostalCode"), ("state", "State"), ("street", "Street"),
    ];

    public static void Fill(Table table, RecordStore store)
    {
        foreach (var field in table.Schema.Fields)
        {
            table.Columns[field.Index] = field.Type switch
            {
                _ when ComputedFields.Create(table, store, field) is { } computed => computed,
                FieldType.Id => new IdColumn(field, table),
                FieldType.Address => null!, // filled below, once its parts exist
                FieldType.Boolean when field.Name == "IsDeleted" => new IsDeletedColumn(field, table),
                FieldType.Boolean => new BoolColumn(field),
                FieldType.Currency or FieldType.Percent or FieldType.Double or FieldType.Int => new NumberColumn(field),
                FieldType.Date or FieldType.Datetime or FieldType.Time or FieldType.Reference => new LongColumn(field),
                _ => new TextColumn(field),
            };
        }

        foreach (var field in table.Schema.Fields)
        {
            if (field.Type == FieldType.Address)
            {
                var prefix = field.Name[..^"Address".Length];
                table.Columns[field.Index] = new AddressColumn(field, [.. AddressParts.Select(p => (p.Key, table.Find(prefix + p.Suffix)!))]);
            }
            else if (field is { NameField: true, ExtraTypeInfo: "personname" })
            {
                table.Columns[field.Index] = new PersonNameColumn(field, (TextColumn)table.Find("FirstName")!, (TextColumn)table.Find("LastName")!);
            }
            else if (field is { Name: "PhotoUrl" })
            {
                table.Columns[field.Index] = new DerivedTextColumn(field, row => "/services/images/photo/" + table.Id(row));
            }
        }

        switch (table.Schema.Name)
        {
            case "Opportunity": FillOpportunity(table); break;
            case "Case" or "Task": FillClosed(table, table.Schema.Name == "Case" ? "Closed" : "Completed"); break;
            case "CampaignMember": FillCampaignMember(table, store); break;
        }
    }

    private static void FillOpportunity(Table table)
    {
        var stage = (TextColumn)table.Find("StageName")!;
        var amount = (NumberColumn)table.Find("Amount")!;
        var probability = (NumberColumn)table.Find("Probability")!;
        var close = (LongColumn)table.Find("CloseDate")!;
        Replace(table, "IsClosed", f => new DerivedBoolColumn(f, row => stage.Text(row)?.StartsWith("Closed", StringComparison.Ordinal) == true));
        Replace(table, "IsWon", f => new DerivedBoolColumn(f, row => stage.Text(row) == "Closed Won"));
        Replace(table, "ExpectedRevenue", f => new DerivedNumberColumn(f, row => amount.Number(row) * probability.Number(row) / 100));
        Replace(table, "FiscalYear", f => new DerivedNumberColumn(f, row => close.IsNull(row) ? double.NaN : Day(close.Long(row)).Year));
        Replace(table, "FiscalQuarter", f => new DerivedNumberColumn(f, row => close.IsNull(row) ? double.NaN : ((Day(close.Long(row)).Month - 1) / 3) + 1));
        Replace(table, "Fiscal", f => new DerivedTextColumn(f, row => close.IsNull(row) ? null : $"{Day(close.Long(row)).Year} {((Day(close.Long(row)).Month - 1) / 3) + 1}"));
        Replace(table, "ForecastCategory", f => new DerivedTextColumn(f, row => stage.Text(row) switch
        {
            "Closed Won" => "Closed",
            "Closed Lost" => "Omitted",
            _ => "Pipeline",
        }));
    }

    private static void FillClosed(Table table, string closedStatus)
    {
        var status = (TextColumn)table.Find("Status")!;
        Replace(table, "IsClosed", f => new DerivedBoolColumn(f, row => status.Text(row) == closedStatus));
    }

    private static void FillCampaignMember(Table table, RecordStore store)
    {
        var lead = (LongColumn)table.Find("LeadId")!;
        var contact = (LongColumn)table.Find("ContactId")!;
        var status = (TextColumn)table.Find("Status")!;
        long Person(int row) => contact.IsNull(row) ? lead.Long(row) : contact.Long(row);
        foreach (var name in new[] { "Name", "Salutation", "FirstName", "LastName", "Title", "Email" })
        {
            Replace(table, name, f => new DerivedTextColumn(f, row =>
                Person(row) is var p && p != RecordRef.Null && store.Tables[RecordRef.Table(p)].Find(name) is TextColumn text ? text.Text(RecordRef.Row(p)) : null));
        }

        Replace(table, "Type", f => new DerivedTextColumn(f, row => contact.IsNull(row) ? "Lead" : "Contact"));
        Replace(table, "LeadOrContactId", f => new DerivedLongColumn(f, Person));
        Replace(table, "HasResponded", f => new DerivedBoolColumn(f, row => status.Text(row) is "Responded" or "Attended"));
    }

    private static DateOnly Day(long days) => DateOnly.FromDayNumber((int)days + CivilTime.EpochDayNumber);

    private static void Replace(Table table, string field, Func<FieldSchema, Column> create)
    {
        if (table.Schema.Find(field) is { } f) table.Columns[f.Index] = create(f);
    }
}
