using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NuGet.Packaging;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>A NuGet v3 server over a folder of packages: index, flat container, search.</summary>
internal sealed class FakeFeed : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly string _base;
    private readonly Task _serving;

    public FakeFeed(string folder)
    {
        _folder = folder;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _base = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(_base);
        _listener.Start();
        _serving = ServeAsync();
    }

    public bool Failing { get; init; }

    /// <summary>Whether the search may be asked for packages of one type, as from its version 3.5.0.</summary>
    public bool HasTypes { get; init; } = true;

    public string Address => _base + "v3/index.json";

    public ConcurrentBag<string> Queries { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath.TrimStart('/');
        Queries.Add(context.Request.Url.Query);
        var body = Failing ? null : Body(path);
        context.Response.StatusCode = Failing ? 500 : body is null ? 404 : 200;
        if (body is not null)
            context.Response.OutputStream.Write(body);
        context.Response.Close();
    }

    private byte[]? Body(string path)
    {
        if (path == "v3/index.json")
        {
            return Text($$"""
                {"version":"3.0.0","resources":[
                  {"@id":"{{_base}}flat/","@type":"PackageBaseAddress/3.0.0"},
                  {{(HasTypes ? $$"""{"@id":"{{_base}}query","@type":"SearchQueryService/3.5.0"},""" : "")}}
                  {"@id":"{{_base}}query","@type":"SearchQueryService"}]}
                """);
        }

        var packages = Directory.EnumerateFiles(_folder, "*.nupkg").Select(file =>
        {
            using var reader = new PackageArchiveReader(file);
            return (Identity: reader.GetIdentity(), File: file);
        }).ToList();
        if (path == "query")
            return Text($$"""{"totalHits":1,"data":[{{string.Join(',', packages.Select(each => $$"""{"id":"{{each.Identity.Id}}","version":"{{each.Identity.Version}}","description":"d","versions":[]}"""))}}]}""");

        return path.Split('/') switch
        {
            ["flat", var id, "index.json"] when Versions(packages, id) is { Count: > 0 } versions => Text($$"""{"versions":[{{string.Join(',', versions.Select(version => $"\"{version}\""))}}]}"""),
            ["flat", var id, var version, var file] when file.EndsWith(".nupkg", StringComparison.Ordinal) => packages
                .Where(each => Is(each.Identity.Id, id) && each.Identity.Version == NuGetVersion.Parse(version))
                .Select(each => File.ReadAllBytes(each.File))
                .FirstOrDefault(),
            _ => null,
        };
    }

    private static List<string> Versions(List<(NuGet.Packaging.Core.PackageIdentity Identity, string File)> packages, string id) =>
        [.. packages.Where(each => Is(each.Identity.Id, id)).Select(each => each.Identity.Version.ToNormalizedString())];

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
