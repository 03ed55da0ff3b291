using System.Globalization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>Whether a write goes page by page or through jobs of the target, and why. The plan says it, and the run does what the plan says.</summary>
internal sealed record BulkChoice(string Way, string Because)
{
    /// <summary>The way of a write whose pages are answered one by one.</summary>
    public const string Pages = "pages";

    /// <summary>The way of a write through jobs of the target.</summary>
    public const string Bulk = "bulk";

    /// <summary>Fewer records cost less page by page: a job costs about <see cref="CallsOfJob"/> calls and the wait for its end.</summary>
    public const int Least = 2_000;

    /// <summary>The most records of one job, and with <see cref="MostBytes"/> the most that a resumed run sends again.</summary>
    public const int Most = 25_000;

    /// <summary>The most bytes of records of one job, in the form of the wire.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Opened, filled, closed, asked for a few times, and its three sets of results.</summary>
    public const int CallsOfJob = 10;

    /// <summary>Why no other way was to be had.</summary>
    public const string NoJobs = "the driver has no bulk jobs";

    private const string Ability = "bulk_write";

    /// <summary>What a plan chooses for a write of so many records.</summary>
    public static BulkChoice Of(IReadOnlyList<string> capabilities, WriteMode mode, long records)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        if (!capabilities.Contains(Ability))
            return new BulkChoice(Pages, NoJobs);
        if (mode is not (WriteMode.Insert or WriteMode.Upsert))
            return new BulkChoice(Pages, "records are changed and deleted page by page");
        return records < Least
            ? new BulkChoice(Pages, string.Create(CultureInfo.InvariantCulture, $"fewer than {Least:N0} records"))
            : new BulkChoice(Bulk, string.Create(CultureInfo.InvariantCulture, $"{Least:N0} records or more, in jobs of at most {Most:N0}: about {JobsOf(records) * CallsOfJob:N0} calls"));
    }

    /// <summary>The calls that a write through jobs is expected to cost.</summary>
    public static long CallsOf(long records) => JobsOf(records) * CallsOfJob;

    /// <summary>How the run knows a write of the plan again.</summary>
    public static string NameOf(string connection, string target, string verb) => $"{connection}/{target}/{verb}";

    private static long JobsOf(long records) => (records + Most - 1) / Most;
}
