using System.Globalization;
using Acme_Drivers.Zephyr.Sample;

// usage: dotnet run --project samples/Acme-Drivers.Zephyr.Sample [port] [tickets]
var port = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5080;
var tickets = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 250;
await using var server = await SampleServer.StartAsync(new SampleStore(tickets), port, CancellationToken.None);
Console.WriteLine($"listening on {server.Address.GetLeftPart(UriPartial.Authority)}");
await server.WaitForShutdownAsync();
