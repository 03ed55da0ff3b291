using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Simple SOSL: <c>FIND {text} IN … FIELDS RETURNING Object(fields WHERE … LIMIT n), …</c>. Every word must begin a word of some text of the record.</summary>
internal sealed class SearchHandler(SimulatorState state)
{
    private const int DefaultLimit = 2000;
    private static readonly string[] Searched = ["Account", "Contact", "Lead", "Opportunity"];
    private static readonly string[] Clauses = [" WHERE ", " ORDER BY ", " LIMIT ", " OFFSET "];

    public ApiResponse Search(ApiRequest request)
    {
        var text = request.Get("q") ?? throw new ApiError(400, "MALFORMED_SEARCH", "Missing query parameter 'q'");
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.IndexOf('}', StringComparison.Ordinal);
        if (!text.TrimStart().StartsWith("FIND", StringComparison.OrdinalIgnoreCase) || open < 0 || close < open)
            throw new ApiError(400, "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces.");
        var words = Words(text[(open + 1)..close]);
        if (words.Length == 0 || words.All(w => w.Length < 2)) throw new ApiError(400, "MALFORMED_SEARCH", "search term must be longer than one character: " + text[(open + 1)..close]);
        return Answer(words, Returning(text[(close + 1)..], request.BasePath));
    }

    public ApiResponse Parameterized(ApiRequest request)
    {
        var words = Words(request.Get("q") ?? "");
        if (words.Length == 0) throw new ApiError(400, "MALFORMED_SEARCH", "Missing query parameter 'q'");
        var names = (request.Get("sobject") ?? string.Join(',', Searched)).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Answer(words, [.. names.Select(n => Compile($"SELECT {request.Get(n + ".fields") ?? request.Get("fields") ?? "Id"} FROM {n}", request.BasePath))]);
    }

    private static string[] Words(string text) => text.Split([' ', '*', '?', '"', '(', ')', '\\'], StringSplitOptions.RemoveEmptyEntries);

    private ApiResponse Answer(string[] words, List<QueryPlan> plans) => state.Store.Read(() =>
    {
        var json = new JsonBuffer(4096).Open().Name("searchRecords").OpenArray();
        foreach (var plan in plans)
        {
            var limit = plan.Limit ?? DefaultLimit;
            plan.Limit = null;
            var columns = plan.Root.Columns.OfType<TextColumn>().Where(c => !c.Field.Restricted && !c.Field.IsLongText && c is not DerivedTextColumn).ToArray();
            foreach (var row in plan.Run().Where(r => words.All(w => Array.Exists(columns, c => BeginsWord(c.Text(r), w)))).Take(limit))
            {
                json.Separator();
                plan.WriteRecord(json, row);
            }
        }

        return ApiResponse.Json(json.CloseArray().Close());
    });

    private static bool BeginsWord(string? text, string word)
    {
        for (var at = text?.IndexOf(word, StringComparison.OrdinalIgnoreCase) ?? -1; at >= 0; at = text!.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase)) // at is -1 without a text
        {
            if (at == 0 || !char.IsLetterOrDigit(text![at - 1])) return true;
        }

        return false;
    }

    private List<QueryPlan> Returning(string rest, string basePath)
    {
        var at = rest.IndexOf("RETURNING", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return [.. Searched.Select(n => Compile($"SELECT Id FROM {n}", basePath))];
        var plans = new List<QueryPlan>();
        foreach (var part in SplitOutside(rest[(at + 9)..]))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            if (open < 0)
            {
                plans.Add(Compile($"SELECT Id FROM {part.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()}", basePath));
                continue;
            }

            var close = part.LastIndexOf(')');
            if (close < open) throw new ApiError(400, "MALFORMED_SEARCH", "expecting a right parentheses, found '<EOF>'");
            var inner = part[(open + 1)..close];
            var clause = Clauses.Select(c => inner.IndexOf(c, StringComparison.OrdinalIgnoreCase)).Where(i => i >= 0).DefaultIfEmpty(inner.Length).Min();
            plans.Add(Compile(string.Create(CultureInfo.InvariantCulture, $"SELECT {inner[..clause]} FROM {part[..open].Trim()}{inner[clause..]}"), basePath));
        }

        return plans;
    }

    private static List<string> SplitOutside(string text)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')') depth--;
            else if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        parts.Add(text[start..].Trim());
        return parts;
    }

    private QueryPlan Compile(string soql, string basePath)
    {
        var plan = state.Store.Read(() => QueryCompiler.Compile(state.Store, soql, basePath, includeDeleted: false));
        return plan.Aggregation is null && !plan.CountOnly ? plan : throw new ApiError(400, "MALFORMED_SEARCH", "Aggregates are not allowed in a search");
    }
}
