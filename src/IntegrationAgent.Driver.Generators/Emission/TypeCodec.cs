using IntegrationAgent.Driver.Generators.Model;
using static IntegrationAgent.Driver.Generators.Emission.CSharpText;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>Writes the code that reads and writes the types of operations; each object and enumeration gets one method, named by its order.</summary>
internal sealed class TypeCodec
{
    private readonly Dictionary<string, string> readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> writers = new(StringComparer.Ordinal);
    private readonly List<string> methods = [];

    /// <summary>The expression that reads a value out of the element.</summary>
    public string Read(JsonTypeModel type, string element, string path)
    {
        var read = type.Kind switch
        {
            JsonTypeKind.Any => $"{element}.Clone()",
            JsonTypeKind.Enum => $"{EnumReader(type)}({element}, {path})",
            JsonTypeKind.Object => $"OperationJson.{ObjectReader(type)}({element}, {path})",
            JsonTypeKind.List => ReadList(type, element, path),
            JsonTypeKind.Map => $"OperationJson.Map<{type.Element!.NullableTypeName}>({element}, {path}, static (item, at) => {Read(type.Element, "item", "at")})",
            _ => $"OperationJson.{type.Scalar}({element}, {path})",
        };
        return type.IsNullable && type.Kind != JsonTypeKind.Any
            ? $"({element}.ValueKind == global::System.Text.Json.JsonValueKind.Null ? default({type.TypeName}?) : {read})"
            : read;
    }

    /// <summary>The expression that writes a value.</summary>
    public string Write(JsonTypeModel type, string value)
    {
        if (type.IsValueType && type.IsNullable)
            return $"OperationJson.WriteNullable(json, {value}, static (json, value) => {WriteValue(type, "value")})";
        return WriteValue(type, value);
    }

    /// <summary>The method that reads several arguments as a tuple, or one as itself.</summary>
    public string ReaderOfArguments(OperationModel operation)
    {
        var name = $"ReadArguments{methods.Count}";
        methods.Add("");
        var slot = methods.Count - 1;
        var types = operation.Parameters.Select(parameter => parameter.Type.NullableTypeName).ToList();
        var code = new IndentedWriter();
        code.Open($"internal static {(types.Count == 1 ? types[0] : $"({string.Join(", ", types)})")} {name}({Element} element, string path)");
        ReadMembers(code, operation.Parameters);
        var values = operation.Parameters.Select((parameter, index) => Value(parameter, index)).ToList();
        code.Line(values.Count == 1 ? $"return {values[0]};" : $"return ({string.Join(", ", values)});");
        code.Close();
        methods[slot] = code.ToString();
        return name;
    }

    /// <summary>Writes the methods that the expressions need.</summary>
    public void Emit(IndentedWriter writer)
    {
        foreach (var method in methods)
            writer.Lines(method);
    }

    private string ReadList(JsonTypeModel type, string element, string path)
    {
        var array = $"OperationJson.List<{type.Element!.NullableTypeName}>({element}, {path}, static (item, at) => {Read(type.Element, "item", "at")})";
        return type.Scalar == "List" ? $"new global::System.Collections.Generic.List<{type.Element.NullableTypeName}>({array})" : array;
    }

    private string EnumReader(JsonTypeModel type)
    {
        if (!readers.TryGetValue(type.TypeName, out var name))
        {
            name = $"ReadWord{methods.Count}";
            readers.Add(type.TypeName, name);
            var code = new IndentedWriter();
            code.Open($"internal static {type.TypeName} {name}({Element} element, string path)");
            code.Open("return (element.ValueKind == global::System.Text.Json.JsonValueKind.String ? element.GetString() : null) switch");
            foreach (var member in type.Members)
                code.Line($"{Literal(member.Word)} => {type.TypeName}.{Identifier(member.Name)},");
            code.Line($"_ => throw Invalid(path, {Literal("one of " + string.Join(", ", type.Members.Select(member => member.Word)))}, {Strings(type.Members.Take(5).Select(member => member.Word))}),");
            code.Close("};").Close();
            methods.Add(code.ToString());
        }

        return "OperationJson." + name;
    }

