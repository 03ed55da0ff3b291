using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

internal sealed partial class RecordWriter
{
    private static void CheckUnique(Table table, int row, Dictionary<FieldSchema, object?> values)
    {
        foreach (var (field, value) in values)
        {
            if (!field.Unique || value is not string text) continue;
            foreach (var other in table.Keys(table.Columns[field.Index]).Find(text))
            {
                if (other == row) continue;
                throw new ApiError(400, "DUPLICATE_VALUE", $"duplicate value found: {field.Name} duplicates value on record with id: {table.Id(other)}", []);
            }
        }
    }

    private void CheckMember(Table table, Dictionary<FieldSchema, object?> values)
    {
        var campaign = values.GetValueOrDefault(table.Schema.Find("CampaignId")!); // standard fields of a standard object
        foreach (var name in new[] { "LeadId", "ContactId" })
        {
            if (values.GetValueOrDefault(table.Schema.Find(name)!) is not long person) continue;
            var parent = store.Tables[RecordRef.Table(person)];
            var reference = (LongColumn)table.Find(name)!;
            var campaigns = (LongColumn)table.Find("CampaignId")!;
            foreach (var row in table.Children(reference, parent).Children(RecordRef.Row(person)))
            {
                if (table.State(row) == RowState.Live && campaigns.Long(row) == (long)campaign!) // required and checked
                    throw new ApiError(400, "DUPLICATE_VALUE", "Already a campaign member.", []);
            }

            return;
        }

        throw new ApiError(400, "FIELD_INTEGRITY_EXCEPTION", "Either Lead ID or Contact ID is required.", ["LeadId"]);
    }

    private void CheckRules(Table table, int row, int mark)
    {
        try
        {
            var rules = table.Schema.ValidationRules;
            var refuses = rules.Count == 0 ? [] : TableRules.Of(table).Conditions(table, store.Clock.Today, Condition);
            for (var i = 0; i < refuses.Length; i++)
            {
                var rule = rules[i];
                if (refuses[i](row))
                    throw new ApiError(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.Message, rule.Field is null ? [] : [rule.Field]);
            }

            foreach (var rule in table.Schema.DuplicateRules)
            {
                if (allowDuplicates && rule.AllowSave) continue;
                if (DuplicateFinder.Find(table, row, rule) is { Count: > 0 } found)
                    throw new ApiError(400, "DUPLICATES_DETECTED", rule.Message, []) { DuplicateResult = DuplicateFinder.Describe(table, rule, found) };
            }
        }
        catch (ApiError)
        {
            undo.Rollback(mark);
            throw;
        }
    }

    public Func<int, bool> Condition(Table table, string text)
    {
        var functions = new FunctionBinder(new PathResolver(store, table, null, []), store.Clock);
        try
        {
            return new PredicateBinder(store, functions.Bind, static (query, _, _) => throw new SoqlException(SoqlException.MalformedQuery, "A rule cannot hold a subquery", query.Start))
                .Bind(SoqlParser.ParseCondition(text));
        }
        catch (SoqlException exception)
        {
            throw exception.ToApiError(text);
        }
    }
}
