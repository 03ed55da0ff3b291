using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>One Bulk API 2.0 job. Its handler holds the lock of the job list while it changes.</summary>
internal sealed class BulkJob
{
    public required string Id { get; init; }

    public required bool IsQuery { get; init; }

    public required string Operation { get; init; }

    public required string ObjectName { get; init; }

    public required int Version { get; init; }

    public required long Created { get; init; }

    public string LineEnding { get; init; } = "LF";

    public string Delimiter { get; init; } = "COMMA";

    public string? ExternalIdField { get; init; }

    public string State { get; set; } = "UploadComplete";

    public string? ErrorMessage { get; set; }

    public int Polls { get; set; }

    /// <summary>The query of a query job.</summary>
    public QueryPlan? Plan { get; init; }

    /// <summary>The finished rows of a query job.</summary>
    public CsvBlocks? Result { get; set; }

    /// <summary>The uploaded text of an ingest job.</summary>
    public string? Content { get; set; }

    public string Successful { get; set; } = "";

    public string Failed { get; set; } = "";

    public string Unprocessed { get; set; } = "";

    public int Processed { get; set; }

    public int FailedCount { get; set; }

    public bool IsDone => State is "JobComplete" or "Failed" or "Aborted";

    public char DelimiterCharacter => Csv.DelimiterOf(Delimiter);

    public string NewLine => LineEnding == "CRLF" ? "\r\n" : "\n";
}
