using IntegrationAgent.Driver.Conformance.Static;
using IntegrationAgent.Testing;
using Microsoft.ML.Tokenizers;

namespace IntegrationAgent.Driver.Conformance.Tests.Static;

/// <summary>The estimate of tokens stands above the real count, and not far above.</summary>
public sealed class TokenEstimateTests
{
    private const double Headroom = 1.6;

    [Theory]
    [InlineData("src/Drivers.Salesforce/compat-baseline.json")]
    [InlineData("src/Drivers.Sqlite/compat-baseline.json")]
    public void The_manifest_of_a_driver_is_not_underestimated(string file)
    {
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, file)));
        var manifest = document.RootElement.GetProperty("manifest").GetRawText();
        var texts = ManifestLayers.Operations(manifest).Select(operation => operation.Text).Append(ManifestLayers.Card(manifest)).ToList();
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");

        foreach (var text in texts)
        {
            var real = tokenizer.CountTokens(text);
            Assert.InRange(TokenEstimate.Count(text), real, (int)(real * Headroom));
        }
    }
}
