namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>Whoever answers the questions of an author: a terminal, a file of answers, a page.</summary>
public interface IDialog
{
    /// <summary>
    /// Asks one question and returns what was answered: the value, the label or the number (from 1) of a choice, a free text, or an empty text for the default.
    /// </summary>
    Task<string> AskAsync(Question question, CancellationToken cancellationToken);
}
