using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>The assembly that a project of <c>src</c> was built into, read without loading it.</summary>
internal sealed class BuiltAssembly
{
    private readonly ImmutableArray<byte> image;

    private BuiltAssembly(string path)
    {
        image = [.. File.ReadAllBytes(path)];
        using var reader = new PEReader(image);
        var metadata = reader.GetMetadataReader();
        Name = metadata.GetString(metadata.GetAssemblyDefinition().Name);
        References = [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)];
    }

    public string Name { get; }

    public IReadOnlyList<string> References { get; }

    /// <param name="project">The path of the project's file, relative to the root.</param>
    public static BuiltAssembly Of(string project)
    {
        var text = SourceTree.Read(project);
        var name = Property(text, "AssemblyName") ?? Path.GetFileNameWithoutExtension(project);
        var framework = Property(text, "TargetFramework") ?? "net10.0";
        var configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/', '\\')).Parent!.Name;
        var path = Path.Combine(SourceTree.Root, Path.GetDirectoryName(project)!, "bin", configuration, framework, name + ".dll");
        Assert.True(File.Exists(path), $"{path} was not built.");
        return new BuiltAssembly(path);
    }

    public static BuiltAssembly Agent { get; } = Of("src/IntegrationAgent.Agent/IntegrationAgent.Agent.csproj");

    /// <summary>The text constants of a type, by name.</summary>
    public IReadOnlyDictionary<string, string> Constants(string fullName) => Read(fullName, (metadata, type) =>
    {
        var constants = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field => field.Attributes.HasFlag(FieldAttributes.Literal | FieldAttributes.Public)))
        {
            var constant = metadata.GetConstant(field.GetDefaultValue());
            if (constant.TypeCode == ConstantTypeCode.String)
                constants[metadata.GetString(field.Name)] = Encoding.Unicode.GetString(metadata.GetBlobBytes(constant.Value));
        }

        return constants;
    });

    /// <summary>The names of a type's public properties that can be set.</summary>
    public IReadOnlyList<string> SettableProperties(string fullName) => Read(fullName, (metadata, type) => type.GetProperties()
        .Select(metadata.GetPropertyDefinition)
        .Where(property => !property.GetAccessors().Setter.IsNil && metadata.GetMethodDefinition(property.GetAccessors().Setter).Attributes.HasFlag(MethodAttributes.Public))
        .Select(property => metadata.GetString(property.Name))
        .ToList());

    /// <summary>The names of an enumeration's members.</summary>
    public IReadOnlyList<string> Members(string fullName) => Read(fullName, (metadata, type) => type.GetFields()
        .Select(metadata.GetFieldDefinition)
        .Where(field => field.Attributes.HasFlag(FieldAttributes.Literal))
        .Select(field => metadata.GetString(field.Name))
        .ToList());

    private T Read<T>(string fullName, Func<MetadataReader, TypeDefinition, T> read)
    {
        using var reader = new PEReader(image);
        var metadata = reader.GetMetadataReader();
        var handle = metadata.TypeDefinitions.FirstOrDefault(candidate =>
        {
            var type = metadata.GetTypeDefinition(candidate);
            return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}" == fullName;
        });
        Assert.False(handle.IsNil, $"{Name} has no type {fullName}.");
        return read(metadata, metadata.GetTypeDefinition(handle));
    }

    private static string? Property(string project, string name) =>
        Regex.Match(project, $"<{name}>([^<]+)</{name}>") is { Success: true } match ? match.Groups[1].Value : null;
}
