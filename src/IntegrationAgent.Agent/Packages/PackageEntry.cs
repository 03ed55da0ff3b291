namespace IntegrationAgent.Agent.Packages;

/// <summary>One file to take out of a package.</summary>
/// <param name="Source">The path in the package.</param>
/// <param name="Target">The path in the store, with forward slashes.</param>
/// <param name="Kind">What it is.</param>
internal sealed record PackageEntry(string Source, string Target, PackageEntryKind Kind);

/// <summary>What is taken out of a package.</summary>
internal enum PackageEntryKind
{
    /// <summary>A managed assembly.</summary>
    Assembly = 0,

    /// <summary>A native library of this machine's platform.</summary>
    Native = 1,

    /// <summary>Something to read: manifest, readme, example.</summary>
    Document = 2,
}
