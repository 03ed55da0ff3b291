using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

public sealed partial class ReferenceClient
{
    private DateTimeOffset lastSeen = DateTimeOffset.MinValue;

    public async IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var schema = await GetFieldsAsync(new GetFieldsRequest { Object = request.Object }, cancellationToken);
        string[] names = ["id", .. request.Fields.Where(name => name != "id")];
        var columns = new RecordSchema(names.Select(name => new RecordField { Name = name, Type = schema.Fields.First(field => field.Name == name).Type }));
        var since = defect == Defect.ReadsAllAgain ? null : request.Since;
        if (defect == Defect.AcceptsAnyPosition && since is not null && !long.TryParse(since, out _))
            since = null;
        var edge = request.SinceTime ?? (defect is Defect.TimeBoundary or Defect.MissesLateCommits && request.Since is not null ? lastSeen : DateTimeOffset.MinValue);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var answer = await GetAsync(string.Create(CultureInfo.InvariantCulture, $"/objects/{request.Object}/changes?limit={request.PageSize ?? 100}&since={Uri.EscapeDataString(since ?? "")}"), cancellationToken);
            var root = answer.RootElement;
            var more = root.GetProperty("more").GetBoolean();
            since = root.GetProperty("position").GetRawText();
            using var writer = new RecordPageWriter(columns);
            foreach (var row in root.GetProperty("rows").EnumerateArray())
                Write(writer, columns, row, edge);
            yield return new ChangePage
            {
                Changed = writer.ToPage(more ? null : StopReason.Exhausted),
                DeletedIds = defect == Defect.IgnoresDeletes ? [] : [.. root.GetProperty("deleted").EnumerateArray().Select(key => key.GetString()!)],
                Position = defect == Defect.PositionAhead ? root.GetProperty("latest").GetRawText() : since,
            };
            if (!more)
                yield break;
        }
    }

    private void Write(RecordPageWriter writer, RecordSchema columns, JsonElement row, DateTimeOffset edge)
    {
        var changed = row.GetProperty("changed").GetDateTimeOffset();
        if (edge > DateTimeOffset.MinValue && (defect == Defect.MissesLateCommits ? changed < edge : changed <= edge))
            return;
        lastSeen = changed > lastSeen ? changed : lastSeen;
        writer.BeginRecord();
        foreach (var field in columns.Fields)
            writer.WriteValue(row.TryGetProperty(field.Name, out var value) ? ReferenceValues.Read(field.Type, value) : RecordValue.Null);
        writer.EndRecord();
    }
}
