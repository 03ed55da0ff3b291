using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Where a script's writes go: to the target under the ledger, or into a plan. The script cannot tell which.</summary>
internal interface IWriteSink
{
    /// <summary>Takes one write of the script: all its pages, until the script ends it.</summary>
    Task<ScriptWriteReply> WriteAsync(WireExchange script, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken);

    /// <summary>Takes the wish that an object exist.</summary>
    Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody body, CancellationToken cancellationToken);

    /// <summary>True when the object holds records that the script itself has written in a dry run, so that reading it would not be predictable.</summary>
    bool HasCaptured(string connection, string target);

    /// <summary>Calls to the systems that the sink has made.</summary>
    long Calls { get; }
}
