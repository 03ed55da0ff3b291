using System.Reflection;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Finds what must not be in a value of the pipeline: anything of Roslyn that holds on to a compilation, and collections that compare by reference.</summary>
internal static class ModelShape
{
    private static readonly string[] AllowedRoslynTypes = ["Microsoft.CodeAnalysis.Text.TextSpan", "Microsoft.CodeAnalysis.Text.LinePositionSpan"];

    public static IReadOnlyList<string> Violations(IEnumerable<Type> models)
    {
        var violations = new List<string>();
        var seen = new HashSet<Type>();
        foreach (var model in models)
            Visit(model, model.Name, seen, violations);
        return violations;
    }

    private static void Visit(Type type, string path, HashSet<Type> seen, List<string> violations)
    {
        if (type.IsGenericType && type.Namespace == typeof(Model.DriverModel).Namespace)
        {
            foreach (var argument in type.GetGenericArguments())
                Visit(argument, path, seen, violations);
            return;
        }

        if (IsPlain(type) || !seen.Add(type))
            return;

        if (type.Namespace?.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) == true)
        {
            violations.Add($"{path} is the Roslyn type {type.Name}.");
            return;
        }

        if (type.Assembly == typeof(object).Assembly || type.IsArray)
        {
            violations.Add($"{path} is {type.Name}, which does not compare by value.");
            return;
        }

        if (!typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type))
            violations.Add($"{path} is {type.Name}, which is not equatable.");
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            Visit(field.FieldType, $"{path}.{field.Name}", seen, violations);
    }

    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || AllowedRoslynTypes.Contains(type.FullName)
        || (Nullable.GetUnderlyingType(type) is { } inner && IsPlain(inner));
}
