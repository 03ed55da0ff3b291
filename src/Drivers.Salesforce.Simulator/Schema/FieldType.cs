namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>The field types of a describe result.</summary>
internal enum FieldType
{
    Id,
    Reference,
    String,
    Picklist,
    Multipicklist,
    Combobox,
    Textarea,
    Phone,
    Email,
    Url,
    Boolean,
    Currency,
    Percent,
    Double,
    Int,
    Date,
    Datetime,
    Time,
    Address,
}
