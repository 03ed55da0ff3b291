namespace IntegrationAgent.Agent.Secrets;

/// <summary>One form of one secret.</summary>
/// <param name="Text">What to look for.</param>
/// <param name="Name">The secret's name, which may be shown.</param>
/// <param name="WholeWord">Whether it counts only where no letter or digit adjoins.</param>
internal readonly record struct ScrubPattern(string Text, string Name, bool WholeWord);
