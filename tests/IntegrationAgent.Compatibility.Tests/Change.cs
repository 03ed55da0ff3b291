namespace IntegrationAgent.Compatibility.Tests;

/// <summary>One difference between two versions of the widget driver, and the rule that must see it.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Find">A piece of the old source.</param>
/// <param name="Replace">What the new source has instead.</param>
public sealed record Change(string Rule, string Find, string Replace)
{
    public string ApplyTo(string source)
    {
        Assert.Contains(Find, source, StringComparison.Ordinal);
        return source.Replace(Find, Replace, StringComparison.Ordinal);
    }

    public override string ToString() => Rule;
}
