using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads a method marked <c>[DriverOperation]</c>.</summary>
internal sealed class OperationParser
{
    private readonly IMethodSymbol method;
    private readonly CancellationToken cancellationToken;
    private readonly DeclaredAttribute operation;
    private readonly LocationInfo? where;
    private readonly Documentation documentation;
    private readonly List<DiagnosticInfo> diagnostics = [];

    private OperationParser(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        method = (IMethodSymbol)context.TargetSymbol;
        this.cancellationToken = cancellationToken;
        operation = new DeclaredAttribute(context.Attributes[0]);
        where = LocationInfo.From(method);
        documentation = Documentation.Of(method, cancellationToken);
    }

    public static OperationParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        new OperationParser(context, cancellationToken).Parse();

    private OperationParseResult Parse()
    {
        CheckName();
        CheckClient();
        CheckMethod();
        var parameters = ParseParameters();
        var result = ParseResult(out var answers);
        var summary = TextHygiene.Clean(documentation.Summary, TextLimits.OperationSummary);
        if (summary.Length == 0)
            Report(GeneratorDiagnostics.Undocumented, $"The operation \"{operation.Subject}\" has no summary, and an agent chooses by it: write '/// <summary>What it does, in one sentence.</summary>' above '{method.Name}'");

        var request = method.Parameters.Length == 2 && parameters is [{ Type: { Kind: JsonTypeKind.Object, IsNullable: false } only }] ? only : null;
        if (parameters is not null)
            CheckDocumented(parameters, request);

        var model = parameters is null || (answers && result is null) || diagnostics.Any(found => found.Id != DiagnosticIds.Undocumented)
            ? null
            : new OperationModel(
                operation.Subject,
                method.Name,
                Client(),
                summary,
                operation.Word("Effect", "read"),
                operation.Flag("Idempotent", byDefault: false),
                request,
                parameters.ToEquatableArray(),
                result,
                Errors().Distinct().ToEquatableArray(),
                operation.Texts("Examples").Select(example => TextHygiene.Clean(example, TextLimits.ExampleId)).ToEquatableArray());
        return new OperationParseResult(model, operation.Subject, DriverParser.MetadataName(method.ContainingType), where, diagnostics.ToEquatableArray());
    }

    private void CheckName()
    {
        if (!Words.IsSnakeCase(operation.Subject))
            Report(GeneratorDiagnostics.Declaration, $"The operation name \"{TextHygiene.Clean(operation.Subject, 60)}\" is not snake_case: write [DriverOperation(\"{Words.SuggestSnakeCase(operation.Subject)}\")]");
    }

