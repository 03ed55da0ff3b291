using System.Diagnostics.CodeAnalysis;
using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>One run of one check: what it may use, and how it says what it saw.</summary>
internal sealed class CheckRun(DriverConformance adapter, ConformanceOptions options, CancellationToken cancellationToken)
{
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly List<TestBed> beds = [];
    private int observations;
    private DriverFacts? facts;

    public DriverConformance Adapter => adapter;

    public ConformanceOptions Options => options;

    public ConformanceObject Object => adapter.Object;

    public CancellationToken CancellationToken => cancellationToken;

    public int Observations => Volatile.Read(ref observations);

    /// <summary>What is being done now, for the message of a check that did not end.</summary>
    public string Doing { get; set; } = "it began";

    /// <summary>What the driver declares.</summary>
    public DriverFacts Facts
    {
        get
        {
            if (facts is not null)
                return facts;
            Doing = "CreateDriver";
            ProcessEndGuard.LookBeside(adapter);
            var assembly = CreateDriver().GetType().Assembly;
            ProcessEndGuard.Look(assembly);
            return facts = DriverFacts.Of(assembly, options.Manifest);
        }
    }

    /// <summary>Something was looked at and was right.</summary>
    public void Observe(int count = 1) => Interlocked.Add(ref observations, count);

    /// <summary>Looks at something: counts it, and fails when it is wrong.</summary>
    public void Require([DoesNotReturnIf(false)] bool right, string message)
    {
        if (!right)
            Fail(message);
        Observe();
    }

    [DoesNotReturn]
    public static void Fail(string message) => throw new CheckFailedException(message);

    [DoesNotReturn]
    public static void NotApplicable(string reason) => throw new CheckNotApplicableException(reason);

    /// <summary>Goes on when the manifest declares the capability; without it, makes sure that the client does not have it either.</summary>
    public void Needs<T>(string capability)
    {
        if (Facts.Has(capability))
        {
            if (Facts.ClientType is { } type && !typeof(T).IsAssignableFrom(type))
                Fail($"The manifest declares '{capability}', and {type.Name} does not implement {typeof(T).Name}. Rebuild the driver, so that both agree.");
            return;
        }

        if (Facts.ClientType is { } client && typeof(T).IsAssignableFrom(client))
            Fail($"{client.Name} implements {typeof(T).Name}, and the manifest does not declare '{capability}'. Rebuild the driver, so that both agree.");
        NotApplicable($"the manifest does not declare the capability '{capability}'");
    }

    /// <summary>Goes on when the driver's traffic passes the kit's fault layer; a driver that declares no HTTP has none.</summary>
    public void NeedsHttp(TestBed bed)
    {
        if (bed.IsHttp)
            return;
        if (Facts.DeclaresHttp)
            Fail("The manifest declares addresses, and no call came through DriverContext.CreateHttpHandler. Send everything through that handler.");
        NotApplicable("the driver does not speak HTTP: its manifest declares neither an address nor a host of egress");
    }

    public IDriver CreateDriver()
    {
        try
        {
            if (adapter.CreateDriver() is { } driver)
                return driver;
        }
        catch (Exception exception) when (exception is not CheckFailedException)
        {
            Fail($"The driver's constructor threw {Describe(exception)}. A driver is made without doing anything; connect in ConnectAsync.");
        }

        Fail("CreateDriver gave null. Return a new instance of the driver.");
        return null!;
    }

    /// <summary>Starts a system with so many generated records.</summary>
    public Task<TestBed> StartAsync(int records, int seed = 0) => StartAsync(RowFactory.Make(Object, records, options.Seed), seed);

    public async Task<TestBed> StartAsync(IReadOnlyList<ConformanceRow> records, int seed = 0, int moreObjects = 0, int moreFields = 0, string? example = null)
    {
        _ = Facts;
        Doing = "StartAsync of the adapter";
        var bed = await TestBed.StartAsync(this, records, seed, moreObjects, moreFields, example).ConfigureAwait(false);
        lock (gate)
            beds.Add(bed);
        return bed;
    }

    /// <summary>What was thrown, in words that hold no secret of a running system.</summary>
    public string Describe(Exception exception)
    {
        var text = exception is DriverException driver ? $"{driver.GetType().Name} with code '{driver.Code}': {driver.Message}" : $"{exception.GetType().Name}: {exception.Message}";
        lock (gate)
        {
            foreach (var bed in beds)
                text = bed.Secrets.Scrub(text);
        }

        text = text.ReplaceLineEndings(" ");
        return text.Length <= 400 ? text : text[..399] + "…";
    }

    /// <summary>Ends what the check left, without waiting for a driver that does not end.</summary>
    public async Task CleanUpAsync()
    {
        TestBed[] left;
        lock (gate)
            left = [.. beds];
        foreach (var bed in left)
        {
            try
            {
                await Task.Run(() => bed.DisposeAsync().AsTask(), CancellationToken.None).WaitAsync(CleanUpTime, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // What does not end by itself is left behind: the result is known already.
            }
        }
    }
}
