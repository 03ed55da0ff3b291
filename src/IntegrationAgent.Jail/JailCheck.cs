namespace IntegrationAgent.Jail;

/// <summary>One thing that the jailed process tried on itself, and whether it was denied.</summary>
/// <param name="name">What was tried, in a word or two.</param>
/// <param name="held">Whether the kernel answered as a jail must.</param>
/// <param name="errno">The error number the kernel answered with; 0 when it allowed the call.</param>
public readonly struct JailCheck(string name, bool held, int errno)
{
    /// <summary>What was tried, in a word or two.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the kernel answered as a jail must.</summary>
    public bool Held { get; } = held;

    /// <summary>The error number the kernel answered with; 0 when it allowed the call.</summary>
    public int Errno { get; } = errno;
}
