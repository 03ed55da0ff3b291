using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>
/// What a script may name. Everything else is refused, whatever it is called and however it is reached: the compiler's symbols are looked up here, not texts.
/// </summary>
internal static class AllowedTypes
{
    private static readonly HashSet<string> Namespaces = new(StringComparer.Ordinal)
    {
        "IntegrationAgent.Scripting", "System.Collections.Generic", "System.Collections.Immutable", "System.Collections.Frozen",
    };

    private static readonly Dictionary<string, HashSet<string>> Types = new(StringComparer.Ordinal)
    {
        ["System"] = Set(
            "Object String Char Boolean SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Int128 UInt128 Single Double Decimal Void ValueType Enum Array Nullable "
            + "DateTime DateTimeOffset DateOnly TimeOnly TimeSpan DayOfWeek DateTimeKind Guid Random Math MathF MidpointRounding "
            + "StringComparison StringComparer StringSplitOptions Tuple ValueTuple Func Action Predicate Comparison Converter Delegate MulticastDelegate "
            + "IComparable IEquatable IFormattable IFormatProvider ISpanFormattable IParsable ISpanParsable IDisposable IAsyncDisposable Index Range HashCode "
            + "Exception ArgumentException ArgumentNullException ArgumentOutOfRangeException InvalidOperationException FormatException OverflowException "
            + "NotSupportedException NotImplementedException OperationCanceledException DivideByZeroException IndexOutOfRangeException ArithmeticException "
            + "Convert Uri UriKind Version Span ReadOnlySpan Memory ReadOnlyMemory MemoryExtensions FlagsAttribute Attribute IAsyncResult ICloneable IConvertible "
            + "ISpanParsable IUtf8SpanFormattable IUtf8SpanParsable UriFormatException KeyNotFoundException TimeoutException"),
        ["System.Collections"] = Set("IEnumerable IEnumerator ICollection IList IDictionary IComparer IEqualityComparer IStructuralEquatable IStructuralComparable"),
        ["System.Linq"] = Set("Enumerable IGrouping ILookup Lookup IOrderedEnumerable ImmutableArrayExtensions"),
        ["System.Text"] = Set("StringBuilder Encoding UTF8Encoding Rune NormalizationForm CompositeFormat"),
        ["System.Text.RegularExpressions"] = Set("Regex Match MatchCollection Group GroupCollection Capture CaptureCollection RegexOptions MatchEvaluator"),
        ["System.Text.Json"] = Set("JsonElement JsonProperty JsonValueKind JsonDocument JsonDocumentOptions JsonException"),
        ["System.Globalization"] = Set("CultureInfo NumberStyles DateTimeStyles NumberFormatInfo DateTimeFormatInfo TextInfo UnicodeCategory CharUnicodeInfo Calendar ISOWeek CompareInfo CompareOptions"),
        ["System.Threading"] = Set("CancellationToken"),
        ["System.Threading.Tasks"] = Set("Task ValueTask"),
        ["System.Runtime.CompilerServices"] = Set(
            "TaskAwaiter ValueTaskAwaiter ConfiguredTaskAwaitable ConfiguredValueTaskAwaitable ConfiguredCancelableAsyncEnumerable DefaultInterpolatedStringHandler ITuple IsExternalInit"),
        ["System.Numerics"] = Set("BigInteger INumber INumberBase"),
        ["IntegrationAgent.Driver"] = Set(
            "Text Record RecordValue RecordSchema RecordField ValueState FieldType FieldSchema ObjectSchema ObjectSummary PicklistValue Relationship RelationshipKind "
            + "EnsureObjectResponse DriverException DriverErrorCode ErrorScope RetryAdvice WriteStatus"),
    };

    /// <summary>Members of allowed types that are refused, each with the family of its diagnostic.</summary>
    private static readonly Dictionary<string, string> BannedMembers = new(StringComparer.Ordinal)
    {
        ["System.DateTime.Now"] = "CLOCK",
        ["System.DateTime.UtcNow"] = "CLOCK",
        ["System.DateTime.Today"] = "CLOCK",
        ["System.DateTime.ToLocalTime"] = "CLOCK",
        ["System.DateTimeOffset.Now"] = "CLOCK",
        ["System.DateTimeOffset.UtcNow"] = "CLOCK",
        ["System.DateTimeOffset.ToLocalTime"] = "CLOCK",
        ["System.DateTimeOffset.LocalDateTime"] = "CLOCK",
        ["System.Guid.NewGuid"] = "RANDOM",
        ["System.Guid.CreateVersion7"] = "RANDOM",
        ["System.Random..ctor"] = "RANDOM",
        ["System.Random.Shared"] = "RANDOM",
        ["System.HashCode.Combine"] = "RANDOM",
        ["System.HashCode..ctor"] = "RANDOM",
        ["System.HashCode.Add"] = "RANDOM",
        ["System.HashCode.ToHashCode"] = "RANDOM",
        ["System.String.GetHashCode"] = "RANDOM",
        ["System.Object.GetHashCode"] = "RANDOM",
        ["IntegrationAgent.Driver.Text.GetHashCode"] = "RANDOM",
        ["System.Object.GetType"] = "REFLECTION",
        ["System.Delegate.DynamicInvoke"] = "REFLECTION",
        ["System.Delegate.CreateDelegate"] = "REFLECTION",
        ["System.Delegate.BeginInvoke"] = "THREADS",
        ["System.Array.CreateInstance"] = "REFLECTION",
        ["System.Exception.TargetSite"] = "REFLECTION",
        ["System.Globalization.CultureInfo.CurrentCulture"] = "ENVIRONMENT",
        ["System.Globalization.CultureInfo.CurrentUICulture"] = "ENVIRONMENT",
        ["System.Globalization.CultureInfo.DefaultThreadCurrentCulture"] = "ENVIRONMENT",
        ["System.Globalization.CultureInfo.DefaultThreadCurrentUICulture"] = "ENVIRONMENT",
        ["System.Globalization.CultureInfo.InstalledUICulture"] = "ENVIRONMENT",
        ["System.Text.RegularExpressions.RegexOptions.Compiled"] = "REFLECTION",
    };

