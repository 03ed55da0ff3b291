using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Schema;

namespace IntegrationAgent.Drivers.Sqlite;

public sealed partial class SqliteClient
{
    /// <inheritdoc />
    public Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Object) || request.Object.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase) || request.Object.Contains('\0', StringComparison.Ordinal))
            throw Refused(DriverErrorCode.InvalidValue, "A table's name is not empty and does not begin with sqlite_.", request.Object);
        if (request.Fields.Count == 0)
            throw Refused(DriverErrorCode.InvalidValue, "A table has at least one field.", request.Object);
        foreach (var key in request.KeyFields)
        {
            if (!request.Fields.Any(field => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase)))
                throw Refused(DriverErrorCode.InvalidValue, $"The key field '{Names.Short(key)}' is not among the fields.", key);
        }

        return WriteAsync(_ => Ensure(request), cancellationToken);
    }

    private EnsureObjectResponse Ensure(EnsureObjectRequest request)
    {
        var statement = CreateStatement(request);
        writer.Execute("BEGIN IMMEDIATE");
        try
        {
            if (writerSchema.Find(request.Object) is { } existing)
            {
                RequireSame(existing, request);
                return new EnsureObjectResponse { Created = false, Schema = existing.ToSchema() };
            }

            writer.Execute(statement);
            var schema = writerSchema.Require(request.Object).ToSchema();
            if (!request.DryRun)
                writer.Execute("COMMIT");
            return new EnsureObjectResponse { Created = true, Schema = schema, Statement = statement };
        }
        finally
        {
            // A dry run makes the table and takes it back: what it says is what SQLite would do.
            writer.Rollback();
            writerSchema.Forget();
        }
    }

    private static string CreateStatement(EnsureObjectRequest request)
    {
        var lines = request.Fields.Select(field =>
        {
            var isKey = request.KeyFields.Contains(field.Name, StringComparer.OrdinalIgnoreCase);
            return $"  {Names.Quote(field.Name)} {DeclaredType.For(field)}{(isKey || !field.Nullable ? " NOT NULL" : "")}";
        });
        if (request.KeyFields.Count > 0)
            lines = lines.Append($"  PRIMARY KEY ({string.Join(", ", request.KeyFields.Select(Names.Quote))})");
        return $"CREATE TABLE {Names.Quote(request.Object)} (\n{string.Join(",\n", lines)}\n)";
    }

    private static void RequireSame(Table existing, EnsureObjectRequest request)
    {
        var differences = new List<string>();
        foreach (var field in request.Fields)
        {
            var column = existing.Find(field.Name);
            var wanted = DeclaredType.Parse(DeclaredType.For(field));
            if (column is null)
                differences.Add($"{field.Name} is missing");
            else if (column.Type != wanted.Type)
                differences.Add($"{field.Name} is {column.Declared.Text}, not {wanted.Text}");
        }

        if (request.KeyFields.Count > 0 && !existing.IsUnique([.. request.KeyFields]))
            differences.Add($"{string.Join("+", request.KeyFields)} is no unique key");
        differences.AddRange(existing.ToSchema().Fields
            .Where(field => field.RequiredForCreate && !request.Fields.Any(other => string.Equals(other.Name, field.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(field => $"{field.Name} must have a value"));
        if (!existing.IsWritable)
            differences.Insert(0, "it is no table");
        if (differences.Count > 0)
            throw Refused(DriverErrorCode.Conflict, $"{Names.Short(existing.Name)} exists and differs: {string.Join("; ", differences.Take(5).Select(Names.Short))}. Choose another name or correct it.", existing.Name);
    }

    private static DriverException Refused(DriverErrorCode code, string message, string target) =>
        new(code, message) { Scope = ErrorScope.Object, Retry = RetryAdvice.AfterUserAction, Target = target };
}
