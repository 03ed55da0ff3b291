using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Different words for the same thing. Small on purpose: it widens what is offered, and what it finds alone is never taken over a better match without asking.</summary>
internal static partial class Concepts
{
    public const string Origin = "origin";
    public const string Created = "created";
    public const string Changed = "changed";

    private static readonly Dictionary<string, string> ByStem = Build(
        (Origin, "source origin channel acquisition referral referrer referred attribution utm campaign provenance"),
        ("email", "email mail inbox"),
        ("phone", "phone telephone tel mobile cell cellphone"),
        ("name", "name fullname"),
        ("company", "company organisation organization firm employer"),
        ("customer", "customer client buyer"),
        ("person", "person contact"),
        ("prospect", "lead prospect inquiry enquiry"),
        ("deal", "deal opportunity"),
        ("order", "order purchase sale"),
        ("amount", "amount price total sum revenue cost"),
        ("status", "status stage phase"),
        (Created, "created creation added opened signup registered inserted"),
        (Changed, "changed modified updated modification edited modstamp"),
        ("identifier", "id identifier key number no nr code"),
        ("postcode", "zip postal postcode"),
        ("owner", "owner rep salesperson assignee responsible"),
        ("note", "note comment description remark"),
        ("birthday", "birthday birthdate dob"),
        ("warehouse", "warehouse dwh database db lake"));

    /// <summary>The concepts of a text: of its words, and of what it says as a whole ("How did you hear about us?").</summary>
    public static IReadOnlySet<string> Of(string? text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(text))
            return found;
        foreach (var word in Words.Split(text))
        {
            if (OfWord(word) is { } concept)
                found.Add(concept);
        }

        if (HowTheyCame().IsMatch(text))
            found.Add(Origin);
        return found;
    }

    /// <summary>The concept of one word, null where it has none.</summary>
    public static string? OfWord(string word) => ByStem.GetValueOrDefault(Words.Stem(word));

    private static Dictionary<string, string> Build(params (string Concept, string Words)[] groups)
    {
        var byStem = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (concept, words) in groups)
        {
            foreach (var word in words.Split(' '))
                byStem[Words.Stem(word)] = concept;
        }

        return byStem;
    }

    // "how they got to us", "How did you hear about us?", "Heard about us from", "where they come from", "How they found us".
    [GeneratedRegex(@"\b(how|where)\b.*\b(hear|heard|find|found|learn(ed|t)?|get|got|gotten|come|came|know|knew|discover(ed)?|reach(ed)?)\b|\b(heard|learned|came|found|know)\b.*\b(us|from|through|via)\b|\bbrought (them|you|him|her)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowTheyCame();
}
