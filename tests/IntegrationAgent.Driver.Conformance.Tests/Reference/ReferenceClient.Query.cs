using System.Runtime.CompilerServices;
using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

public sealed partial class ReferenceClient
{
    private string? sharedObject;
    private IReadOnlyList<string>? sharedFields;

    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (sharedObject, sharedFields) = (request.Object, request.Fields);
        return defect switch
        {
            Defect.NullStream => null!,
            Defect.NeverYields => NeverAsync(),
            Defect.BlocksTheThread => Blocked(),
            Defect.BuffersAll => BufferedAsync(request, cancellationToken),
            Defect.KeepsPages => KeptAsync(request, cancellationToken),
            _ => ReadAsync(request, cancellationToken),
        };
    }

    private static IAsyncEnumerable<RecordPage> Blocked()
    {
        Thread.Sleep(Timeout.Infinite);
        return null!;
    }

    private static async IAsyncEnumerable<RecordPage> NeverAsync()
    {
        await Task.Delay(Timeout.Infinite, CancellationToken.None);
        yield break;
    }

    private async IAsyncEnumerable<RecordPage> BufferedAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new List<RecordPage>();
        await foreach (var page in ReadAsync(request, cancellationToken))
            pages.Add(page);
        foreach (var page in pages)
            yield return page;
    }

    private readonly List<byte[]> hoard = [];

    private async IAsyncEnumerable<RecordPage> KeptAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadAsync(request, cancellationToken))
        {
            hoard.Add(page.Data.ToArray());
            yield return page;
        }
    }

    private async IAsyncEnumerable<RecordPage> ReadAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (defect == Defect.LongFilterThrowsRaw && request.Filter is InFilter { Values.Count: > 500 })
            throw new UriFormatException("Invalid URI: The Uri string is too long.");
        long? firstTotal = null;
        if (request.OrderBy.Count > 0)
            throw new DriverException(DriverErrorCode.Unsupported, "The system has one order. Leave OrderBy out.");
        cancellationToken.ThrowIfCancellationRequested();
        var plan = await PlanAsync(request, cancellationToken);
        var guard = new CursorGuard();
        var cursor = request.Cursor;
        var (given, calls) = (0L, 0);
        while (true)
        {
            Page page;
            try
            {
                page = await FetchAsync(request, plan, cursor, defect == Defect.DeafBetweenPages && calls > 0 ? CancellationToken.None : cancellationToken);
            }
            catch (DriverException) when (defect == Defect.SwallowsFault && given > 0)
            {
                page = new Page(JsonDocument.Parse("{\"rows\":[]}"), null, null);
            }
            catch (DriverException exception) when (defect == Defect.SkipsExpiredPage && exception.Code == DriverErrorCode.CursorExpired && cursor is not null)
            {
                page = new Page(JsonDocument.Parse("{\"rows\":[]}"), null, null);
            }

            calls++;
            using (page.Document)
            {
                if (page.Next is { } next && defect != Defect.FollowsLoops)
                    guard.Follow(next);
                var left = request.Limit is { } limit ? limit - given + (defect == Defect.LimitOffByOne ? 1 : 0) : long.MaxValue;
                var writer = new RecordPageWriter(plan.Schema);
                using (writer)
                {
                    given += Fill(writer, plan, page, left, given);
                    var stop = Stop(request, page, given, calls, firstTotal ??= page.Total);
                    if (defect is Defect.DropsLastPage && page.Next is null && given > 1)
                    {
                        yield return RecordPage.Empty(plan.Schema, StopReason.Exhausted);
                        yield break;
                    }

                    var built = writer.ToPage(stop, stop == StopReason.Exhausted ? null : CursorOf(page), plan.Filter is null ? page.Total : null);
                    if (defect == Defect.RepeatsPage && page.Next is not null && given <= built.Count)
                        yield return Copy(built);
                    yield return built;
                    if (stop is not null || (defect == Defect.NoStopReason && page.Next is null))
                        yield break;
                }
            }

            if (defect != Defect.YieldsForEver)
                cursor = page.Next;
        }
    }

    private string? CursorOf(Page page)
    {
        if (defect != Defect.CursorSkips || page.Next is not { } next)
            return page.Next;
        var key = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(next[6..]));
        var following = key[..1] + (long.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return "after-" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(following));
    }

    private static RecordPage Copy(RecordPage page) => RecordPage.FromEncoded(page.Schema, page.Count, page.Data.ToArray());

    private StopReason? Stop(QueryRequest request, Page page, long given, int calls, long? firstTotal)
    {
        if (defect == Defect.YieldsForEver || (defect == Defect.NoStopReason && page.Next is null))
            return null;
        if (request.Limit is { } limit && given >= limit)
            return defect == Defect.LimitIsExhausted ? StopReason.Exhausted : StopReason.Limit;
        if (defect == Defect.StopsAtFirstTotal && given >= firstTotal)
            return StopReason.Exhausted;
        if (page.Next is null || defect == Defect.StopsAfterFirstPage)
            return StopReason.Exhausted;
        return request.MaxCalls is { } most && calls >= most ? defect == Defect.BudgetIsExhausted ? StopReason.Exhausted : StopReason.Budget : null;
    }

    private sealed record Page(JsonDocument Document, string? Next, long? Total);

    private sealed record Plan(RecordSchema Schema, RecordSchema Wide, FilterEvaluator? Filter, bool Concatenated, string Object);

    private async Task<Plan> PlanAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var schema = await GetFieldsAsync(new GetFieldsRequest { Object = defect == Defect.SharesState ? sharedObject! : request.Object }, cancellationToken);
        var wanted = defect == Defect.SharesState ? sharedFields! : request.Fields;
        var filter = defect == Defect.DropsNot && request.Filter is NotFilter not ? not.Operand : request.Filter;
        string[] wide = [.. wanted.Concat(filter is null ? [] : FilterEvaluator.FieldsOf(filter)).Distinct(StringComparer.Ordinal)];
        foreach (var name in wide.Where(name => schema.Fields.All(field => field.Name != name)))
        {
            throw new DriverException(DriverErrorCode.FieldNotFound, $"There is no field '{Short(name)}'. Take one of the suggestions.")
            {
                Retry = RetryAdvice.AfterUserAction,
                Suggestions = defect == Defect.NoSuggestions ? [] : NearestNames.Find(name, schema.Fields.Select(field => field.Name)),
            };
        }

        RecordSchema Of(IEnumerable<string> names) => new(names.Select(name => new RecordField { Name = name, Type = schema.Fields.First(field => field.Name == name).Type }));
        var wideSchema = Of(wide);
        var order = defect == Defect.WrongFieldOrder ? wanted.Order(StringComparer.Ordinal) : wanted.AsEnumerable();
        return new Plan(Of(order), wideSchema, filter is null ? null : new FilterEvaluator(wideSchema, filter), Breaks(filter), request.Object);
    }

    /// <summary>What a query that is put together of texts would have become.</summary>
    private bool Breaks(Filter? filter) => defect == Defect.ConcatenatesFilter && filter switch
    {
        ComparisonFilter { Value: { IsNull: false, Type: FieldType.String } value } => value.AsString().Contains("' OR", StringComparison.Ordinal),
        _ => false,
    };

    private async Task<Page> FetchAsync(QueryRequest request, Plan plan, string? cursor, CancellationToken cancellationToken)
    {
        var path = $"/objects/{Uri.EscapeDataString(plan.Object)}/rows?limit={request.PageSize ?? 200}";
        if (defect == Defect.PagesByOffset)
            path += "&by=offset";
        if (cursor is not null)
            path += "&cursor=" + Uri.EscapeDataString(cursor);
        var document = await GetAsync(path, cancellationToken);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("rows", out _))
        {
            document.Dispose();
            return defect == Defect.GarbageIsEmpty ? new Page(JsonDocument.Parse("{\"rows\":[]}"), null, null) : throw Unexpected();
        }

        var next = document.RootElement.TryGetProperty("next", out var text) ? text.GetString() : null;
        var total = document.RootElement.TryGetProperty("total", out var count) ? count.GetInt64() : (long?)null;
        return new Page(document, next, defect == Defect.WrongTotal ? total + 1 : total);
    }

    private int Fill(RecordPageWriter writer, Plan plan, Page page, long left, long before)
    {
        using var all = new RecordPageWriter(plan.Wide);
        foreach (var row in page.Document.RootElement.GetProperty("rows").EnumerateArray())
        {
            all.BeginRecord();
            foreach (var field in plan.Wide.Fields)
                all.WriteValue(Spoil(field, row.TryGetProperty(field.Name, out var value) ? ReferenceValues.Read(ReadAs(field), value) : RecordValue.Null));
            all.EndRecord();
        }

        using var wide = all.ToPage();
        var taken = 0;
        foreach (var record in wide)
        {
            if (taken >= left)
                break;
            if (plan.Filter is { } filter && !plan.Concatenated && !Matches(filter, record, plan))
                continue;
            writer.BeginRecord();
            foreach (var field in plan.Schema.Fields)
            {
                if (defect == Defect.RepeatsKey && field.Name == "id" && before + taken == 1)
                    writer.WriteString("k10000000");
                else
                    writer.CopyField(record, plan.Wide.IndexOf(field.Name));
            }

            writer.EndRecord();
            taken++;
        }

        return taken;
    }

    private bool Matches(FilterEvaluator filter, Record record, Plan plan) =>
        filter.Matches(record) && (defect != Defect.NullEqualsNothing || Enumerable.Range(0, plan.Wide.Fields.Count).All(field => plan.Wide.Fields[field].Name == "id" || !record.IsNull(field)));

    private FieldType ReadAs(RecordField field) => defect == Defect.LosesTypes && field.Name == "trace" ? FieldType.String : field.Type;

    private RecordValue Spoil(RecordField field, RecordValue value) => (defect, value.IsNull ? (FieldType?)null : field.Type) switch
    {
        (Defect.EmptyBecomesNull, FieldType.String) when value.AsString().Length == 0 => RecordValue.Null,
        (Defect.DecimalThroughDouble, FieldType.Decimal) => RecordValue.From((decimal)(double)value.AsDecimal()),
        (Defect.Int64ThroughDouble, FieldType.Int64) => RecordValue.From(value.AsInt64() is > long.MinValue / 2 and < long.MaxValue / 2 ? (long)(double)value.AsInt64() : value.AsInt64()),
        (Defect.ShiftsOffset, FieldType.Timestamp) => RecordValue.From(new DateTimeOffset(value.AsTimestamp().DateTime, TimeSpan.Zero)),
        _ => value,
    };
}
