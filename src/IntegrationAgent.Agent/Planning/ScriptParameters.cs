using System.Globalization;
using IntegrationAgent.Agent.Validation;

namespace IntegrationAgent.Agent.Planning;

/// <summary>What a script reads as <c>job.Parameters</c>: given to the dry run, kept in its plan, and bound by the approval.</summary>
public static class ScriptParameters
{
    private const int Most = 64, LongestName = 64, LongestValue = 4_000;

    /// <summary>Takes texts as <c>name=value</c>.</summary>
    /// <exception cref="AgentException"><c>E-DRY-PARAMETER</c> (exit 2).</exception>
    public static IReadOnlyDictionary<string, string> Parse(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw Refused("one is no name=value.");
            if (!parameters.TryAdd(name, value))
                throw Refused($"'{VisibleText.Of(name)}' is there twice.");
        }

        return Check(parameters);
    }

    /// <summary>Refuses what a person could not read in a plan.</summary>
    /// <exception cref="AgentException"><c>E-DRY-PARAMETER</c> (exit 2).</exception>
    public static IReadOnlyDictionary<string, string> Check(IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Count > Most)
            throw Refused($"there are more than {Most}.");
        foreach (var (name, value) in parameters)
        {
            if (name.Length is 0 or > LongestName || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.'))
                throw Refused($"'{VisibleText.Of(name.Length > LongestName ? name[..LongestName] : name)}' is no name of a parameter.");
            if (value.Length > LongestValue || value.Any(char.IsControl))
                throw Refused($"the value of '{name}' is too long, or holds a control character.");
        }

        return parameters;
    }

    /// <summary>Refuses a parameter that the script does not read, and the lack of one that it needs.</summary>
    internal static void RequireFor(ScriptEffects effects, IReadOnlyDictionary<string, string> parameters, string integration)
    {
        if (effects.Parameters.FirstOrDefault(one => one.IsRequired && !parameters.ContainsKey(one.Name)) is { } missing)
        {
            throw new AgentException(
                "E-DRY-PARAMETER-MISSING",
                $"The script of '{integration}' needs the parameter '{VisibleText.Of(missing.Name)}'.",
                $"Run: intagent dry-run {integration}{string.Concat(effects.Parameters.Where(one => one.IsRequired).Select(one => $" --param {VisibleText.Of(one.Name)}=…"))}",
                ExitCode.Usage);
        }

        if (effects.Parameters.FirstOrDefault(one => parameters.TryGetValue(one.Name, out var value) && !Fits(value, one.Type)) is { } unfit)
        {
            throw new AgentException(
                "E-DRY-PARAMETER-TYPE",
                $"The parameter '{VisibleText.Of(unfit.Name)}' is no {unfit.Type}, which the script of '{integration}' reads it as.",
                "Correct the value; numbers and dates are written as in code, such as 1234.5 and 2026-12-31.",
                ExitCode.Usage);
        }

        if (!effects.ReadsOtherParameters && parameters.Keys.FirstOrDefault(name => !effects.Parameters.Any(one => one.Name == name)) is { } unknown)
        {
            var known = effects.Parameters.Count == 0 ? "it reads none" : $"it reads {string.Join(", ", effects.Parameters.Select(one => $"'{VisibleText.Of(one.Name)}'"))}";
            throw new AgentException("E-DRY-PARAMETER-UNKNOWN", $"The script of '{integration}' has no parameter '{unknown}': {known}.", "Correct the name, or leave it out.", ExitCode.Usage);
        }
    }

    /// <summary>Whether a text is a value of a type that a script parses it as; what is no known type is left to the script.</summary>
    private static bool Fits(string value, string? type) => type switch
    {
        nameof(Int32) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        nameof(Int64) => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        nameof(Decimal) => decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out _),
        nameof(Double) => double.TryParse(value, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _),
        nameof(Boolean) => bool.TryParse(value, out _),
        nameof(DateOnly) => DateOnly.TryParse(value, CultureInfo.InvariantCulture, out _),
        nameof(DateTime) or nameof(DateTimeOffset) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        nameof(Guid) => Guid.TryParse(value, out _),
        _ => true,
    };

    /// <summary>Whether two sets are the same.</summary>
    internal static bool AreSame(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static AgentException Refused(string cause) => new(
        "E-DRY-PARAMETER",
        $"The parameters are refused: {cause}",
        $"Write --param name=value: a name of letters, digits, '_', '-' and '.', and a value of at most {LongestValue} characters; no secrets, for a plan shows it.",
        ExitCode.Usage);
}
