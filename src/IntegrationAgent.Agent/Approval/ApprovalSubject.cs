using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;

namespace IntegrationAgent.Agent.Approval;

/// <summary>
/// Everything that an approval binds, in one canonical form whose hash is approved. The executor builds it again from what it will really load;
/// any difference is <c>E-APR-MISMATCH</c>.
/// </summary>
public sealed class ApprovalSubject
{
    private const string ThePlan = "the plan", TheEnvelope = "the envelope", ThePolicy = "the workspace's policy";

    /// <summary>The version of this shape.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The integration.</summary>
    public required string Integration { get; init; }

    /// <summary>The script's text and what it compiles to.</summary>
    public required SubjectScript Script { get; init; }

    /// <summary>The drivers, by id.</summary>
    public required IReadOnlyList<SubjectDriver> Drivers { get; init; }

    /// <summary>The connections, by name.</summary>
    public required IReadOnlyList<SubjectConnection> Connections { get; init; }

    /// <summary>What the script may do.</summary>
    public required IReadOnlyList<Effect> Permissions { get; init; }

    /// <summary>The fingerprint of each touched object, by <c>connection/object</c>.</summary>
    public required IReadOnlyDictionary<string, string> Schemas { get; init; }

    /// <summary>SHA-256 over the script's parameters.</summary>
    public required string ParametersSha256 { get; init; }

    /// <summary>SHA-256 over the plan that was shown.</summary>
    public required string PlanSha256 { get; init; }

    /// <summary>The most that a run may do.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>When it runs: <c>by hand</c> or a cron expression.</summary>
    public required string Schedule { get; init; }

    /// <summary>The digest of the workspace's policy.</summary>
    public required string PolicySha256 { get; init; }

    /// <summary>The hash that is approved.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Hash => CanonicalJson.Hash(this, ApprovalJson.Default.ApprovalSubject);

    /// <summary>Whether a difference only says how much may be done, not what.</summary>
    internal static bool IsBound(string difference) => difference is ThePlan or TheEnvelope or ThePolicy;

    /// <summary>Which parts of two subjects differ, in words for people; empty for none.</summary>
    public static IReadOnlyList<string> Differences(ApprovalSubject approved, ApprovalSubject present)
    {
        ArgumentNullException.ThrowIfNull(approved);
        ArgumentNullException.ThrowIfNull(present);
        var differences = new List<string>();
        Note(approved.Script.SourceSha256 != present.Script.SourceSha256, "the script");
        Note(approved.Script.SourceSha256 == present.Script.SourceSha256 && approved.Script.AssemblySha256 != present.Script.AssemblySha256, "the compiled script");
        foreach (var driver in present.Drivers)
        {
            var before = approved.Drivers.FirstOrDefault(other => other.Id == driver.Id);
            Note(before is null || CanonicalJson.Hash(before, ApprovalJson.Default.SubjectDriver) != CanonicalJson.Hash(driver, ApprovalJson.Default.SubjectDriver), $"the driver {driver.Id}");
        }

        foreach (var connection in present.Connections)
        {
            var before = approved.Connections.FirstOrDefault(other => other.Name == connection.Name);
            Note(before is null || CanonicalJson.Hash(before, ApprovalJson.Default.SubjectConnection) != CanonicalJson.Hash(connection, ApprovalJson.Default.SubjectConnection), $"the connection {connection.Name} (its system, identity or scopes)");
        }

        foreach (var (name, fingerprint) in present.Schemas)
            Note(approved.Schemas.GetValueOrDefault(name) != fingerprint, $"the schema of {name}");
        Note(approved.PlanSha256 != present.PlanSha256, ThePlan);
        Note(approved.ParametersSha256 != present.ParametersSha256, "the parameters");
        Note(approved.Envelope != present.Envelope, TheEnvelope);
        Note(approved.Schedule != present.Schedule, "the schedule");
        Note(approved.PolicySha256 != present.PolicySha256, ThePolicy);
        Note(differences.Count == 0 && approved.Hash != present.Hash, "the permissions");
        return differences;

        void Note(bool differs, string what)
        {
            if (differs)
                differences.Add(what);
        }
    }
}
