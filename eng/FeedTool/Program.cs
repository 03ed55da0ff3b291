using System.Text.Json;
using IntegrationAgent.FeedTool;

// usage: version <request file> <answer file>         writes the version, and `complete` when the feed holds it already
//        commit  <request file> <version> [<staging>] completes the feed and names the version in feed.json
try
{
    switch (args)
    {
        case ["version", var file, var answer]:
            var feed = new Feed(FeedRequest.Load(file));
            var version = feed.Version();
            File.WriteAllText(answer, $"{version};{(feed.Holds(version) ? "complete" : "missing")}");
            return 0;

        case ["commit", var file, var name]:
            new Feed(FeedRequest.Load(file)).Commit(name, staging: null);
            return 0;

        case ["commit", var file, var name, var staging]:
            new Feed(FeedRequest.Load(file)).Commit(name, staging);
            return 0;

        default:
            Console.Error.WriteLine("FeedTool : error FEED0001: usage: version|commit <request file> [<version> [<staging>]].");
            return 2;
    }
}
catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"FeedTool : error FEED0002: {e.Message}");
    return 1;
}
