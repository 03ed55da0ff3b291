using System.Collections.Frozen;
using IntegrationAgent.Driver;
using Code = IntegrationAgent.Driver.DriverErrorCode;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>One row for each of Salesforce's documented codes: those of data here, the others by kind. Anything else is <see cref="Unknown"/>.</summary>
internal static partial class ErrorTable
{
    internal static readonly ErrorRow Unknown = new(Code.Unknown, RetryAdvice.Never, ErrorScope.Request, "Salesforce refused the request with a code that this driver does not know. See the detail.");

    private static readonly FrozenDictionary<string, ErrorRow> Rows = new Dictionary<string, ErrorRow>(Kinds(), StringComparer.OrdinalIgnoreCase)
    {
        // Who is asking
        ["INVALID_SESSION_ID"] = Connection(Code.AuthenticationFailed, "The session is no longer valid. Check the credential and connect again."),
        ["INVALID_AUTH_HEADER"] = Connection(Code.AuthenticationFailed, "Salesforce did not accept the token. Check the credential and connect again."),
        ["INVALID_LOGIN"] = Connection(Code.AuthenticationFailed, "Salesforce refused the credential. Check it."),
        ["invalid_grant"] = Connection(Code.AuthenticationFailed, "Salesforce refused the grant: check {0}, and that the user has approved the connected app."),
        ["invalid_client_id"] = Connection(Code.AuthenticationFailed, "Salesforce does not know the client id. Check {0}."),
        ["invalid_client"] = Connection(Code.AuthenticationFailed, "Salesforce refused the client's secret. Check {0}."),
        ["invalid_client_credentials"] = Connection(Code.AuthenticationFailed, "Salesforce refused the client's secret. Check {0}."),
        ["inactive_user"] = Connection(Code.AuthenticationFailed, "The user is inactive. Activate it, or choose another."),
        ["inactive_org"] = Connection(Code.AuthenticationFailed, "The org is locked or inactive."),
        ["invalid_app_access"] = Connection(Code.PermissionDenied, "The user may not use the connected app. Ask an administrator to approve it."),
        ["unsupported_grant_type"] = Connection(Code.AuthenticationFailed, "This address does not offer this way to sign in. For client credentials, login_url must be the My Domain address."),
        ["invalid_request"] = Connection(Code.AuthenticationFailed, "Salesforce refused the form of the sign-in. Check {0}."),
        ["rate_limit_exceeded"] = new(Code.RateLimited, RetryAdvice.After, ErrorScope.Connection, "There were too many sign-ins. Try again later."),
        ["API_DISABLED_FOR_ORG"] = Connection(Code.PermissionDenied, "The API is not enabled for this org or user. Ask an administrator."),
        ["API_CURRENTLY_DISABLED"] = Connection(Code.PermissionDenied, "The API is switched off for this org. Ask an administrator."),
        ["CLIENT_NOT_ACCESSIBLE_FOR_USER"] = Connection(Code.PermissionDenied, "The user may not use this client. Ask an administrator."),

        // What may be done
        ["INSUFFICIENT_ACCESS"] = Denied("The user may not do this. Ask an administrator for access."),
        ["INSUFFICIENT_ACCESS_OR_READONLY"] = Denied("The user may not change this record, or it is read-only."),
        ["INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"] = Denied("The user may not use a record that this one points to."),
        ["CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"] = Record(Code.InvalidValue, "A trigger or flow of the org refused the record."),
        ["FUNCTIONALITY_NOT_ENABLED"] = new(Code.Unsupported, RetryAdvice.AfterUserAction, ErrorScope.Request, "The org does not have this function switched on."),
        ["TXN_SECURITY_METERING_ERROR"] = new(Code.RateLimited, RetryAdvice.After, ErrorScope.Request, "A security policy of the org asks for fewer calls. Try again later."),
        ["TXN_SECURITY_NO_ACCESS"] = Denied("A security policy of the org forbids this."),

        // What there is
        ["NOT_FOUND"] = new(Code.ObjectNotFound, RetryAdvice.Never, ErrorScope.Object, "Salesforce has nothing of that name: {0}. Check the object, the external id field or the API version."),
        ["INVALID_TYPE"] = new(Code.ObjectNotFound, RetryAdvice.Never, ErrorScope.Object, "There is no object '{0}', or the user may not see it."),
        ["INVALID_TYPE_ON_FIELD_IN_RECORD"] = Record(Code.InvalidValue, "The field '{0}' got a value of the wrong type."),
        ["INVALID_FIELD"] = new(Code.FieldNotFound, RetryAdvice.Never, ErrorScope.Object, "There is no field '{0}', or the user may not see it."),
        ["INVALID_FIELD_WHEN_USING_TEMPLATE"] = Record(Code.InvalidValue, "The field '{0}' cannot be used here."),
        ["UNSUPPORTED_API_VERSION"] = Connection(Code.Unsupported, "The org does not offer this version of the API. Change api_version."),
        ["METHOD_NOT_ALLOWED"] = new(Code.Unsupported, RetryAdvice.Never, ErrorScope.Object, "Salesforce does not allow this on this object."),
        ["ENTITY_IS_DELETED"] = Record(new Code(SalesforceDriver.RecordNotFoundCode), "The record has been deleted."),
        ["INVALID_CROSS_REFERENCE_KEY"] = Record(Code.InvalidValue, "The record, or one that it points to, does not exist or may not be used. Field: {0}."),
        ["INVALID_ID_FIELD"] = Record(Code.InvalidValue, "The field '{0}' got an id of the wrong form."),
        ["MALFORMED_ID"] = Record(Code.InvalidValue, "The field '{0}' got an id that is malformed or of another object."),

        // Queries
        ["MALFORMED_QUERY"] = Query("The query is malformed{0}. Check its syntax."),
        ["MALFORMED_SEARCH"] = Query("The search is malformed{0}. Check its syntax."),
        ["QUERY_TOO_COMPLICATED"] = Query("The query is too complicated. Ask for fewer fields, or filter with fewer values."),
        ["INVALID_QUERY_FILTER_OPERATOR"] = Query("An operator of the filter does not suit the type of its field."),
        ["INVALID_QUERY_SCOPE"] = Query("The query's scope does not exist."),
        ["INVALID_QUERY_LOCATOR"] = new(Code.CursorExpired, RetryAdvice.Never, ErrorScope.Request, "The position in the result is no longer known. Run the query again."),
        ["QUERY_TIMEOUT"] = new(Code.Timeout, RetryAdvice.After, ErrorScope.Request, "The query ran too long. Filter on an indexed field, such as SystemModstamp or an external id."),
        ["OPERATION_TOO_LARGE"] = Query("The query touches too many records. Filter more narrowly."),
        ["EXCEEDED_ID_LIMIT"] = Query("Too many records have changed for one call. Ask for a shorter time."),
        ["INVALID_REPLICATION_DATE"] = new(Code.CursorExpired, RetryAdvice.Never, ErrorScope.Object, "Salesforce no longer knows the deletes of that time. Read everything again."),
        ["INVALID_BATCH_SIZE"] = Query("The page size must be between 200 and 2000."),
        ["EXTERNAL_OBJECT_EXCEPTION"] = new(Code.Unavailable, RetryAdvice.After, ErrorScope.Object, "The system behind an external object does not answer. Try again later."),

        ["INVALIDENTITY"] = new(Code.Unsupported, RetryAdvice.Never, ErrorScope.Object, "The Bulk API cannot read this object. Set the connection's transport to rest."),
        ["API_ERROR"] = Query("The Bulk API cannot run this query. Set the connection's transport to rest."),
        ["INVALIDJOB"] = Query("The bulk job is not valid: check its object, operation and key."),
        [BulkText.SecondUpload] = new(Code.Conflict, RetryAdvice.Never, ErrorScope.Request, "The job has its data already; an upload is done once."),
        ["InvalidBatch"] = Query("Salesforce could not read the uploaded rows: a column is not known, or there are none."),
        ["ClientInputError"] = Query("Salesforce could not read the uploaded text: its line ends or columns are not those that were declared."),
        ["InternalServerError"] = new(Code.Unavailable, RetryAdvice.After, ErrorScope.Request, "The bulk job met a fault of Salesforce's own. Try again later."),
        ["TooManyLockFailure"] = new(Code.Conflict, RetryAdvice.After, ErrorScope.Request, "The bulk job met too many locked records. Write records of one parent together, or try again later."),
        ["ExceededQuota"] = new(Code.QuotaExhausted, RetryAdvice.AfterQuotaReset, ErrorScope.Connection, "The bulk quota of the org is used up. Continue later."),
        ["FeatureNotEnabled"] = new(Code.Unsupported, RetryAdvice.Never, ErrorScope.Object, "The Bulk API cannot give a field of this query. Set the connection's transport to rest."),
        ["INVALID_API_VERSION"] = new(Code.CursorExpired, RetryAdvice.Never, ErrorScope.Request, "The result was made with another version of the API. Run the query again, or set api_version back."),
        ["UNDELETE_FAILED"] = Record(Code.Conflict, "The record is not in the recycle bin."),
        ["REQUEST_TOO_LARGE"] = Query("The upload is larger than Salesforce takes. Send fewer records at a time."),
        ["INVALIDJOBSTATE"] = new(Code.Conflict, RetryAdvice.Never, ErrorScope.Request, "The job is not in a state that allows this."),

        // Values
        ["REQUIRED_FIELD_MISSING"] = Record(Code.InvalidValue, "A required field has no value: {0}."),
        ["INVALID_FIELD_FOR_INSERT_UPDATE"] = Record(Code.InvalidValue, "The field '{0}' cannot be written. Leave it out, or ask for access."),
        ["INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"] = Record(Code.InvalidValue, "The field '{0}' takes only the values of its list. See its picklist values."),
        ["STRING_TOO_LONG"] = Record(Code.InvalidValue, "The value for '{0}' is longer than the field."),
        ["NUMBER_OUTSIDE_VALID_RANGE"] = Record(Code.InvalidValue, "The number for '{0}' does not fit the field."),
        ["INVALID_EMAIL_ADDRESS"] = Record(Code.InvalidValue, "The field '{0}' takes only a valid email address."),
        ["FIELD_CUSTOM_VALIDATION_EXCEPTION"] = Record(Code.InvalidValue, "A validation rule of the org refused the record. Field: {0}."),
        ["FIELD_INTEGRITY_EXCEPTION"] = Record(Code.InvalidValue, "The value for '{0}' does not go with the rest of the record."),
        ["FIELD_FILTER_VALIDATION_EXCEPTION"] = Record(Code.InvalidValue, "The record that '{0}' points to does not pass the lookup filter."),
        ["FIELD_NOT_UPDATABLE"] = Record(Code.InvalidValue, "The field '{0}' cannot be changed."),
        ["FIELD_MAX_COUNT_EXCEEDED"] = Record(Code.InvalidValue, "There are too many values for '{0}'."),
        ["INVALID_STATUS"] = Record(Code.InvalidValue, "The status is not valid for this record."),
        ["NULL_VALUE"] = Record(Code.InvalidValue, "The field '{0}' needs a value."),
        ["MISSING_ARGUMENT"] = Record(Code.InvalidValue, "A record has no value for its key. Key: {0}."),
        ["INVALID_ARGUMENT"] = Record(Code.InvalidValue, "Salesforce did not accept a value. Field: {0}."),
        ["CANNOT_UPDATE_CONVERTED_LEAD"] = Record(Code.InvalidValue, "The lead has been converted and cannot be changed."),
        ["JSON_PARSER_ERROR"] = Record(Code.InvalidValue, "A value does not fit its field's type. Discover the object again."),
        ["XML_PARSER_ERROR"] = Record(Code.InvalidValue, "A value does not fit its field's type."),
        ["TOO_MANY_APEX_REQUESTS"] = new(Code.RateLimited, RetryAdvice.After, ErrorScope.Request, "The org runs too much code at once. Try again later."),
        ["STORAGE_LIMIT_EXCEEDED"] = new(Code.QuotaExhausted, RetryAdvice.AfterUserAction, ErrorScope.Connection, "The org's storage is full. Ask an administrator."),

        // What exists already, what happens at once
        ["DUPLICATE_VALUE"] = Record(Code.Duplicate, "A record with the same unique value exists. Field: {0}. Upsert by that field."),
        ["DUPLICATE_EXTERNAL_ID"] = Record(Code.Duplicate, "The external id is there twice. Field: {0}."),
        ["DUPLICATES_DETECTED"] = Record(Code.Duplicate, "A duplicate rule of the org found a similar record. Let a person decide."),
        ["DUPLICATE_USERNAME"] = Record(Code.Duplicate, "The user name is taken."),
        ["UNABLE_TO_LOCK_ROW"] = new(Code.Conflict, RetryAdvice.After, ErrorScope.Record, "Another transaction holds the record or its parent. Try again."),
        ["ENTITY_IS_LOCKED"] = Record(Code.Conflict, "The record is locked, for example by an approval."),
        ["DELETE_FAILED"] = Record(Code.Conflict, "The record cannot be deleted: others depend on it."),
        ["DEPENDENCY_EXISTS"] = Record(Code.Conflict, "The record cannot be deleted: others depend on it."),
        ["ALL_OR_NONE_OPERATION_ROLLED_BACK"] = Record(Code.Conflict, "The record was taken back because another one of the same write failed."),
        ["PROCESSING_HALTED"] = Record(Code.Conflict, "The record was taken back because another one of the same write failed."),
        ["TRANSACTION_HALTED"] = Record(Code.Conflict, "The record was taken back because another one of the same write failed."),

        // How much, how fast
        ["REQUEST_LIMIT_EXCEEDED"] = new(Code.QuotaExhausted, RetryAdvice.AfterQuotaReset, ErrorScope.Connection, "The org's API calls for 24 hours are used up. Continue later: the window is rolling."),
        ["REQUEST_RUNNING_TOO_LONG"] = new(Code.Timeout, RetryAdvice.After, ErrorScope.Request, "The request ran too long. Try again with fewer records."),
        ["LIMIT_EXCEEDED"] = new(Code.QuotaExhausted, RetryAdvice.AfterQuotaReset, ErrorScope.Request, "A limit of the org is used up. See the detail."),
        ["EXCEEDED_QUOTA"] = new(Code.QuotaExhausted, RetryAdvice.AfterQuotaReset, ErrorScope.Connection, "A quota of the org is used up."),
        ["SERVER_UNAVAILABLE"] = new(Code.Unavailable, RetryAdvice.After, ErrorScope.Request, "Salesforce cannot serve now. Try again later."),
        ["UNKNOWN_EXCEPTION"] = new(Code.Unavailable, RetryAdvice.After, ErrorScope.Request, "Salesforce met a fault of its own. Try again later."),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    internal static IReadOnlyCollection<string> Codes => Rows.Keys;

    /// <summary>The row of a code. The message only tells daily from concurrent: both have one code.</summary>
    internal static ErrorRow Find(string code, string message)
    {
        if (!Rows.TryGetValue(code, out var row))
            return Unknown;
        if (row.Code == Code.QuotaExhausted && code.Equals("REQUEST_LIMIT_EXCEEDED", StringComparison.OrdinalIgnoreCase)
            && message.Contains("Concurrent", StringComparison.OrdinalIgnoreCase))
            return new(Code.RateLimited, RetryAdvice.After, ErrorScope.Request, "Too many long requests run at once. Try again later.");
        return row;
    }

    private static ErrorRow Connection(Code code, string message) => new(code, RetryAdvice.AfterUserAction, ErrorScope.Connection, message);

    private static ErrorRow Denied(string message) => new(Code.PermissionDenied, RetryAdvice.AfterUserAction, ErrorScope.Record, message);

    private static ErrorRow Record(Code code, string message) => new(code, RetryAdvice.Never, ErrorScope.Record, message);

    private static ErrorRow Query(string message) => new(Code.InvalidQuery, RetryAdvice.Never, ErrorScope.Request, message);
}
