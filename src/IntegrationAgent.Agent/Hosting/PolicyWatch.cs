using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Hosting;

/// <summary>Records in the audit under which policy a workspace is opened whenever it is another than the last time, and what policy refuses.</summary>
internal static class PolicyWatch
{
    /// <summary>Appends <c>policy.changed</c> when the policy is not the one that the audit knows.</summary>
    public static async Task RecordAsync(IStateStore store, WorkspacePolicy policy, CancellationToken cancellationToken)
    {
        var last = "";
        for (var from = 1L; ;)
        {
            var known = await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.PolicyChanged, From = from }, cancellationToken).ConfigureAwait(false);
            if (known.Count == 0)
                break;
            last = known[^1].Event.Data.GetValueOrDefault("policy", "");
            from = known[^1].Sequence + 1;
        }

        if (last == policy.Digest)
            return;
        await store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.PolicyChanged,
                Data = new Dictionary<string, string>
                {
                    ["policy"] = policy.Digest,
                    ["before"] = last,
                    ["values"] = policy.Values.ToString(),
                    ["singleUser"] = policy.SingleUser ? "true" : "false",
                    ["allowDelete"] = policy.AllowDelete ? "true" : "false",
                },
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Appends <c>policy.denied</c>.</summary>
    public static Task DeniedAsync(IStateStore store, string subject, string code, string what, CancellationToken cancellationToken) => store.Audit.AppendAsync(
        new AuditEvent
        {
            Type = AuditEventTypes.PolicyDenied,
            Subject = subject,
            Phase = AuditPhase.Denied,
            Data = new Dictionary<string, string> { ["code"] = code, ["what"] = what },
        },
        cancellationToken);
}
