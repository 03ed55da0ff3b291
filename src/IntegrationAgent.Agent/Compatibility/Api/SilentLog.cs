using Microsoft.DotNet.ApiCompatibility.Logging;
using Microsoft.DotNet.ApiSymbolExtensions.Logging;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>ApiCompat gives its findings as values; what it would print is not needed.</summary>
internal sealed class SilentLog : ISuppressibleLog
{
    public bool HasLoggedErrorSuppressions => false;

    public bool HasLoggedErrors => false;

    public bool LogError(Suppression suppression, string code, string message) => true;

    public bool LogWarning(Suppression suppression, string code, string message) => true;

    public void LogError(string message)
    {
    }

    public void LogError(string code, string message)
    {
    }

    public void LogWarning(string message)
    {
    }

    public void LogWarning(string code, string message)
    {
    }

    public void LogMessage(string message)
    {
    }

    public void LogMessage(MessageImportance importance, string message)
    {
    }
}
