using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>The rules of the analyzers. A message says what is wrong and exactly what to write instead.</summary>
internal static class AnalyzerDiagnostics
{
    public static readonly DiagnosticDescriptor CancellationNotForwarded = DescriptorFactory.Create(
        DiagnosticIds.CancellationNotForwarded,
        "The caller's cancellation reaches every call",
        "'{0}' is called without the caller's cancellation, so it goes on after the caller has given up: pass '{1}'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ExceptionSwallowed = DescriptorFactory.Create(
        DiagnosticIds.ExceptionSwallowed,
        "A fault is never swallowed",
        "The catch of '{0}' neither throws nor looks at the exception, so a failure reads as success: let it through, or throw a DriverException with its code",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CancellationConverted = DescriptorFactory.Create(
        DiagnosticIds.CancellationConverted,
        "The caller's cancellation is not converted",
        "The catch of '{0}' also catches the caller's own cancellation and throws something else: write 'catch ({0}{1}) when (!{2}.IsCancellationRequested)'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SecretInMessage = DescriptorFactory.Create(
        DiagnosticIds.SecretInMessage,
        "A secret is not put into a text",
        "The value of a Secret goes into {0}, which is stored and shown: leave it out, or name the credential instead of its value",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor ValueInQuery = DescriptorFactory.Create(
        DiagnosticIds.ValueInQuery,
        "A value is not concatenated into a query",
        "The value '{0}' is put into the text of a query, where it can end the literal and change the query: pass it as a parameter, or through one method named Quote or Escape that quotes for this language",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor RawHttpClient = DescriptorFactory.Create(
        DiagnosticIds.RawHttpClient,
        "HTTP goes through the host's handler",
        "'{0}' connects past the host's limits, retries and fault injection: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor AmbientClock = DescriptorFactory.Create(
        DiagnosticIds.AmbientClock,
        "Time comes from the context",
        "'{0}' reads the machine's clock, which the host cannot move or record: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor AmbientRandomness = DescriptorFactory.Create(
        DiagnosticIds.AmbientRandomness,
        "Randomness comes from the context",
        "'{0}' is random in a way that no run can repeat: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ProcessUse = DescriptorFactory.Create(
        DiagnosticIds.ProcessUse,
        "A driver starts no process and calls no native code",
        "'{0}' {1}, which the driver's jail refuses: use the system's network interface or a managed library",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor FileUse = DescriptorFactory.Create(
        DiagnosticIds.FileUse,
        "A driver touches no file that it does not declare",
        "'{0}' touches files, and the driver declares no [Setting(Kind = SettingKind.File)], so its jail opens none: declare the setting, or keep the data in memory",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ReflectionUse = DescriptorFactory.Create(
        DiagnosticIds.ReflectionUse,
        "A driver does without reflection",
        "'{0}' finds code at run time, which trimming removes and the capability report blocks: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor EnvironmentUse = DescriptorFactory.Create(
        DiagnosticIds.EnvironmentUse,
        "Configuration comes from settings and credentials",
        "'{0}' reads the environment, which is empty in the driver's process: declare a [Setting] or a [Credential] and read it from ConnectionSettings or DriverContext.Credentials",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CapabilityNotImplemented = DescriptorFactory.Create(
        DiagnosticIds.CapabilityNotImplemented,
        "A declared capability is implemented",
        "'{0}' only throws, and by implementing '{1}' the driver declares the capability: implement it, or remove the interface from '{2}'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CapabilityNotDeclared = DescriptorFactory.Create(
        DiagnosticIds.CapabilityNotDeclared,
        "An implemented capability is declared",
        "'{0}' fits '{1}' and '{2}' does not implement that interface, so nobody finds the capability: write 'class {2} : {1}'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NativeLanguage = DescriptorFactory.Create(
        DiagnosticIds.NativeLanguage,
        "The native language and INativeQuery go together",
        "{0}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor OperationEffect = DescriptorFactory.Create(
        DiagnosticIds.OperationEffect,
        "An operation that changes something says so",
        "The operation \"{0}\" is named like a change and its effect is Read, so it would run without approval: write 'Effect = OperationEffect.{1}', or rename it",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor UnboundedBuffering = DescriptorFactory.Create(
        DiagnosticIds.UnboundedBuffering,
        "A stream of records is not buffered",
        "{0} holds the whole result in memory before the first record leaves: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor PageLoopWithoutGuard = DescriptorFactory.Create(
        DiagnosticIds.PageLoopWithoutGuard,
        "A page loop ends when the server repeats itself",
        "This loop asks for pages until the server says stop, and a server that repeats '{0}' keeps it for ever: compare the new value with the one before and throw DriverException with DriverErrorCode.IncompleteResult when they are equal",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor TemplatePlaceholder = DescriptorFactory.Create(
        DiagnosticIds.TemplatePlaceholder,
        "No placeholder of the template is left",
        "'{0}' was left by the template: replace it with the value of your system",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ConfigureAwait = DescriptorFactory.Create(
        DiagnosticIds.ConfigureAwait,
        "An await does not capture a context",
        "The await of '{0}' captures the caller's context: write '.ConfigureAwait(false)'",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor RequestTypeNotSealed = DescriptorFactory.Create(
        DiagnosticIds.RequestTypeNotSealed,
        "A type of an operation is sealed",
        "'{0}' is a parameter or result of an operation, and a class derived from it would lose its own properties in JSON: write 'sealed class {0}'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor DisposeNotIdempotent = DescriptorFactory.Create(
        DiagnosticIds.DisposeNotIdempotent,
        "Disposal may be called twice",
        "'{0}' does more than dispose what it owns and has no guard, so a second call would do it again: begin with 'if (Interlocked.Exchange(ref disposed, 1) != 0) return;'",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor BlockingWait = DescriptorFactory.Create(
        DiagnosticIds.BlockingWait,
        "A driver does not block a thread",
        "'{0}' blocks a thread until something else ends: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor PlainException = DescriptorFactory.Create(
        DiagnosticIds.PlainException,
        "A failed operation is a DriverException",
        "'{0}' carries no code, so the host can neither retry nor explain it: throw new DriverException(code, message), or an ArgumentException for misuse",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ContentInMessage = DescriptorFactory.Create(
        DiagnosticIds.ContentInMessage,
        "A message holds no content of the system",
        "The response '{0}' goes into the message of an exception, and with it whatever the system answered: state the status and the system's error code instead",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor SecretSetting = DescriptorFactory.Create(
        DiagnosticIds.SecretSetting,
        "A secret is a credential, not a setting",
        "The setting \"{0}\" is named like a secret, and settings are stored and printed: write [Credential(\"{1}\")] and read it from DriverContext.Credentials",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NoStopReason = DescriptorFactory.Create(
        DiagnosticIds.NoStopReason,
        "A stream of pages says why it ends",
        "'{0}' yields pages and gives none a StopReason, so the host must take the result for incomplete: pass 'stopReason: StopReason.Exhausted' with the last page",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ConsoleUse = DescriptorFactory.Create(
        DiagnosticIds.ConsoleUse,
        "A driver does not write to the console",
        "'{0}' uses the stream that carries the driver's protocol: write to DriverContext.Log",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor StaticState = DescriptorFactory.Create(
        DiagnosticIds.StaticState,
        "A driver keeps no state between connections",
        "The static field '{0}' is shared by all connections: make it readonly and immutable, or a field of the client",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor ErrorCodeNotDeclared = DescriptorFactory.Create(
        DiagnosticIds.ErrorCodeNotDeclared,
        "An error code of the driver's own is declared",
        "The error code \"{0}\" is not of the contract and not declared, so nobody knows what it means: write [DriverError(\"{0}\", Meaning = \"…\", Action = \"…\")] on '{1}'",
        DiagnosticSeverity.Warning);
}
