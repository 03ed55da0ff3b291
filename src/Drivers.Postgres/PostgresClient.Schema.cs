using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Write;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
{
    private const int MostNumericDigits = 1000, LongestVarchar = 10_485_760;

    /// <inheritdoc />
    public Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (schema, name) = Target(request.Object);
        if (!Names.Fits(name) || !Names.Fits(schema))
            throw Refused(DriverErrorCode.InvalidValue, $"A name has 1 to {Names.MaxBytes} bytes and no NUL character.", request.Object);
        if (request.Fields.Count == 0)
            throw Refused(DriverErrorCode.InvalidValue, "A table has at least one field.", request.Object);
        if (request.Fields.FirstOrDefault(field => !Names.Fits(field.Name)) is { } unfit)
            throw Refused(DriverErrorCode.InvalidValue, $"The name of the field '{Names.Short(unfit.Name)}' must have 1 to {Names.MaxBytes} bytes: PostgreSQL would cut it.", unfit.Name);
        if (request.Fields.GroupBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw Refused(DriverErrorCode.InvalidValue, $"The field '{Names.Short(twice.Key)}' is there twice.", twice.Key);
        foreach (var key in request.KeyFields)
        {
            if (!request.Fields.Any(field => field.Name == key))
                throw Refused(DriverErrorCode.InvalidValue, $"The key field '{Names.Short(key)}' is not among the fields.", key);
        }

        Interlocked.Increment(ref calls);
        return WriteAsync((writer, ends) => EnsureAsync(writer, request, $"{Names.Quote(schema)}.{Names.Quote(name)}", ends), cancellationToken);
    }

    private async Task<EnsureObjectResponse> EnsureAsync(WriteSession writer, EnsureObjectRequest request, string quoted, CancellationToken cancellationToken)
    {
        var statement = CreateStatement(request, quoted);
        var reader = new SchemaReader(writer.Connection, settings.Schema);
        var transaction = await writer.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        if (await reader.FindAsync(request.Object, cancellationToken).ConfigureAwait(false) is { } existing)
        {
            RequireSame(existing, request);
            return new EnsureObjectResponse { Created = false, Schema = existing.ToSchema() };
        }

        // A dry run makes the table and takes it back: what it says is what PostgreSQL would do.
        using (var create = new NpgsqlCommand(statement, writer.Connection, transaction))
            await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        var made = (await reader.RequireAsync(request.Object, cancellationToken).ConfigureAwait(false)).ToSchema();
        if (!request.DryRun)
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new EnsureObjectResponse { Created = true, Schema = made, Statement = statement };
    }

    private (string Schema, string Name) Target(string address) =>
        address.IndexOf('.', StringComparison.Ordinal) is > 0 and var point ? (address[..point], address[(point + 1)..]) : (settings.Schema, address);

    private static string CreateStatement(EnsureObjectRequest request, string quoted)
    {
        var lines = request.Fields.Select(field => $"  {Names.Quote(field.Name)} {TypeFor(field)}{(request.KeyFields.Contains(field.Name, StringComparer.Ordinal) || !field.Nullable ? " NOT NULL" : "")}");
        if (request.KeyFields.Count > 0)
            lines = lines.Append($"  PRIMARY KEY ({string.Join(", ", request.KeyFields.Select(Names.Quote))})");
        return $"CREATE TABLE {quoted} (\n{string.Join(",\n", lines)}\n)";
    }

    /// <summary>How a field of this type is declared in a new table. JSON keeps its text: what was sent is what is read back.</summary>
    private static string TypeFor(FieldSchema field) => field.Type == FieldType.List ? ScalarFor(field.ElementType ?? FieldType.String, null, null, null) + "[]" : ScalarFor(field.Type, field.MaxLength, field.Precision, field.Scale);

    private static string ScalarFor(FieldType type, int? length, int? precision, int? scale) => type switch
    {
        FieldType.Boolean => "boolean",
        FieldType.Int64 => "bigint",
        FieldType.Double => "double precision",
        FieldType.Decimal when precision is >= 1 and <= MostNumericDigits => string.Create(CultureInfo.InvariantCulture, $"numeric({precision},{scale ?? 0})"),
        FieldType.Decimal => "numeric",
        FieldType.Uuid => "uuid",
        FieldType.Date => "date",
        FieldType.Time => "time",
        FieldType.LocalTimestamp => "timestamp",
        FieldType.Timestamp => "timestamptz",
        FieldType.Binary => "bytea",
        FieldType.Json or FieldType.Record or FieldType.List => "json",
        _ when length is >= 1 and <= LongestVarchar => string.Create(CultureInfo.InvariantCulture, $"varchar({length})"),
        _ => "text",
    };

    private static void RequireSame(Table existing, EnsureObjectRequest request)
    {
        var differences = new List<string>();
        foreach (var field in request.Fields)
        {
            var column = existing.Find(field.Name);
            var wanted = field.Type is FieldType.Reference ? FieldType.String : field.Type is FieldType.Record ? FieldType.Json : field.Type;
            if (column is null)
                differences.Add($"{field.Name} is missing");
            else if (column.Type.Field != wanted)
                differences.Add($"{field.Name} is {column.Type.Native}, not {TypeFor(field)}");
        }

        if (request.KeyFields.Count > 0 && request.KeyFields.All(key => existing.Find(key) is not null) && !existing.IsUnique([.. request.KeyFields.Select(key => existing.Require(key).Name)]))
            differences.Add($"{string.Join("+", request.KeyFields)} is no unique key");
        differences.AddRange(existing.Columns
            .Where(column => column.Required && !request.Fields.Any(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase)))
            .Select(column => $"{column.Name} must have a value"));
        if (!existing.IsTable)
            differences.Insert(0, "it is no table");
        if (differences.Count > 0)
            throw Refused(DriverErrorCode.Conflict, $"{Names.Short(existing.Name)} exists and differs: {string.Join("; ", differences.Take(5).Select(Names.Short))}. Choose another name or correct it.", existing.Name);
    }

    private static DriverException Refused(DriverErrorCode code, string message, string target) =>
        new(code, message) { Scope = ErrorScope.Object, Retry = RetryAdvice.AfterUserAction, Target = target };
}
