using IntegrationAgent.Driver.Conformance.Records;
using IntegrationAgent.Driver.Conformance.Static;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>The examples of the package.</summary>
internal static class ExampleChecks
{
    private const int Records = 25;

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(50, "examples-run", ConformanceTier.Hermetic,
            "Compiles each example with the bindings, the compiler and the rules that scripts get, runs it against the system, and an upsert twice: it does what the adapter states, changes nothing else, and writes records that nothing refuses.",
            "An agent learns from the package what does not work.",
            ExamplesAsync)
        {
            Deadlines = 4,
        },
    ];

    private static async Task ExamplesAsync(CheckRun run)
    {
        var sources = Sources(run);
        var described = run.Adapter.Examples;
        if (sources.Count == 0)
            CheckRun.Fail("The package has no example that can be run. Put at least one script into examples/ beside the project, as examples/<id>.cs.");
        if (described.Select(one => one.Id).Except(sources.Keys, StringComparer.Ordinal).FirstOrDefault() is { } missing)
            CheckRun.Fail($"The adapter describes the example '{missing}', and there is no examples/{missing}.cs. Write it, or take its description out of Examples.");
        if (sources.Keys.Except(described.Select(one => one.Id), StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            CheckRun.Fail($"The adapter does not say what examples/{unknown}.cs does. Add it to Examples: new() {{ Id = \"{unknown}\", Effects = [ … ] }}.");
        var runner = run.Adapter.ExampleRunner
            ?? throw new CheckFailedException("The adapter has nothing that compiles examples. Reference the package IntegrationAgent.Driver.Conformance.Examples, and override ExampleRunner: new ScriptExamples().");
        foreach (var example in described)
            await RunAsync(run, runner, example, sources[example.Id]).ConfigureAwait(false);
    }

    private static async Task RunAsync(CheckRun run, IExampleRunner runner, ConformanceExample example, string source)
    {
        run.Require(source.StartsWith($"// id: {example.Id}\n", StringComparison.Ordinal), $"The first line of examples/{example.Id}.cs is not '// id: {example.Id}'. It is what the example is found by.");
        var effects = example.Effects.Select(ExampleEffect.Parse).ToList();
        var bed = await run.StartAsync(example.PrepareAsync is null ? RowFactory.Make(run.Object, Records, run.Options.Seed) : [], example: example.Id).ConfigureAwait(false);
        if (example.PrepareAsync is { } prepare)
            await prepare(bed.Target, bed.Clock.GetUtcNow(), run.CancellationToken).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var request = new ExampleRequest { Id = example.Id, Source = source, Connections = await ConnectionsAsync(run, bed, client, example, effects).ConfigureAwait(false), Clock = bed.Clock };
        var before = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        var outcome = await OnceAsync(run, runner, request).ConfigureAwait(false);
        var changed = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false) - before;
        Compare(run, example, effects, outcome);
        var changes = effects.Exists(effect => OwnOf(run, example).Contains(effect.Connection, StringComparer.Ordinal) && !effect.Reads && !IsReadingOperation(run, effect));
        run.Require(changes == changed > 0, changes
            ? $"The example '{example.Id}' changed nothing in the driver's system, which it is said to write to. Give it something to do in PrepareAsync, or mend the driver."
            : $"The example '{example.Id}' only reads the driver's system, and {changed} changes were made there. A read changes nothing.");
        if (outcome.Writes.Count > 0 && effects.TrueForAll(effect => effect.Reads || effect.Verb is "upsert" or "create object"))
        {
            var again = await OnceAsync(run, runner, request).ConfigureAwait(false);
            run.Require(again.Problems.Count == 0, $"The example '{example.Id}' does not run a second time: {string.Join(' ', again.Problems)}");
            run.Require(again.Writes.Sum(write => write.Created) == 0, $"The second run of the example '{example.Id}' created {again.Writes.Sum(write => write.Created)} records again. An upsert by key finds what it wrote.");
        }

        await bed.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ExampleOutcome> OnceAsync(CheckRun run, IExampleRunner runner, ExampleRequest request)
    {
        run.Doing = $"the example '{request.Id}'";
        return await Task.Run(() => runner.RunAsync(request, run.CancellationToken), CancellationToken.None).WaitAsync(run.CancellationToken).ConfigureAwait(false);
    }

    private static void Compare(CheckRun run, ConformanceExample example, List<ExampleEffect> effects, ExampleOutcome outcome)
    {
        run.Require(outcome.Problems.Count == 0, $"The example '{example.Id}' does not work: {string.Join(' ', outcome.Problems)}");
        Same("does by its text", outcome.Effects, example.Effects);

        // What a run has to delete follows from what the source has deleted since: nothing yet.
        var expected = example.Effects.Where((_, i) => effects[i].Verb != "delete" || outcome.Observed.Contains(example.Effects[i], StringComparer.Ordinal)).ToList();
        Same("was seen to do", outcome.Observed, expected);
        foreach (var write in outcome.Writes)
        {
            run.Require(write.Refused == 0, $"The example '{example.Id}' wrote {write.Refused} records to {write.Target} that were refused ({string.Join(", ", write.Reasons)}). An example writes what its target takes.");
            run.Require(write.Created + write.Updated + write.Unchanged + write.Deleted > 0, $"The example '{example.Id}' wrote no record to {write.Target}. Give it something to read: PrepareAsync for the driver's system, Records for another.");
        }

        void Same(string what, IEnumerable<string> found, IEnumerable<string> stated)
        {
            var (seen, said) = (string.Join("; ", found.Order(StringComparer.Ordinal)), string.Join("; ", stated.Order(StringComparer.Ordinal)));
            run.Require(seen == said, $"What the example '{example.Id}' {what} is: {seen}. The adapter states: {said}. Correct whichever is wrong.");
        }
    }

    private static async Task<IReadOnlyList<ExampleConnection>> ConnectionsAsync(CheckRun run, TestBed bed, IDriverClient client, ConformanceExample example, List<ExampleEffect> effects)
    {
        var own = OwnOf(run, example);
        var connections = new List<ExampleConnection>();
        foreach (var name in effects.Select(effect => effect.Connection).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var its = effects.Where(effect => effect.Connection == name).ToList();
            var memory = own.Contains(name, StringComparer.Ordinal) ? null : Memory(run, bed.Target, example, name, its);
            connections.Add(new ExampleConnection
            {
                Name = name,
                Client = memory ?? client,
                Objects = memory?.Schemas ?? await DescribeAsync(bed, client, example, its).ConfigureAwait(false),
                IsSource = its.Exists(effect => effect.Verb == "read"),
                IsTarget = its.Exists(effect => effect is { HasObject: true, Reads: false }),
            });
        }

        return connections;
    }

    /// <summary>What discovery says of the objects, and of those that their paths lead to.</summary>
    private static async Task<IReadOnlyList<ObjectSchema>> DescribeAsync(TestBed bed, IDriverClient client, ConformanceExample example, List<ExampleEffect> effects)
    {
        var found = new List<ObjectSchema>();
        foreach (var effect in effects.Where(effect => effect.HasObject))
        {
            if (example.Others.FirstOrDefault(one => one.Connection == effect.Connection && one.Object.Name == effect.Object) is not { } planned)
                await AddAsync(effect.Object).ConfigureAwait(false);
            else if (!found.Exists(schema => schema.Name == effect.Object))
                found.Add(new MemoryObject(planned.Object, []).Schema);
        }

        foreach (var parent in found.SelectMany(schema => schema.Fields).SelectMany(field => field.ReferenceTo).Distinct(StringComparer.Ordinal).ToList())
            await AddAsync(parent).ConfigureAwait(false);
        return found;

        async Task AddAsync(string name)
        {
            if (!found.Exists(schema => schema.Name == name))
                found.Add(await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = name }, token)).ConfigureAwait(false));
        }
    }

    private static MemoryClient Memory(CheckRun run, ConformanceTarget target, ConformanceExample example, string connection, List<ExampleEffect> effects)
    {
        var objects = example.Others.Where(one => one.Connection == connection).ToList();
        if (effects.FirstOrDefault(effect => effect.HasObject && !objects.Exists(one => one.Object.Name == effect.Object)) is { } missing)
            CheckRun.Fail($"The example '{example.Id}' uses {connection}.{missing.Object}, which the adapter does not describe. Add it to Others, or '{connection}' to Own where it is the driver's system.");
        return new MemoryClient(connection, [.. objects.Select(one => new MemoryObject(one.Object, one.Records?.Invoke(target) ?? (IsRead(one) ? RowFactory.Make(one.Object, Records, run.Options.Seed) : [])))]);

        bool IsRead(ExampleObject one) => effects.Exists(effect => effect.Verb == "read" && effect.Object == one.Object.Name);
    }

    private static IReadOnlyList<string> OwnOf(CheckRun run, ConformanceExample example) => example.Own.Count > 0 ? example.Own : [run.Facts.Id];

    private static bool IsReadingOperation(CheckRun run, ExampleEffect effect) =>
        effect.Verb == "operation" && run.Facts.Operations.Any(operation => operation.Name == effect.Object && operation.Effect == "read");

    private static Dictionary<string, string> Sources(CheckRun run)
    {
        run.Doing = "reading the examples";
        try
        {
            return StaticSubjectReader.Of(run).Package.Examples()
                .Where(file => file.Key.EndsWith(".cs", StringComparison.Ordinal))
                .ToDictionary(file => Path.GetFileNameWithoutExtension(file.Key), file => file.Value.ReplaceLineEndings("\n"), StringComparer.Ordinal);
        }
        catch (ConformanceSetupException exception)
        {
            throw new CheckFailedException(exception.Message);
        }
    }
}
