namespace IntegrationAgent.Agent.Packages;

/// <summary>The names of what a driver's code can be found to do. A driver declares them in its manifest; what it does not declare blocks its installation until accepted.</summary>
public static class DriverCapability
{
    /// <summary>Opens network connections by itself, beside the handler that the SDK gives it.</summary>
    public const string Network = "network";

    /// <summary>Calls native functions or ships a native library.</summary>
    public const string NativeCode = "native_code";

    /// <summary>Starts or signals processes.</summary>
    public const string Process = "process";

    /// <summary>Reads or writes files.</summary>
    public const string Files = "files";

    /// <summary>Reads or changes the environment of its process.</summary>
    public const string Environment = "environment";

    /// <summary>Loads assemblies at run time.</summary>
    public const string AssemblyLoad = "assembly_load";

    /// <summary>Generates code at run time.</summary>
    public const string CodeGeneration = "code_generation";

    /// <summary>Runs code when its module is first touched, without being called.</summary>
    public const string ModuleInitializer = "module_initializer";

    /// <summary>Every name, in the order of a report.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Network, NativeCode, Process, Files, Environment, AssemblyLoad, CodeGeneration, ModuleInitializer];
}
