namespace IntegrationAgent.Agent.Compatibility.Manifest;

/// <summary>What a driver can do beyond the contract: effect, arguments, result, errors of each operation.</summary>
internal sealed class OperationDiff(ManifestDiff diff)
{
    private static readonly string[] Effects = ["read", "write", "delete", "schema"];

    public void Compare(ManifestPart root)
    {
        foreach (var operation in root.Named("operations", "name"))
        {
            if (operation.IsGone || operation.IsNew)
                diff.Add(operation.IsGone ? "IAC0270" : "IAC0271", operation.Prefix, operation.IsGone ? operation.Name : null, operation.IsNew ? operation.Name : null);
            else
                Operation(operation);
        }
    }

    private void Operation(ManifestPart operation)
    {
        if (operation.Changed("effect", out var before, out var after))
            diff.Add(Array.IndexOf(Effects, after) is var rank && rank >= 0 && rank < Array.IndexOf(Effects, before) ? "IAC0273" : "IAC0272", operation.Path("effect"), before, after);
        var (was, isNow) = (operation.OldFlag("idempotent"), operation.NewFlag("idempotent"));
        if (was != isNow)
            diff.Add(isNow ? "IAC0275" : "IAC0274", operation.Path("idempotent"), was ? "true" : "false", isNow ? "true" : "false");
        new ValueDiff(diff, isResult: false).Compare(operation.Member("parameters"));
        Result(operation.Member("result"));
        diff.Words(operation, "errors", "IAC0285", "IAC0286");
        diff.Texts(operation, "summary", "examples");
        diff.Rest(operation);
    }

    private void Result(ManifestPart result)
    {
        if (result.IsGone && result.IsNew)
            return;
        if (result.IsGone || result.IsNew)
            diff.Add(result.IsGone ? "IAC0283" : "IAC0284", result.Prefix, result.IsGone ? "a result" : null, result.IsNew ? "a result" : null);
        else
            new ValueDiff(diff, isResult: true).Compare(result);
    }
}
