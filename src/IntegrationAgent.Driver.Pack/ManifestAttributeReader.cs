using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace IntegrationAgent.Driver.Pack;

/// <summary>Reads the manifest that the generator wrote into an assembly, from its metadata; the assembly is not loaded.</summary>
internal static class ManifestAttributeReader
{
    private const string AttributeNamespace = "IntegrationAgent.Driver";
    private const string AttributeName = "DriverManifestAttribute";

    /// <summary>Every manifest that the assembly carries, in metadata order; a driver carries exactly one.</summary>
    /// <exception cref="BadImageFormatException">The bytes are not a managed assembly.</exception>
    public static IReadOnlyList<string> Read(Stream assembly)
    {
        using var image = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        if (!image.HasMetadata)
            return [];

        var metadata = image.GetMetadataReader();
        if (!metadata.IsAssembly)
            return [];

        var manifests = new List<string>();
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (IsManifest(metadata, attribute) && ReadText(metadata, attribute) is { } text)
                manifests.Add(text);
        }

        return manifests;
    }

    private static bool IsManifest(MetadataReader metadata, CustomAttribute attribute)
    {
        if (attribute.Constructor.Kind != HandleKind.MemberReference)
            return false;

        var parent = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent;
        if (parent.Kind != HandleKind.TypeReference)
            return false;

        var type = metadata.GetTypeReference((TypeReferenceHandle)parent);
        return metadata.StringComparer.Equals(type.Name, AttributeName) && metadata.StringComparer.Equals(type.Namespace, AttributeNamespace);
    }

    private static string? ReadText(MetadataReader metadata, CustomAttribute attribute)
    {
        const ushort prolog = 1;
        var blob = metadata.GetBlobReader(attribute.Value);
        return blob.Length > sizeof(ushort) && blob.ReadUInt16() == prolog ? blob.ReadSerializedString() : null;
    }
}
