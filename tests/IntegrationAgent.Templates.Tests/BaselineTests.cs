namespace IntegrationAgent.Templates.Tests;

/// <summary>
/// Every combination begins with its approved public API and manifest, and the covering few pass the whole kit; with <c>INTAGENT_WHOLE_KIT=1</c> all of them do.
/// <c>UPDATE_APPROVED=1</c> takes what is approved back into the template.
/// </summary>
public class BaselineTests(TemplateWorld world)
{
    public static TheoryData<string> Combinations => TemplateTests.Combinations;

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Made_driver_passes_the_kit_and_begins_with_its_approved_api_and_manifest(string combination)
    {
        world.RequireBuilt();
        var one = Combination.All.Single(each => each.ToString() == combination);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            await world.TestAsync(one, update: true);
            foreach (var file in Approved(one))
            {
                var target = Path.Combine(one.Approved, one.ToTemplate(file));
                await File.WriteAllTextAsync(target, one.ToTemplate(await File.ReadAllTextAsync(Path.Combine(world.FolderOf(one), file), TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
            }

            return;
        }

        // All are built; the whole kit runs on the covering few and on the default, which the guide takes, as the others are made of the same parts.
        if (Combination.Covering.Contains(one) || Environment.GetEnvironmentVariable("INTAGENT_WHOLE_KIT") == "1")
            Assert.InRange((await world.KitAsync(one)).Expect(0).Tests, 45, 200);
        else
            Assert.InRange((await StaticAsync(one)).Expect(0).Tests, 5, 44);
    }

    [Fact]
    public async Task Changed_promise_fails_the_made_tests()
    {
        world.RequireBuilt();
        var one = Combination.All.First(each => !Combination.Covering.Contains(each));
        var baseline = Path.Combine(world.FolderOf(one), Approved(one)[0]);
        var text = await File.ReadAllTextAsync(baseline, TestContext.Current.CancellationToken);
        try
        {
            await File.WriteAllTextAsync(baseline, text.Replace("ListObjectsAsync(", "ListThingsAsync(", StringComparison.Ordinal), TestContext.Current.CancellationToken);

            var output = await StaticAsync(one);

            Assert.Equal(1, output.ExitCode);
            Assert.Contains("ListThingsAsync", output.Text, StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(baseline, text, CancellationToken.None);
        }
    }

    /// <summary>Runs the checks that read the driver and do not run it, and the test of its public API.</summary>
    private Task<Output> StaticAsync(Combination one) => world.TestAsync(one, update: false, "-preEnumerateTheories", "-trait", "tier=Static");

    /// <summary>What is approved of a made driver, relative to its folder: the compatibility baseline and the public API.</summary>
    private static string[] Approved(Combination one) =>
        [Path.Combine("src", one.Project, "compat-baseline.json"), Path.Combine("tests", one.Project + ".Conformance", "PublicApi.txt")];
}
