using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting;

/// <content>What is asked about a system rather than read from it.</content>
public sealed partial class Connection
{
    /// <summary>The objects of the system; null lists all, a text those whose name or label contains it.</summary>
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(string? nameContains, CancellationToken cancellationToken) =>
        context.Backend.ListObjectsAsync(new ScriptObjectBody { Connection = Name, Object = nameContains }, cancellationToken);

    /// <summary>The fields of an object.</summary>
    public Task<ObjectSchema> GetFieldsAsync(string objectName, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectName);
        return context.Backend.GetFieldsAsync(new ScriptObjectBody { Connection = Name, Object = objectName }, cancellationToken);
    }

    /// <summary>The relationships of an object, in both directions.</summary>
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(string objectName, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectName);
        return context.Backend.GetRelationshipsAsync(new ScriptObjectBody { Connection = Name, Object = objectName }, cancellationToken);
    }

    /// <summary>Creates the object that the class stands for where it is absent, with the fields of the class. Its approved plan must show it.</summary>
    public Task<EnsureObjectResponse> EnsureObjectAsync<TRow>(System.Linq.Expressions.Expression<Func<TRow, object?>> key, CancellationToken cancellationToken)
        where TRow : class
    {
        var shape = TargetShape<TRow>.Instance;
        RequireSame(shape.Connection, typeof(TRow));
        var keyFields = KeyOf(key);
        return context.Backend.EnsureObjectAsync(
            new ScriptEnsureBody
            {
                Connection = Name,
                Request = new EnsureObjectRequest
                {
                    Object = shape.ObjectName,
                    KeyFields = keyFields,
                    Fields =
                    [
                        .. shape.Fields.Select(field => new FieldSchema
                        {
                            Name = field.Name,
                            // A reference is only one in its own system; elsewhere it is a text.
                            Type = field.Type == FieldType.Reference ? FieldType.String : field.Type,
                            Nullable = !keyFields.Contains(field.Name, StringComparer.Ordinal),
                            RequiredForCreate = keyFields.Contains(field.Name, StringComparer.Ordinal),
                        }),
                    ],
                },
            },
            cancellationToken);
    }

    /// <summary>Reads in the system's own language, where its driver can. Values are parameters, never part of the text. Leaves the flow.</summary>
    public async IAsyncEnumerable<Record> QueryNativeAsync(string text, IReadOnlyDictionary<string, RecordValue>? parameters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var body = new ScriptNativeQueryBody
        {
            Connection = Name,
            Query = new NativeQueryRequest { Text = text, Parameters = parameters ?? new Dictionary<string, RecordValue>() },
            Step = context.NextQuery(),
        };
        await foreach (var page in context.Backend.QueryNativeAsync(body, cancellationToken).ConfigureAwait(false))
        {
            for (var row = 0; row < page.Count; row++)
                yield return page[row];
        }
    }

    /// <summary>Calls an operation of the driver; the arguments are one object whose properties it declares.</summary>
    public Task<JsonElement> OperationAsync(string operation, object arguments, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(operation);
        ArgumentNullException.ThrowIfNull(arguments);
        return context.Backend.InvokeAsync(
            new ScriptOperationBody { Connection = Name, Operation = operation, Arguments = ScriptJson.ToElement(arguments) },
            cancellationToken);
    }
}
