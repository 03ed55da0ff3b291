using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Backends;

/// <summary>One write of a script under way. Disposing it before its end gives it up.</summary>
internal interface IScriptWrite : IAsyncDisposable
{
    /// <summary>Hands over a page, which the caller keeps.</summary>
    /// <param name="page">The records.</param>
    /// <param name="position">How many pages of the source have been used up.</param>
    /// <param name="cancellationToken">Gives the write up.</param>
    ValueTask SendAsync(RecordPage page, long position, CancellationToken cancellationToken);

    /// <summary>Waits until every record has an outcome.</summary>
    Task<ScriptWriteReply> CompleteAsync(CancellationToken cancellationToken);
}
