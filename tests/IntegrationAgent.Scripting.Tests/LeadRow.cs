using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Tests;

[TargetObject("warehouse", "leads")]
public sealed class LeadRow : TargetRecord
{
    [Field("sf_id", FieldType.String)]
    public Text SfId { get; init => field = Set(0, value); }

    [Field("name", FieldType.String)]
    public Text Name { get; init => field = Set(1, value); }

    [Field("amount", FieldType.Decimal)]
    public decimal? Amount { get; init => field = Set(2, value); }

    [Field("campaign", FieldType.String)]
    public Text Campaign { get; init => field = Set(3, value); }
}
