using System.Net;
using System.Security.Cryptography.X509Certificates;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>A Salesforce-shaped org in this process, reached over real HTTP on 127.0.0.1. Its data follows from the seed and lives in memory, or in a SQLite file on request. All members are safe for concurrent use; disposing stops the server.</summary>
public sealed partial class SalesforceSimulator : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly SimulatorState _state;
    private readonly HttpFront _front;

    private SalesforceSimulator(SimulatorOptions options, SimulatorState state, string sourceObject)
    {
        _state = state;
        SourceObject = sourceObject;
        _front = new HttpFront(state, new ApiRouter(state), options.EnableControl ? new ControlHandler(this) : null);
        if (options.Https) Certificate = LoopbackCertificate.Create(state.Clock.Now);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (Certificate is not null) listen.UseHttps(Certificate);
            });
            kestrel.Limits.MaxRequestBodySize = 160 * 1024 * 1024;
            kestrel.Limits.MaxRequestLineSize = 16_384; // what the real edge takes before it answers 414
            kestrel.Limits.MaxRequestHeadersTotalSize = 16_384;
        });
        _host = builder.Build();
        ((IApplicationBuilder)_host).Run(_front.HandleAsync);
    }

    /// <summary>The server's address, such as <c>http://127.0.0.1:41233</c>.</summary>
    public Uri Address { get; private set; } = null!; // set by StartAsync, the only way to an instance

    /// <summary>The certificate of the server; null without HTTPS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>The consumer key that the token endpoint accepts.</summary>
    public string ClientId => _state.Options.ClientId;

    /// <summary>The consumer secret that the token endpoint accepts.</summary>
    public string ClientSecret => _state.Options.ClientSecret;

    /// <summary>The name of the user on whose behalf requests run.</summary>
    public string Username => _state.Options.Username;

    /// <summary>The password of the user, for the username-password flow.</summary>
    public string Password => _state.Options.Password;

    /// <summary>The object that the org's definition names as the source of the demo's sync.</summary>
    public string SourceObject { get; }

    /// <summary>Seeds the org and starts to serve.</summary>
    /// <param name="options">How the org is set up; not used after the call.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="InvalidDataException">The org definition contradicts the schema.</exception>
    /// <exception cref="SimulatorStoreException">The file that is to keep the records cannot be used.</exception>
    /// <exception cref="IOException">The port is taken, or the org file cannot be read.</exception>
    public static async Task<SalesforceSimulator> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Leads);
        var org = options.Org ?? (options.OrgFile is { } file ? OrgDefinition.Load(file) : null);
        var schema = SchemaCatalog.Build(org);
        var clock = new SimulatorClock(options.TimeProvider, options.TimeZone);
        var store = new RecordStore(schema, clock);
        RuleCheck.Check(store);
        Fill(store, options, org);
        var source = org?.SourceObject ?? "Lead";
        if (store.Find(source) is null) throw new InvalidDataException($"The org definition's sourceObject '{source}' is not an object of the org.");
        var simulator = new SalesforceSimulator(options, new SimulatorState(options, schema, store), source);
        await simulator._host.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = simulator._host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        simulator.Address = new Uri(addresses?.Addresses.FirstOrDefault() ?? throw new IOException("The server has no address."));
        return simulator;
    }

    private static void Fill(RecordStore store, SimulatorOptions options, OrgDefinition? org)
    {
        var file = options.StorePath is { } path ? StoreFile.Open(store, path) : null;
        if (file is { Loaded: true })
        {
            store.CurrentUser = RecordRef.Make(store.Get("User").Index, 0);
        }
        else
        {
            Seeder.Seed(store, options, org);
            file?.SaveAll();
        }

        store.File = file;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync().ConfigureAwait(false);
        _state.Dispose();
        Certificate?.Dispose();
    }
}
