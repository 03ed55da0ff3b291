using System.Globalization;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>Reads as much of a constructor's code as its initializers are: what is computed and which field it goes to.</summary>
internal sealed class IlDecoder(MetadataReader metadata)
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null))
        .OfType<OpCode>()
        .ToDictionary(code => code.Value);

    /// <summary>The fields that are set before the base constructor is called, with what they are set to; null for what has no stable text.</summary>
    public IReadOnlyList<(string Field, string? Text)> Stores(MethodBodyBlock body)
    {
        var stores = new List<(string, string?)>();
        var parts = new List<string?>();
        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            var code = Read(ref il);
            if (code == OpCodes.Stfld || code == OpCodes.Stsfld)
            {
                stores.Add((Token(il.ReadInt32()) ?? "", parts.Contains(null) ? null : string.Join(' ', parts.Where(part => part!.Length > 0))));
                parts.Clear();
            }
            else if (code == OpCodes.Call && Peek(il) is { } called && called.EndsWith("..ctor", StringComparison.Ordinal))
            {
                break;
            }
            else
            {
                parts.Add(Part(code, ref il));
            }
        }

        return stores;
    }

    /// <summary>A type's name as documentation ids have it.</summary>
    public string Name(TypeDefinition type)
    {
        var name = metadata.GetString(type.Name);
        var outer = type.GetDeclaringType();
        if (!outer.IsNil)
            return $"{Name(metadata.GetTypeDefinition(outer))}.{name}";
        return type.Namespace.IsNil ? name : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private string? Peek(BlobReader il) => Token(il.ReadInt32());

    private static OpCode Read(ref BlobReader il)
    {
        const byte twoBytes = 0xFE;
        short value = il.ReadByte();
        if (value == twoBytes)
            value = (short)((twoBytes << 8) | il.ReadByte());
        return OpCodesByValue[value];
    }

    private string? Part(OpCode code, ref BlobReader il)
    {
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                return Plain(code);
            case OperandType.ShortInlineI:
                return code == OpCodes.Ldc_I4_S ? Text(il.ReadSByte()) : Text(il.ReadByte());
            case OperandType.InlineI:
                return Text(il.ReadInt32());
            case OperandType.InlineI8:
                return il.ReadInt64().ToString(CultureInfo.InvariantCulture);
            case OperandType.ShortInlineR:
                return il.ReadSingle().ToString("R", CultureInfo.InvariantCulture);
            case OperandType.InlineR:
                return il.ReadDouble().ToString("R", CultureInfo.InvariantCulture);
            case OperandType.InlineString:
                return '"' + metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(il.ReadInt32())) + '"';
            case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                return Token(il.ReadInt32());
            case OperandType.InlineSwitch:
                for (var left = il.ReadInt32(); left > 0; left--)
                    il.ReadInt32();
                return null;
            case OperandType.InlineSig or OperandType.InlineBrTarget:
                il.ReadInt32();
                return null;
            case OperandType.InlineVar:
                il.ReadInt16();
                return null;
            default:
                il.ReadByte();
                return null;
        }
    }

    /// <summary>Constants by their value; the object itself, conversions and copies say nothing.</summary>
    private static string? Plain(OpCode code)
    {
        var name = code.Name ?? "";
        if (name == "ldnull")
            return "null";
        if (name.StartsWith("ldc.i4.", StringComparison.Ordinal))
            return name == "ldc.i4.m1" ? "-1" : name["ldc.i4.".Length..];
        return code == OpCodes.Ldarg_0 || name.StartsWith("conv.", StringComparison.Ordinal) || name is "dup" or "nop" ? "" : name.StartsWith("ldarg", StringComparison.Ordinal) ? null : name;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names that the compiler numbers, such as those of lambdas, differ from build to build: null.</summary>
    private string? Token(int token)
    {
        var text = Name(MetadataTokens.EntityHandle(token));
        return text is null || (text.Contains("<>", StringComparison.Ordinal) && !text.Contains("<>z__", StringComparison.Ordinal)) ? null : text;
    }

    private string? Name(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.FieldDefinition:
                return metadata.GetString(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).Name);
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                return $"{Name(metadata.GetTypeDefinition(method.GetDeclaringType()))}.{metadata.GetString(method.Name)}";
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                return $"{Name(member.Parent)}.{metadata.GetString(member.Name)}";
            case HandleKind.MethodSpecification:
                return Name(metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method);
            case HandleKind.TypeDefinition:
                return Name(metadata.GetTypeDefinition((TypeDefinitionHandle)handle));
            case HandleKind.TypeReference:
                var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
                return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            default:
                return "(generic)";
        }
    }
}
