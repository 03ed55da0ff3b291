using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>An operation in a manifest; its result's schema is null where it gives nothing.</summary>
internal sealed record DeclaredOperation(string Name, string Effect, bool Idempotent, JsonElement Parameters, JsonElement? Result);
