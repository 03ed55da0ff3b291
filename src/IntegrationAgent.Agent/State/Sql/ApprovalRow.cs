using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>A decision as its row holds it, and the seal over everything in it that must not change.</summary>
internal sealed record ApprovalRow
{
    public required string Id { get; init; }

    public required string Series { get; init; }

    public required string SubjectHash { get; init; }

    public required ApprovalState State { get; init; }

    public required byte[] Requester { get; init; }

    public required byte[] Approver { get; init; }

    public required byte[] Reason { get; init; }

    public required bool SelfApproved { get; init; }

    public required string PageHash { get; init; }

    public required long DecidedAt { get; init; }

    public long? NotBefore { get; init; }

    public required long ExecuteBy { get; init; }

    public required int MaxRuns { get; init; }

    public required int Spent { get; init; }

    public byte[] Seal { get; init; } = [];

    public static ApprovalRow Map(StateRow row) => new()
    {
        Id = row.Text("id"),
        Series = row.Text("series"),
        SubjectHash = row.Text("subject_hash"),
        State = Enum.GetValues<ApprovalState>().First(state => Name(state) == row.Text("state")),
        Requester = row.Bytes("requester"),
        Approver = row.Bytes("approver"),
        Reason = row.Bytes("reason"),
        SelfApproved = row.Number("self_approved") != 0,
        PageHash = row.Text("page_hash"),
        DecidedAt = row.Number("decided_at"),
        NotBefore = row.NumberOrNull("not_before"),
        ExecuteBy = row.Number("execute_by"),
        MaxRuns = row.Small("max_runs"),
        Spent = row.Small("spent"),
        Seal = row.Bytes("seal"),
    };

    public static string Name(ApprovalState state) => state switch
    {
        ApprovalState.Rejected => "rejected",
        ApprovalState.Revoked => "revoked",
        _ => "approved",
    };

    /// <summary>HMAC-SHA-256 over what was decided. Whether it is revoked or spent changes later and is held against the audit instead.</summary>
    public byte[] ComputeSeal(byte[] key)
    {
        string[] fields =
        [
            Id, Series, SubjectHash, State == ApprovalState.Rejected ? "rejected" : "approved",
            Convert.ToHexStringLower(SHA256.HashData(Requester)), Convert.ToHexStringLower(SHA256.HashData(Approver)), Convert.ToHexStringLower(SHA256.HashData(Reason)),
            SelfApproved ? "self" : "other", PageHash, Text(DecidedAt), NotBefore is { } notBefore ? Text(notBefore) : "", Text(ExecuteBy), Text(MaxRuns),
        ];
        // Length before text, so that no two lists of fields have the same bytes.
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Concat(fields.Select(field => $"{Text(field.Length)}:{field}"))));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
