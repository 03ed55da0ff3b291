using System.Text;

namespace IntegrationAgent.Repository.Tests;

/// <summary>The page of all error codes.</summary>
internal static class ErrorPage
{
    private const string Head =
        """
        # Error codes

        Every error has a code, a cause and a next action. This page is made from the sources: after a change run `eng/approve.sh tests/IntegrationAgent.Repository.Tests`
        and read the difference. An ellipsis stands for what differs from case to case. Exit is the status of the command that ends with the error; a dash means that the
        error is part of a report, of an envelope or of another error, which has the status.

        A driver's own errors have codes without a prefix; [the contract](driver-api-contract.md#errors) lists them. A dry run shows such an error as `E-DRY-` and the
        driver's code in capitals, for example `E-DRY-FIELD-NOT-FOUND`, with exit 3 for `authentication_failed` and `connection_failed` and 1 for the others.
        A run that such an error stopped shows it as `E-DRV-` and the code. Diagnostics of a check have exit 1, those of policy and effects 4.

        | exit | meaning |
        |---|---|
        | 0 | done |
        | 1 | the check ran and found something |
        | 2 | the command line or an input file was not understood |
        | 3 | a system could not be reached, or refused the credential |
        | 4 | policy or approval refused |
        | 5 | no sandbox can be had |
        | 6 | incomplete, an anomaly, or a person is needed |
        | 70 | a fault of this program |

        """;

    private static readonly Dictionary<string, string> Families = new(StringComparer.Ordinal)
    {
        ["APR"] = "Approval",
        ["AUD"] = "Audit",
        ["AUT"] = "Authoring",
        ["CANCELLED"] = "Hosts",
        ["CLI"] = "Command line",
        ["CMP"] = "Compiling a script",
        ["CON"] = "Connections",
        ["CPT"] = "Compatibility of drivers",
        ["DEMO"] = "Demo",
        ["DRV"] = "Driver processes",
        ["DRY"] = "Dry run",
        ["DSC"] = "Discovery",
        ["EFF"] = "Effects of a script",
        ["FLT"] = "Fault points",
        ["FAULT"] = "Command line",
        ["HOST"] = "Hosts",
        ["MDL"] = "Models",
        ["PKG"] = "Driver packages",
        ["POL"] = "Policy of scripts",
        ["REQ"] = "Requirements",
        ["RUN"] = "Runs",
        ["SBX"] = "Sandbox",
        ["SCH"] = "Schedules",
        ["SCR"] = "Running a script",
        ["SEC"] = "Secrets",
        ["SGN"] = "Sign-in",
        ["SIM"] = "Simulator",
        ["STA"] = "State",
        ["TOOL"] = "Tools of a model",
        ["VFY"] = "Verifying a package",
        ["WIRE"] = "Wire",
        ["WSP"] = "Workspace",
    };

