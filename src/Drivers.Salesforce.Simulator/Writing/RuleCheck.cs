using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>Compiles the rules of an org once, so that a wrong one stops the start and not a later write.</summary>
internal static class RuleCheck
{
    public static void Check(RecordStore store)
    {
        var writer = new RecordWriter(store, new UndoLog());
        foreach (var table in store.Tables)
        {
            foreach (var field in table.Schema.Fields) ComputedFields.Check(table, store, field);
            foreach (var rule in table.Schema.ValidationRules)
            {
                try
                {
                    writer.Condition(table, rule.ErrorWhen);
                }
                catch (ApiError error)
                {
                    throw new InvalidDataException($"The validation rule {rule.Name} of {table.Schema.Name} cannot be read: {error.Message}", error);
                }
            }

            foreach (var rule in table.Schema.DuplicateRules)
            {
                if (rule.MatchFields.FirstOrDefault(f => table.Find(f) is null) is { } unknown)
                    throw new InvalidDataException($"The duplicate rule {rule.Name} names '{unknown}', which {table.Schema.Name} does not have.");
            }
        }
    }
}
