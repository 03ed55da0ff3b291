namespace IntegrationAgent.Driver;

/// <summary>Optional ability: writes records. Upsert by key is the normal write.</summary>
public interface IRecordWriter
{
    /// <summary>
    /// Writes a page of records and answers for each, in input order. A failed record is an outcome, not an exception; an exception means that nothing is known
    /// to be written, except where its code is <see cref="DriverErrorCode.Unknown"/>.
    /// </summary>
    /// <exception cref="DriverException">The whole request was refused: unknown object or field, a key that is not unique, no permission.</exception>
    Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken);
}