    private void CheckClient()
    {
        var type = method.ContainingType;
        if (type.ContainingType is not null || type.IsGenericType)
            Fail($"The dispatch is added to '{type.Name}', which is nested or generic: move it to the namespace as a plain class");
        else if (!type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword)))
            Fail($"The dispatch is added to '{type.Name}', which is not partial: write 'partial class {type.Name}'");
    }

    private void CheckMethod()
    {
        if (method.DeclaredAccessibility != Accessibility.Public || method.IsStatic || method.IsGenericMethod)
            Fail($"The operation '{method.Name}' is not a public instance method without type parameters: write 'public Task<TResult> {method.Name}(…, CancellationToken cancellationToken)'");
        if (method.Parameters.LastOrDefault() is not { Type: { Name: "CancellationToken" } } || method.Parameters.Count(IsToken) != 1)
            Fail($"The operation '{method.Name}' does not end with its one CancellationToken: write '{method.Name}(…, CancellationToken cancellationToken)'");
        foreach (var parameter in method.Parameters.Where(parameter => parameter.RefKind != RefKind.None || parameter.IsParams))
            Fail($"The parameter '{parameter.Name}' of '{method.Name}' is passed by reference or is 'params': write a plain parameter, or IReadOnlyList<T> for several values");
    }

    private List<JsonPropertyModel>? ParseParameters()
    {
        var result = new List<JsonPropertyModel>();
        foreach (var parameter in method.Parameters.Where(parameter => !IsToken(parameter)))
        {
            var types = new JsonTypeParser(isInput: true, cancellationToken);
            if (types.Parse(parameter.Type, parameter.Name) is not { } type)
            {
                Fail($"In the operation '{method.Name}', {types.Problem}");
                return null;
            }

            var isOptional = parameter.HasExplicitDefaultValue;
            result.Add(new JsonPropertyModel(
                Words.ToCamelCase(parameter.Name),
                parameter.Name,
                type,
                PropertySetter.Constructor,
                IsRequired: !isOptional && !type.IsNullable,
                MustInitialize: false,
                KeepsDefault: false,
                isOptional ? Defaults.Expression(parameter) : null,
                isOptional ? Defaults.Json(parameter.ExplicitDefaultValue, type) : null,
                TextHygiene.Clean(documentation.Parameter(parameter.Name), TextLimits.SchemaDescription)));
        }

        return result;
    }

    private JsonTypeModel? ParseResult(out bool answers)
    {
        answers = false;
        if (method.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask" } task || task.ContainingNamespace.ToDisplayString() != "System.Threading.Tasks")
        {
            Fail($"The operation '{method.Name}' returns '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}': write 'Task' or 'Task<TResult>'");
            return null;
        }

        if (task.TypeArguments.IsEmpty)
            return null;

        answers = true;
        var types = new JsonTypeParser(isInput: false, cancellationToken);
        var result = types.Parse(task.TypeArguments[0], "result");
        if (result is null)
            Fail($"In the operation '{method.Name}', {types.Problem}");
        return result;
    }

    private void CheckDocumented(List<JsonPropertyModel> parameters, JsonTypeModel? request)
    {
        foreach (var argument in request is null ? parameters : request.Properties.ToList())
        {
            if (argument.Description.Length > 0)
                continue;
            Report(
                GeneratorDiagnostics.Undocumented,
                request is null
                    ? $"The parameter '{argument.Name}' of the operation \"{operation.Subject}\" is not documented: write '/// <param name=\"{argument.Name}\">What it is, its unit and range.</param>' above '{method.Name}'"
                    : $"The property '{argument.Name}' of '{request.TypeName.Split('.').Last()}' is an argument of the operation \"{operation.Subject}\" and is not documented: write '/// <summary>What it is, its unit and range.</summary>' above it");
        }
    }

    private ClientModel Client()
    {
        var type = method.ContainingType;
        return new ClientModel(
            DriverParser.MetadataName(type),
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            (type.IsRecord ? "record " : "class ") + type.Name,
            type.Name,
            type.GetMembers().Any(member => member is IMethodSymbol && member.Name.EndsWith("InvokeOperationAsync", StringComparison.Ordinal)));
    }

    /// <summary>The codes named in <c>&lt;exception cref="DriverException"&gt;</c>: members of DriverErrorCode, or words in <c>&lt;c&gt;</c>.</summary>
    private IEnumerable<string> Errors() =>
        from exception in documentation.Exceptions("DriverException")
        from element in exception.Descendants()
        let reference = (string?)element.Attribute("cref") ?? ""
        let code = element.Name.LocalName switch
        {
            "see" when reference.Contains("DriverErrorCode.") => Words.ToSnakeCase(Documentation.LastPart(reference)),
            "c" => element.Value.Trim(),
            _ => "",
        }
        where Words.IsSnakeCase(code)
        select code;

    private static bool IsToken(IParameterSymbol parameter) => parameter.Type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    private void Fail(string message) => Report(GeneratorDiagnostics.OperationSignature, message);

    private void Report(DiagnosticDescriptor descriptor, string message) => diagnostics.Add(DiagnosticInfo.Create(descriptor, where, message));
}
