using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Compiles the select list of a query of records.</summary>
internal sealed class SelectBinder(QueryCompiler compiler, RecordStore store, PathResolver resolver, FunctionBinder functions, QueryPlan plan, string basePath)
{
    private const int MaximumParents = 55;

    private readonly HashSet<string> _selected = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<RecordShape, Dictionary<string, ParentNode>> _parents = [];

    public void Bind(QuerySyntax syntax)
    {
        var subqueries = 0;
        foreach (var item in syntax.Select)
        {
            switch (item)
            {
                case SubquerySelect subquery:
                    QueryCompiler.CheckSubqueries(++subqueries, subquery.Position);
                    Subquery(subquery);
                    break;
                case TypeofSelect type:
                    Typeof(type);
                    break;
                case ExpressionSelect { Expression: CallSyntax { Arguments.Count: 1 } call } when call.Function.Equals("FIELDS", StringComparison.OrdinalIgnoreCase):
                    Fields(syntax, call);
                    break;
                case ExpressionSelect { Alias: not null, Expression: PathSyntax } aliased:
                    throw new SoqlException(SoqlException.MalformedQuery, "only aggregate expressions use field aliasing", aliased.Position);
                case ExpressionSelect expression:
                    Expression(expression);
                    break;
            }
        }

        plan.IdSelected = _selected.Contains("Id");
    }

    private void Expression(ExpressionSelect item)
    {
        if (item.Expression is PathSyntax path)
        {
            Path(path);
            return;
        }

        var call = (CallSyntax)item.Expression;
        if (FunctionBinder.IsDateFunction(call.Function))
            throw new SoqlException(SoqlException.MalformedQuery, "Date functions are only allowed in a grouped select or a filter", item.Position);
        var operand = functions.Bind(call);
        var target = call.Arguments.Count == 1 && call.Arguments[0] is PathSyntax inner ? inner : null;
        var name = item.Alias ?? target?.Segments[^1] ?? operand.Name;
        if (target is not null && item.Alias is null) name = resolver.Resolve(target).Field.Name;
        Duplicate(item.Alias ?? operand.Name, item.Position);
        plan.Shape.Members.Add(call.Function.Equals("FORMAT", StringComparison.OrdinalIgnoreCase)
            ? new FormatNode(name, operand, store.Clock.Zone)
            : OutputNode.For(name, operand, store));
        plan.Columns.Add(new OutputColumn(name, operand));
    }

    private void Path(PathSyntax path)
    {
        var resolved = resolver.Resolve(path);
        var name = string.Join('.', resolved.Hops.Select(h => h.Reference.Field.RelationshipName).Append(resolved.Field.Name));
        Duplicate(name, path.Position);
        plan.SelectsLongText |= resolved.Field.IsLongText;
        plan.Columns.Add(new OutputColumn(name, resolved.ToOperand(name)));
        var shapes = new List<RecordShape> { plan.Shape };
        foreach (var hop in resolved.Hops)
        {
            var parent = Parent(shapes[0], hop);
            shapes = [.. hop.Targets.Select(t => parent.Shapes[t.Index])];
        }

        foreach (var shape in shapes)
        {
            if (resolved.Columns[shape.Table.Index] is { } column) shape.Members.Add(OutputNode.For(resolved.Field.Name, column, store));
            else shape.Members.Add(new TextNode(resolved.Field.Name, static _ => null));
        }
    }

    private ParentNode Parent(RecordShape owner, Hop hop)
    {
        if (!_parents.TryGetValue(owner, out var byName)) _parents[owner] = byName = new Dictionary<string, ParentNode>(StringComparer.OrdinalIgnoreCase);
        var name = hop.Reference.Field.RelationshipName!; // hops are found by their relationship's name
        if (byName.TryGetValue(name, out var node)) return node;
        if (_parents.Values.Sum(p => p.Count) >= MaximumParents)
            throw new SoqlException(SoqlException.MalformedQuery, $"SOQL queries may name at most {MaximumParents} child-to-parent relationships.");
        node = new ParentNode(name, hop.Reference);
        foreach (var target in hop.Targets) node.Shapes[target.Index] = new RecordShape(target, basePath);
        byName[name] = node;
        owner.Members.Add(node);
        return node;
    }

