using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>
/// Reads a request of the shape "sync THINGS from A to B: FIELD, FIELD. Only CONDITION." in the many ways in which people say it. It decides nothing: what it
/// finds is looked up in the systems, and what it does not find is asked.
/// </summary>
internal static partial class RequestReader
{
    public static ReadRequest Read(string text)
    {
        var result = new ReadRequest();
        var fields = new List<string>();
        var conditions = new List<string>();
        var unread = new List<string>();
        foreach (var raw in Sentences().Split(Spaces().Replace(text, " ").Trim()))
        {
            var sentence = raw.Trim().TrimEnd('.', '!', '?', ';').Trim();
            if (sentence.Length == 0)
                continue;
            if (Deletes().Match(sentence) is { Success: true } deletes && (KeepDeleted().IsMatch(sentence) || !Verb().IsMatch(sentence[..deletes.Index])))
            {
                result = result with { DeleteToo = !KeepDeleted().IsMatch(sentence) };
                continue;
            }

            if (ScheduleOf(sentence) is { } schedule)
            {
                result = result with { Schedule = schedule.Cron };
                sentence = schedule.Left;
                if (sentence.Length < 4)
                    continue;
            }

            if (StartsCondition().IsMatch(sentence))
            {
                conditions.AddRange(Conditions(sentence));
                continue;
            }

            if (FieldsSentence().Match(sentence) is { Success: true } list && !FromOrTo().IsMatch(sentence[..list.Length]))
            {
                AddFields(list.Groups["list"].Value);
                continue;
            }

            var (head, tail) = SplitHead(sentence);
            if (InlineCondition().Match(head) is { Success: true } inline)
            {
                conditions.AddRange(Conditions(inline.Value));
                head = (head[..inline.Index] + " " + head[(inline.Index + inline.Length)..]).Trim();
            }

            if (Verb().IsMatch(head) || FromOrTo().IsMatch(head))
                result = ReadHead(head, result, fields);
            else
                unread.Add(raw.Trim());
            if (tail.Length > 0)
                AddFields(tail);
        }

        var all = fields.RemoveAll(field => AllFieldsPhrase().IsMatch(field)) > 0;
        return result with { Fields = fields, AllFields = all, Conditions = conditions, Unread = unread };

        void AddFields(string list)
        {
            if (TrailingCondition().Match(list) is { Success: true } trailing)
            {
                conditions.AddRange(Conditions(trailing.Value.Trim(' ', ',', '-', '–', '(', ')')));
                list = list[..trailing.Index];
            }

            fields.AddRange(ListSeparator().Split(list).Select(item => Article().Replace(item.Trim(), "").Trim(' ', '"', '\'', '.')).Where(item => item.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase));
        }
    }

    private static ReadRequest ReadHead(string head, ReadRequest result, List<string> fields)
    {
        var from = From().Match(head) is { Success: true } one ? one.Groups[1].Value : "";
        var to = To().Match(head) is { Success: true } two ? two.Groups[1].Value : "";
        var verb = Verb().Match(head);
        var rest = verb.Success ? head[(verb.Index + verb.Length)..] : head;
        var until = FromOrTo().Match(rest) is { Success: true } place ? place.Index : rest.Length;
        var what = rest[..until];
        if (OfSplit().Match(what) is { Success: true } of)
        {
            // "names and emails of leads"
            fields.AddRange(ListSeparator().Split(of.Groups[1].Value).Select(item => Article().Replace(item.Trim(), "").Trim()).Where(item => item.Length > 0));
            what = of.Groups[2].Value;
        }

        var (table, system) = TableIn(to);
        return result with
        {
            Object = First(result.Object, Article().Replace(what.Trim(' ', ',', '-'), "").Trim()),
            Source = First(result.Source, Clean(from)),
            Target = First(result.Target, Clean(system)),
            TargetObject = First(result.TargetObject, table),
        };

        static string First(string known, string read) => known.Length > 0 ? known : read;
        static string Clean(string phrase) => Article().Replace(phrase.Trim(' ', ',', '-', '(', ')'), "").Trim();
    }

    /// <summary>"the table customers in the warehouse", "warehouse.customers", "warehouse table customers".</summary>
    private static (string Table, string System) TableIn(string phrase)
    {
        if (Dotted().Match(phrase) is { Success: true } dotted)
            return (dotted.Groups[2].Value, dotted.Groups[1].Value);
        if (NamedTable().Match(phrase) is { Success: true } named)
            return (named.Groups["table"].Value, (phrase[..named.Index] + " " + phrase[(named.Index + named.Length)..]).Trim(' ', ','));
        return ("", phrase);
    }

    private static (string Head, string Tail) SplitHead(string sentence)
    {
        if (sentence.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0)
            return (sentence[..colon], sentence[(colon + 2)..]);
        return WithFields().Match(sentence) is { Success: true } with
            ? (sentence[..with.Index], with.Groups["list"].Value)
            : (sentence, "");
    }

    private static IEnumerable<string> Conditions(string sentence) =>
        ConditionSeparator().Split(Only().Replace(sentence.Trim(' ', ','), "")).Select(part => part.Trim(' ', ',')).Where(part => part.Length > 0);

