namespace IntegrationAgent.Driver.Conformance.Tests.Static;

/// <summary>A small driver that is as it should be; sabotage changes its texts.</summary>
internal static class LabSource
{
    public const string Code = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        using IntegrationAgent.Driver;

        [assembly: System.Reflection.AssemblyVersion("1.2.0.0")]

        namespace Acme.Drivers.Notes;

        /// <summary>Reads notes of an Acme server over its API.</summary>
        [Driver("notes", DisplayName = "Notes", Client = typeof(NotesClient))]
        [AuthMethod("key", Description = "A key of the server.", Scopes = ["notes:read"])]
        [Credential("NOTES_KEY", Description = "Under settings, keys.")]
        [Setting("base_url", Kind = SettingKind.Url, Description = "Where the server is.", Required = true)]
        [Setting("page_size", Kind = SettingKind.Integer, Description = "Notes on a page.", Default = "200")]
        [Egress("*.notes.acme.com")]
        [RateLimit("calls", WindowSeconds = 60, Quota = 100)]
        [Idiom("Filter by the change time to read only what is new.")]
        [DriverError("object_not_found", Meaning = "There is no such object.", Action = "Take a suggestion.")]
        public sealed class NotesDriver : IDriver
        {
            public const int MaxBatch = 200;

            public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) =>
                ValueTask.FromResult<IDriverClient>(new NotesClient(new HttpClient(context.CreateHttpHandler()) { BaseAddress = new Uri("https://eu.notes.acme.com") }));
        }

        public sealed class NotesClient : IDriverClient/*more*/
        {
            private readonly HttpClient http;

            internal NotesClient(HttpClient http) => this.http = http;

            public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

            public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask DisposeAsync()
            {
                http.Dispose();
                return ValueTask.CompletedTask;
            }

            /*members*/
        }
        """;

    public const string Manifest = """
        {"auth":[{"credentials":["NOTES_KEY"],"description":"A key of the server.","name":"key","scopes":["notes:read"]}],"capabilities":["query"],"clientType":"Acme.Drivers.Notes.NotesClient","contractVersion":"1.0","credentials":[{"authMethods":[],"description":"Under settings, keys.","name":"NOTES_KEY","required":true,"secret":true}],"displayName":"Notes","driverType":"Acme.Drivers.Notes.NotesDriver","egress":["*.notes.acme.com"],"errors":[{"action":"Take a suggestion.","code":"object_not_found","meaning":"There is no such object.","retry":"never"}],"id":"notes","idioms":["Filter by the change time to read only what is new."],"manifestVersion":"1.0","operations":[],"package":{"assembly":"Acme.Drivers.Notes","id":"Acme.Drivers.Notes","version":"1.2.0"},"rateLimits":[{"concurrency":0,"costPerCall":1,"name":"calls","quota":100,"reservePercent":10,"windowSeconds":60}],"settings":[{"description":"Where the server is.","kind":"url","name":"base_url","required":true},{"default":"200","description":"Notes on a page.","kind":"integer","name":"page_size","required":false}],"summary":"Reads notes of an Acme server over its API.","verbs":["read"]}
        """;

    public const string Operation = """
        {"effect":"read","errors":["object_not_found"],"examples":["list"],"idempotent":true,"name":"count_notes","parameters":{"additionalProperties":false,"properties":{"tag":{"description":"The tag to count.","type":"string"}},"required":["tag"],"type":"object"},"summary":"Counts the notes with a tag."}
        """;

    public const string Readme = """
        # Acme.Drivers.Notes

        ## Connect

        `base_url` says where the server is, `page_size` how many notes come at once. The key `NOTES_KEY` is under settings.

        ## Read

        Filter by the change time.

        ## Errors

        `object_not_found`: take a suggestion.
        """;

    public const string Example = "// id: list\n// Lists notes.\nreturn 0;\n";
}
