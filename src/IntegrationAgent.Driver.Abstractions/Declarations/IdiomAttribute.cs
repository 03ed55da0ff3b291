namespace IntegrationAgent.Driver;

/// <summary>One way of working that whoever writes a script for this driver should know. The first three go on the driver's card.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class IdiomAttribute : Attribute
{
    /// <summary>States it in one sentence of at most 200 characters.</summary>
    public IdiomAttribute(string text) => Text = text;

    /// <summary>The sentence.</summary>
    public string Text { get; }
}
