using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;

namespace Drivers.Salesforce.Tests;

/// <summary>One row for each of Salesforce's codes: what callers are told, and when they may come back.</summary>
public sealed class ErrorCodeTests
{
    public static TheoryData<string, string, RetryAdvice> Codes => new()
    {
        { "INVALID_SESSION_ID", "authentication_failed", RetryAdvice.AfterUserAction },
        { "INVALID_AUTH_HEADER", "authentication_failed", RetryAdvice.AfterUserAction },
        { "INVALID_LOGIN", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_grant", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_client_id", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_client", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_client_credentials", "authentication_failed", RetryAdvice.AfterUserAction },
        { "inactive_user", "authentication_failed", RetryAdvice.AfterUserAction },
        { "inactive_org", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_app_access", "permission_denied", RetryAdvice.AfterUserAction },
        { "unsupported_grant_type", "authentication_failed", RetryAdvice.AfterUserAction },
        { "invalid_request", "authentication_failed", RetryAdvice.AfterUserAction },
        { "rate_limit_exceeded", "rate_limited", RetryAdvice.After },
        { "API_DISABLED_FOR_ORG", "permission_denied", RetryAdvice.AfterUserAction },
        { "API_CURRENTLY_DISABLED", "permission_denied", RetryAdvice.AfterUserAction },
        { "CLIENT_NOT_ACCESSIBLE_FOR_USER", "permission_denied", RetryAdvice.AfterUserAction },
        { "INSUFFICIENT_ACCESS", "permission_denied", RetryAdvice.AfterUserAction },
        { "INSUFFICIENT_ACCESS_OR_READONLY", "permission_denied", RetryAdvice.AfterUserAction },
        { "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "permission_denied", RetryAdvice.AfterUserAction },
        { "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "invalid_value", RetryAdvice.Never },
        { "FUNCTIONALITY_NOT_ENABLED", "unsupported", RetryAdvice.AfterUserAction },
        { "TXN_SECURITY_METERING_ERROR", "rate_limited", RetryAdvice.After },
        { "TXN_SECURITY_NO_ACCESS", "permission_denied", RetryAdvice.AfterUserAction },
        { "NOT_FOUND", "object_not_found", RetryAdvice.Never },
        { "INVALID_TYPE", "object_not_found", RetryAdvice.Never },
        { "INVALID_TYPE_ON_FIELD_IN_RECORD", "invalid_value", RetryAdvice.Never },
        { "INVALID_FIELD", "field_not_found", RetryAdvice.Never },
        { "INVALID_FIELD_WHEN_USING_TEMPLATE", "invalid_value", RetryAdvice.Never },
        { "UNSUPPORTED_API_VERSION", "unsupported", RetryAdvice.AfterUserAction },
        { "METHOD_NOT_ALLOWED", "unsupported", RetryAdvice.Never },
        { "ENTITY_IS_DELETED", "record_not_found", RetryAdvice.Never },
        { "INVALID_CROSS_REFERENCE_KEY", "invalid_value", RetryAdvice.Never },
        { "INVALID_ID_FIELD", "invalid_value", RetryAdvice.Never },
        { "MALFORMED_ID", "invalid_value", RetryAdvice.Never },
        { "MALFORMED_QUERY", "invalid_query", RetryAdvice.Never },
        { "MALFORMED_SEARCH", "invalid_query", RetryAdvice.Never },
        { "QUERY_TOO_COMPLICATED", "invalid_query", RetryAdvice.Never },
        { "INVALID_QUERY_FILTER_OPERATOR", "invalid_query", RetryAdvice.Never },
        { "INVALID_QUERY_SCOPE", "invalid_query", RetryAdvice.Never },
        { "INVALID_QUERY_LOCATOR", "cursor_expired", RetryAdvice.Never },
        { "QUERY_TIMEOUT", "timeout", RetryAdvice.After },
        { "OPERATION_TOO_LARGE", "invalid_query", RetryAdvice.Never },
        { "EXCEEDED_ID_LIMIT", "invalid_query", RetryAdvice.Never },
        { "INVALID_REPLICATION_DATE", "cursor_expired", RetryAdvice.Never },
        { "INVALID_BATCH_SIZE", "invalid_query", RetryAdvice.Never },
        { "EXTERNAL_OBJECT_EXCEPTION", "unavailable", RetryAdvice.After },
        { "INVALIDENTITY", "unsupported", RetryAdvice.Never },
        { "API_ERROR", "invalid_query", RetryAdvice.Never },
        { "INVALIDJOB", "invalid_query", RetryAdvice.Never },
        { "BULK_SECOND_UPLOAD", "conflict", RetryAdvice.Never },
        { "InvalidBatch", "invalid_query", RetryAdvice.Never },
        { "ClientInputError", "invalid_query", RetryAdvice.Never },
        { "InternalServerError", "unavailable", RetryAdvice.After },
        { "TooManyLockFailure", "conflict", RetryAdvice.After },
        { "ExceededQuota", "quota_exhausted", RetryAdvice.AfterQuotaReset },
        { "FeatureNotEnabled", "unsupported", RetryAdvice.Never },
        { "INVALID_API_VERSION", "cursor_expired", RetryAdvice.Never },
        { "UNDELETE_FAILED", "conflict", RetryAdvice.Never },
        { "REQUEST_TOO_LARGE", "invalid_query", RetryAdvice.Never },
        { "INVALIDJOBSTATE", "conflict", RetryAdvice.Never },
        { "REQUIRED_FIELD_MISSING", "invalid_value", RetryAdvice.Never },
        { "INVALID_FIELD_FOR_INSERT_UPDATE", "invalid_value", RetryAdvice.Never },
        { "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "invalid_value", RetryAdvice.Never },
        { "STRING_TOO_LONG", "invalid_value", RetryAdvice.Never },
        { "NUMBER_OUTSIDE_VALID_RANGE", "invalid_value", RetryAdvice.Never },
        { "INVALID_EMAIL_ADDRESS", "invalid_value", RetryAdvice.Never },
        { "FIELD_CUSTOM_VALIDATION_EXCEPTION", "invalid_value", RetryAdvice.Never },
        { "FIELD_INTEGRITY_EXCEPTION", "invalid_value", RetryAdvice.Never },
        { "FIELD_FILTER_VALIDATION_EXCEPTION", "invalid_value", RetryAdvice.Never },
        { "FIELD_NOT_UPDATABLE", "invalid_value", RetryAdvice.Never },
        { "FIELD_MAX_COUNT_EXCEEDED", "invalid_value", RetryAdvice.Never },
        { "INVALID_STATUS", "invalid_value", RetryAdvice.Never },
        { "NULL_VALUE", "invalid_value", RetryAdvice.Never },
        { "MISSING_ARGUMENT", "invalid_value", RetryAdvice.Never },
        { "INVALID_ARGUMENT", "invalid_value", RetryAdvice.Never },
        { "CANNOT_UPDATE_CONVERTED_LEAD", "invalid_value", RetryAdvice.Never },
        { "JSON_PARSER_ERROR", "invalid_value", RetryAdvice.Never },
        { "XML_PARSER_ERROR", "invalid_value", RetryAdvice.Never },
        { "TOO_MANY_APEX_REQUESTS", "rate_limited", RetryAdvice.After },
        { "STORAGE_LIMIT_EXCEEDED", "quota_exhausted", RetryAdvice.AfterUserAction },
        { "DUPLICATE_VALUE", "duplicate", RetryAdvice.Never },
        { "DUPLICATE_EXTERNAL_ID", "duplicate", RetryAdvice.Never },
        { "DUPLICATES_DETECTED", "duplicate", RetryAdvice.Never },
        { "DUPLICATE_USERNAME", "duplicate", RetryAdvice.Never },
        { "UNABLE_TO_LOCK_ROW", "conflict", RetryAdvice.After },
        { "ENTITY_IS_LOCKED", "conflict", RetryAdvice.Never },
        { "DELETE_FAILED", "conflict", RetryAdvice.Never },
        { "DEPENDENCY_EXISTS", "conflict", RetryAdvice.Never },
        { "ALL_OR_NONE_OPERATION_ROLLED_BACK", "conflict", RetryAdvice.Never },
        { "PROCESSING_HALTED", "conflict", RetryAdvice.Never },
        { "TRANSACTION_HALTED", "conflict", RetryAdvice.Never },
        { "REQUEST_LIMIT_EXCEEDED", "quota_exhausted", RetryAdvice.AfterQuotaReset },
        { "REQUEST_RUNNING_TOO_LONG", "timeout", RetryAdvice.After },
        { "LIMIT_EXCEEDED", "quota_exhausted", RetryAdvice.AfterQuotaReset },
        { "EXCEEDED_QUOTA", "quota_exhausted", RetryAdvice.AfterQuotaReset },
        { "SERVER_UNAVAILABLE", "unavailable", RetryAdvice.After },
        { "UNKNOWN_EXCEPTION", "unavailable", RetryAdvice.After },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_code_means_one_thing_in_every_shape(string code, string meaning, RetryAdvice retry)
    {
        var whole = new SalesforceErrorMapper().Make(new ApiError { ErrorCode = code, Message = "c0ntent" }, 400);
        var record = SalesforceErrorMapper.MakeRecordError(new ApiError { StatusCode = code, Message = "c0ntent" });
        var cell = SalesforceErrorMapper.MakeRecordError(BulkText.ReadCell(System.Text.Encoding.UTF8.GetBytes($"{code}:c0ntent:Name --")));
        var job = BulkText.ReadReason($"{code} : c0ntent");

        Assert.Equal((meaning, retry, code), (whole.Code.Value, whole.Retry, whole.ErrorCode));
        Assert.Equal((meaning, retry), (record.Code.Value, record.Retry));
        Assert.Equal((meaning, retry), (cell.Code.Value, cell.Retry));
        Assert.Equal(["Name"], cell.Fields);
        Assert.Equal(code, job.Code);
        Assert.DoesNotContain("c0ntent", whole.Message + whole.Detail + record.Message + cell.Message, StringComparison.Ordinal);
        Assert.InRange(whole.Message.Length, 20, 300);
    }

    [Fact]
    public void Every_code_of_the_table_has_a_row_here() =>
        Assert.Equal(ErrorTable.Codes.Order(StringComparer.Ordinal), Codes.Select(row => row.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--", "INVALID_CROSS_REFERENCE_KEY", "")]
    [InlineData("REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --", "REQUIRED_FIELD_MISSING", "Name")]
    [InlineData("INVALID_FIELD_FOR_INSERT_UPDATE:Unable to create/update fields: A, B:A B --", "INVALID_FIELD_FOR_INSERT_UPDATE", "A,B")]
    [InlineData("no code at all", "", "")]
    [InlineData("", "", "")]
    [InlineData(":", "", "")]
    public void The_cell_of_a_failed_row_is_read(string cell, string code, string fields)
    {
        var error = BulkText.ReadCell(System.Text.Encoding.UTF8.GetBytes(cell));

        Assert.Equal((code, fields), (error.Code, string.Join(',', error.Fields ?? [])));
    }
}
