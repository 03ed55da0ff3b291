using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace IntegrationAgent.Agent.Packages;

/// <summary>
/// Reads what an assembly can do from its metadata, without loading it: every call needs a row in its reference tables.
/// Reflection can hide a call from this; the jail around the driver's process is what enforces.
/// </summary>
internal static class CapabilityScanner
{
    private const int EvidenceShown = 8;

    /// <summary>Capabilities with their evidence, in the order of <see cref="DriverCapability.All"/>.</summary>
    /// <exception cref="BadImageFormatException">The file is not an assembly.</exception>
    public static IReadOnlyList<(string Capability, IReadOnlyList<string> Evidence)> Scan(Stream assembly)
    {
        using var image = new PEReader(assembly, PEStreamOptions.LeaveOpen);
        if (!image.HasMetadata)
            throw new BadImageFormatException("The file holds no managed metadata.");

        var metadata = image.GetMetadataReader();
        var found = new SortedSet<(string Capability, string Evidence)>();
        ScanReferences(metadata, found);
        ScanImports(metadata, found);
        ScanModuleInitializer(metadata, found);
        if (image.PEHeaders.CorHeader is { } header && !header.Flags.HasFlag(CorFlags.ILOnly))
            found.Add((DriverCapability.NativeCode, "machine code beside IL"));

        return
        [
            .. found
                .GroupBy(finding => finding.Capability, finding => finding.Evidence, StringComparer.Ordinal)
                .OrderBy(group => DriverCapability.All.ToList().IndexOf(group.Key))
                .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Take(EvidenceShown)])),
        ];
    }

    private static void ScanReferences(MetadataReader metadata, SortedSet<(string Capability, string Evidence)> found)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;

            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            var typeNamespace = metadata.GetString(type.Namespace);
            var typeName = metadata.GetString(type.Name);
            var name = metadata.GetString(member.Name);
            var key = name == ".ctor" && FirstParameterIsString(metadata, member) ? ".ctor(string)" : name;
            if (CapabilityRules.Match(typeNamespace, typeName, key) is { } capability)
                found.Add((capability, $"{typeNamespace}.{typeName}.{name.TrimStart('.')}"));
        }
    }

    private static bool FirstParameterIsString(MetadataReader metadata, MemberReference member)
    {
        var signature = metadata.GetBlobReader(member.Signature);
        var header = signature.ReadSignatureHeader();
        if (header.Kind != SignatureKind.Method)
            return false;
        if (signature.ReadCompressedInteger() == 0)
            return false;

        signature.ReadSignatureTypeCode();
        return signature.ReadSignatureTypeCode() == SignatureTypeCode.String;
    }

    private static void ScanImports(MetadataReader metadata, SortedSet<(string Capability, string Evidence)> found)
    {
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (!method.Attributes.HasFlag(MethodAttributes.PinvokeImpl))
                continue;

            var import = method.GetImport();
            var library = import.Module.IsNil ? "?" : metadata.GetString(metadata.GetModuleReference(import.Module).Name);
            found.Add((DriverCapability.NativeCode, $"{library}!{metadata.GetString(import.Name)}"));
        }
    }

    private static void ScanModuleInitializer(MetadataReader metadata, SortedSet<(string Capability, string Evidence)> found)
    {
        const int moduleType = 1;
        var module = metadata.GetTypeDefinition(System.Reflection.Metadata.Ecma335.MetadataTokens.TypeDefinitionHandle(moduleType));
        foreach (var handle in module.GetMethods())
        {
            if (metadata.StringComparer.Equals(metadata.GetMethodDefinition(handle).Name, ".cctor"))
                found.Add((DriverCapability.ModuleInitializer, "<Module>.cctor"));
        }
    }
}
