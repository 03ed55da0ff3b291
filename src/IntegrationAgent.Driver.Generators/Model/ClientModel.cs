namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>The partial class that the dispatch is added to.</summary>
/// <param name="MetadataName">Its name in metadata.</param>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Declaration">How it is declared, for example <c>class HelpdeskClient</c>.</param>
/// <param name="Name">Its name alone.</param>
/// <param name="HasOwnDispatch">True when it implements the dispatch by hand.</param>
internal sealed record ClientModel(string MetadataName, string Namespace, string Declaration, string Name, bool HasOwnDispatch);
