using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

//#if (canWrite)
/// <summary>Reads and writes one Zephyr installation over its REST API: tickets, customers and whatever else it has, custom fields included.</summary>
//#else
/// <summary>Reads one Zephyr installation over its REST API: tickets, customers and whatever else it has, custom fields included.</summary>
//#endif
[Driver("zephyr", DisplayName = "Zephyr", Client = typeof(ZephyrClient))]
//#if (usesApiKey)
[AuthMethod("api_key", Description = "A key that an administrator makes for this integration.")]
[Credential("ZEPHYR_API_KEY", Description = "Settings, API keys, New key.")]
//#endif
//#if (usesBasic)
[AuthMethod("basic", Description = "The name and password of a service user.")]
[Credential("ZEPHYR_USER", Secret = false, Description = "The name of the service user.")]
[Credential("ZEPHYR_PASSWORD", Description = "The password of the service user.")]
//#endif
//#if (usesOAuth)
//#if (canWrite)
[AuthMethod("client_credentials", Description = "A server without a person: a client that an administrator registers.", Scopes = ["records.read", "records.write"])]
//#else
[AuthMethod("client_credentials", Description = "A server without a person: a client that an administrator registers.", Scopes = ["records.read"])]
//#endif
[Credential("ZEPHYR_CLIENT_ID", Secret = false, Description = "Settings, Applications, the client's id.")]
[Credential("ZEPHYR_CLIENT_SECRET", Description = "Settings, Applications, the client's secret.")]
//#endif
[Setting("base_url", Kind = SettingKind.Url, Required = true, Description = "The address of the installation: https and a host.")]
// Of Refit: it can send a file as a part of a request, and its generated clients register themselves.
[Uses("files")]
[Uses("module_initializer")]
[RateLimit(ZephyrClient.Hourly, WindowSeconds = 3600, Quota = 20_000, ReadFrom = "header X-RateLimit-Remaining")]
[RateLimit("concurrent_requests", Concurrency = 8, ReservePercent = 0)]
[Idiom("Name fields of a parent with a path, for example customer.name of a ticket; it costs no further call.")]
[Idiom("Filter on updated_at for recent changes; the server filters and orders by every field that says so.")]
//#if (canWrite)
[Idiom("Upsert by external_id as the normal write; it can be repeated without harm.")]
//#else
[Idiom("Nothing can be written with this driver.")]
//#endif
[DriverError("object_not_found", Meaning = "The installation has no such object.", Action = "Take one of the suggestions, or list the objects.")]
[DriverError("field_not_found", Meaning = "The object has no such field.", Action = "Take one of the suggestions, or read the fields.")]
[DriverError("cursor_expired", Meaning = "A position is older than an hour, or belongs to another query.", Action = "Run the query again.")]
//#if (canWrite)
[DriverError("duplicate", Meaning = "Another record has this unique value.", Action = "Upsert by that field.")]
[DriverError(RecordNotFound, Meaning = "An update named a key that is not there.", Action = "Upsert, or leave the record out.")]
//#endif
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
        var client = new ZephyrClient(Address(settings.GetRequired("base_url")), context);
        try
        {
            // Proves address and credential before anything else is asked.
            await client.CheckAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A credential goes over TLS, or to this machine.</summary>
    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
            ? address
            : throw new DriverException(DriverErrorCode.InvalidValue, "The setting 'base_url' must be an absolute https address. Correct it on the connection.")
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
                Target = "base_url",
            };
}
