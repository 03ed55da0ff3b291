using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

//#if (canWrite)
/// <summary>Reads and writes the tables of one Zephyr database: an SQLite file, with whatever tables and columns it has.</summary>
//#else
/// <summary>Reads the tables of one Zephyr database: an SQLite file, with whatever tables and columns it has.</summary>
//#endif
[Driver("zephyr", DisplayName = "Zephyr", Client = typeof(ZephyrClient))]
[Setting("path", Kind = SettingKind.File, Required = true, Description = "The database file, in a folder of its own.")]
// The native library of SQLite.
[Uses("native_code")]
[Idiom("Follow a foreign key with a path: customer_id is followed as customer.name; it costs no further call.")]
//#if (canWrite)
[Idiom("Upsert by external_id, or another unique column, as the normal write; it can be repeated without harm.")]
[Idiom("Leave a field out to keep what is stored; write null to clear it.")]
//#else
[Idiom("Nothing can be written with this driver.")]
//#endif
[DriverError("object_not_found", Meaning = "There is no such table.", Action = "Take one of the suggestions, or list the objects.")]
[DriverError("field_not_found", Meaning = "The table has no such column.", Action = "Take one of the suggestions, or read the fields.")]
//#if (canWrite)
[DriverError("duplicate", Meaning = "Another record has this unique value.", Action = "Upsert by that field.")]
[DriverError(RecordNotFound, Meaning = "An update named a key that is not there.", Action = "Upsert, or leave the record out.")]
//#endif
[DriverError("conflict", Meaning = "Another program holds the database.", Action = "Try again later.", Retry = RetryAdvice.After)]
public sealed class ZephyrDriver : IDriver
{
//#if (canWrite)
    internal const string RecordNotFound = "record_not_found";

//#endif
    /// <inheritdoc />
    public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var client = new ZephyrClient(new SqliteConnectionStringBuilder
        {
            DataSource = settings.GetRequired("path"),
//#if (canWrite)
            Mode = SqliteOpenMode.ReadWrite,
//#else
            Mode = SqliteOpenMode.ReadOnly,
//#endif
            ForeignKeys = true,
            // How many seconds a lock of another program is waited for.
            DefaultTimeout = 2,
            Pooling = false,
        }.ToString());
        try
        {
            // Opens the file: what is no database fails here.
            await client.CheckAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
