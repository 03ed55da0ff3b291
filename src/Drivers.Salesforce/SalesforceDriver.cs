using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Connects to one Salesforce org over its REST API: any object with its custom fields, SOQL, upserts by external id, and incremental reads with deletes.
/// </summary>
[Driver("salesforce", DisplayName = "Salesforce", Client = typeof(SalesforceClient), NativeLanguage = "SOQL")]
[AuthMethod("client_credentials", Description = "A server without a person: a connected app with a run-as user. Needs the My Domain address as login_url.", Scopes = ["api"])]
[AuthMethod("jwt_bearer", Description = "A server that acts as a named user, with a certificate instead of a secret.", Scopes = ["api"])]
[AuthMethod("refresh_token", Description = "A person who has signed in once; refresh tokens may rotate.", Scopes = ["api", "refresh_token"])]
[AuthMethod("access_token", Description = "A token that exists already, for tests and short tasks; it is not renewed.", Scopes = ["api"])]
[SignIn("refresh_token", AuthorizeUrl = "{login_url}/services/oauth2/authorize", TokenUrl = "{login_url}/services/oauth2/token", ClientId = "SF_CLIENT_ID", ClientSecret = "SF_CLIENT_SECRET", Token = "SF_REFRESH_TOKEN")]
[Credential("SF_CLIENT_ID", Secret = false, Description = "The consumer key of the connected app.", AuthMethods = ["client_credentials", "jwt_bearer", "refresh_token"])]
[Credential("SF_CLIENT_SECRET", Description = "The consumer secret of the connected app; with refresh_token only where the app asks for it.", AuthMethods = ["client_credentials"])]
[Credential("SF_USERNAME", Secret = false, Description = "The user to act as.", AuthMethods = ["jwt_bearer"])]
[Credential("SF_PRIVATE_KEY", Description = "The RSA private key (PEM) whose certificate the connected app holds.", AuthMethods = ["jwt_bearer"])]
[Credential("SF_ACCESS_TOKEN", Description = "A ready access token.", AuthMethods = ["access_token"])]
[Credential("SF_REFRESH_TOKEN", Description = "The refresh token of the sign-in.", AuthMethods = ["refresh_token"])]
[Setting("auth", Description = "How to authenticate.", Default = "client_credentials")]
[Setting("login_url", Kind = SettingKind.Url, Description = "Where tokens come from: the My Domain address, https://login.salesforce.com or https://test.salesforce.com.", Default = "https://login.salesforce.com")]
[Setting("instance_url", Kind = SettingKind.Url, Description = "The org's own address; taken from the token where it is not set, required with access_token.")]
[Setting("api_version", Description = "The version of the API, for example v62.0.", Default = SalesforceConnection.DefaultVersion)]
[Setting("audience", Kind = SettingKind.Text, Description = "The audience of the JWT, where it is not the one that follows from login_url.")]
[Setting("change_overlap", Kind = SettingKind.Integer, Description = "How many seconds before the last change an incremental read begins again, for transactions that end late.", Default = SalesforceConnection.DefaultOverlap)]
[Setting("transport", Description = "How queries are read: auto takes what costs less for the records, fields and quotas at hand; rest and bulk (Bulk API 2.0) take one.", Default = SalesforceConnection.DefaultTransport)]
[Setting("duplicates", Description = "What becomes of a record for which a duplicate rule of the org finds similar ones: refuse, or save where the rule allows it.", Default = SalesforceConnection.DefaultDuplicates)]
[Egress("*.salesforce.com")]
[Egress("*.force.com")]
// Of Refit: it can send a file as a part of a request, and its generated clients register themselves.
[Uses("files")]
[Uses("module_initializer")]
[RateLimit(SalesforceLimits.Daily, WindowSeconds = 86400, ReservePercent = SalesforceLimits.ReservePercent, ReadFrom = "header Sforce-Limit-Info")]
[RateLimit(SalesforceLimits.PerApp, WindowSeconds = 86400, ReservePercent = 0, ReadFrom = "header Sforce-Limit-Info")]
[RateLimit(SalesforceLimits.Concurrent, Concurrency = 20, ReservePercent = 0)]
[Idiom("Use upsert by an external id field as the normal write; it can be repeated without harm.")]
[Idiom("Name parent fields with a path, for example Campaign.Name; it costs no further call.")]
[Idiom("Filter on SystemModstamp for recent changes, or read changes with their position: it also reports deletes.")]
[Idiom("Texts in filters compare without case; != also finds records without a value.")]
[Idiom("A field that is absent from a written record stays as it is; a null clears it.")]
[DriverError("object_not_found", Meaning = "The object does not exist or is hidden from the user.", Action = "Take one of the suggestions, or list the objects.")]
[DriverError("field_not_found", Meaning = "The field does not exist or is hidden by field-level security.", Action = "Take one of the suggestions, or ask an administrator for access.")]
[DriverError("quota_exhausted", Meaning = "The org's calls for 24 hours are used up to the reserve.", Action = "Wait: the window is rolling.", Retry = RetryAdvice.AfterQuotaReset)]
[DriverError("conflict", Meaning = "Another transaction holds the record or its parent.", Action = "It is repeated by itself; write fewer records with one parent at a time.", Retry = RetryAdvice.After)]
[DriverError("duplicate", Meaning = "A unique value exists already, or a duplicate rule found a similar record.", Action = "Upsert by that field, or let a person decide.")]
[DriverError(RecordNotFoundCode, Meaning = "No record has this key.", Action = "Upsert, or leave the record out.")]
[DriverError("cursor_expired", Meaning = "The position in a result is older than two days.", Action = "Run the query again.")]
public sealed class SalesforceDriver : IDriver
{
    internal const string RecordNotFoundCode = "record_not_found";

    /// <inheritdoc />
    public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        return await SalesforceClient.OpenAsync(SalesforceConnection.From(settings), context, cancellationToken).ConfigureAwait(false);
    }
}
