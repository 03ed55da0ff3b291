using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Agent.Tests.Workspaces;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("{ \"b\" : 1, \"a\" : [ true , null, false ] }", "{\"a\":[true,null,false],\"b\":1}")]
    [InlineData("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}", "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}")]
    [InlineData("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"", "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")]
    [InlineData("[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001]", "[333333333.3333333,1e+30,4.5,0.002,1e-27]")]
    [InlineData("[1e21,1e20,123456789012345680000.0,1e-6,1e-7,-0.0,0.0,-0,1.0]", "[1e+21,100000000000000000000,123456789012345680000,0.000001,1e-7,0,0,0,1]")]
    [InlineData("[9007199254740993,-9223372036854775808]", "[9007199254740993,-9223372036854775808]")]
    [InlineData("[5e-324,1.7976931348623157e308,1e23,9.999999999999997e22]", "[5e-324,1.7976931348623157e+308,1e+23,9.999999999999997e+22]")]
    public void The_form_is_that_of_rfc_8785(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e999")]
    [InlineData("[1,]")]
    public void What_two_readers_could_understand_differently_is_refused(string json) =>
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void The_canonical_form_is_its_own()
    {
        var once = CanonicalJson.Canonicalize("{\"z\":[1.50,\"ü\\n\"],\"a\":{\"y\":1,\"b\":2}}"u8.ToArray());

        Assert.Equal(once, CanonicalJson.Canonicalize(once));
        Assert.Equal(64, CanonicalJson.Hash(once).Length);
    }
}
