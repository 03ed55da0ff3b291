using System.Globalization;
using System.Text;

namespace IntegrationAgent.GeneratorBenchmarks;

/// <summary>A hundred of the same for each generator: operations, interface methods, serializable types.</summary>
internal static class SyntheticSources
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    public static string Driver(int count)
    {
        var source = new StringBuilder(Usings).AppendLine("""
            using IntegrationAgent.Driver;
            namespace Synthetic;
            /// <summary>A driver with many operations.</summary>
            [Driver("synthetic", Client = typeof(SyntheticClient))]
            public sealed class SyntheticDriver : IDriver
            {
                public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) => new(new SyntheticClient());
            }
            public sealed partial class SyntheticClient : IDriverClient
            {
                public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
                public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
                public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
                public ValueTask DisposeAsync() => default;
            """);
        for (var i = 0; i < count; i++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $$"""
                    /// <summary>Runs operation {{i}} on one record.</summary>
                    [DriverOperation("operation_{{i}}", Effect = OperationEffect.Write)]
                    public Task<Answer{{i}}> Operation{{i}}Async(Request{{i}} request, CancellationToken cancellationToken) => throw new NotSupportedException();
                """);
        }

        return source.AppendLine("}").Append(Types(count)).ToString();
    }

    public static string RefitInterface(int count)
    {
        var source = new StringBuilder(Usings).AppendLine("using Refit;\nnamespace Synthetic;\npublic interface ISynthetic\n{");
        for (var i = 0; i < count; i++)
            source.AppendLine(CultureInfo.InvariantCulture, $"    [Post(\"/operation/{i}\")] Task<Answer{i}> Operation{i}Async([Body] Request{i} request, CancellationToken cancellationToken);");
        return source.AppendLine("}").Append(Types(count)).ToString();
    }

    public static string JsonContext(int count)
    {
        var source = new StringBuilder(Usings).AppendLine("using System.Text.Json.Serialization;\nnamespace Synthetic;");
        for (var i = 0; i < count; i++)
            source.AppendLine(CultureInfo.InvariantCulture, $"[JsonSerializable(typeof(Request{i})), JsonSerializable(typeof(Answer{i}))]");
        return source.AppendLine("public sealed partial class SyntheticContext : JsonSerializerContext;").Append(Types(count)).ToString();
    }

    private static string Types(int count)
    {
        var source = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            source.AppendLine(CultureInfo.InvariantCulture, $$"""
                public enum State{{i}} { New, Open, Closed }
                public sealed class Request{{i}}
                {
                    /// <summary>Identifies the record.</summary>
                    public required string Id { get; init; }
                    /// <summary>Its new state.</summary>
                    public State{{i}} State { get; init; }
                    /// <summary>When it changed.</summary>
                    public DateTimeOffset? ChangedAt { get; init; }
                    /// <summary>Words to find it by.</summary>
                    public IReadOnlyList<string> Tags { get; init; } = [];
                    /// <summary>What it is worth.</summary>
                    public decimal Amount { get; init; }
                }
                public sealed class Answer{{i}}
                {
                    public required string Id { get; init; }
                    public bool Changed { get; init; }
                    public long Version { get; init; }
                }
                """);
        }

        return source.ToString();
    }
}
