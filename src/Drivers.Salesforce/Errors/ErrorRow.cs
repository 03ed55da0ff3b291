using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What one of Salesforce's codes means.</summary>
/// <param name="Code">The code for callers.</param>
/// <param name="Retry">When the same call may be made again.</param>
/// <param name="Scope">How much of the work it stops.</param>
/// <param name="Message">The safe text; <c>{0}</c> is the field, object or setting that it is about.</param>
internal sealed record ErrorRow(DriverErrorCode Code, RetryAdvice Retry, ErrorScope Scope, string Message);
