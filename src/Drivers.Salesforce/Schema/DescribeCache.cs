using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What the org has, asked once for each connection; a refresh asks with <c>If-Modified-Since</c>. Thread-safe.</summary>
internal sealed class DescribeCache(ISalesforceApi api, string version)
{
    /// <summary>A batch takes so many parts; each counts as a call.</summary>
    private const int PerBatch = 25;
    private readonly ConcurrentDictionary<string, DescribedObject> described = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.OrdinalIgnoreCase);
    private volatile SObjectList? list;

    /// <summary>The objects. A list that is not refreshed may be as old as the connection.</summary>
    internal async ValueTask<SObjectList> ListAsync(bool refresh, CancellationToken cancellationToken)
    {
        if (!refresh && list is { } known)
            return known;
        try
        {
            return list = await api.ListObjectsAsync(version, cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound || exception.Code == DriverErrorCode.Unsupported)
        {
            throw await UnknownVersionAsync(exception, cancellationToken).ConfigureAwait(false);
        }
    }

    internal async ValueTask<DescribedObject> GetAsync(string name, bool refresh, CancellationToken cancellationToken)
    {
        if (!refresh && described.TryGetValue(name, out var known))
            return known;
        var gate = gates.GetOrAdd(name, static _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!refresh && described.TryGetValue(name, out known))
                return known;
            return described[name] = await AskAsync(name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Asks for the descriptions that are not known, 25 in each call. What cannot be had so is left out and asked for when it is needed.</summary>
    internal async ValueTask PrefetchAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var chunk in names.Where(name => IsName(name) && !described.ContainsKey(name)).Distinct(StringComparer.OrdinalIgnoreCase).Chunk(PerBatch))
        {
            if (chunk.Length == 1)
                return;
            var request = new BatchRequest { BatchRequests = [.. chunk.Select(name => new BatchPart { Url = $"{version}/sobjects/{name}/describe" })] };
            var answer = await api.ReadBatchAsync(version, request, CallIdempotency.ReadOnly, chunk.Length, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < Math.Min(chunk.Length, answer.Results.Count); i++)
            {
                if (answer.Results[i].StatusCode != 200)
                    continue;
                var body = JsonSerializer.SerializeToUtf8Bytes(answer.Results[i].Result, SalesforceJson.Default.JsonElement);
                if (AnswerJson.Read(body, SalesforceJson.Default.SObjectDescribe) is { Name.Length: > 0 } describe)
                    described.TryAdd(chunk[i], new DescribedObject(describe, ETag(body), null));
            }
        }
    }

    /// <summary>Forgets an object whose description turned out to be old.</summary>
    internal void Forget(string name) => described.TryRemove(name, out _);

    /// <summary>The nearest names among what is known already; asks nothing.</summary>
    internal IReadOnlyList<string> Suggest(DriverErrorCode code, string name, string? entity)
    {
        if (code == DriverErrorCode.ObjectNotFound)
            return list is { } objects ? NearestNames.Find(name, objects.Sobjects.Select(each => each.Name)) : [];
        if (entity is null || !described.TryGetValue(entity, out var owner))
            return [];

        // Salesforce denies a field that its description had: the description is old.
        if (owner.Field(name) is not null)
            Forget(entity);
        return NearestNames.Find(name, owner.FieldNames.Where(each => !string.Equals(each, name, StringComparison.OrdinalIgnoreCase)));
    }

    private async ValueTask<DescribedObject> AskAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsName(name))
            throw await UnknownAsync(name, null, cancellationToken).ConfigureAwait(false);
        described.TryGetValue(name, out var old);
        HttpResponseMessage response;
        try
        {
            response = await api.DescribeAsync(version, name, old?.LastModified, cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound)
        {
            Forget(name);
            throw await UnknownAsync(name, exception, cancellationToken).ConfigureAwait(false);
        }

        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotModified && old is not null)
                return old;
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            var describe = AnswerJson.Read(body, SalesforceJson.Default.SObjectDescribe);
            if (describe is null || describe.Name.Length == 0)
                throw new DriverException(DriverErrorCode.IncompleteResult, $"The description of '{name}' is empty. Try again.") { Retry = RetryAdvice.After, Target = name };
            return new DescribedObject(describe, ETag(body), LastModified(response));
        }
    }

    /// <summary>Every version has a list of objects: where there is none, the org does not offer the version, and says which it does.</summary>
    private async ValueTask<DriverException> UnknownVersionAsync(DriverException cause, CancellationToken cancellationToken)
    {
        var offered = (await api.ListVersionsAsync(cancellationToken).ConfigureAwait(false)).Select(each => $"v{each.Version}").ToList();
        if (offered.Count == 0 || offered.Contains(version, StringComparer.Ordinal))
            return cause;
        return new DriverException(DriverErrorCode.Unsupported, $"The org does not offer {version} of the API, but {offered[0]} to {offered[^1]}. Set api_version to one of these.", cause)
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.AfterUserAction,
            Target = "api_version",
            Suggestions = [offered[^1]],
        };
    }

    private async ValueTask<DriverException> UnknownAsync(string name, Exception? cause, CancellationToken cancellationToken)
    {
        var objects = await ListAsync(refresh: false, cancellationToken).ConfigureAwait(false);
        var nearest = NearestNames.Find(name, objects.Sobjects.Where(each => each.Queryable).Select(each => each.Name));
        var hint = nearest.Count == 0 ? "List the objects to see what there is." : $"Did you mean {string.Join(", ", nearest.Take(3))}?";
        return new DriverException(DriverErrorCode.ObjectNotFound, $"There is no object '{(name.Length > 80 ? name[..80] : name)}', or the user may not see it. {hint}", cause)
        {
            Scope = ErrorScope.Object,
            Target = name,
            Suggestions = nearest,
        };
    }

    private static string ETag(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16));

    private static string? LastModified(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Last-Modified", out var values)
        || response.Headers.NonValidated.TryGetValues("Last-Modified", out values) ? values.ToString() : null;

    private static bool IsName(string name) => name.Length is > 0 and <= 80 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
