using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator;

public sealed partial class SalesforceSimulator
{
    private readonly Dictionary<long, int> _touched = [];
    private int _touches;
    private int _updates;

    /// <summary>The requests answered so far by kind, such as <c>GET query</c>; ids are written <c>{id}</c>.</summary>
    public IReadOnlyDictionary<string, long> CallCounts => _state.Calls.Counts();

    /// <summary>The last 10,000 requests, oldest first.</summary>
    public IReadOnlyList<RequestLogEntry> RequestLog => _state.Calls.Entries();

    /// <summary>The org's present time.</summary>
    public DateTimeOffset Now => _state.Clock.Now;

    /// <summary>A valid access token, as if a login had returned it.</summary>
    public string IssueAccessToken() => _state.Sessions.IssueAccess(_state.OrganizationId, _state.Sessions.NewGrant());

    /// <summary>A valid refresh token.</summary>
    public string IssueRefreshToken() => _state.Sessions.IssueRefresh(_state.Sessions.NewGrant());

    /// <summary>Accepts JWT assertions that the given key's owner signed.</summary>
    /// <param name="pem">A public key or a certificate as PEM.</param>
    public void RegisterPublicKey(string pem)
    {
        ArgumentNullException.ThrowIfNull(pem);
        _state.Options.PublicKeyPem = pem;
    }

    /// <summary>Makes every access token that was issued so far invalid; refresh tokens stay.</summary>
    public void ExpireTokens() => _state.Sessions.ExpireAll();

    /// <summary>Makes every locator of a next page invalid.</summary>
    public void ExpireLocators() => _state.Cursors.ExpireAll();

    /// <summary>Forgets deletes before the given moment, as the platform's hourly purge may do.</summary>
    /// <param name="before">The first moment that stays known.</param>
    public void PurgeDeleteLog(DateTimeOffset before) => _state.DeleteLogFrom = CivilTime.ToMs(before);

    /// <summary>Stops the org's clock.</summary>
    public void FreezeTime() => _state.Clock.Freeze();

    /// <summary>Lets the org's clock run on from where it stands.</summary>
    public void ResumeTime() => _state.Clock.Resume();

    /// <summary>Moves the org's clock.</summary>
    /// <param name="by">The distance; negative moves it back. At most a hundred years.</param>
    /// <exception cref="ArgumentOutOfRangeException">The clock would leave the years 1900 to 2900.</exception>
    public void AdvanceTime(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(by.Duration(), TimeSpan.FromDays(36_525), nameof(by));
        ArgumentOutOfRangeException.ThrowIfNotEqual((_state.Clock.Now + by).Year is >= 1900 and < 2900, true, nameof(by));
        _state.Clock.Advance(by);
    }

    /// <summary>Arms a fault. Faults are tried in the order in which they were added.</summary>
    /// <param name="fault">The fault.</param>
    public void AddFault(SimulatorFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        _state.Faults.Add(fault);
    }

    /// <summary>Disarms all faults.</summary>
    public void ClearFaults() => _state.Faults.Clear();

    /// <summary>From now on, closes every connection without an answer; control paths still work.</summary>
    public void StopServing() => _front.Serving = false;

    /// <summary>Answers again.</summary>
    public void ResumeServing() => _front.Serving = true;

    /// <summary>Empties the request log and the counters.</summary>
    public void ClearLog() => _state.Calls.Clear();

    /// <summary>Changes an e-mail address (or the name, without one) of the newest records of <see cref="SourceObject"/>.</summary>
    /// <param name="count">The number of records.</param>
    /// <returns>The ids of the changed records.</returns>
    public IReadOnlyList<string> UpdateLeads(int count) => UpdateRecords(SourceObject, count);

    /// <summary>Changes an e-mail address (or the name, without one) of the newest records that neither this method nor <see cref="DeleteRecord"/> touched before; where none is left, of those touched longest ago.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="count">The number of records.</param>
    /// <returns>The ids of the changed records.</returns>
    /// <exception cref="ArgumentException">The org has no such object.</exception>
    public IReadOnlyList<string> UpdateRecords(string objectName, int count)
    {
        var table = TableOf(objectName);
        return _state.Store.Write(() =>
        {
            var field = table.Schema.Fields.FirstOrDefault(f => f is { Type: FieldType.Email, Updateable: true }) ?? table.Schema.Fields.First(f => f is { IsText: true, Updateable: true });
            var column = (TextColumn)table.Find(field.Name)!;
            var ids = new List<string>();
            foreach (var row in Newest(table).Take(count).ToArray())
            {
                string value;

                // Over a kept store the numbers begin anew with each process, and a value that stands there already is no change.
                do
                    value = field.Type == FieldType.Email ? $"changed.{++_updates}.{table.Id(row)[9..15].ToLowerInvariant()}@example.com" : $"Changed {++_updates}";
                while (column.Text(row) == value);
                new RecordWriter(_state.Store, new UndoLog(), allowDuplicates: true).Update(table, row, [FieldInput.Csv(field.Name, value)]);
                Touch(table, row);
                ids.Add(table.Id(row));
            }

            return ids;
        });
    }

    /// <summary>Changes fields of one record, with all checks of the API.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="id">The record's id.</param>
    /// <param name="values">The new values as texts, by field name; null empties a field.</param>
    /// <param name="stampedAgo">How far back the change is dated, as a commit that becomes visible late is.</param>
    /// <exception cref="ArgumentException">There is no such record, or a value is refused; the message says why.</exception>
    public void UpdateRecord(string objectName, string id, IReadOnlyDictionary<string, string?> values, TimeSpan stampedAgo = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var table = TableOf(objectName);
        Change(nameof(values), writer =>
        {
            var row = RowOf(table, id);
            writer.Update(table, row, [.. values.Select(v => FieldInput.Csv(v.Key, v.Value))]);
            Date(table, row, stampedAgo, "LastModifiedDate", "SystemModstamp");
            return row;
        });
    }

