using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0005Tests
{
    [Theory]
    [InlineData("[Credential(\"hdKey\")]", "write [Credential(\"HD_KEY\")]")]
    [InlineData("[Credential(\"HD_TOKEN\", Secret = false)]", "remove 'Secret = false'")]
    [InlineData("[Credential(\"HD_KEY\"), Credential(\"HD_KEY\")]", "declared twice")]
    [InlineData("[Credential(\"HD_KEY\", AuthMethods = new[] { \"api_key\" })]", "write [AuthMethod(\"api_key\")] on 'HelpdeskDriver'")]
    [InlineData("[AuthMethod(\"basic\"), Credential(\"HD_KEY\", AuthMethods = new[] { \"api_key\" })]", "write one of \"basic\"")]
    [InlineData("[AuthMethod(\"API key\")]", "write [AuthMethod(\"api_key\")]")]
    [InlineData("[AuthMethod(\"basic\"), AuthMethod(\"basic\")]", "declared twice")]
    [InlineData("[Setting(\"instanceUrl\")]", "write [Setting(\"instance_url\")]")]
    [InlineData("[Setting(\"page_size\", Kind = SettingKind.Integer, Default = \"many\")]", "digits such as")]
    [InlineData("[Setting(\"instance_url\", Kind = SettingKind.Url, Default = \"api.example.com\")]", "absolute address")]
    [InlineData("[Setting(\"debug\", Kind = SettingKind.Boolean, Default = \"yes\")]", "\"true\" or \"false\"")]
    [InlineData("[Egress(\"https://api.example.com\")]", "without scheme, port or path")]
    [InlineData("[Egress(\"*\")]", "is no host name")]
    [InlineData("[Uses(\"everything\")]", "write one of network, native_code")]
    [InlineData("[RateLimit(\"daily\")]", "limits nothing")]
    [InlineData("[RateLimit(\"daily\", WindowSeconds = 60, ReservePercent = 100)]", "from 0 to 99")]
    [InlineData("[DriverError(\"Duplicate\")]", "write [DriverError(\"duplicate\")]")]
    [InlineData("[SignIn(\"oauth2\")]", "write [AuthMethod(\"oauth2\")]")]
    [InlineData("[AuthMethod(\"oauth2\"), Credential(\"HD_CLIENT_ID\", Secret = false), SignIn(\"oauth2\", AuthorizeUrl = \"http://a.example\", TokenUrl = \"https://a.example\", ClientId = \"HD_CLIENT_ID\")]", "The AuthorizeUrl of [SignIn(\"oauth2\")] is no https address")]
    [InlineData("[AuthMethod(\"oauth2\"), Credential(\"HD_CLIENT_ID\", Secret = false), SignIn(\"oauth2\", AuthorizeUrl = \"https://a.example\", TokenUrl = \"{login_url}/token\", ClientId = \"HD_CLIENT_ID\")]", "names the setting \"login_url\", which is not declared")]
    [InlineData("[AuthMethod(\"oauth2\"), Credential(\"HD_CLIENT_ID\", Secret = false), SignIn(\"oauth2\", AuthorizeUrl = \"https://a.example\", TokenUrl = \"https://a.example\", ClientId = \"HD_CLIENT\")]", "write the name of one of HD_CLIENT_ID")]
    [InlineData("[AuthMethod(\"oauth2\"), Credential(\"HD_CLIENT_ID\", Secret = false), SignIn(\"oauth2\", AuthorizeUrl = \"https://a.example\", TokenUrl = \"https://a.example\", ClientId = \"HD_CLIENT_ID\", Token = \"HD_TOKEN\")]", "The Token of [SignIn(\"oauth2\")]")]
    public void Declaration_that_is_not_valid_is_told_what_to_write(string declaration, string message)
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(SampleDriver.Attributes + "\n" + declaration));

        Assert.Contains(message, outcome.AssertOnly("IAD0005").GetMessage(null), StringComparison.Ordinal);
        Assert.Empty(ManifestTests.Schema().Validate(outcome.Manifest));
    }

    [Fact]
    public void Operation_declared_twice_is_reported()
    {
        var second = OperationTests.Close.Replace("CloseAsync", "CloseAgainAsync", StringComparison.Ordinal);

        Assert.Contains("declared twice", GeneratorHarness.Run(SampleDriver.With(operations: OperationTests.Close + "\n" + second)).AssertOnly("IAD0005").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void Operation_name_is_a_word_in_snake_case()
    {
        var source = SampleDriver.With(operations: OperationTests.Close.Replace("close_ticket", "CloseTicket", StringComparison.Ordinal));

        Assert.EndsWith("write [DriverOperation(\"close_ticket\")]", GeneratorHarness.Run(source).AssertOnly("IAD0005").GetMessage(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Credential(\"HD_TOKEN\")]")]
    [InlineData("[Credential(\"HD_CLIENT_ID\", Secret = false)]")]
    [InlineData("[Credential(\"HD_TOKEN_URL\", Secret = false)]")]
    [InlineData("[Setting(\"page_size\", Kind = SettingKind.Integer, Default = \"50\")]")]
    [InlineData("[Egress(\"*.example.com\")]")]
    [InlineData("[Uses(\"module_initializer\")]")]
    [InlineData("[RateLimit(\"calls\", Concurrency = 5)]")]
    [InlineData("[AuthMethod(\"oauth2\"), Credential(\"HD_CLIENT_ID\", Secret = false), SignIn(\"oauth2\", AuthorizeUrl = \"https://a.example/authorize\", TokenUrl = \"https://a.example/token\", ClientId = \"HD_CLIENT_ID\")]")]
    public void Valid_declaration_is_fine(string declaration) =>
        Assert.Empty(GeneratorHarness.Run(SampleDriver.With(SampleDriver.Attributes + "\n" + declaration)).AssertCompiles().Diagnostics);
}
