using System.Reflection;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace IntegrationAgent.Driver.Generators.Tests;

/// <summary>The manifests of the drivers in this repository keep to the budgets that a reader was promised.</summary>
public class OwnDriverTests
{
    private const int CardTokens = 1_500;
    private const int OperationTokens = 400;

    private static readonly string[] Card =
        ["id", "displayName", "summary", "nativeLanguage", "capabilities", "verbs", "auth", "credentials", "settings", "egress", "rateLimits"];

    public static TheoryData<string> Drivers { get; } = ["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"];

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Manifest_fits_the_published_schema(string assembly) => Assert.Empty(ManifestTests.Schema().Validate(Manifest(assembly)));

    [Theory]
    [MemberData(nameof(Drivers))]
    public void Card_and_operations_fit_their_token_budgets(string assembly)
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        var manifest = Manifest(assembly);
        var card = string.Join('\n', Card.Where(name => manifest.TryGetProperty(name, out _)).Select(name => name + ":" + manifest.GetProperty(name).GetRawText()))
            + string.Join('\n', manifest.GetProperty("idioms").EnumerateArray().Take(3).Select(idiom => idiom.GetString()))
            + string.Join(' ', manifest.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("name").GetString()));

        var tokens = tokenizer.CountTokens(card);
        TestContext.Current.TestOutputHelper?.WriteLine($"{assembly}: card {tokens} of {CardTokens} tokens");

        Assert.InRange(tokens, 50, CardTokens);
        Assert.All(manifest.GetProperty("operations").EnumerateArray(), operation =>
            Assert.InRange(tokenizer.CountTokens(operation.GetRawText()), 1, OperationTokens));
    }

    private static JsonElement Manifest(string assembly) =>
        JsonDocument.Parse(Assembly.Load(assembly).GetCustomAttribute<DriverManifestAttribute>()!.Json).RootElement;
}
