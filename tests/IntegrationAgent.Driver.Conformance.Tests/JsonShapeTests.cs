namespace IntegrationAgent.Driver.Conformance.Tests;

public class JsonShapeTests
{
    [Theory]
    [InlineData("""{"b":1,"a":"x"}""", "{a:string,b:number}")]
    [InlineData("""[{"a":1},{"a":null,"b":true}]""", "[{a:null|number,b:boolean}]")]
    [InlineData("[]", "[]")]
    [InlineData("<html>", "text(6)")]
    [InlineData("", "")]
    public void Shape_holds_names_and_kinds_and_no_value(string body, string shape) => Assert.Equal(shape, JsonShape.Of(body));
}
