using IntegrationAgent.Agent.Authoring.Guided;

namespace IntegrationAgent.Agent.Tests.Authoring;

public class RequestReaderTests
{
    [Theory]
    [InlineData("I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days.", "leads", "Salesforce", "warehouse", "", "name|email|how they got to us", "the last 30 days")]
    [InlineData("Copy customers from shop to archive: id, full name and city", "customers", "shop", "archive", "", "id|full name|city", "")]
    [InlineData("Please copy all our orders from the shop into warehouse.orders_copy with total, state", "orders", "shop", "warehouse", "orders_copy", "total|state", "")]
    [InlineData("Get names and emails of contacts from Salesforce into the table people in the warehouse, only changed since 2026-01-01", "contacts", "Salesforce", "warehouse", "people", "names|emails", "changed since 2026-01-01")]
    [InlineData("Bring leads created in the last 2 weeks from Salesforce to the warehouse: everything", "leads", "Salesforce", "warehouse", "", "", "created in the last 2 weeks")]
    [InlineData("Sync opportunities from Salesforce to the warehouse. Fields: name, amount. Only where stage is Closed Won and amount over 1000.", "opportunities", "Salesforce", "warehouse", "", "name|amount", "stage is Closed Won|amount over 1000")]
    public void A_sentence_is_taken_apart(string text, string what, string source, string target, string table, string fields, string conditions)
    {
        var read = RequestReader.Read(text);

        Assert.Equal((what, source, target, table), (read.Object, read.Source, read.Target, read.TargetObject));
        Assert.Equal(fields, string.Join('|', read.Fields));
        Assert.Equal(conditions, string.Join('|', read.Conditions));
        Assert.Empty(read.Unread);
    }

    [Theory]
    [InlineData("Sync leads from Salesforce to the warehouse every night: name. Also delete what is deleted there.", true, "0 3 * * *")]
    [InlineData("Sync leads from Salesforce to the warehouse every 15 minutes: name. Keep deleted leads.", false, "*/15 * * * *")]
    [InlineData("Sync leads from Salesforce to the warehouse: name.", null, "")]
    public void Deletes_and_times_are_understood(string text, bool? delete, string schedule)
    {
        var read = RequestReader.Read(text);

        Assert.Equal(delete, read.DeleteToo);
        Assert.Equal(schedule, read.Schedule);
        Assert.Equal("name", string.Join('|', read.Fields));
    }

    [Fact]
    public void What_is_not_understood_is_said()
    {
        var read = RequestReader.Read("Sync leads from Salesforce to the warehouse: name. Mind the gap.");

        Assert.Equal(["Mind the gap."], read.Unread);
    }
}
