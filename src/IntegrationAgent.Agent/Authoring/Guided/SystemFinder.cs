using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Finds the connections and objects that a request names. What it does not find is asked with the nearest names, never guessed.</summary>
internal sealed class SystemFinder(IAuthoringGround ground, Interview interview)
{
    private const int MaxChoices = 8;

    public async Task<SystemDescription> ConnectionAsync(string item, string phrase, string? excluded, CancellationToken cancellationToken)
    {
        var systems = ground.Systems().Where(system => system.Name != excluded).ToList();
        if (systems.Count == 0)
        {
            throw new AgentException(
                "E-AUT-CONNECTIONS",
                excluded is null ? "The workspace has no connection." : $"The workspace has no connection besides '{excluded}'.",
                "Run: intagent connect <name> --driver <id>",
                ExitCode.Usage);
        }

        var scored = systems.Select(system => (System: system, Score: phrase.Length == 0 ? 0 : Score(phrase, system))).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.System.Name, StringComparer.Ordinal).ToList();
        if (scored[0].Score >= 0.6 && (scored.Count == 1 || scored[1].Score < scored[0].Score - 0.1))
            return scored[0].System;
        if (phrase.Length == 0 && systems.Count == 1)
            return systems[0];
        var answer = await interview.AskAsync(
            new Question
            {
                Item = item,
                Text = phrase.Length == 0
                    ? item.StartsWith("source", StringComparison.Ordinal) ? "Which system do the records come from?" : "Which system do they go to?"
                    : $"There is no connection that is called '{ThirdParty.Short(phrase)}'. Which one is meant?",
                Choices = [.. scored.Take(MaxChoices).Select(pair => new QuestionChoice(pair.System.Name, pair.System.Manifest.DisplayName, ThirdParty.Short(pair.System.Manifest.Summary, 90)))],
            },
            null,
            cancellationToken).ConfigureAwait(false);
        return systems.First(system => system.Name == answer);
    }

    public async Task<ObjectSummary> SourceObjectAsync(SystemDescription system, string phrase, CancellationToken cancellationToken)
    {
        var objects = (await ground.ListObjectsAsync(system.Name, cancellationToken).ConfigureAwait(false)).Where(one => one.Queryable).ToList();
        var scored = ObjectsFor(phrase, objects);
        if (scored.Count > 0 && scored[0].Score >= 0.95 && (scored.Count == 1 || scored[1].Score < 0.95))
            return scored[0].Object;
        var offered = scored.Take(MaxChoices).Select(pair => pair.Object).ToList();
        if (offered.Count == 0)
        {
            var nearest = Validation.NearestNames.Of(phrase, objects.Select(one => one.Name), 5);
            offered = [.. objects.Where(one => nearest.Contains(one.Name)).Concat(objects.Where(one => one.Custom)).Concat(objects).Distinct().Take(MaxChoices)];
        }

        var answer = await interview.AskAsync(
            new Question
            {
                Item = "source object",
                Text = phrase.Length == 0 ? $"What is to be synced from {system.Name}?"
                    : scored.Count > 0 ? $"What in {system.Name} is meant by '{ThirdParty.Short(phrase)}'?"
                    : $"{system.Name} has nothing that is called '{ThirdParty.Short(phrase)}'. What is meant?",
                Choices = [.. offered.Select(one => new QuestionChoice(one.Name, ThirdParty.Short(one.Label), one.Custom ? "added by your organization" : ""))],
                AllowFreeText = true,
            },
            text => objects.Find(one => string.Equals(one.Name, text, StringComparison.OrdinalIgnoreCase) || string.Equals(one.Label, text, StringComparison.OrdinalIgnoreCase))?.Name,
            cancellationToken).ConfigureAwait(false);
        return objects.First(one => one.Name == answer);
    }

    /// <summary>An object of the organization's own that may be meant where the one that was named has no records; null to stay with that.</summary>
    public async Task<string?> InsteadOfEmptyAsync(SystemDescription system, string phrase, ObjectSchema empty, CancellationToken cancellationToken)
    {
        var objects = await ground.ListObjectsAsync(system.Name, cancellationToken).ConfigureAwait(false);
        var others = ObjectsFor(phrase, objects.Where(one => one is { Queryable: true, Custom: true } && one.Name != empty.Name)).Select(pair => pair.Object).Take(MaxChoices - 1).ToList();
        if (others.Count == 0)
            return null;
        var answer = await interview.AskAsync(
            new Question
            {
                Item = "source object",
                Text = $"{empty.Name} has no records. What is meant by '{ThirdParty.Short(phrase)}'?",
                Choices = [.. others.Select(one => new QuestionChoice(one.Name, ThirdParty.Short(one.Label), "added by your organization")), new QuestionChoice(empty.Name, ThirdParty.Short(empty.Label), "no records now")],
            },
            null,
            cancellationToken).ConfigureAwait(false);
        return answer == empty.Name ? null : answer;
    }

    /// <summary>The objects that a phrase may mean, best first; from 0.95 on it is what was said.</summary>
    public static IReadOnlyList<(ObjectSummary Object, double Score)> ObjectsFor(string phrase, IEnumerable<ObjectSummary> objects) =>
    [
        .. objects.Select(one => (Object: one, Score: ObjectScore(phrase, one))).Where(pair => pair.Score >= 0.5).OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Object.Name.Length).ThenBy(pair => pair.Object.Name, StringComparer.Ordinal),
    ];

    private static double ObjectScore(string phrase, ObjectSummary one)
    {
        var asked = Words.Of(phrase);
        if (asked.Count == 0)
            return 0;
        var (name, label) = (Words.Of(one.Name), Words.Of(one.Label));
        if (string.Equals(phrase, one.Name, StringComparison.OrdinalIgnoreCase))
            return 1;
        if (Words.SameSet(asked, name) || Words.SameSet(asked, label))
            return 0.97;
        if (asked.All(name.Contains) || asked.All(label.Contains))
            return 0.55 + (0.3 * asked.Count / Math.Max(asked.Count, Math.Min(name.Count, Math.Max(1, label.Count))));
        var concepts = asked.Select(Concepts.OfWord).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return concepts.Count > 0 && name.Concat(label).Select(Concepts.OfWord).OfType<string>().Any(concepts.Contains) ? 0.6 : 0;
    }

    private static double Score(string phrase, SystemDescription system)
    {
        var asked = Words.Of(phrase);
        var name = Words.Of(system.Name);
        if (string.Equals(phrase, system.Name, StringComparison.OrdinalIgnoreCase))
            return 1;
        if (Words.SameSet(asked, name))
            return 0.97;
        if (string.Equals(phrase, system.Manifest.DisplayName, StringComparison.OrdinalIgnoreCase) || string.Equals(phrase, system.Manifest.Id, StringComparison.OrdinalIgnoreCase) || asked.Contains(Words.Stem(system.Manifest.Id)))
            return 0.9;
        if (asked.Count > 0 && (asked.All(name.Contains) || name.All(asked.Contains)))
            return 0.8;
        var concepts = asked.Select(Concepts.OfWord).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (concepts.Count > 0 && name.Select(Concepts.OfWord).OfType<string>().Any(concepts.Contains))
            return 0.75;
        // "the database" for a driver that says it is one.
        var summary = Words.Of(system.Manifest.Summary);
        return asked.Count > 0 && asked.All(summary.Contains) ? 0.65 : 0;
    }
}
