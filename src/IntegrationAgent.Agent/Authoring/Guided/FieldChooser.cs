using System.Globalization;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Decides which field a phrase means: takes what is certain or alone, asks where it is really open, with what discovery found about each choice.</summary>
internal sealed class FieldChooser(IAuthoringGround ground, string connection, ObjectSchema schema, Interview interview, List<string> defaults)
{
    public const string LeaveOut = "leave it out";
    private const int MaxChoices = 6;
    private const double Margin = 0.2;
    private readonly Dictionary<string, IReadOnlyList<FieldCandidate>> found = new(StringComparer.Ordinal);
    private Dictionary<string, FieldProfile> profiles = new(StringComparer.Ordinal);

    /// <summary>How many records there are, as far as the profile told; null before.</summary>
    public long? Records { get; private set; }

    /// <summary>Looks for the candidates of all phrases, and at their values, in one go.</summary>
    public async Task PrepareAsync(IReadOnlyList<string> phrases, CancellationToken cancellationToken)
    {
        foreach (var phrase in phrases)
            found[phrase] = await CandidatesAsync(phrase, cancellationToken).ConfigureAwait(false);
        var fields = found.Values.SelectMany(Contenders).Where(candidate => !candidate.IsPath).Select(candidate => candidate.Path).Distinct(StringComparer.Ordinal).Take(40).ToList();
        if (fields.Count == 0)
            fields = [.. schema.KeyFields.Take(1)];
        if (fields.Count == 0)
            return;
        var profile = await ground.ProfileAsync(connection, schema.Name, fields, cancellationToken).ConfigureAwait(false);
        Records = profile.Records ?? profile.Seen;
        profiles = profile.Fields.ToDictionary(field => field.Field, StringComparer.Ordinal);
        foreach (var phrase in phrases)
            found[phrase] = [.. found[phrase].Select(candidate => Judge(phrase, candidate, profile.Seen)).OrderByDescending(candidate => candidate.Score)];
    }