    /// <summary>Creates a record, with all checks of the API.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="values">The values as texts, by field name.</param>
    /// <param name="stampedAgo">How far back the record is dated, as a commit that becomes visible late is.</param>
    /// <returns>The new record's id.</returns>
    /// <exception cref="ArgumentException">There is no such object, or a value is refused; the message says why.</exception>
    public string CreateRecord(string objectName, IReadOnlyDictionary<string, string?> values, TimeSpan stampedAgo = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var table = TableOf(objectName);
        return table.Id(Change(nameof(values), writer =>
        {
            var row = writer.Insert(table, [.. values.Select(v => FieldInput.Csv(v.Key, v.Value))]);
            Date(table, row, stampedAgo, "CreatedDate", "LastModifiedDate", "SystemModstamp");
            return row;
        }));
    }

    /// <summary>Puts a record into the recycle bin.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="id">The record's id; null takes the newest one that was not touched before, or else the one touched longest ago.</param>
    /// <returns>The id of the deleted record.</returns>
    /// <exception cref="ArgumentException">There is no such object or record.</exception>
    public string DeleteRecord(string objectName, string? id = null)
    {
        var table = TableOf(objectName);
        return _state.Store.Write(() =>
        {
            var row = id is null ? Newest(table).First() : RowOf(table, id);
            new RecordWriter(_state.Store, new UndoLog()).Delete(table, row);
            Touch(table, row);
            return table.Id(row);
        });
    }

    /// <summary>Takes a record, and what was deleted with it, out of the recycle bin. The REST API has no such call; people do it in the user interface.</summary>
    /// <param name="objectName">The object.</param>
    /// <param name="id">The record's id.</param>
    /// <exception cref="ArgumentException">There is no such record in the recycle bin.</exception>
    public void UndeleteRecord(string objectName, string id)
    {
        var table = TableOf(objectName);
        _state.Store.Write(() =>
        {
            try
            {
                new RecordWriter(_state.Store, new UndoLog()).Undelete(table, RowOf(table, id));
            }
            catch (Api.ApiError error)
            {
                throw new ArgumentException($"{error.Code}: {error.Message}", nameof(id), error);
            }

            return true;
        });
    }

    /// <summary>The number of records of an object that are not deleted.</summary>
    /// <param name="objectName">The object.</param>
    /// <exception cref="ArgumentException">The org has no such object.</exception>
    public int CountRecords(string objectName) => _state.Store.Read(() => TableOf(objectName).LiveCount);

    /// <summary>Runs a query without HTTP and without paging.</summary>
    /// <param name="soql">The query.</param>
    /// <param name="includeDeleted">Whether records in the recycle bin take part.</param>
    /// <returns>The records, as the API writes them.</returns>
    /// <exception cref="ArgumentException">The query is refused; the message is the API's.</exception>
    public IReadOnlyList<JsonElement> Query(string soql, bool includeDeleted = false) => _state.Store.Read(() =>
    {
        try
        {
            var plan = QueryCompiler.Compile(_state.Store, soql, "/services/data/v66.0", includeDeleted);
            using var json = new JsonBuffer();
            json.OpenArray();
            foreach (var row in plan.Run())
            {
                json.Separator();
                plan.WriteRecord(json, row);
            }

            using var document = JsonDocument.Parse(json.CloseArray().Written);
            return document.RootElement.EnumerateArray().Select(e => e.Clone()).ToArray();
        }
        catch (Api.ApiError error)
        {
            throw new ArgumentException($"{error.Code}: {error.Message}", nameof(soql), error);
        }
    });

    private int Change(string parameter, Func<RecordWriter, int> body) => _state.Store.Write(() =>
    {
        var undo = new UndoLog();
        try
        {
            return body(new RecordWriter(_state.Store, undo));
        }
        catch (Api.ApiError error)
        {
            undo.Rollback();
            throw new ArgumentException($"{error.Code}: {error.Message}", parameter, error);
        }
    });

    private void Date(Table table, int row, TimeSpan ago, params ReadOnlySpan<string> fields)
    {
        if (ago == TimeSpan.Zero) return;
        foreach (var field in fields)
        {
            if (table.Find(field) is { } column) table.Set(row, column, _state.Clock.NowMs - ((long)ago.TotalSeconds * 1000));
        }
    }

    private IEnumerable<int> Newest(Table table)
    {
        var created = table.Find("CreatedDate") as LongColumn;
        return Enumerable.Range(0, table.Count)
            .Where(r => table.State(r) == RowState.Live)
            .OrderBy(r => _touched.GetValueOrDefault(RecordRef.Make(table.Index, r)))
            .ThenByDescending(r => created?.Long(r) ?? r).ThenBy(r => r);
    }

    private void Touch(Table table, int row) => _touched[RecordRef.Make(table.Index, row)] = ++_touches;

    private Table TableOf(string objectName) => _state.Store.Find(objectName) ?? throw new ArgumentException($"The org has no object {objectName}.", nameof(objectName));

    private int RowOf(Table table, string id) => _state.Store.FindId(id) is { } reference && RecordRef.Table(reference) == table.Index
        ? RecordRef.Row(reference)
        : throw new ArgumentException($"There is no {table.Schema.Name} with the id {id}.", nameof(id));
}
