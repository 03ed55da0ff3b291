using System.Text.Json;
using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests;

public class OperationTests
{
    internal const string Close = """
        /// <summary>Closes a ticket.</summary>
        /// <param name="id">The ticket.</param>
        /// <param name="notify">Whether its owner gets a mail.</param>
        /// <exception cref="DriverException"><see cref="DriverErrorCode.ObjectNotFound"/> or <c>already_closed</c>.</exception>
        [DriverOperation("close_ticket", Effect = OperationEffect.Write, Idempotent = true, Examples = new[] { "close-1" })]
        public Task CloseAsync(string id, bool notify = true, CancellationToken cancellationToken = default) => Task.CompletedTask;
        """;

    internal const string Types = """
        public enum Status { New, InProgress, [JsonStringEnumMemberName("done")] Closed }

        /// <summary>A point.</summary>
        /// <param name="X">Across.</param>
        public sealed record Point(int X, double Y, string? Label = "none");

        public sealed class Everything
        {
            /// <summary>Flag.</summary>
            public required bool Flag { get; init; }
            /// <summary>Small.</summary>
            public byte Small { get; init; } = 7;
            /// <summary>Whole.</summary>
            public long Whole { get; init; }
            /// <summary>Money.</summary>
            public decimal Money { get; init; }
            /// <summary>Ratio.</summary>
            public double Ratio { get; init; }
            /// <summary>Text.</summary>
            public string Text { get; init; } = "default text";
            /// <summary>Note.</summary>
            public string? Note { get; init; }
            /// <summary>At.</summary>
            public DateTimeOffset At { get; init; }
            /// <summary>Day.</summary>
            public DateOnly? Day { get; init; }
            /// <summary>Time.</summary>
            public TimeOnly Time { get; set; }
            /// <summary>Id.</summary>
            public Guid Id { get; init; }
            /// <summary>Link.</summary>
            public Uri? Link { get; init; }
            /// <summary>Bytes.</summary>
            public byte[] Bytes { get; init; } = [];
            /// <summary>Status.</summary>
            [JsonPropertyName("state")]
            public Status Status { get; init; } = Status.InProgress;
            /// <summary>Points.</summary>
            public IReadOnlyList<Point> Points { get; init; } = [];
            /// <summary>Numbers.</summary>
            public List<int?>? Numbers { get; init; }
            /// <summary>Counts.</summary>
            public Dictionary<string, long> Counts { get; init; } = [];
            /// <summary>Extra.</summary>
            public JsonElement Extra { get; init; }
            [JsonIgnore]
            public object? Hidden { get; init; }
        }
        """;

    internal const string AllKinds = """
        /// <summary>Answers what it got.</summary>
        [DriverOperation("echo")]
        public Task<Everything> EchoAsync(Everything request, CancellationToken cancellationToken) => Task.FromResult(request);

        /// <summary>Adds.</summary>
        /// <param name="left">First.</param>
        /// <param name="event">Second.</param>
        /// <param name="status">Third.</param>
        /// <param name="scale">Fourth.</param>
        /// <param name="tags">Fifth.</param>
        [DriverOperation("add")]
        public ValueTask<string> AddAsync(int left, string? @event, Status status = Status.Closed, double scale = 1.5, IReadOnlyList<string>? tags = null, CancellationToken cancellationToken = default) =>
            new($"{left}|{@event}|{status}|{scale}|{tags?.Count}");

        /// <summary>Does nothing.</summary>
        [DriverOperation("nothing")]
        public Task NothingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <summary>Answers one number.</summary>
        /// <param name="value">It.</param>
        [DriverOperation("same")]
        public async Task<int?> SameAsync(int? value, CancellationToken cancellationToken) { await Task.Yield(); return value; }

        /// <summary>Waits.</summary>
        [DriverOperation("wait")]
        public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(-1, cancellationToken);
        """;

