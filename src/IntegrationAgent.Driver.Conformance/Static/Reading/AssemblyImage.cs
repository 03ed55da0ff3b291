using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>What an assembly's metadata says that it calls and which texts it holds. Nothing of it is loaded.</summary>
internal sealed class AssemblyImage
{
    private AssemblyImage(string path, byte[] bytes, IReadOnlyList<MemberUse> uses, IReadOnlyList<string> texts, IReadOnlyList<string> references, bool isReproducible)
    {
        Path = path;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Uses = uses;
        Texts = texts;
        References = references;
        IsReproducible = isReproducible;
    }

    public string Path { get; }

    public string Sha256 { get; }

    /// <summary>Whether the compiler made it so that the same source gives the same bytes.</summary>
    public bool IsReproducible { get; }

    /// <summary>Every member of another assembly that this one names, and every function it imports.</summary>
    public IReadOnlyList<MemberUse> Uses { get; }

    /// <summary>Every text literal of its code.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>The assemblies that it names.</summary>
    public IReadOnlyList<string> References { get; }

    /// <exception cref="BadImageFormatException">The file is not an assembly.</exception>
    public static AssemblyImage Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        using var image = new PEReader(ImmutableArray.Create(bytes));
        if (!image.HasMetadata)
            throw new BadImageFormatException("The file holds no managed metadata.", path);

        var metadata = image.GetMetadataReader();
        return new AssemblyImage(
            path,
            bytes,
            [.. Calls(metadata).Concat(Imports(metadata)).Distinct().OrderBy(use => use.Name, StringComparer.Ordinal)],
            [.. Literals(metadata)],
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)],
            image.ReadDebugDirectory().Any(static entry => entry.Type == DebugDirectoryEntryType.Reproducible));
    }

    private static IEnumerable<MemberUse> Calls(MetadataReader metadata)
    {
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;

            var type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
            yield return new MemberUse(
                metadata.GetString(type.Namespace),
                metadata.GetString(type.Name),
                metadata.GetString(member.Name),
                ParameterCount(metadata.GetBlobReader(member.Signature)));
        }
    }

    private static int ParameterCount(BlobReader signature)
    {
        var header = signature.ReadSignatureHeader();
        if (header.Kind != SignatureKind.Method)
            return 0;
        if (header.IsGeneric)
            _ = signature.ReadCompressedInteger();
        return signature.ReadCompressedInteger();
    }

    private static IEnumerable<MemberUse> Imports(MetadataReader metadata)
    {
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (!method.Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl))
                continue;
            var import = method.GetImport();
            yield return new MemberUse("", MemberUse.Import, import.Module.IsNil ? "?" : metadata.GetString(metadata.GetModuleReference(import.Module).Name), 0);
        }
    }

    private static IEnumerable<string> Literals(MetadataReader metadata)
    {
        if (metadata.GetHeapSize(HeapIndex.UserString) == 0)
            yield break;
        for (var handle = MetadataTokens.UserStringHandle(0); ;)
        {
            handle = metadata.GetNextHandle(handle);
            if (handle.IsNil)
                yield break;
            yield return metadata.GetUserString(handle);
        }
    }
}
