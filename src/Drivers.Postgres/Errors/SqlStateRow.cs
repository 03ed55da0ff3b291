using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Postgres.Errors;

/// <summary>What one SQLSTATE means here.</summary>
/// <param name="Code">The code.</param>
/// <param name="Retry">When the same call may be tried again.</param>
/// <param name="Scope">How much of the work it stops. <see cref="ErrorScope.Record"/>: one record of a batch is the cause, and the others may go on.</param>
/// <param name="Message">The safe text; <c>{0}</c> is the field, table or constraint that the server names.</param>
internal sealed record SqlStateRow(DriverErrorCode Code, RetryAdvice Retry, ErrorScope Scope, string Message);