    private static (string Cron, string Left)? ScheduleOf(string sentence)
    {
        if (EveryMinutes().Match(sentence) is { Success: true } minutes)
            return ($"*/{minutes.Groups[1].Value} * * * *", Without(minutes));
        if (Every().Match(sentence) is not { Success: true } every)
            return null;
        var cron = every.Value.ToLowerInvariant() switch
        {
            var word when word.Contains("hour", StringComparison.Ordinal) => "0 * * * *",
            var word when word.Contains("week", StringComparison.Ordinal) => "0 3 * * 1",
            var word when word.Contains("month", StringComparison.Ordinal) => "0 3 1 * *",
            _ => "0 3 * * *",
        };
        return (cron, Without(every));

        string Without(Match match) => (sentence[..match.Index].TrimEnd(' ', ',') + sentence[(match.Index + match.Length)..]).Trim(' ', ',');
    }

    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\S)|;\s*")]
    private static partial Regex Sentences();

    [GeneratedRegex(@"\b(sync(hroni[sz]e)?|copy|move|bring|import|export|load|send|transfer|replicate|push|pull|mirror|keep|put|get|write|have|need|want|feed|stream)\b(?!.*\b(sync(hroni[sz]e)?|copy|move|bring|import|export|load|send|transfer|replicate|push|pull|mirror|put)\b)", Loose)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(from|out of|to|into|in|onto)\s", Loose)]
    private static partial Regex FromOrTo();

    [GeneratedRegex(@"\b(?:from|out of)\s+(.+?)(?=\s+(?:to|into|onto|in|from)\s|$)", Loose)]
    private static partial Regex From();

    [GeneratedRegex(@"\b(?:into|onto|to)\s+(?!(?:sync|copy|move|bring|import|export|load|send|transfer|replicate|push|pull|mirror|keep|put|get|write|have|see|us)\b)(.+?)(?=\s+from\s|$)", Loose)]
    private static partial Regex To();

    [GeneratedRegex(@"^(?:(?:the|our|my|all|all the|all our|their|its|some|a|an|only)\s+)+", Loose)]
    private static partial Regex Article();

    [GeneratedRegex(@"^(.+?)\s+of\s+(?:the\s+|our\s+|all\s+|each\s+|every\s+)*(\S.*)$", Loose)]
    private static partial Regex OfSplit();

    [GeneratedRegex(@"^\s*(\w[\w-]*)\.(\w+)\s*$")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"\b(?:the\s+|a\s+)?(?:new\s+)?(?:table|object|sheet|collection)\s+(?:called\s+|named\s+)?[""'`]?(?<table>\w+)[""'`]?(?:\s+(?:in|of|at)\b)?|\b(?:the\s+)?(?<table>\w+)\s+table\b(?:\s+(?:in|of|at)\b)?", Loose)]
    private static partial Regex NamedTable();

    [GeneratedRegex(@"^(?:only\b|where\b|filter|but only\b|limit(?:ed)? to\b|just\b|created\b|changed\b|modified\b|updated\b|those\b|since\b|with status\b|in the last\b|from the last\b)", Loose)]
    private static partial Regex StartsCondition();

    [GeneratedRegex(@"^\s*(?:only|but only|just|where|filter(?:ed)?(?: by| to| on)?|limit(?:ed)? to|those|that (?:are|were|have)|which (?:are|were)|who(?:se)?|,)\s+(?:those\s+|the ones\s+|ones\s+|records\s+)?(?:that (?:are|were|have)\s+|which (?:are|were)\s+|where\s+|from\s+|with\s+|of\s+)?", Loose)]
    private static partial Regex Only();

    [GeneratedRegex(@"(?:,?\s*\b(?:but )?only\b)?\s*\b(?:(?:that|which|who) (?:were |was |are |is |have been |has been )?)?(?:(?:created|added|changed|modified|updated|new) )?(?:in|within|during|from|of|for|over) the (?:last|past) (?:\d+ )?(?:day|week|month|year|hour)s?\b|(?:,?\s*\b(?:but )?only\s+)?\b(?:changed|created|modified|updated) since \S+|\s*\bwhere\s.+$", Loose)]
    private static partial Regex InlineCondition();

    [GeneratedRegex(@"[,–(-]?\s*\b(?:but only|only)\b.+$|\s*\bwhere\s.+$|\s*\b(?:created |changed |modified |updated )?(?:in|within|during|from|of) the (?:last|past)\b.+$|\s*\b(?:created|changed|modified|updated) since\b.+$", Loose)]
    private static partial Regex TrailingCondition();

    [GeneratedRegex(@"^(?:(?:the )?fields?(?: are| is)?:?|columns?:?|i need|we need|with)\s+(?<list>.+)$", Loose)]
    private static partial Regex FieldsSentence();

    [GeneratedRegex(@",?\s+(?:with|including)\s+(?:the\s+)?(?:fields?\s+|columns?\s+|their\s+)?(?<list>(?!status\b).+)$", Loose)]
    private static partial Regex WithFields();

    [GeneratedRegex(@"\s*,\s*(?:and\s+)?|\s+and\s+(?!how\b.*\bto\b$)|\s*&\s*|\s+plus\s+", Loose)]
    private static partial Regex ListSeparator();

    [GeneratedRegex(@"\s*,\s*(?:and\s+)?|\s+and\s+", Loose)]
    private static partial Regex ConditionSeparator();

    [GeneratedRegex(@"^(?:everything|all|all (?:the )?(?:fields|columns|data)|every field|each field|fields|columns)$", Loose)]
    private static partial Regex AllFieldsPhrase();

    [GeneratedRegex(@"\bdelet(?:e|ed|es|ions?|ing)\b|\bremov(?:e|ed|es|als?|ing)\b", Loose)]
    private static partial Regex Deletes();

    [GeneratedRegex(@"\b(?:keep|ignore|don'?t|do not|never|leave)\b", Loose)]
    private static partial Regex KeepDeleted();

    [GeneratedRegex(@"\bevery (\d+) minutes\b", Loose)]
    private static partial Regex EveryMinutes();

    [GeneratedRegex(@"\b(?:every (?:hour|day|night|morning|week|month)|hourly|daily|nightly|weekly|monthly)\b", Loose)]
    private static partial Regex Every();
}
