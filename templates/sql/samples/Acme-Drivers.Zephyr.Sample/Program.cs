using System.Globalization;
using Acme_Drivers.Zephyr.Sample;

// usage: dotnet run --project samples/Acme-Drivers.Zephyr.Sample <file> [tickets]
if (args.Length == 0)
{
    Console.Error.WriteLine("Name the file to write, in a folder of its own.");
    return 2;
}

var path = Path.GetFullPath(args[0]);
Directory.CreateDirectory(Path.GetDirectoryName(path)!);
using (var database = SampleDatabase.Create(path))
    database.Fill(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 250);
Console.WriteLine($"wrote {path}");
return 0;
