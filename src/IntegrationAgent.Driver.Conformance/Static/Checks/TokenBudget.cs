namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>4: the layers of the manifest fit what an agent reads at once.</summary>
internal sealed class TokenBudget : StaticCheck
{
    /// <summary>Tokens of the card.</summary>
    public const int Card = 1_500;

    /// <summary>Tokens of one operation.</summary>
    public const int Operation = 400;

    public override int Number => 4;

    public override string Id => "manifest-token-budget";

    public override string Requirement => "The card is at most 1,500 tokens long, and each operation 400; counted by an estimate from above.";

    public override string Meaning => "The driver crowds out of an agent's context what the user said.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var card = TokenEstimate.Count(ManifestLayers.Card(subject.ManifestJson));
        verdict.Expect(card <= Card, $"The card is about {card} tokens long and may be {Card}. Shorten descriptions; details belong into README.md.");
        foreach (var (name, text) in ManifestLayers.Operations(subject.ManifestJson))
        {
            var tokens = TokenEstimate.Count(text);
            verdict.Expect(tokens <= Operation, $"The operation {name} is about {tokens} tokens long and may be {Operation}. Shorten the documentation of its parameters, or split it.");
        }
    }
}
