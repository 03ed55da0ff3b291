using System.Net;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using IntegrationAgent.Drivers.Salesforce;

namespace Drivers.Salesforce.Tests;

/// <summary>Every shape in which Salesforce and what stands before it says no, through the real pipeline.</summary>
public sealed class ErrorTableTests
{
    public static TheoryData<int, string, string, RetryAdvice, string?> Answers => new()
    {
        { 400, """[{"message":"\nselect count() from XYZZY\n                    ^\nERROR at Row:1:Column:21\nsObject type 'XYZZY' is not supported.","errorCode":"INVALID_TYPE"}]""", "object_not_found", RetryAdvice.Never, "XYZZY" },
        { 400, """[{"message":"\nSELECT Id, Nam FROM Lead\n   ^\nERROR at Row:1:Column:12\nNo such column 'Nam' on entity 'Lead'.","errorCode":"INVALID_FIELD"}]""", "field_not_found", RetryAdvice.Never, "Nam" },
        { 400, """[{"message":"No such column 'foo' on sobject of type Bar","errorCode":"INVALID_FIELD"}]""", "field_not_found", RetryAdvice.Never, "foo" },
        { 400, """[{"message":"unexpected token: 'FORM'","errorCode":"MALFORMED_QUERY"}]""", "invalid_query", RetryAdvice.Never, null },
        { 400, """[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]""", "cursor_expired", RetryAdvice.Never, null },
        { 400, """[{"message":"Your query request was running for too long.","errorCode":"QUERY_TIMEOUT"}]""", "timeout", RetryAdvice.After, null },
        { 400, """[{"message":"unable to obtain exclusive access to this record or 1 records: 001secret","errorCode":"UNABLE_TO_LOCK_ROW","fields":[]}]""", "conflict", RetryAdvice.After, null },
        { 403, """[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]""", "quota_exhausted", RetryAdvice.AfterQuotaReset, null },
        { 403, """[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests (Concurrent API Requests) Limit exceeded."}]""", "rate_limited", RetryAdvice.After, null },
        { 403, """[{"errorCode":"API_DISABLED_FOR_ORG","message":"API is not enabled for this Organization or Partner"}]""", "permission_denied", RetryAdvice.AfterUserAction, null },
        { 401, """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""", "authentication_failed", RetryAdvice.AfterUserAction, null },
        { 404, """[{"errorCode":"NOT_FOUND","message":"Provided external ID field does not exist or is not accessible: 23foo"}]""", "object_not_found", RetryAdvice.Never, "23foo" },
        { 400, """{"error":"invalid_grant","error_description":"authentication failure - Invalid Password secret"}""", "authentication_failed", RetryAdvice.AfterUserAction, null },
        { 400, """[{"message":"Required fields are missing: [Name]","errorCode":"REQUIRED_FIELD_MISSING","fields":["Name"]}]""", "invalid_value", RetryAdvice.Never, "Name" },
        { 400, """[{"message":"duplicate value found: Key__c duplicates value on record with id: 001secret","errorCode":"DUPLICATE_VALUE","fields":[]}]""", "duplicate", RetryAdvice.Never, "Key__c" },
        { 400, """[{"message":"Last Name: data value too large: secret (max length=40)","errorCode":"STRING_TOO_LONG","fields":["LastName"]}]""", "invalid_value", RetryAdvice.Never, "LastName" },
        { 410, """[{"errorCode":"UNSUPPORTED_API_VERSION","message":"gone"}]""", "unsupported", RetryAdvice.AfterUserAction, null },
        { 400, """[{"errorCode":"SOMETHING_NEW","message":"secret"}]""", "unknown", RetryAdvice.Never, null },
        { 403, "Bad_OAuth_Token", "authentication_failed", RetryAdvice.AfterUserAction, null },
        { 503, "<html>secret</html>", "unavailable", RetryAdvice.After, null },
        { 500, "<html>", "unavailable", RetryAdvice.After, null },
        { 502, "", "unavailable", RetryAdvice.After, null },
        { 504, "", "timeout", RetryAdvice.After, null },
        { 420, "<html>", "unavailable", RetryAdvice.After, null },
        { 406, "", "unavailable", RetryAdvice.After, null },
        { 429, "", "rate_limited", RetryAdvice.After, null },
        { 414, "", "invalid_query", RetryAdvice.Never, null },
        { 431, "", "invalid_query", RetryAdvice.Never, null },
        { 400, """{"exceptionCode":"InvalidBatch","exceptionMessage":"secret"}""", "invalid_query", RetryAdvice.Never, null },
        { 500, "<?xml version=\"1.0\"?><soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>secret</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>", "authentication_failed", RetryAdvice.AfterUserAction, null },
        { 409, """[{"errorCode":"INVALID_API_VERSION","message":"secret"}]""", "cursor_expired", RetryAdvice.Never, null },
        { 400, """[{"message":"Use one of these secret records?","errorCode":"DUPLICATES_DETECTED","fields":[],"duplicateResut":{"allowSave":false,"matchResults":[{"matchRecords":[{"record":{"Id":"001secret"}},{"record":{"Id":"002secret"}}],"size":2}]}}]""", "duplicate", RetryAdvice.Never, null },
        { 400, "[{]", "invalid_query", RetryAdvice.Never, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_answer_has_a_code_an_advice_and_no_content(int status, string body, string code, RetryAdvice retry, string? target)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);

        var error = new SalesforceErrorMapper().Map(response, Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch).Error;

        Assert.Equal(code, error.Code.Value);
        Assert.Equal(retry, error.Retry);
        Assert.Equal(target, error.Target);
        Assert.DoesNotContain("secret", error.Message + error.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_table_says_what_to_do_in_a_safe_length()
    {
        Assert.InRange(ErrorTable.Codes.Count, 60, 500);
        foreach (var code in ErrorTable.Codes)
        {
            var row = ErrorTable.Find(code, "");
            Assert.InRange(row.Message.Length, 20, 200);
            Assert.NotEqual(DriverErrorCode.Unknown, row.Code);
        }
    }

    [Theory]
    [InlineData("Connected app is not attached to Agent")]
    [InlineData("This session is not valid for use with the REST API")]
    public void A_session_that_a_new_token_would_not_cure_is_not_renewed(string message)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Unauthorized);

        var failure = new SalesforceErrorMapper().Map(response, Encoding.UTF8.GetBytes($$"""[{"message":"{{message}}","errorCode":"INVALID_SESSION_ID"}]"""), DateTimeOffset.UnixEpoch);

        Assert.False(failure.TokenRejected);
    }

