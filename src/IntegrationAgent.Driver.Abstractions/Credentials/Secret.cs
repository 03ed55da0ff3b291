using System.Diagnostics;

namespace IntegrationAgent.Driver;

/// <summary>A secret value that does not print: <see cref="ToString"/>, a debugger and JSON show a placeholder.</summary>
[DebuggerDisplay("Secret")]
public sealed class Secret
{
    private readonly string value;

    /// <summary>Wraps a value.</summary>
    public Secret(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        this.value = value;
    }

    /// <summary>The value itself, to be used at once and never kept, logged or put into a message.</summary>
    public string Reveal() => value;

    /// <summary>Always <c>[secret]</c>.</summary>
    public override string ToString() => "[secret]";
}