    /// <summary>Where the sources put a text together from pieces: the meaning, and the next action where it is missing too.</summary>
    private static readonly Dictionary<string, (string Meaning, string? NextAction)> Pieces = new(StringComparer.Ordinal)
    {
        ["E-APR-MISSING"] = ("Nobody has approved this integration.", "Run: intagent approve … --reason \"…\""),
        ["E-APR-SELF"] = ("Requester and approver are the same person, or one of them is not named.", "Let another person approve, or set policy.singleUser in intagent.json; every report will say so."),
        ["E-CANCELLED"] = ("The call was cancelled.", "Nothing is to be done."),
        ["E-CLI-USAGE"] = ("The command line was not understood; the message says which part.", "See: intagent … --help"),
        ["E-CMP-SYNTAX"] = ("The compiler's own words about a piece of code that is not C#.", "Correct it; other errors are shown when the syntax is right."),
        ["E-CMP-TYPES"] = ("The compiler's own words about types that do not fit.", "Correct it."),
        ["E-CON-FAILED"] = ("The connection could not be opened: …", null),
        ["E-CON-PERMISSION"] = ("The connection could not be opened: …", null),
        ["E-CON-UNREACHABLE"] = ("The connection could not be opened: …", null),
        ["E-DRV-CALL"] = ("A driver host asked for something that does not exist.", "Install agent and hosts of one version."),
        ["E-DRV-SEQUENCE"] = ("A call came to a driver host out of its order.", null),
        ["E-DRV-TOKEN"] = ("A driver wanted to keep a token with a bad name or of more than 64 KiB.", "Report it to the driver's author."),
        ["E-DSC-AUTH"] = ("The credential was refused; a person must act.", "Check the connection's credential and its permissions."),
        ["E-DSC-LIMIT"] = ("It would have used more calls, rows or memory than it may.", "Narrow the question, or ask again later."),
        ["E-DSC-SCRIPT"] = ("A discovery script does not compile, breaks a rule, or failed.", "Correct the script."),
        ["E-DSC-TIMEOUT"] = ("It took too long.", "Narrow the question, or ask again later."),
        ["E-DSC-UNREACHABLE"] = ("The system cannot be reached.", "Check the connection; the message says what failed."),
        ["E-PKG-ARCHIVE"] = ("The package is damaged, encrypted, or not the one it is named.", null),
        ["E-PKG-BOMB"] = ("The package has too many entries, is too large, or is too well packed.", null),
        ["E-PKG-DUPLICATE"] = ("The package holds a file twice, or twice but for case.", null),
        ["E-PKG-LINK"] = ("An entry of the package is a link or a device.", null),
        ["E-PKG-TRAVERSAL"] = ("An entry of the package would leave its folder, or cannot be a file name everywhere.", null),
        ["E-POL-DENIED"] = ("The script asked for a connection, object, verb, field or key outside of its effects.", "Add it to the requirements and have the new plan approved."),
        ["E-SBX-UNAVAILABLE"] = ("No sandbox can be had here, or not the one that was asked for; the reason is in the message.", "What the message says: another kernel, bubblewrap, or another sandbox by name."),
        ["E-SEC-KEY-MODE"] = ("A key file may be read by others than its owner.", "Run: chmod 600 …"),
        ["E-WIRE-CLOSED"] = ("This side has closed the connection.", "Start the run again; it continues after the last checkpoint."),
        ["E-WIRE-GONE"] = ("The peer ended without an END frame.", "Start the run again; it continues after the last checkpoint."),
        ["E-WIRE-LIMIT"] = ("The peer went over a limit.", "Start the run again; it continues after the last checkpoint."),
        ["E-WIRE-MALFORMED"] = ("The peer did not keep to the protocol.", "Start the run again; it continues after the last checkpoint."),
    };

    public static IEnumerable<string> PiecesWithoutCode(IReadOnlyDictionary<string, ErrorEntry> entries) => Pieces.Keys.Where(code => !entries.ContainsKey(code));

    public static string Render(IReadOnlyDictionary<string, ErrorEntry> entries)
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        var family = "";
        foreach (var (code, entry) in entries.OrderBy(pair => Family(pair.Key), StringComparer.Ordinal).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Family(code) != family)
            {
                family = Family(code);
                page.Append("\n## ").Append(family).Append("\n\n| code | meaning | next action | exit |\n|---|---|---|---|\n");
            }

            var (meaning, nextAction) = Pieces.TryGetValue(code, out var piece) ? (piece.Meaning, piece.NextAction ?? entry.NextAction) : (entry.Meaning, entry.NextAction);
            page.Append("| `").Append(code).Append("` | ").Append(Cell(meaning)).Append(" | ").Append(Cell(nextAction)).Append(" | ")
                .Append(entry.ExitCodes.Count == 0 ? "—" : string.Join(", ", entry.ExitCodes.Select(ErrorCatalog.Number))).Append(" |\n");
        }

        return page.ToString();
    }

    private static string Family(string code) => Families.GetValueOrDefault(code.Split('-')[1], "Other");

    private static string Cell(string text)
    {
        var plain = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal).Replace("{0}", "…", StringComparison.Ordinal).Replace("……", "…", StringComparison.Ordinal).Trim();
        return plain.Trim('…', '.', ' ').Length == 0 ? "—" : plain;
    }
}