    private const string FullArguments = """
        {"flag":true,"small":255,"whole":9007199254740993,"money":79228162514264337593543950335,"ratio":0.1,"text":"a\"ü","note":null,
         "at":"2026-01-31T08:00:00+02:00","day":"2026-01-31","time":"08:00:00.5","id":"3f2504e0-4f89-11d3-9a0c-0305e82c3301","link":"https://a.example/x",
         "bytes":"AQID","state":"done","points":[{"x":1,"y":2.5},{"x":2,"y":3,"label":null}],"numbers":[1,null],"counts":{"a":1},"extra":{"deep":[1,"2"]}}
        """;

    [Fact]
    public async Task Operation_answers_with_what_it_was_given()
    {
        var answer = await Invoke("echo", FullArguments);

        var expected = JsonDocument.Parse(FullArguments.Replace("{\"x\":1,\"y\":2.5}", "{\"x\":1,\"y\":2.5,\"label\":\"none\"}", StringComparison.Ordinal)).RootElement;
        Assert.True(JsonElement.DeepEquals(expected, answer), answer.GetRawText());
    }

    [Fact]
    public async Task Absent_properties_keep_what_their_class_gives_them()
    {
        var answer = await Invoke("echo", """{"flag":false}""");

        Assert.Equal(7, answer.GetProperty("small").GetInt32());
        Assert.Equal("default text", answer.GetProperty("text").GetString());
        Assert.Equal("in_progress", answer.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("numbers").ValueKind);
        Assert.Equal(0, answer.GetProperty("points").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"left":1}""", "1||Closed|1.5|")]
    [InlineData("""{"left":1,"event":"e","status":"new","scale":2,"tags":["a","b"]}""", "1|e|New|2|2")]
    [InlineData("""{"left":1,"event":null,"tags":null}""", "1||Closed|1.5|")]
    public async Task Parameters_take_arguments_and_defaults(string arguments, string expected) =>
        Assert.Equal(expected, (await Invoke("add", arguments)).GetString());

    [Theory]
    [InlineData("{}", JsonValueKind.Null)]
    [InlineData("""{"value":4}""", JsonValueKind.Number)]
    public async Task Single_value_comes_back(string arguments, JsonValueKind kind) => Assert.Equal(kind, (await Invoke("same", arguments)).ValueKind);

    [Fact]
    public async Task Operation_without_result_answers_null() => Assert.Equal(JsonValueKind.Null, (await Invoke("nothing", "{}")).ValueKind);

    [Theory]
    [InlineData("echo", "{}", "flag", "is missing")]
    [InlineData("echo", """{"flag":"s3cret"}""", "flag", "true or false")]
    [InlineData("echo", """{"flag":null}""", "flag", "true or false")]
    [InlineData("echo", """{"flag":true,"small":256}""", "small", "0 to 255")]
    [InlineData("echo", """{"flag":true,"whole":1.5}""", "whole", "whole number")]
    [InlineData("echo", """{"flag":true,"text":null}""", "text", "a text")]
    [InlineData("echo", """{"flag":true,"at":"2026-01-31T08:00:00"}""", "at", "with its offset")]
    [InlineData("echo", """{"flag":true,"day":"31.01.2026"}""", "day", "2026-01-31")]
    [InlineData("echo", """{"flag":true,"state":"s3cret"}""", "state", "one of new, in_progress, done")]
    [InlineData("echo", """{"flag":true,"points":[{"x":1,"y":1},{"x":"s3cret"}]}""", "points[1].x", "whole number")]
    [InlineData("echo", """{"flag":true,"points":[{"x":1}]}""", "points[0].y", "is missing")]
    [InlineData("echo", """{"flag":true,"points":{}}""", "points", "a list")]
    [InlineData("echo", """{"flag":true,"bytes":"***"}""", "bytes", "base64")]
    [InlineData("echo", """{"flag":true,"flag":true}""", "flag", "given once")]
    [InlineData("echo", """{"flag":true,"s3cret":1}""", "arguments", "not known")]
    [InlineData("echo", "[]", "arguments", "an object")]
    [InlineData("nothing", """{"a":1}""", "arguments", "no arguments")]
    public async Task Arguments_that_do_not_fit_are_refused_without_their_value(string operation, string arguments, string target, string message)
    {
        var error = await Assert.ThrowsAsync<DriverException>(() => Invoke(operation, arguments));

        Assert.Equal(DriverErrorCode.InvalidValue, error.Code);
        Assert.Equal(target, error.Target);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_operation_is_unsupported_and_names_the_nearest()
    {
        var error = await Assert.ThrowsAsync<DriverException>(() => Invoke("ecko", "{}"));

        Assert.Equal(DriverErrorCode.Unsupported, error.Code);
        Assert.Equal("echo", error.Suggestions[0]);
    }

    [Fact]
    public async Task Cancellation_of_the_caller_comes_through()
    {
        var client = (IDriverOperations)Compile().CreateClient();
        using var source = new CancellationTokenSource();

        var call = client.InvokeOperationAsync("wait", JsonDocument.Parse("{}").RootElement, source.Token);
        await source.CancelAsync();

        Assert.Equal(source.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
    }

    [Fact]
    public void Manifest_lists_operations_by_name_with_their_errors()
    {
        var manifest = GeneratorHarness.Run(SampleDriver.With(operations: AllKinds + "\n" + Close, types: Types)).AssertCompiles().Manifest;

        Assert.Equal(["add", "close_ticket", "echo", "nothing", "same", "wait"], manifest.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("name").GetString()));
        Assert.Equal(["object_not_found", "already_closed"], ManifestTests.Texts(manifest.GetProperty("operations")[1].GetProperty("errors")));
        Assert.Contains("operations", ManifestTests.Texts(manifest.GetProperty("capabilities")));
    }

    [Fact]
    public async Task Schema_of_the_parameters_accepts_what_the_dispatch_accepts()
    {
        var outcome = Compile();
        var parameters = outcome.Manifest.GetProperty("operations").EnumerateArray().Single(operation => operation.GetProperty("name").GetString() == "echo").GetProperty("parameters");
        var schema = new SchemaValidator(parameters);

        Assert.Empty(schema.Validate(JsonDocument.Parse(FullArguments.Replace("\"note\":null,", "", StringComparison.Ordinal).Replace(",\"label\":null", "", StringComparison.Ordinal)).RootElement));
        Assert.NotEmpty(schema.Validate(JsonDocument.Parse("{}").RootElement));
        Assert.Empty(new SchemaValidator(outcome.Manifest.GetProperty("operations")[1].GetProperty("result")).Validate(await Invoke("echo", FullArguments)));
    }

    [Fact]
    public void Dispatch_uses_no_reflection_and_no_serializer()
    {
        var text = Compile().GeneratedText;

        Assert.DoesNotContain("JsonSerializer", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.Reflection", text, StringComparison.Ordinal);
        Assert.DoesNotContain("typeof(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Activator", text, StringComparison.Ordinal);
        Assert.DoesNotContain("dynamic", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispatch_by_hand_is_left_alone()
    {
        var source = SampleDriver.With(
            clientInterfaces: ", IDriverOperations",
            operations: Close + """

                public Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken) => throw new NotSupportedException();
                """);

        var outcome = GeneratorHarness.Run(source).AssertCompiles();

        Assert.Equal(1, outcome.Manifest.GetProperty("operations").GetArrayLength());
        Assert.DoesNotContain("OperationJson", outcome.GeneratedText, StringComparison.Ordinal);
    }

    private static readonly Lazy<GeneratorOutcome> Compiled = new(() => GeneratorHarness.Run(SampleDriver.With(operations: AllKinds, types: Types)));

    private static GeneratorOutcome Compile() => Compiled.Value;

    private static async Task<JsonElement> Invoke(string operation, string arguments)
    {
        var outcome = Compile();
        Assert.Equal([DiagnosticIds.OverBudget], outcome.Diagnostics.Select(found => found.Id));
        var client = Assert.IsType<IDriverOperations>(outcome.CreateClient(), exactMatch: false);
        return await client.InvokeOperationAsync(operation, JsonDocument.Parse(arguments).RootElement, TestContext.Current.CancellationToken);
    }
}
