namespace IntegrationAgent.Repository.Tests;

public class SourceTests
{
    [Fact]
    public void Sources_are_short_finished_and_without_machine_paths() =>
        Assert.Empty(SourceTree.Sources.SelectMany(path => SourceHygiene.Findings(path, SourceTree.Read(path))).ToList());

    [Theory]
    [InlineData("  #region Members\n", "a region")]
    [InlineData("// TODO later\n", "something left to do")]
    [InlineData("var path = \"/home/somebody/x\";\n", "a path of somebody's machine")]
    public void Bad_line_is_found(string text, string finding) => Assert.Equal([$"a.cs: {finding}"], SourceHygiene.Findings("a.cs", text));

    [Fact]
    public void Long_file_is_found() =>
        Assert.Equal([$"a.cs: {SourceHygiene.MostLines + 1} lines"], SourceHygiene.Findings("a.cs", new string('\n', SourceHygiene.MostLines + 1)));

    [Fact]
    public void Options_and_limits_say_their_defaults() => Assert.Empty(SourceTree.Sources.SelectMany(path => OptionDefaults.Missing(path, SourceTree.Read(path))));

    [Fact]
    public void Option_without_a_default_is_found()
    {
        const string source =
            """
            /// <summary>Options.</summary>
            public sealed class SomeOptions
            {
                /// <summary>Said.</summary>
                /// <value>1 second.</value>
                public int Said { get; init; } = 1;

                /// <summary>Not said.</summary>
                public int Unsaid { get; set; } = 1;

                /// <summary>Needs none.</summary>
                public required int Needed { get; init; }

                /// <summary>Cannot be set.</summary>
                public int Fixed => 1;
            }
            """;

        Assert.Equal(["a.cs: SomeOptions.Unsaid"], OptionDefaults.Missing("a.cs", source));
    }
}
