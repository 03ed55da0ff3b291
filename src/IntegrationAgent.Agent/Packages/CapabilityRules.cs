namespace IntegrationAgent.Agent.Packages;

/// <summary>Which references mean which capability.</summary>
internal static class CapabilityRules
{
    /// <summary>Members are compared only for the types where some are harmless; null means any use of the type.</summary>
    private static readonly Dictionary<string, (string Capability, HashSet<string>? Members)> Types = new(StringComparer.Ordinal)
    {
        ["System.Net.Http.HttpClientHandler"] = (DriverCapability.Network, [".ctor"]),
        ["System.Net.Http.SocketsHttpHandler"] = (DriverCapability.Network, [".ctor"]),
        ["System.Net.HttpWebRequest"] = (DriverCapability.Network, null),
        ["System.Net.WebRequest"] = (DriverCapability.Network, null),
        ["System.Net.WebClient"] = (DriverCapability.Network, null),
        ["System.Net.HttpListener"] = (DriverCapability.Network, null),
        ["System.Net.Dns"] = (DriverCapability.Network, null),
        ["System.Net.WebSockets.ClientWebSocket"] = (DriverCapability.Network, null),
        ["System.Net.Mail.SmtpClient"] = (DriverCapability.Network, null),
        ["System.Net.NetworkInformation.Ping"] = (DriverCapability.Network, null),
        ["System.Runtime.InteropServices.NativeLibrary"] = (DriverCapability.NativeCode, null),
        ["System.Runtime.InteropServices.Marshal"] = (DriverCapability.NativeCode, ["GetDelegateForFunctionPointer"]),
        ["System.Diagnostics.Process"] = (DriverCapability.Process, null),
        ["System.Diagnostics.ProcessStartInfo"] = (DriverCapability.Process, null),
        ["System.IO.File"] = (DriverCapability.Files, null),
        ["System.IO.FileInfo"] = (DriverCapability.Files, null),
        ["System.IO.FileStream"] = (DriverCapability.Files, [".ctor"]),
        ["System.IO.RandomAccess"] = (DriverCapability.Files, null),
        ["System.IO.Directory"] = (DriverCapability.Files, null),
        ["System.IO.DirectoryInfo"] = (DriverCapability.Files, null),
        ["System.IO.FileSystemWatcher"] = (DriverCapability.Files, null),
        ["System.IO.MemoryMappedFiles.MemoryMappedFile"] = (DriverCapability.Files, null),
        ["System.IO.IsolatedStorage.IsolatedStorageFile"] = (DriverCapability.Files, null),
        ["System.IO.StreamReader"] = (DriverCapability.Files, [".ctor(string)"]),
        ["System.IO.StreamWriter"] = (DriverCapability.Files, [".ctor(string)"]),
        ["System.Environment"] = (DriverCapability.Environment,
            ["GetEnvironmentVariable", "GetEnvironmentVariables", "SetEnvironmentVariable", "ExpandEnvironmentVariables", "GetFolderPath", "GetCommandLineArgs", "get_CommandLine", "get_UserName", "get_MachineName", "Exit", "FailFast"]),
        ["System.Reflection.Assembly"] = (DriverCapability.AssemblyLoad, ["Load", "LoadFrom", "LoadFile", "LoadWithPartialName", "UnsafeLoadFrom"]),
        ["System.Runtime.Loader.AssemblyLoadContext"] = (DriverCapability.AssemblyLoad, ["LoadFromAssemblyPath", "LoadFromStream", "LoadFromNativeImagePath", "LoadFromAssemblyName", "LoadUnmanagedDllFromPath", ".ctor"]),
        ["System.AppDomain"] = (DriverCapability.AssemblyLoad, ["Load", "ExecuteAssembly", "ExecuteAssemblyByName"]),
    };

    private static readonly (string Namespace, string Capability)[] Namespaces =
    [
        ("System.Net.Sockets", DriverCapability.Network),
        ("System.Net.Quic", DriverCapability.Network),
        ("System.IO.Pipes", DriverCapability.Process),
        ("System.Reflection.Emit", DriverCapability.CodeGeneration),
    ];

    /// <summary>Types of those namespaces that are plain data.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "System.Net.Sockets.SocketException",
        "System.Net.Sockets.SocketError",
        "System.Net.Sockets.AddressFamily",
        "System.Reflection.Emit.OpCode",
    };

    /// <summary>The capability that using <paramref name="member"/> of a type needs, or null.</summary>
    /// <param name="typeNamespace">The namespace of the referenced type.</param>
    /// <param name="typeName">Its name.</param>
    /// <param name="member">The member; <c>.ctor(string)</c> for a constructor whose first parameter is text.</param>
    public static string? Match(string typeNamespace, string typeName, string member)
    {
        var full = $"{typeNamespace}.{typeName}";
        if (Types.TryGetValue(full, out var rule))
            return rule.Members is null || rule.Members.Contains(member) || (member == ".ctor(string)" && rule.Members.Contains(".ctor")) ? rule.Capability : null;
        if (Harmless.Contains(full))
            return null;

        foreach (var (name, capability) in Namespaces)
        {
            if (typeNamespace == name)
                return capability;
        }

        return null;
    }
}
