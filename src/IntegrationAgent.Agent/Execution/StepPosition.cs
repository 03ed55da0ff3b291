namespace IntegrationAgent.Agent.Execution;

/// <summary>Where a step of a run resumes: the JSON of a checkpoint's position and of a series' cursor.</summary>
internal sealed class StepPosition
{
    /// <summary>How many pages of the source have been acknowledged.</summary>
    public long Pages { get; init; }

    /// <summary>How many records of the source have been acknowledged.</summary>
    public long Records { get; init; }

    /// <summary>How many batches that were filled from it have been acknowledged, counted over all attempts.</summary>
    public long Batches { get; init; }

    /// <summary>The driver's cursor after the last acknowledged page; null where it has none.</summary>
    public string? Cursor { get; init; }

    /// <summary>The greatest change mark that has been acknowledged, as an invariant text; null for a step that reads everything.</summary>
    public string? Watermark { get; init; }

    /// <summary>The change feed's position, for a step that reads through it; null for any other.</summary>
    public string? Feed { get; init; }

    /// <summary>The change mark's type.</summary>
    public Driver.FieldType WatermarkType { get; init; } = Driver.FieldType.Timestamp;
}
