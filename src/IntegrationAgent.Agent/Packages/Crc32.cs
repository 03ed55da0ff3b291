namespace IntegrationAgent.Agent.Packages;

/// <summary>The checksum of archives (polynomial 0xEDB88320), which the framework reads and does not check.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => Entry((uint)index))];

    private uint _state;

    public readonly uint Value => _state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = ~_state;
        foreach (var each in bytes)
            state = Table[(byte)(state ^ each)] ^ (state >> 8);
        _state = ~state;
    }

    private static uint Entry(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
        return value;
    }
}
