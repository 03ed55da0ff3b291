using System.Text.Json.Serialization;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What is allowed in a workspace. Its digest is part of every approval, so a changed policy ends the approvals given under the old one.</summary>
public sealed record WorkspacePolicy
{
    /// <summary>Whether a person may approve what the same person asked for. Every report prints it.</summary>
    /// <value>false</value>
    public bool SingleUser { get; set; }

    /// <summary>Whether a plan may hold deletes at all.</summary>
    /// <value>false</value>
    public bool AllowDelete { get; set; }

    /// <summary>The most that one run may do, whatever was approved.</summary>
    public WorkspaceCaps Caps { get; set; } = new();

    /// <summary>What a model may see of values.</summary>
    /// <value><c>masked</c></value>
    [JsonConverter(typeof(CamelCaseEnumConverter<ValueEgress>))]
    public ValueEgress Values { get; set; } = ValueEgress.Masked;

    /// <summary>What happens with driver packages that are not signed as they should be.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<SignaturePolicy>))]
    public SignaturePolicy Signatures { get; set; } = SignaturePolicy.Warn;

    /// <summary>SHA-256 over the canonical policy, in hexadecimal: the policy version of an approval.</summary>
    [JsonIgnore]
    public string Digest => CanonicalJson.Hash(this, WorkspaceJson.Default.WorkspacePolicy);
}
