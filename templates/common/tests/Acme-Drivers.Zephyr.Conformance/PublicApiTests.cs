using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>
/// The public API is approved as a text, so that a change of it is read in review; <c>UPDATE_APPROVED=1 dotnet test</c> accepts it.
/// What the last release promised as a whole is in <c>compat-baseline.json</c> beside the driver, which the kit checks.
/// </summary>
[Trait("tier", "Static")]
public class PublicApiTests
{
    [Fact]
    public void Public_api_is_the_approved_one() => Matches("PublicApi.txt", typeof(ZephyrDriver).Assembly.GeneratePublicApi(new ApiGeneratorOptions
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
        // The declarations are in the manifest.
        ExcludeAttributes = [.. typeof(ZephyrDriver).GetCustomAttributesData().Select(one => one.AttributeType.FullName!)],
    }) + "\n");

    private static void Matches(string name, string actual, [CallerFilePath] string file = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(file)!, name);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            File.WriteAllText(path, actual.ReplaceLineEndings("\n"));
            return;
        }

        Assert.True(File.Exists(path), $"{name} is missing: UPDATE_APPROVED=1 dotnet test writes it.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
