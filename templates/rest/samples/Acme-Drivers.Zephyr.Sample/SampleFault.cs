namespace Acme_Drivers.Zephyr.Sample;

/// <summary>A request that the server refuses, with the code that it answers.</summary>
public sealed class SampleFault(int status, string code, string? field = null) : Exception($"{status} {code}")
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Field { get; } = field;
}
