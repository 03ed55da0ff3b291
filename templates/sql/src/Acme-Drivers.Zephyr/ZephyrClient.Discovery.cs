using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync<IReadOnlyList<ObjectSummary>>(
            (connection, _) =>
            [
                .. new SchemaReader(connection).List()
                    .Where(one => request.NameContains is not { } part || one.Name.Contains(part, StringComparison.OrdinalIgnoreCase))
                    .OrderBy(one => one.Name, StringComparer.Ordinal)
                    .Select(one => new ObjectSummary
                    {
                        Name = one.Name,
                        Label = one.Name,
//#if (canWrite)
                        Writable = !one.IsView,
//#endif
                        ApproximateCount = request.IncludeCounts ? Count(connection, one.Name) : null,
                    }),
            ],
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync((connection, _) => ToSchema(new SchemaReader(connection).Require(request.Object)), cancellationToken);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync<IReadOnlyList<Relationship>>(
            (connection, _) =>
            {
                var schema = new SchemaReader(connection);
                var asked = schema.Require(request.Object);
                return
                [
                    .. asked.ForeignKeys.Select(key => new Relationship
                    {
                        Name = key.Path,
                        FromObject = asked.Name,
                        ToObject = key.ToTable,
                        Field = key.Column,
                        Kind = RelationshipKind.Parent,
                        CascadeDelete = key.Cascades,
                    }),
                    .. schema.List().Select(one => schema.Require(one.Name)).SelectMany(other => other.ForeignKeys
                        .Where(key => string.Equals(key.ToTable, asked.Name, StringComparison.Ordinal))
                        .Select(key => new Relationship
                        {
                            FromObject = asked.Name,
                            ToObject = other.Name,
                            Field = key.Column,
                            Kind = RelationshipKind.Children,
                            CascadeDelete = key.Cascades,
                        })),
                ];
            },
            cancellationToken);
    }

    private static long Count(Microsoft.Data.Sqlite.SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {SchemaReader.Quote(table)}";
        return (long)command.ExecuteScalar()!;
    }

    private static ObjectSchema ToSchema(Table table) => new()
    {
        Name = table.Name,
        Label = table.Name,
        KeyFields = [.. table.Key.Select(column => column.Name)],
        Fields = [.. table.Columns.Select(column => ToField(table, column))],
    };

    private static FieldSchema ToField(Table table, Column column)
    {
        var reference = table.ForeignKeys.FirstOrDefault(key => string.Equals(key.Column, column.Name, StringComparison.Ordinal));
        var (first, second) = ColumnTypes.Sizes(column.Declared);
//#if (canWrite)
        var writable = !table.IsView && !column.IsComputed;
//#endif
        return new FieldSchema
        {
            Name = column.Name,
            Label = column.Name,
            Type = column.Type,
            NativeType = column.Declared,
            Nullable = !column.NotNull,
//#if (canWrite)
            RequiredForCreate = writable && column.NotNull && !column.HasDefault && !column.IsRowId,
            Creatable = writable,
            Updatable = writable && column.KeyPosition == 0,
            UpsertKey = writable && column.IsUnique,
//#else
            Creatable = false,
            Updatable = false,
//#endif
            Unique = column.IsUnique,
            Calculated = column.IsComputed,
            MaxLength = column.Type == FieldType.String ? first : null,
            Precision = column.Type == FieldType.Decimal ? first : null,
            Scale = column.Type == FieldType.Decimal ? second : null,
            ReferenceTo = reference is null ? [] : [reference.ToTable],
            RelationshipName = reference?.Path,
        };
    }
}
