using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Tests.Commands;

public class ScreenTests
{
    private static readonly string[] Columns = ["name", "#count", "text"];

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(140)]
    public void Tables_and_texts_fit_the_width(int width)
    {
        var output = new StringWriter { NewLine = "\n" };
        var screen = new Screen(output, width, colors: false);

        screen.Text(string.Join(' ', Enumerable.Repeat("word", 60)), 4);
        screen.Table(Columns, [["a-name-that-is-rather-long-and-has-no-space", "1,234", string.Join(' ', Enumerable.Repeat("some text", 30))]]);
        screen.Code("        var leads = job.Connection(\"salesforce\").Query<Lead>().Where(lead => lead.CreatedDate >= job.Now.AddDays(-30)).ChangedSince(lead => lead.SystemModstamp);");
        screen.Pairs([("name", new string('x', 200))]);

        Assert.All(output.ToString().Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Texts_from_elsewhere_cannot_act_on_the_terminal()
    {
        var output = new StringWriter();
        var screen = new Screen(output, 80, colors: false);

        screen.Text("before\u001b[2Jafter\u202e");
        screen.Table(Columns, [["\u001b]0;title\u0007", "1", "x\ry"]]);

        Assert.DoesNotContain('\u001b', output.ToString());
        Assert.DoesNotContain('\u202e', output.ToString());
        Assert.DoesNotContain('\r', output.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Progress_is_taken_away_before_the_next_line()
    {
        var output = new StringWriter();
        var screen = new Screen(output, 80, colors: false);

        screen.Progress("half way");
        screen.Text("done");

        Assert.Equal("\rhalf way\r        \rdone\n", output.ToString());
    }
}