    /// <summary>The field; null where the user leaves it out.</summary>
    public async Task<FieldCandidate?> ChooseAsync(string phrase, CancellationToken cancellationToken)
    {
        if (!found.TryGetValue(phrase, out var candidates))
            candidates = await CandidatesAsync(phrase, cancellationToken).ConfigureAwait(false);
        var contenders = Contenders(candidates);
        if (contenders.Count == 1 && contenders[0] is { Score: >= FieldCandidate.Good } only && IsWellFilled(only))
        {
            if (only.Score < FieldCandidate.Certain)
                defaults.Add($"'{ThirdParty.Short(phrase)}' is {only.Path}{Labelled(only)}: nothing else fits it.");
            return only;
        }

        return await AskAsync(phrase, candidates, contenders, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FieldCandidate?> AskAsync(string phrase, IReadOnlyList<FieldCandidate> candidates, IReadOnlyList<FieldCandidate> contenders, CancellationToken cancellationToken)
    {
        var offered = contenders.Count > 0 && contenders[0].Score >= FieldCandidate.Good ? contenders : [.. candidates.Take(MaxChoices)];
        if (offered.Count == 0)
        {
            var nearest = Validation.NearestNames.Of(phrase, schema.Fields.Where(FieldMatcher.IsUsable).Select(field => field.Name), 5);
            offered = [.. nearest.Select(name => new FieldCandidate(name, schema.Fields.First(field => field.Name == name), 0.2, "name"))];
        }

        var text = contenders.Count > 1 ? $"Which field of {schema.Name} says '{ThirdParty.Short(phrase)}'?"
            : contenders.Count == 1 && contenders[0].Score >= FieldCandidate.Good ? $"{contenders[0].Path} is the only field of {schema.Name} that may say '{ThirdParty.Short(phrase)}', and it is mostly empty. Take it?"
            : $"{schema.Name} has no field that is called '{ThirdParty.Short(phrase)}'. Which one is meant?";
        var answer = await interview.AskAsync(
            new Question
            {
                Item = $"field: {phrase}",
                Text = text,
                Choices = [.. offered.Select(Choice), new QuestionChoice(LeaveOut, "Leave it out")],
                AllowFreeText = true,
                Notes = await ElsewhereAsync(phrase, cancellationToken).ConfigureAwait(false),
            },
            name => schema.Fields.FirstOrDefault(field => FieldMatcher.IsUsable(field) && string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))?.Name,
            cancellationToken).ConfigureAwait(false);
        if (answer == LeaveOut)
            return null;
        var chosen = offered.FirstOrDefault(candidate => candidate.Path == answer) ?? new FieldCandidate(answer, schema.Fields.First(field => field.Name == answer), 1, "answer");
        return chosen with { Because = "answer", Score = 1 };
    }

    private QuestionChoice Choice(FieldCandidate candidate) =>
        new(candidate.Path, ThirdParty.Short(candidate.Field.Label.Length > 0 ? candidate.Field.Label : candidate.Path), Detail(candidate)) { Filled = ProfileOf(candidate)?.Filled };

    private FieldProfile? ProfileOf(FieldCandidate candidate) => candidate.Profile ?? profiles.GetValueOrDefault(candidate.Path);

    private string Detail(FieldCandidate candidate)
    {
        var profile = ProfileOf(candidate);
        if (profile is null)
            return candidate.IsPath ? "of the record that it belongs to" : "";
        var detail = $"{Percent(profile.Filled)} filled";
        if (profile.Choices is { Count: > 0 } choices)
        {
            var vague = choices.Where(choice => IsVague(choice.Key)).ToList();
            detail += vague.Count > 0 ? $", '{ThirdParty.Short(vague[0].Key, 24)}' {Percent(vague[0].Value)} of those" : $", {choices.Count} different values";
        }
        else if (profile.Pattern is { } pattern)
        {
            detail += $", like {pattern}";
        }

        return detail;
    }

    private async Task<IReadOnlyList<FieldCandidate>> CandidatesAsync(string phrase, CancellationToken cancellationToken)
    {
        var direct = FieldMatcher.Find(phrase, schema);
        if (direct.Count > 0 && direct[0].Score >= FieldCandidate.Certain)
            return direct;
        return [.. direct.Concat(await ParentsAsync(phrase, cancellationToken).ConfigureAwait(false)).OrderByDescending(candidate => candidate.Score)];
    }

    /// <summary>Fields of records that this one belongs to, where the phrase names the relationship: "customer name" of an order.</summary>
    private async Task<List<FieldCandidate>> ParentsAsync(string phrase, CancellationToken cancellationToken)
    {
        var asked = Words.Of(phrase);
        var candidates = new List<FieldCandidate>();
        foreach (var reference in schema.Fields.Where(field => field.RelationshipName is not null && field.ReferenceTo.Count == 1))
        {
            var words = Words.Of(reference.RelationshipName).Concat(Words.Of(reference.ReferenceTo[0])).ToHashSet(StringComparer.Ordinal);
            if (!asked.Any(words.Contains))
                continue;
            var parent = await ground.GetFieldsAsync(connection, reference.ReferenceTo[0], cancellationToken).ConfigureAwait(false);
            var rest = string.Join(' ', asked.Where(word => !words.Contains(word)).DefaultIfEmpty("name"));
            var near = FieldMatcher.Find(rest, parent);
            if (near is [{ Score: >= FieldCandidate.Good } best, ..] && (best.Score >= FieldCandidate.Certain || near.Count == 1 || near[1].Score < best.Score - 0.1))
                candidates.Add(best with { Path = $"{reference.RelationshipName}.{best.Path}", Score = 0.9, Because = "words" });
        }

        return candidates;
    }

    /// <summary>What a child object could say, for the user to know; a record can have several, so it is no choice here.</summary>
    private async Task<IReadOnlyList<string>> ElsewhereAsync(string phrase, CancellationToken cancellationToken)
    {
        var wanted = Concepts.Of(phrase);
        if (wanted.Count == 0)
            return [];
        var children = (await ground.GetRelationshipsAsync(connection, schema.Name, cancellationToken).ConfigureAwait(false))
            .Where(relationship => relationship.Kind == RelationshipKind.Children && Concepts.Of(relationship.ToObject).Overlaps(wanted))
            .Select(relationship => relationship.ToObject).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return [.. children.Select(child => $"{ThirdParty.Short(child)} may say it too; a {ThirdParty.Short(schema.Label)} can have several of those, so it is not offered here.")];
    }

    private static IReadOnlyList<FieldCandidate> Contenders(IReadOnlyList<FieldCandidate> candidates)
    {
        if (candidates.Count == 0)
            return [];
        var best = candidates[0].Score;
        return best >= FieldCandidate.Certain && (candidates.Count == 1 || candidates[1].Score < FieldCandidate.Certain)
            ? [.. candidates.Take(1)]
            : [.. candidates.Where(candidate => candidate.Score >= Math.Max(best - Margin, 0.6)).Take(MaxChoices)];
    }

    /// <summary>Numbers that a system counts up are nobody's name.</summary>
    private FieldCandidate Judge(string phrase, FieldCandidate candidate, long seen)
    {
        if (!profiles.TryGetValue(candidate.Path, out var profile))
            return candidate;
        candidate = candidate with { Profile = profile };
        var counted = candidate.Field.Calculated && profile.Pattern is { } pattern && pattern.Contains('9', StringComparison.Ordinal) && profile.Distinct >= Math.Min(seen, 1_000) * 0.95;
        return counted && !Words.Of(phrase).Any(word => Concepts.OfWord(word) == "identifier") && candidate.Score < 1.01 && Words.Of(phrase).Contains("name")
            ? candidate with { Score = candidate.Score * 0.5 }
            : candidate;
    }

    private static bool IsWellFilled(FieldCandidate candidate) => candidate.Score >= FieldCandidate.Certain || candidate.Profile is null or { Filled: >= 0.5 };

    private static bool IsVague(string value) => value.Equals("other", StringComparison.OrdinalIgnoreCase) || value.Equals("unknown", StringComparison.OrdinalIgnoreCase);

    private static string Labelled(FieldCandidate candidate) => candidate.Field.Label.Length > 0 && candidate.Field.Label != candidate.Path ? $" (\"{ThirdParty.Short(candidate.Field.Label)}\")" : "";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
