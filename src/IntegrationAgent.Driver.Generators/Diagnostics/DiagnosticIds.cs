namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>IAD0001–0099 are the generator's, IAD0100–0199 the analyzers'. An id is never used again.</summary>
internal static class DiagnosticIds
{
    public const string DriverClass = "IAD0001";
    public const string DriverIdentity = "IAD0002";
    public const string Undocumented = "IAD0003";
    public const string OperationSignature = "IAD0004";
    public const string Declaration = "IAD0005";
    public const string OverBudget = "IAD0006";

    public const string CancellationNotForwarded = "IAD0100";
    public const string ExceptionSwallowed = "IAD0101";
    public const string CancellationConverted = "IAD0102";
    public const string SecretInMessage = "IAD0103";
    public const string ValueInQuery = "IAD0104";
    public const string RawHttpClient = "IAD0105";
    public const string AmbientClock = "IAD0106";
    public const string AmbientRandomness = "IAD0107";
    public const string ProcessUse = "IAD0108";
    public const string FileUse = "IAD0109";
    public const string ReflectionUse = "IAD0110";
    public const string EnvironmentUse = "IAD0111";
    public const string CapabilityNotImplemented = "IAD0112";
    public const string CapabilityNotDeclared = "IAD0113";
    public const string NativeLanguage = "IAD0114";
    public const string OperationEffect = "IAD0115";
    public const string UnboundedBuffering = "IAD0116";
    public const string PageLoopWithoutGuard = "IAD0117";
    public const string TemplatePlaceholder = "IAD0118";
    public const string ConfigureAwait = "IAD0119";
    public const string RequestTypeNotSealed = "IAD0120";
    public const string DisposeNotIdempotent = "IAD0121";
    public const string BlockingWait = "IAD0122";
    public const string PlainException = "IAD0123";
    public const string ContentInMessage = "IAD0124";
    public const string SecretSetting = "IAD0125";
    public const string NoStopReason = "IAD0126";
    public const string ConsoleUse = "IAD0127";
    public const string StaticState = "IAD0128";
    public const string ErrorCodeNotDeclared = "IAD0129";
}
