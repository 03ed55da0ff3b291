using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
using IntegrationAgent.Driver.NativeProgram;
using IntegrationAgent.Driver.Trimming;

// Uses a generated driver as a host does: manifest, connection, dispatch with every kind of value, records. Prints what a script compares.
var manifest = typeof(TrimmedDriver).Assembly.GetCustomAttributes(typeof(DriverManifestAttribute), inherit: false).OfType<DriverManifestAttribute>().Single();
using (var json = JsonDocument.Parse(manifest.Json))
    Console.WriteLine($"manifest {json.RootElement.GetProperty("operations").GetArrayLength()} operations");

var driver = new TrimmedDriver();
var context = new DriverContext { Credentials = Nothing.Instance, Tokens = Nothing.Instance };
await using var client = await driver.ConnectAsync(new ConnectionSettings([]), context, CancellationToken.None);
var operations = (IDriverOperations)client;

const string every = """
    {"text":"a","flag":true,"number":7,"amount":12.50,"ratio":0.5,"at":"2026-11-23T12:00:00+00:00","day":"2026-11-23","time":"12:30:00",
     "id":"00000000-0000-0000-0000-000000000001","address":"https://example.com/","color":"green","any":{"x":1},"texts":["b"],"numbers":{"one":1},
     "inner":{"name":"n","colors":["red"]}}
    """;
using var arguments = JsonDocument.Parse(every);
var mixed = await operations.InvokeOperationAsync("mix", arguments.RootElement, CancellationToken.None);
Console.WriteLine($"mix {mixed.GetProperty("text")} {mixed.GetProperty("amount")} {mixed.GetProperty("color")} {mixed.GetProperty("inner").GetProperty("colors")[0]}");

using var picked = JsonDocument.Parse("""{"id":"00000000-0000-0000-0000-000000000002","color":"red","any":[1]}""");
Console.WriteLine($"pick {(await operations.InvokeOperationAsync("pick", picked.RootElement, CancellationToken.None))[0]}");

try
{
    await operations.InvokeOperationAsync("nothing", arguments.RootElement, CancellationToken.None);
}
catch (DriverException exception)
{
    Console.WriteLine($"error {exception.Code}");
}

using var reader = new MemoryStream("""{"records":[{"id":"k1","size":5},{"id":"k2","size":null}],"next":null}"""u8.ToArray());
var schema = new RecordSchema([new RecordField { Name = "id", Type = FieldType.String }, new RecordField { Name = "size", Type = FieldType.Int64 }]);
var map = new JsonRecordMap(schema, [["id"], ["size"]]);
using var writer = new RecordPageWriter(map.Schema);
await new JsonPageReader(map, "records", "next").ReadAsync(reader, writer, CancellationToken.None);
using var page = writer.ToPage(StopReason.Exhausted);
Console.WriteLine($"records {page.Count} {page[0].GetValue(1).ToInvariantString()} {page[1].IsNull(1)}");
