namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>The source of a small driver, in pieces that a test replaces.</summary>
internal static class SampleDriver
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using IntegrationAgent.Driver;

        namespace Acme;

        """;

    public const string Attributes = """
        [Driver("helpdesk", DisplayName = "Helpdesk", Client = typeof(HelpdeskClient))]
        """;

    public const string Connect = """
            public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) =>
                new(new HelpdeskClient());
        """;

    public const string ClientMembers = """
            public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
            public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
            public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
            public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
            public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
            public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
            public ValueTask DisposeAsync() => default;
        """;

    /// <summary>A whole driver: its attributes, and members of its client beyond the contract.</summary>
    public static string With(string attributes = Attributes, string operations = "", string types = "", string clientInterfaces = "") => $$"""
        {{Usings}}
        /// <summary>Tickets of a helpdesk.</summary>
        {{attributes}}
        public sealed class HelpdeskDriver : IDriver
        {
        {{Connect}}
        }

        public sealed partial class HelpdeskClient : IDriverClient{{clientInterfaces}}
        {
        {{ClientMembers}}
        {{operations}}
        }

        {{types}}
        """;
}
