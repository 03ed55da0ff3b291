using Xunit;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// The one class that a driver author derives, in the driver's conformance test project. It says which driver, which object of the system the kit may fill,
/// and how to start the system; the kit does the rest:
/// <code>
/// public sealed class HelpdeskConformance : DriverConformance
/// {
///     public override ConformanceObject Object { get; } = new() { Name = "tickets", KeyFields = ["id"], Fields = [ … ] };
///     public override IDriver CreateDriver() => new HelpdeskDriver();
///     public override async ValueTask&lt;ConformanceTarget&gt; StartAsync(ConformanceStart start, CancellationToken cancellationToken) =>
///         await HelpdeskTarget.StartAsync(start, cancellationToken);
/// }
/// </code>
/// </summary>
/// <remarks>
/// <para>
/// Every check is one row of <see cref="Check"/>, which is not virtual: no override turns a check green, and a check that was left out leaves the result
/// incomplete, so that nothing is packed. Outside of xunit, <see cref="ConformanceRunner"/> runs the same checks.
/// </para>
/// <para>
/// A check is not applicable only where the driver's manifest does not declare what it is about. A prerequisite that this class does not give
/// (a refused credential, a fault of the system) is a failure that says what to give.
/// </para>
/// </remarks>
public abstract partial class DriverConformance
{
    /// <summary>The checks, as rows for xunit; each has the traits <c>check</c> (its name) and <c>tier</c>.</summary>
    public static IEnumerable<ITheoryDataRow> Checks =>
        ConformanceChecks.All.Select(check => new TheoryDataRow<string>(check.Name)
        {
            TestDisplayName = $"{check.Id} {check.Name}",
            DisableParallelization = true,
            Traits = { ["check"] = [check.Name], ["tier"] = [check.Tier.ToString()] },
        });

    /// <summary>The object of the system that the kit fills and reads, as the author knows it: the truth that the driver is compared with.</summary>
    public abstract ConformanceObject Object { get; }

    /// <summary>What each example of the package does: one for each <c>examples/&lt;id&gt;.cs</c>.</summary>
    /// <value>Default: none.</value>
    public virtual IReadOnlyList<ConformanceExample> Examples => [];

    /// <summary>What compiles and runs the examples: <c>ScriptExamples</c> of the package <c>IntegrationAgent.Driver.Conformance.Examples</c>.</summary>
    /// <value>Default: null, with which the check of the examples fails and says so.</value>
    public virtual IExampleRunner? ExampleRunner => null;

    /// <summary>How the kit runs.</summary>
    /// <value>Default: a new <see cref="ConformanceOptions"/>.</value>
    public virtual ConformanceOptions Options => new();

    /// <summary>Makes the driver. Called for every connection.</summary>
    public abstract IDriver CreateDriver();

    /// <summary>
    /// Starts a system of its own for one check, on this machine, filled with <see cref="ConformanceStart.Records"/>. The kit disposes it.
    /// </summary>
    public abstract ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken);

    /// <summary>Runs one check, by its name.</summary>
    // Without its arguments the compiler would put the path of this file into the attribute.
    [Theory(null, -1)]
    [MemberData(nameof(Checks), MemberType = typeof(DriverConformance))]
    public async Task Check(string name)
    {
        var result = await ConformanceRunner.RunAsync(this, ConformanceChecks.Get(name), Options, TestContext.Current.CancellationToken).ConfigureAwait(false);
        await ConformanceSession.AddAsync(this, result, TestContext.Current.CancellationToken).ConfigureAwait(false);
        TestContext.Current.SendDiagnosticMessage(result.ToString());
        switch (result.Status)
        {
            case ConformanceStatus.Failed:
                Assert.Fail(result.ToString());
                break;
            case ConformanceStatus.NotApplicable:
                Assert.Skip(result.Message);
                break;
        }
    }
}
