using System.Text;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>
/// Writes what became of a run: <c>conformance.json</c> for the package, <c>conformance.junit.xml</c> for build servers, <c>conformance.md</c> for reviewers,
/// and <c>exchanges.json</c>, what was said, where it was recorded.
/// The same results give the same bytes. Thread-safe for different folders.
/// </summary>
public static class ConformanceFiles
{
    /// <summary>The files that were written, in the order json, xml, md, exchanges.</summary>
    /// <param name="report">The report. One of a part of the checks is written too, says that it is incomplete, and is not packed.</param>
    /// <param name="folder">Where to; made where it is not there. Files of an earlier run are replaced.</param>
    /// <param name="cancellationToken">Ends the writing; a file is there as a whole or as it was.</param>
    /// <exception cref="ArgumentException">The report is of no driver that was loaded from a file.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<IReadOnlyList<string>> WriteAsync(ConformanceReport report, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var claim = ConformanceClaim.Of(report);
        Directory.CreateDirectory(folder);
        return
        [
            await ReplaceAsync(Path.Combine(folder, ConformanceClaim.FileName), claim.ToJson(), cancellationToken).ConfigureAwait(false),
            await ReplaceAsync(Path.Combine(folder, "conformance.junit.xml"), JUnitReport.Write(claim), cancellationToken).ConfigureAwait(false),
            await ReplaceAsync(Path.Combine(folder, "conformance.md"), MarkdownReport.Write(claim), cancellationToken).ConfigureAwait(false),
            .. await WriteExchangesAsync(report, folder, cancellationToken).ConfigureAwait(false),
        ];
    }

    private static async Task<string[]> WriteExchangesAsync(ConformanceReport report, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ExchangeFile.FileName);
        if (report.Calls.Count == 0)
        {
            File.Delete(path);
            return [];
        }

        var file = new ExchangeFile { Driver = report.DriverId, Kit = report.KitVersion, Settings = report.RecordedSettings, Calls = report.Calls };
        return [await ReplaceAsync(path, file.ToString(), cancellationToken).ConfigureAwait(false)];
    }

    private static async Task<string> ReplaceAsync(string path, string text, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        await File.WriteAllTextAsync(temporary, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken).ConfigureAwait(false);
        File.Move(temporary, path, overwrite: true);
        return path;
    }
}
