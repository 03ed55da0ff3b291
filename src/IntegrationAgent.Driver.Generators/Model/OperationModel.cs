namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>One method marked <c>[DriverOperation]</c>.</summary>
/// <param name="Name">Its name for scripts.</param>
/// <param name="Method">Its name in C#.</param>
/// <param name="Client">The class that it belongs to.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Effect">What it does to the system.</param>
/// <param name="IsIdempotent">True when calling it again changes nothing more.</param>
/// <param name="Request">The one object whose properties are the arguments; null where the parameters themselves are.</param>
/// <param name="Parameters">The parameters, without the cancellation token.</param>
/// <param name="Result">What it answers; null for nothing.</param>
/// <param name="Errors">The codes that it documents.</param>
/// <param name="Examples">The ids of examples.</param>
internal sealed record OperationModel(
    string Name,
    string Method,
    ClientModel Client,
    string Summary,
    string Effect,
    bool IsIdempotent,
    JsonTypeModel? Request,
    EquatableArray<JsonPropertyModel> Parameters,
    JsonTypeModel? Result,
    EquatableArray<string> Errors,
    EquatableArray<string> Examples)
{
    /// <summary>The members of the arguments object.</summary>
    public EquatableArray<JsonPropertyModel> Arguments => Request?.Properties ?? Parameters;
}
