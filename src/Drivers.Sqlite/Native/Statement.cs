using System.Text;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite.Native;

/// <summary>A prepared statement. Parameters count from 1, columns from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public int ColumnCount => raw.sqlite3_column_count(handle);

    public bool IsReadOnly => raw.sqlite3_stmt_readonly(handle) != 0;

    /// <summary>True with a row; false at the end.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            throw SqliteErrors.Failure(database.Handle, result);
        return false;
    }

    /// <summary>The result code, for statements whose failure is one record's.</summary>
    public int TryStep() => raw.sqlite3_step(handle);

    public void Reset() => _ = raw.sqlite3_reset(handle);

    public void Clear() => _ = raw.sqlite3_clear_bindings(handle);

    public int ParameterIndex(string name) => raw.sqlite3_bind_parameter_index(handle, name);

    public int ParameterCount => raw.sqlite3_bind_parameter_count(handle);

    public string? ParameterName(int index) => raw.sqlite3_bind_parameter_name(handle, index).utf8_to_string();

    public void BindNull(int index) => database.Check(raw.sqlite3_bind_null(handle, index));

    public void Bind(int index, long value) => database.Check(raw.sqlite3_bind_int64(handle, index, value));

    public void Bind(int index, double value) => database.Check(raw.sqlite3_bind_double(handle, index, value));

    public void Bind(int index, string value) => BindText(index, Encoding.UTF8.GetBytes(value));

    public void BindText(int index, ReadOnlySpan<byte> utf8) =>
        database.Check(utf8.IsEmpty ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, utf8));

    public void BindBlob(int index, ReadOnlySpan<byte> value) =>
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));

    public int Type(int column) => raw.sqlite3_column_type(handle, column);

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public string String(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public string? NullableString(int column) => Type(column) == raw.SQLITE_NULL ? null : String(column);

    /// <summary>The bytes of a text in UTF-8, or of a blob. Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>Any value as text in UTF-8, converted where it is something else. Valid until the next step.</summary>
    public ReadOnlySpan<byte> Text(int column)
    {
        _ = raw.sqlite3_column_text(handle, column);
        return raw.sqlite3_column_blob(handle, column);
    }

    public string ColumnName(int column) => raw.sqlite3_column_name(handle, column).utf8_to_string();

    public string DeclaredType(int column) => raw.sqlite3_column_decltype(handle, column).utf8_to_string() ?? "";

    public void Dispose() => handle.Dispose();
}
