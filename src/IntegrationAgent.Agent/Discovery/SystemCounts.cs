namespace IntegrationAgent.Agent.Discovery;

/// <summary>What a driver's operation <c>profile_fields</c> answers: what the system counted over all its records. Untrusted, as everything of a driver.</summary>
internal sealed class SystemCounts
{
    public long Records { get; init; }

    public IReadOnlyList<FieldCounts> Fields { get; init; } = [];

    /// <summary>The operation's arguments.</summary>
    internal sealed class Question
    {
        public required string ObjectName { get; init; }

        public required IReadOnlyList<string> Fields { get; init; }
    }

    internal sealed class FieldCounts
    {
        public string Field { get; init; } = "";

        public long Filled { get; init; }

        public long? Distinct { get; init; }

        public string? Least { get; init; }

        public string? Greatest { get; init; }

        public IReadOnlyDictionary<string, long> Choices { get; init; } = new Dictionary<string, long>();

        public long OtherValues { get; init; }
    }
}
