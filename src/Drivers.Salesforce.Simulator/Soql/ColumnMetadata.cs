using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>The answer to <c>columns=true</c>, without which the sf CLI cannot print a query.</summary>
internal static class ColumnMetadata
{
    public static JsonBuffer Write(QueryPlan plan)
    {
        var json = new JsonBuffer(4096).Open().Name("columnMetadata").OpenArray();
        foreach (var group in Tree(plan.Columns)) WriteNode(json, group);
        json.CloseArray().Property("entityName", plan.Root.Schema.Name).Property("groupBy", plan.GroupedBy.Count > 0);
        return json.Property("idSelected", plan.IdSelected).Property("keyPrefix", plan.Root.Schema.KeyPrefix).Close();
    }

    private static List<Node> Tree(IEnumerable<OutputColumn> columns)
    {
        var roots = new List<Node>();
        foreach (var column in columns)
        {
            var level = roots;
            var parts = column.Name.Split('.');
            for (var i = 0; i < parts.Length - 1; i++)
            {
                var parent = level.Find(n => n.Column is null && n.Name == parts[i]);
                if (parent is null) level.Add(parent = new Node(parts[i], null, []));
                level = parent.Children;
            }

            level.Add(new Node(parts[^1], column, column.Children is null ? [] : Tree(column.Children)));
        }

        return roots;
    }

    private static void WriteNode(JsonBuffer json, Node node)
    {
        var operand = node.Column?.Value;
        var field = operand?.Field;
        json.Separator().Open().Property("aggregate", node.Column is null || operand is null || node.Column.Aggregate is not null);
        json.Property("apexType", operand is null ? null : ApexType(operand)).Property("booleanType", operand?.Type == FieldType.Boolean);
        json.Property("columnName", node.Name).Property("custom", field?.Custom == true && node.Column?.Aggregate is null).Property("displayName", node.Column?.Aggregate ?? node.Name);
        json.Property("foreignKeyName", operand?.Type == FieldType.Reference ? field?.RelationshipName : null).Property("insertable", field?.Createable == true && node.Column?.Aggregate is null);
        json.Name("joinColumns").OpenArray();
        foreach (var child in node.Children) WriteNode(json, child);
        json.CloseArray().Property("numberType", operand?.IsNumber == true).Property("textType", operand is { IsText: true } or { IsReference: true });
        json.Property("updatable", field?.Updateable == true && node.Column?.Aggregate is null).Close();
    }

    private static string ApexType(Operand operand) => operand.Type switch
    {
        FieldType.Id or FieldType.Reference => "Id",
        FieldType.Boolean => "Boolean",
        FieldType.Int => "Integer",
        FieldType.Currency or FieldType.Percent or FieldType.Double => "Double",
        FieldType.Date => "Date",
        FieldType.Datetime => "Datetime",
        FieldType.Time => "Time",
        FieldType.Address => "Address",
        _ => "String",
    };

    private sealed record Node(string Name, OutputColumn? Column, List<Node> Children);
}
