using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Reflection;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>
/// What properties and static fields begin with, read from the code of the constructors: the compiler puts <c>= 200</c> there and nowhere into the metadata.
/// A value that cannot be told apart from one of another build, such as a lambda, is left out.
/// </summary>
internal sealed class InitialValueReader
{
    private const string Nothing = "(nothing)";
    private readonly PEReader image;
    private readonly MetadataReader metadata;
    private readonly IlDecoder decoder;
    private readonly SortedDictionary<string, string> values = new(StringComparer.Ordinal);

    private InitialValueReader(PEReader image)
    {
        this.image = image;
        metadata = image.GetMetadataReader();
        decoder = new IlDecoder(metadata);
    }

    /// <summary>Values as text, by documentation id.</summary>
    public static IReadOnlyDictionary<string, string> Read(byte[] assembly)
    {
        using var stream = new MemoryStream(assembly, writable: false);
        using var image = new PEReader(stream);
        var reader = new InitialValueReader(image);
        foreach (var handle in reader.metadata.TypeDefinitions)
            reader.Type(reader.metadata.GetTypeDefinition(handle));
        return reader.values;
    }

    private void Type(TypeDefinition type)
    {
        var owner = decoder.Name(type);
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var handle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0 || metadata.GetString(method.Name) is not (".ctor" or ".cctor"))
                continue;
            foreach (var (field, text) in decoder.Stores(image.GetMethodBody(method.RelativeVirtualAddress)))
            {
                if (text is null)
                    unknown.Add(field);
                else
                    found.TryAdd(field, text);
            }
        }

        foreach (var handle in type.GetFields())
        {
            var field = metadata.GetFieldDefinition(handle);
            var name = metadata.GetString(field.Name);
            if (unknown.Contains(name) || field.Attributes.HasFlag(FieldAttributes.Literal))
                continue;
            var id = name is ['<', ..] && name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? $"P:{owner}.{name[1..name.IndexOf('>', StringComparison.Ordinal)]}" : $"F:{owner}.{name}";
            values[id] = found.GetValueOrDefault(name, Nothing);
        }
    }
}
