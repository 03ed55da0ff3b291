using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IntegrationAgent.Wire;

/// <summary>A named message within an exchange.</summary>
public sealed class WireEvent
{
    private readonly ReadOnlyMemory<byte> body;

    internal WireEvent(string name, ReadOnlyMemory<byte> body)
    {
        Name = name;
        this.body = body;
    }

    /// <summary>What it is about, in snake_case.</summary>
    public string Name { get; }

    /// <summary>What it says.</summary>
    /// <exception cref="WireException">It is something else.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new WireException(WireException.Malformed, "An event is null.");
        }
        catch (JsonException exception)
        {
            throw new WireException(WireException.Malformed, "An event is not what its name says.", exception);
        }
    }
}