    [Theory]
    [InlineData("api-usage=18/15000", 18, 15000)]
    [InlineData("api-usage=25/5000; per-app-api-usage=17/250(appName=sample-connected-app)", 25, 5000)]
    [InlineData("per-app-api-usage=17/250(appName=x); API-Usage=1/2", 1, 2)]
    public void The_used_calls_are_read_from_the_header(string header, long used, long limit)
    {
        Assert.True(SalesforceLimits.TryParse(header, "api-usage=", out var readUsed, out var readLimit));
        Assert.Equal((used, limit), (readUsed, readLimit));
    }

    [Theory]
    [InlineData("001D000000IRFma", "001D000000IRFmaIAH")]
    [InlineData("001D000000IRFmaIAH", "001D000000IRFmaIAH")]
    [InlineData("012000000000000", "012000000000000AAA")]
    public void An_id_of_fifteen_letters_gets_its_checksum(string id, string expanded) => Assert.Equal(expanded, RecordId.Expand(id));

    [Fact]
    public async Task Fewer_records_than_promised_are_incomplete()
    {
        await using var server = new StubServer(call => call.Path switch
        {
            "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D","preferred_username":"u"}"""),
            var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Lead","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}"""),
            _ => call.Json("""{"totalSize":3,"done":true,"records":[{"attributes":{"type":"Lead"},"Id":"1"},{"attributes":{"type":"Lead"},"Id":"2"}]}"""),
        });

        var error = await Assert.ThrowsAnyAsync<DriverException>(async () =>
        {
            await using var client = await ConnectAsync(server);
            await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, TestContext.Current.CancellationToken));
        });

        Assert.Equal(DriverErrorCode.IncompleteResult, error.Code);
    }

    [Theory]
    [InlineData("/services/data/v62.0/query/01g-1", "incomplete_result")]
    [InlineData("https://evil.example/services/data/v62.0/query/01g", "incomplete_result")]
    [InlineData("/services/data/v62.0/../../evil", "incomplete_result")]
    public async Task A_next_page_that_repeats_or_leads_away_is_not_followed(string next, string code)
    {
        await using var server = new StubServer(call => call.Path switch
        {
            "/services/oauth2/userinfo" => call.Json("""{"user_id":"005","organization_id":"00D"}"""),
            var path when path.EndsWith("/describe", StringComparison.Ordinal) => call.Json("""{"name":"Lead","fields":[{"name":"Id","type":"id","filterable":true,"sortable":true}]}"""),
            _ => call.Json($$"""{"totalSize":3,"done":false,"nextRecordsUrl":"{{next}}","records":[{"Id":"1"}]}"""),
        });
        await using var client = await ConnectAsync(server);

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, TestContext.Current.CancellationToken)));

        Assert.Equal(code, error.Code.Value);
        Assert.InRange(server.Calls.Count, 2, 6);
    }

    private static async Task<IDriverClient> ConnectAsync(StubServer server) => await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
        new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
        TestContext.Current.CancellationToken);
}
