using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Agent.Tests.Authoring;

public class DialogTests
{
    private static readonly Question Question = new()
    {
        Item = "field: origin",
        Text = "Which?",
        Choices = [new QuestionChoice("LeadSource", "Lead Source"), new QuestionChoice("Channel__c", "Channel")],
        Default = "LeadSource",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("channel__c", "Channel__c")]
    [InlineData("Channel", "Channel__c")]
    [InlineData("2", "Channel__c")]
    [InlineData("", "LeadSource")]
    public async Task An_answer_is_a_value_a_label_a_number_or_nothing(string answer, string value)
    {
        var interview = new Interview(new ScriptedDialog(answer));

        Assert.Equal(value, await interview.AskAsync(Question, null, Token));
        Assert.Equal(value, Assert.Single(interview.Answered).Answer);
    }

    [Fact]
    public async Task Three_answers_that_mean_nothing_end_the_dialog_with_a_code()
    {
        var exception = await Assert.ThrowsAsync<AgentException>(() => new Interview(new ScriptedDialog("x", "y", "3")).AskAsync(Question, null, Token));

        Assert.Equal(("E-AUT-ANSWER", ExitCode.Usage), (exception.Code, exception.ExitCode));
    }

    [Fact]
    public async Task A_file_of_answers_answers_and_names_what_it_lacks()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, """{ "Field: Origin": "Channel__c" }""", Token);
        var dialog = AnswersDialog.FromFile(path);
        File.Delete(path);

        Assert.Equal("Channel__c", await dialog.AskAsync(Question, Token));
        var missing = await Assert.ThrowsAsync<AgentException>(() => dialog.AskAsync(Question with { Item = "other" }, Token));
        Assert.Equal("E-AUT-ANSWER-MISSING", missing.Code);
        Assert.Contains("LeadSource, Channel__c", missing.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_map_of_answers_is_refused_with_a_code()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, "[1]");

        var exception = Assert.Throws<AgentException>(() => AnswersDialog.FromFile(path));
        File.Delete(path);

        Assert.Equal("E-AUT-ANSWERS", exception.Code);
    }
}
