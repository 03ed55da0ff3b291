using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Reads from a script's meaning what it does. What cannot be told apart is counted as done.</summary>
internal sealed class EffectAnalyzer
{
    private readonly SemanticModel model;
    private readonly SyntaxNode root;
    private readonly ConnectionNames connections;
    private readonly Dictionary<(string Connection, string Object, EffectVerb Verb, string Key), HashSet<string>> effects = [];
    private readonly List<FieldOrigin> mappings = [];
    private readonly SortedSet<string> changeFields = new(StringComparer.Ordinal);
    private readonly List<string> conditions = [];
    private readonly List<(BindingSymbol Binding, IReadOnlyList<string> Key)> keyed = [];
    private bool leavesFlow;
    private bool deletesFollow;

    private EffectAnalyzer(SemanticModel model)
    {
        this.model = model;
        root = model.SyntaxTree.GetRoot();
        connections = new ConnectionNames(model);
    }

    /// <param name="model">The script's body, in a compilation with its own bindings.</param>
    /// <param name="used">The properties that the script uses, by binding class.</param>
    public static ScriptEffects Analyze(SemanticModel model, IReadOnlyDictionary<string, HashSet<string>> used) => new EffectAnalyzer(model).Run(used);

    private ScriptEffects Run(IReadOnlyDictionary<string, HashSet<string>> used)
    {
        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
                continue;
            if (SymbolFacts.IsMethodOf(method, "Connection"))
                OnConnection(call, method, used);
            else if (SymbolFacts.IsFlow(method.ContainingType))
                OnFlow(call, method);
        }

        foreach (var loop in root.DescendantNodes().OfType<CommonForEachStatementSyntax>())
            leavesFlow |= loop.AwaitKeyword.RawKind != 0 && SymbolFacts.IsFlow(model.GetTypeInfo(loop.Expression).Type);
        foreach (var creation in root.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
            OnCreation(creation);
        if (deletesFollow)
        {
            foreach (var (binding, key) in keyed)
                Add(binding.Connection, binding.Object, EffectVerb.Delete, key, key);
        }

        var (parameters, areAll) = ParameterCollector.Collect(root, model);
        return new ScriptEffects
        {
            Effects =
            [
                .. effects.OrderBy(pair => pair.Key.Connection, StringComparer.Ordinal).ThenBy(pair => pair.Key.Object, StringComparer.Ordinal).ThenBy(pair => pair.Key.Verb)
                    .ThenBy(pair => pair.Key.Key, StringComparer.Ordinal)
                    .Select(pair => new Effect
                    {
                        Connection = pair.Key.Connection,
                        Object = pair.Key.Object,
                        Verb = pair.Key.Verb,
                        Fields = [.. pair.Value.Order(StringComparer.Ordinal)],
                        KeyFields = pair.Key.Key.Length == 0 ? [] : pair.Key.Key.Split('\n'),
                    }),
            ],
            Mappings = [.. mappings.Distinct(MappingComparer.Instance).OrderBy(one => one.TargetConnection, StringComparer.Ordinal).ThenBy(one => one.TargetObject, StringComparer.Ordinal).ThenBy(one => one.TargetField, StringComparer.Ordinal)],
            LeavesFlow = leavesFlow,
            ChangeFields = [.. changeFields],
            Conditions = conditions,
            Literals = LiteralCollector.Collect(root, model),
            Parameters = parameters,
            ReadsOtherParameters = !areAll,
        };
    }

    private void OnConnection(InvocationExpressionSyntax call, IMethodSymbol method, IReadOnlyDictionary<string, HashSet<string>> used)
    {
        var binding = method.TypeArguments.Select(SymbolFacts.BindingOf).FirstOrDefault(one => one is not null);
        var name = connections.Of(call) ?? binding?.Connection ?? "";
        switch (method.Name)
        {
            case "Query" when binding is not null:
                Add(name, binding.Object, EffectVerb.Read, FieldsOf(binding, used), []);
                break;
            case "UpsertAsync" or "UpdateAsync" or "InsertAsync" or "DeleteAsync" when binding is not null:
                var key = KeyOf(call, method);
                var verb = method.Name switch
                {
                    "UpdateAsync" => EffectVerb.Update,
                    "InsertAsync" => EffectVerb.Insert,
                    "DeleteAsync" => EffectVerb.Delete,
                    _ => EffectVerb.Upsert,
                };
                Add(name, binding.Object, verb, verb == EffectVerb.Delete ? key : FieldsOf(binding, used), key);
                if (verb is EffectVerb.Upsert or EffectVerb.Update)
                    keyed.Add((binding, key));
                leavesFlow |= !SymbolFacts.IsFlow(method.Parameters[0].Type);
                break;
            case "EnsureObjectAsync" when binding is not null:
                Add(name, binding.Object, EffectVerb.CreateObject, FieldsOf(binding, used), KeyOf(call, method));
                break;
            case "QueryNativeAsync":
                Add(name, "", EffectVerb.NativeQuery, [], []);
                leavesFlow = true;
                break;
            case "OperationAsync" when call.ArgumentList.Arguments is [var operation, ..]:
                Add(name, model.GetConstantValue(operation.Expression).Value as string ?? "", EffectVerb.Operation, [], []);
                break;
        }
    }

