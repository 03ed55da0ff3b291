using System.Text;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What Salesforce says about bulk jobs in texts: codes and fields are taken out, everything else may be content.</summary>
internal static class BulkText
{
    /// <summary>The code of an upload to a job that has its data already.</summary>
    internal const string SecondUpload = "BULK_SECOND_UPLOAD";

    /// <summary>Reads <c>CODE:message:fields --</c>, the cell of a record that failed.</summary>
    internal static ApiError ReadCell(ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell);
        var end = text.IndexOf(':', StringComparison.Ordinal);
        if (end < 0 || !IsCode(text.AsSpan(0, end)))
            return new ApiError { Message = text };
        var last = text.LastIndexOf(':');
        var tail = last > end ? text[(last + 1)..] : "";
        var fields = tail.EndsWith("--", StringComparison.Ordinal) ? tail[..^2].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) : [];
        return new ApiError { ErrorCode = text[..end], Message = last > end ? text[(end + 1)..last] : text[(end + 1)..], Fields = [.. fields] };
    }

    /// <summary>Reads <c>InvalidBatch : message</c>, the reason of a job that failed as a whole.</summary>
    internal static ApiError ReadReason(string? message)
    {
        var text = message ?? "";
        var end = text.IndexOf(':', StringComparison.Ordinal);
        var code = end < 0 ? "" : text[..end].Trim();
        return IsCode(code) ? new ApiError { ErrorCode = code, Message = text[(end + 1)..].Trim() } : new ApiError { Message = text };
    }

    private static bool IsCode(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
                return false;
        }

        return text.Length is > 0 and <= 80;
    }
}