    /// <summary>The only members of tasks that start nothing and block nothing.</summary>
    private static readonly HashSet<string> TaskMembers = Set("WhenAll FromResult CompletedTask ConfigureAwait AsTask GetAwaiter IsCompleted IsCompletedSuccessfully IsFaulted IsCanceled");

    /// <summary>Why a type is refused; null where it is allowed.</summary>
    public static string? Refuse(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Refuse(array.ElementType);
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
                return "UNSAFE";
            case IDynamicTypeSymbol:
                return "DYNAMIC";
            case ITypeParameterSymbol:
                return null;
            case INamedTypeSymbol named:
                return RefuseNamed(named);
            default:
                return "TYPE";
        }
    }

    /// <summary>Why a member is refused; null where it is allowed.</summary>
    public static string? Refuse(ISymbol member)
    {
        if (member.ContainingType is not { } type || IsOwn(type))
            return null;
        var container = type.OriginalDefinition;
        var name = $"{Space(container)}.{container.Name}.{member.Name}";
        if (BannedMembers.TryGetValue(name, out var family))
            return family;
        if (Space(container) == "System.Threading.Tasks" && !TaskMembers.Contains(member.Name) && member is not IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator })
            return "THREADS";
        if (Space(container) == "System.Threading" && member.Name is "Register" or "UnsafeRegister" or "WaitHandle")
            return "THREADS";
        return Refuse(type);
    }

    private static string? RefuseNamed(INamedTypeSymbol named)
    {
        if (named.TypeKind == TypeKind.Error || named.IsAnonymousType)
            return null;
        if (named.IsTupleType)
            return named.TupleElements.Select(element => Refuse(element.Type)).FirstOrDefault(refused => refused is not null);
        var definition = named.OriginalDefinition;
        if (!IsOwn(definition) && !IsListed(definition))
            return Family(definition);
        return named.TypeArguments.Select(Refuse).FirstOrDefault(refused => refused is not null);
    }

    private static bool IsListed(INamedTypeSymbol type)
    {
        var outermost = type;
        while (outermost.ContainingType is { } containing)
            outermost = containing;
        var space = Space(outermost);
        return Namespaces.Contains(space) || (Types.TryGetValue(space, out var names) && names.Contains(outermost.Name));
    }

    private static bool IsOwn(INamedTypeSymbol type) => type.Locations.Any(location => location.IsInSource);

    private static string Space(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";

    private static string Family(INamedTypeSymbol type)
    {
        var space = Space(type);
        return space switch
        {
            "System.Diagnostics" => "PROCESS",
            "System.Threading" or "System.Threading.Tasks" or "System.Timers" or "System.Threading.Channels" => "THREADS",
            "System.Runtime.InteropServices" => "PINVOKE",
            "System.Runtime.CompilerServices" or "System.Runtime.Intrinsics" => "UNSAFE",
            "System" when type.Name is "Environment" or "AppContext" or "AppDomain" or "GC" or "TimeZoneInfo" or "OperatingSystem" => "ENVIRONMENT",
            "System" when type.Name is "Console" => "CONSOLE",
            "System" when type.Name is "Type" or "Activator" or "TypedReference" or "RuntimeTypeHandle" or "RuntimeMethodHandle" or "RuntimeFieldHandle" => "REFLECTION",
            "System" when type.Name is "IntPtr" or "UIntPtr" or "Buffer" => "UNSAFE",
            "System" when type.Name is "TimeProvider" => "CLOCK",
            _ when Under(space, "System.IO") => "FILE",
            _ when Under(space, "System.Net") => "NETWORK",
            _ when Under(space, "System.Reflection") || Under(space, "System.Runtime.Loader") || Under(space, "System.Linq.Expressions") || Under(space, "System.CodeDom") => "REFLECTION",
            _ when Under(space, "System.Security") => "ENVIRONMENT",
            _ => "TYPE",
        };
    }

    private static bool Under(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