    private void Fields(QuerySyntax syntax, CallSyntax call)
    {
        var kind = (call.Arguments[0] as PathSyntax)?.Text.ToUpperInvariant();
        if (kind is not ("ALL" or "CUSTOM" or "STANDARD"))
            throw new SoqlException(SoqlException.MalformedQuery, "The FIELDS function takes ALL, STANDARD or CUSTOM", call.Position);
        plan.UsesFields = true;
        if (kind != "STANDARD") QueryCompiler.CheckFieldsLimit(syntax, call.Position);
        foreach (var field in plan.Root.Schema.Fields)
        {
            if (kind == "ALL" || (kind == "CUSTOM") == field.Custom) Path(new PathSyntax([field.Name], call.Position));
        }
    }

    private void Subquery(SubquerySelect item)
    {
        var path = resolver.Expand(item.Query.From.Path);
        var child = path.Count == 1
            ? plan.Root.Schema.Children.Find(c => c.Field.ChildRelationshipName is { } name && name.Equals(path[0], StringComparison.OrdinalIgnoreCase))
            : null;
        if (child is null) throw PathResolver.NoSuchRelationship(string.Join('.', item.Query.From.Path), "FROM part of query call", SoqlException.InvalidType, item.Query.From.Position);
        var name = child.Field.ChildRelationshipName!; // found by it
        Duplicate(name, item.Position);
        var table = store.Tables[child.Child.Index];
        var inner = compiler.Children(item.Query, table);
        var node = new ChildrenNode(name, inner, (LongColumn)table.Columns[child.Field.Index], plan.Root);
        plan.Shape.Members.Add(node);
        plan.ChildNodes.Add(node);
        plan.Columns.Add(new OutputColumn(name, null, Children: inner.Columns));
    }

    private void Typeof(TypeofSelect item)
    {
        var hops = resolver.ResolveRelationship(item.Path, item.Position);
        if (hops.Count != 1 || !hops[0].Polymorphic)
            throw new SoqlException(SoqlException.MalformedQuery, $"TYPEOF is only allowed on polymorphic relationships, and '{string.Join('.', item.Path)}' is not one", item.Position);
        var hop = hops[0];
        Duplicate(hop.Reference.Field.RelationshipName!, item.Position); // hops are found by their relationship's name
        var node = new ParentNode(hop.Reference.Field.RelationshipName!, hop.Reference);
        foreach (var target in hop.Targets)
        {
            var when = item.Whens.FirstOrDefault(w => w.Type.Equals(target.Schema.Name, StringComparison.OrdinalIgnoreCase));
            var fields = when?.Fields ?? item.Else;
            var shape = new RecordShape(target, basePath);
            var inner = new PathResolver(store, target, null, []);
            foreach (var field in fields ?? [])
            {
                if (field.Expression is not PathSyntax path) throw new SoqlException(SoqlException.MalformedQuery, "TYPEOF selects fields only", field.Position);
                if (when is null && !target.Schema.Fields.Any(f => f.Name.Equals(path.Text, StringComparison.OrdinalIgnoreCase))) continue;
                var resolved = inner.Resolve(path);
                shape.Members.Add(resolved.Hops.Count == 0
                    ? OutputNode.For(resolved.Field.Name, resolved.Columns[target.Index]!, store) // a path without hops ends in its own table
                    : OutputNode.For(path.Text, resolved.ToOperand(path.Text), store));
            }

            node.Shapes[target.Index] = shape;
        }

        foreach (var when in item.Whens)
        {
            if (!hop.Targets.Any(t => t.Schema.Name.Equals(when.Type, StringComparison.OrdinalIgnoreCase)))
                throw new SoqlException(SoqlException.InvalidType, $"sObject type '{when.Type}' is not a target of the relationship '{node.Name}'.", when.Position);
        }

        plan.Shape.Members.Add(node);
        plan.Columns.Add(new OutputColumn(node.Name, null));
    }

    private void Duplicate(string name, int position)
    {
        if (!_selected.Add(name)) throw new SoqlException(SoqlException.InvalidField, $"duplicate field selected: {name}", position);
    }
}