    private void OnFlow(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        switch (method.Name)
        {
            case "ToListAsync" or "GetAsyncEnumerator" or "DistinctBy":
                leavesFlow = true;
                break;
            case "WithDeletes":
                deletesFollow |= call.ArgumentList.Arguments is not [var rule] || model.GetConstantValue(rule.Expression) is not { HasValue: true, Value: (int)Scripting.DeleteRule.Keep or (int)Scripting.DeleteRule.Ignore };
                break;
            case "ChangedSince" when SymbolFacts.BindingOf(method.ContainingType.TypeArguments.FirstOrDefault()) is { } binding:
                changeFields.UnionWith(NamedFields(call.ArgumentList).Select(field => $"{binding.Connection}.{binding.Object}.{field}"));
                break;
            case "Where":
                conditions.AddRange(call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>().Select(lambda => lambda.Body.ToString().ReplaceLineEndings(" ")));
                break;
        }
    }

    private void OnCreation(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation.Initializer is null || SymbolFacts.BindingOf(model.GetTypeInfo(creation).Type) is not { IsTarget: true } target)
            return;
        foreach (var assignment in creation.Initializer.Expressions.OfType<AssignmentExpressionSyntax>())
        {
            if (SymbolFacts.FieldOf(model.GetSymbolInfo(assignment.Left).Symbol) is not { } field)
                continue;
            var sources = SourceFields(assignment.Right).ToList();
            var single = sources.Select(one => (one.Binding.Connection, one.Binding.Object)).Distinct().ToList() is [var only] ? only : (Connection: "", Object: "");
            mappings.Add(new FieldOrigin
            {
                TargetConnection = target.Connection,
                TargetObject = target.Object,
                TargetField = field,
                SourceConnection = single.Connection,
                SourceObject = single.Object,
                SourceFields = [.. sources.Select(one => one.Field).Distinct(StringComparer.Ordinal)],
                IsDirect = sources.Count == 1 && IsPassedOn(assignment.Right),
                Expression = assignment.Right.ToString().ReplaceLineEndings(" "),
            });
        }
    }

    private IEnumerable<(BindingSymbol Binding, string Field)> SourceFields(ExpressionSyntax expression)
    {
        foreach (var name in expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is IPropertySymbol property && SymbolFacts.FieldOf(property) is { } field && SymbolFacts.BindingOf(property.ContainingType) is { IsTarget: false } binding)
                yield return (binding, field);
        }
    }

    private bool IsPassedOn(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => IsPassedOn(inner.Expression),
        MemberAccessExpressionSyntax access => SymbolFacts.FieldOf(model.GetSymbolInfo(access).Symbol) is not null,
        _ => false,
    };

    private IReadOnlyList<string> KeyOf(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        var position = method.Parameters.Select(parameter => parameter.Name).ToList().IndexOf("key");
        if (position < 0)
            return [];
        var argument = call.ArgumentList.Arguments.FirstOrDefault(one => one.NameColon?.Name.Identifier.ValueText == "key") ?? call.ArgumentList.Arguments.ElementAtOrDefault(position);
        return argument is null ? [] : [.. Fields(argument)];
    }

    private IEnumerable<string> NamedFields(ArgumentListSyntax arguments) => arguments.Arguments.SelectMany(Fields);

    private IEnumerable<string> Fields(ArgumentSyntax argument) => argument.DescendantNodes().OfType<SimpleNameSyntax>().Select(name => SymbolFacts.FieldOf(model.GetSymbolInfo(name).Symbol)).OfType<string>();

    private static IEnumerable<string> FieldsOf(BindingSymbol binding, IReadOnlyDictionary<string, HashSet<string>> used) => binding.Type.GetMembers().OfType<IPropertySymbol>()
        .Where(property => used.TryGetValue(binding.Type.Name, out var names) && names.Contains(property.Name))
        .Select(SymbolFacts.FieldOf).OfType<string>();

    private void Add(string connection, string target, EffectVerb verb, IEnumerable<string> fields, IReadOnlyList<string> key)
    {
        var identity = (connection, target, verb, string.Join('\n', key));
        if (!effects.TryGetValue(identity, out var known))
            effects[identity] = known = new HashSet<string>(StringComparer.Ordinal);
        known.UnionWith(fields);
    }
}