    private string ObjectReader(JsonTypeModel type)
    {
        if (readers.TryGetValue(type.TypeName, out var name))
            return name;

        name = $"ReadObject{methods.Count}";
        readers.Add(type.TypeName, name);
        methods.Add("");
        var slot = methods.Count - 1;

        var code = new IndentedWriter();
        code.Open($"internal static {type.TypeName} {name}({Element} element, string path)");
        ReadMembers(code, type.Properties);
        var indexed = type.Properties.Select((property, index) => (property, index)).ToList();
        var constructor = string.Join(", ", indexed.Where(item => item.property.Setter == PropertySetter.Constructor).Select(item => $"{Identifier(item.property.Name)}: value{item.index}"));
        foreach (var (property, index) in indexed.Where(item => !item.property.KeepsDefault))
            code.Line($"var value{index} = {Value(property, index)};");

        if (indexed.Any(item => item.property.KeepsDefault))
        {
            // What its class gives an absent property is known only to an instance.
            var needed = indexed.Where(item => item.property.MustInitialize).Select(item => $"{Identifier(item.property.Name)} = value{item.index}");
            code.Line($"var defaults = new {type.TypeName}({constructor}) {{ {string.Join(", ", needed)} }};");
        }

        code.Open($"return new {type.TypeName}({constructor})");
        foreach (var (property, index) in indexed.Where(item => item.property.Setter == PropertySetter.Initializer))
            code.Line($"{Identifier(property.Name)} = {(property.KeepsDefault ? Value(property with { DefaultExpression = "defaults." + Identifier(property.Name) }, index) : $"value{index}")},");
        code.Close("};").Close();
        methods[slot] = code.ToString();
        return name;
    }

    private static void ReadMembers(IndentedWriter code, EquatableArray<JsonPropertyModel> properties)
    {
        for (var i = 0; i < properties.Count; i++)
            code.Line($"{Element} element{i} = default;");
        code.Open("foreach (var member in Members(element, path))");
        for (var i = 0; i < properties.Count; i++)
        {
            code.Line($"{(i == 0 ? "if" : "else if")} (member.NameEquals({Literal(properties[i].JsonName)}u8))");
            code.Line($"    Once(ref element{i}, member, path);");
        }

        var unknown = $"throw UnknownMember(path, {Strings(properties.Select(property => property.JsonName))});";
        code.Line(properties.Count == 0 ? unknown : "else");
        if (properties.Count > 0)
            code.Line("    " + unknown);
        code.Close();
    }

    /// <summary>The expression of one argument's value: read where it is there, otherwise its default or an error.</summary>
    private string Value(JsonPropertyModel property, int index)
    {
        var path = $"Join(path, {Literal(property.JsonName)})";
        var read = Read(property.Type, $"element{index}", path);
        var absent = property.IsRequired
            ? $"throw Missing({path})"
            : property.DefaultExpression ?? $"default({property.Type.NullableTypeName})!";
        return $"element{index}.ValueKind != global::System.Text.Json.JsonValueKind.Undefined ? {read} : {absent}";
    }

    private string WriteValue(JsonTypeModel type, string value) => type.Kind switch
    {
        JsonTypeKind.Enum => $"OperationJson.{EnumWriter(type)}(json, {value})",
        JsonTypeKind.Object => $"OperationJson.{ObjectWriter(type)}(json, {value})",
        JsonTypeKind.List => $"OperationJson.WriteList<{type.Element!.NullableTypeName}>(json, {value}, static (json, value) => {Write(type.Element, "value")})",
        JsonTypeKind.Map => $"OperationJson.WriteMap<{type.Element!.NullableTypeName}>(json, {value}, static (json, value) => {Write(type.Element, "value")})",
        _ => $"OperationJson.WriteValue(json, {value})",
    };

    private string EnumWriter(JsonTypeModel type)
    {
        if (!writers.TryGetValue(type.TypeName, out var name))
        {
            name = $"WriteWord{methods.Count}";
            writers.Add(type.TypeName, name);
            var code = new IndentedWriter();
            code.Open($"internal static void {name}(global::System.Text.Json.Utf8JsonWriter json, {type.TypeName} value)");
            code.Open("json.WriteStringValue(value switch");
            foreach (var member in type.Members)
                code.Line($"{type.TypeName}.{Identifier(member.Name)} => {Literal(member.Word)},");
            code.Line("_ => throw Unwritable(),");
            code.Close("});").Close();
            methods.Add(code.ToString());
        }

        return name;
    }

    private string ObjectWriter(JsonTypeModel type)
    {
        if (writers.TryGetValue(type.TypeName, out var name))
            return name;

        name = $"WriteObject{methods.Count}";
        writers.Add(type.TypeName, name);
        methods.Add("");
        var slot = methods.Count - 1;

        var code = new IndentedWriter();
        code.Open($"internal static void {name}(global::System.Text.Json.Utf8JsonWriter json, {type.TypeName}{(type.IsValueType ? "" : "?")} value)");
        if (!type.IsValueType)
        {
            code.Open("if (value is null)").Line("json.WriteNullValue();").Line("return;").Close();
        }

        code.Line("json.WriteStartObject();");
        foreach (var property in type.Properties)
        {
            code.Line($"json.WritePropertyName({Literal(property.JsonName)}u8);");
            code.Line(Write(property.Type, $"value.{Identifier(property.Name)}") + ";");
        }

        code.Line("json.WriteEndObject();").Close();
        methods[slot] = code.ToString();
        return name;
    }
}
