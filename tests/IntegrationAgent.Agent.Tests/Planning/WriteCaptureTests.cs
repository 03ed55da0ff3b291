using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Tests.Planning;

public sealed class WriteCaptureTests
{
    private const int Pages = 3, Records = 500;

    [Fact]
    public async Task Every_record_of_an_insert_is_planned_as_one_that_is_created()
    {
        var folder = Directory.CreateTempSubdirectory("intagent-capture-").FullName;
        try
        {
            using var spill = new PlanSpill(Path.Combine(folder, "effects"));
            var body = new ScriptWriteBody { Connection = "warehouse", Object = "entries", Mode = WriteMode.Insert, KeyFields = [], Step = 1 };
            // An insert has no before-images: the target is not asked.
            var capture = new WriteCapture(body, new BeforeImages(null!, body.Object, body.KeyFields), targetExists: true, spill, new Random(1));
            for (var i = 0; i < Pages; i++)
            {
                using var page = Page();
                await capture.AddAsync(page, TestContext.Current.CancellationToken);
            }

            var planned = capture.ToWrite([]);

            Assert.Equal((Pages * Records, Pages * Records, 0, 0, 0), (planned.Records, planned.Creates, planned.Updates, planned.Unchanged, planned.Doubtful));
            Assert.All(planned.Samples, sample => Assert.Equal("create", sample.Kind));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RecordPage Page()
    {
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = "body", Type = FieldType.String }]));
        for (var i = 0; i < Records; i++)
        {
            writer.BeginRecord();
            writer.WriteString("the same text");
            writer.EndRecord();
        }

        return writer.ToPage(StopReason.Exhausted);
    }
}
