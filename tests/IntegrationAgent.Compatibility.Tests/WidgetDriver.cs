namespace IntegrationAgent.Compatibility.Tests;

/// <summary>The source of a small driver that has one of everything that a new version can change.</summary>
internal static class WidgetDriver
{
    public const string Source = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Runtime.CompilerServices;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using IntegrationAgent.Driver;

        namespace Acme;

        /// <summary>Widgets of Acme.</summary>
        [Driver("widgets", DisplayName = "Widgets", Client = typeof(WidgetClient), NativeLanguage = "WQL")]
        [AuthMethod("api_key", Description = "For servers.", Scopes = new[] { "widgets:read" })]
        [AuthMethod("oauth2", Description = "For people.", Scopes = new[] { "widgets:read" })]
        [SignIn("oauth2", AuthorizeUrl = "{url}/authorize", TokenUrl = "{url}/token", ClientId = "ACME_CLIENT", Token = "ACME_TOKEN")]
        [Credential("ACME_KEY", Description = "The key.", AuthMethods = new[] { "api_key" })]
        [Credential("ACME_TOKEN", Description = "The token.", Required = false, AuthMethods = new[] { "oauth2" })]
        [Credential("ACME_CLIENT", Description = "The app.", Secret = false, Required = false, AuthMethods = new[] { "oauth2" })]
        [Credential("ACME_USER", Description = "The user.", Secret = false, Required = false)]
        [Setting("url", Kind = SettingKind.Url, Required = true, Description = "The address.")]
        [Setting("page_size", Kind = SettingKind.Integer, Default = "200", Description = "Records in a page.")]
        [Setting("region", Description = "The region.")]
        [Egress("api.acme.example")]
        [Egress("*.cdn.acme.example")]
        [Uses("environment")]
        [RateLimit("per_minute", WindowSeconds = 60, Quota = 600, Concurrency = 4, ReadFrom = "a header")]
        [DriverError("widget_broken", Meaning = "The widget is broken.", Action = "Mend it.", Retry = RetryAdvice.Never)]
        [DriverError("widget_busy", Meaning = "The widget is busy.", Action = "Wait.", Retry = RetryAdvice.After)]
        [Idiom("Read before you write.")]
        public sealed class WidgetsDriver : IDriver
        {
            public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) =>
                new(new WidgetClient(new HttpClient(context.CreateHttpHandler()) { BaseAddress = new Uri(settings.GetRequired("url")) }));
        }

        public sealed partial class WidgetClient(HttpClient http) : IDriverClient, INativeQuery
        {
            private static readonly RecordSchema Schema = new([new RecordField { Name = "id", Type = FieldType.String }, new RecordField { Name = "size", Type = FieldType.Int64 }]);

            public async Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken)
            {
                await http.GetStringAsync("/me", cancellationToken).ConfigureAwait(false);
                return new ConnectionCheck { System = "Acme", ApiVersion = "1", Identity = "me" };
            }

            public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) =>
                Task.FromResult<IReadOnlyList<ObjectSummary>>([new ObjectSummary { Name = "widget", Label = "Widget" }]);

            public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new DriverException(DriverErrorCode.Unsupported, "Not here. Use another.");

            public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) =>
                Task.FromResult<IReadOnlyList<Relationship>>([]);

            public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
            {
                var text = await http.GetStringAsync("/widgets?limit=100", cancellationToken).ConfigureAwait(false);
                using var document = JsonDocument.Parse(text);
                using var writer = new RecordPageWriter(Schema);
                foreach (var item in document.RootElement.EnumerateArray())
                {
                    writer.BeginRecord();
                    writer.WriteString(item.GetProperty("id").GetString());
                    writer.WriteInt64(item.GetProperty("size").GetInt64());
                    writer.EndRecord();
                }

                yield return writer.ToPage(StopReason.Exhausted);
            }

            public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => new(new RateLimitStatus());

            public IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken) => throw new DriverException(DriverErrorCode.Unsupported, "Not here. Use another.");

            /// <summary>Paints a widget.</summary>
            /// <param name="id">Which.</param>
            /// <param name="shade">How dark.</param>
            /// <param name="coats">How often.</param>
            /// <exception cref="DriverException"><c>widget_busy</c></exception>
            [DriverOperation("paint", Effect = OperationEffect.Read, Idempotent = true)]
            public Task<Painted> PaintAsync(string id, Shade shade, int coats = 1, CancellationToken cancellationToken = default) => throw new NotSupportedException();

            /// <summary>Counts widgets.</summary>
            /// <exception cref="DriverException"><c>widget_broken</c></exception>
            [DriverOperation("count", Effect = OperationEffect.Write)]
            public Task<int> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

            /// <summary>Waits.</summary>
            [DriverOperation("rest")]
            public Task RestAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask DisposeAsync()
            {
                http.Dispose();
                return default;
            }
        }

        public enum Shade { Light, Dark }

        public sealed class Painted
        {
            public required string Id { get; init; }
            public bool Changed { get; init; }
            public int Layers { get; init; }
        }

        public class WidgetOptions
        {
            public const int MostWidgets = 50;
            public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
            public int PageSize { get; init; } = 200;
            [JsonPropertyName("colour")] public string Colour { get; init; } = "red";
            public string? Owner { get; init; }
            public required string Name { get; init; }
            [Obsolete("Use Owner.")] public string? Holder { get; init; }
            public virtual void Configure(string name, int retries = 3, bool strict = true) { }
            public void Reset(int level) { }
        }

        public interface IWidgetSink { void Take(string id); }

        public abstract class WidgetBase : IDisposable { public void Dispose() { } public int Size; protected int Depth() => 1; }

        public class WidgetList<T> where T : class { }
        """;
}
