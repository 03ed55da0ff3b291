namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Discovery of a system with very many objects.</summary>
internal static class LargeSystemChecks
{
    private const int WideFields = 400;
    private const int ObjectsOfACall = 50;
    private const int CallsOfADescription = 10;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(19, "discover-large", ConformanceTier.Hermetic,
            "Lists 5,000 objects and describes one of 400 fields: all are there, none is described before it is asked for.",
            "Discovery of a real installation takes minutes, or ends at its limit of calls.",
            LargeAsync),
    ];

    private static async Task LargeAsync(CheckRun run)
    {
        var bed = await run.StartAsync(Records.RowFactory.Make(run.Object, 1, run.Options.Seed), moreObjects: run.Options.ManyObjects, moreFields: WideFields).ConfigureAwait(false);
        var expected = bed.Target.MoreObjects;
        if (expected.Count == 0)
            CheckRun.NotApplicable("the adapter says that the system's objects are fixed: its MoreObjects is empty");
        if (expected.Count < run.Options.ManyObjects)
            CheckRun.Fail($"The adapter made {expected.Count} objects where ConformanceStart.MoreObjects asked for {run.Options.ManyObjects}. Make all of them, or none where the system's objects are fixed.");
        var client = await bed.ConnectAsync().ConfigureAwait(false);

        IReadOnlyList<ObjectSummary> objects = [];
        var calls = await CallsAsync(bed, client, async () =>
            objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false)).ConfigureAwait(false);
        var names = objects.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var missing = expected.Count(name => !names.Contains(name));
        run.Require(missing == 0, $"Of {expected.Count} objects ListObjectsAsync leaves out {missing}. Read the list to its end.");
        run.Require(
            calls <= Math.Max(2, expected.Count / ObjectsOfACall),
            $"Listing {expected.Count} objects took {calls} calls. List names and labels; describe an object when its fields are asked for.");

        var schema = new ObjectSchema { Name = "", Fields = [], KeyFields = [] };
        calls = await CallsAsync(bed, client, async () =>
            schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = expected[0] }, token)).ConfigureAwait(false)).ConfigureAwait(false);
        run.Require(schema.Fields.Count >= WideFields, $"The object '{expected[0]}' has {WideFields} fields, and GetFieldsAsync gives {schema.Fields.Count}. Read the description to its end.");
        run.Require(
            schema.Fields.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count() == schema.Fields.Count,
            $"GetFieldsAsync gives a field of '{expected[0]}' twice.");
        run.Require(calls <= CallsOfADescription, $"Describing one object of {expected.Count} took {calls} calls. Ask for that object only.");

        var last = expected[^1];
        var some = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest { NameContains = last }, token)).ConfigureAwait(false);
        run.Require(some.Any(one => one.Name == last), $"ListObjectsAsync with NameContains '{last}' does not give that object, the last of {expected.Count}.");
        run.Require(some.All(one => one.Name.Contains(last, StringComparison.OrdinalIgnoreCase)), $"ListObjectsAsync with NameContains '{last}' gives objects that are named otherwise.");
    }

    /// <summary>How many calls to the system something took: counted by the kit over HTTP, by the driver elsewhere.</summary>
    private static async Task<long> CallsAsync(TestBed bed, IDriverClient client, Func<Task> work)
    {
        var before = await MadeAsync(bed, client).ConfigureAwait(false);
        await work().ConfigureAwait(false);
        return await MadeAsync(bed, client).ConfigureAwait(false) - before;
    }

    private static async Task<long> MadeAsync(TestBed bed, IDriverClient client) => bed.IsHttp
        ? bed.Http.Count
        : (await bed.CallAsync("GetRateLimitAsync", token => client.GetRateLimitAsync(token).AsTask()).ConfigureAwait(false)).CallsMade;
}
