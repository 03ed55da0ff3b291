using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Tests;

[SourceObject("crm", "Lead")]
public sealed class Lead : SourceRecord
{
    [Field("Id", FieldType.Reference)]
    public Text Id => GetText(0);

    [Field("Name", FieldType.String)]
    public Text Name => GetText(1);

    [Field("Amount", FieldType.Decimal)]
    public decimal? Amount => GetDecimal(2);

    [Field("CreatedDate", FieldType.Timestamp)]
    public DateTimeOffset? CreatedDate => GetTimestamp(3);

    [Field("Campaign.Name", FieldType.String)]
    public Text CampaignName => GetText(4);

    [Field("IsConverted", FieldType.Boolean)]
    public bool? IsConverted => GetBoolean(5);

    public static RecordSchema Schema { get; } = new(
    [
        new RecordField { Name = "Id", Type = FieldType.Reference },
        new RecordField { Name = "Name", Type = FieldType.String },
        new RecordField { Name = "Amount", Type = FieldType.Decimal },
        new RecordField { Name = "CreatedDate", Type = FieldType.Timestamp },
        new RecordField { Name = "Campaign.Name", Type = FieldType.String },
        new RecordField { Name = "IsConverted", Type = FieldType.Boolean },
    ]);

    /// <summary>Pages of leads with ids that count up.</summary>
    public static IEnumerable<RecordPage> Pages(int pages, int rows)
    {
        var writer = new RecordPageWriter(Schema);
        for (var page = 0; page < pages; page++)
        {
            for (var row = 0; row < rows; row++)
            {
                var id = (page * rows) + row;
                writer.BeginRecord();
                writer.WriteString($"L{id}");
                writer.WriteString($"Name of {id}");
                writer.WriteDecimal(id / 4m);
                writer.WriteTimestamp(FakeAgent.Now.AddMinutes(-id));
                if (id % 2 == 0)
                    writer.WriteNull();
                else
                    writer.WriteString($"C{id % 3}");
                writer.WriteBoolean(id % 5 == 0);
                writer.EndRecord();
            }

            yield return writer.ToPage(page == pages - 1 ? StopReason.Exhausted : null);
        }
    }
}
