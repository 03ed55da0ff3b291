using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;

/// <summary>Fills a new org. The same seed and the same moment give the same data.</summary>
internal sealed partial class Seeder
{
    private const int HistoryDays = 90;
    private const int ModifiedWithinDays = 5;
    private const long MinuteMs = 60_000;

    private readonly RecordStore _store;
    private readonly SimulatorOptions _options;
    private readonly Dictionary<(string Object, string Field), string> _renamed = [];
    private readonly Dictionary<string, OrgObject> _definitions = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _now;

    private Seeder(RecordStore store, SimulatorOptions options, OrgDefinition? org)
    {
        _store = store;
        _options = options;
        _now = store.Clock.NowMs;
        foreach (var definition in org?.Objects ?? [])
        {
            _definitions[definition.Name] = definition;
            foreach (var (from, to) in definition.RenameFields) _renamed[(definition.Name, from)] = to.Name;
        }
    }

    public static void Seed(RecordStore store, SimulatorOptions options, OrgDefinition? org)
    {
        var seeder = new Seeder(store, options, org);
        seeder.Foundation(org?.Name ?? "Northwind Pumps");
        seeder.People();
        seeder.Sales();
        foreach (var definition in org?.Objects ?? []) seeder.Custom(definition);
    }

    private static uint StableHash(string text)
    {
        var hash = 2166136261;
        foreach (var c in text) hash = (hash ^ c) * 16777619;
        return hash;
    }

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];

    /// <summary>The number of records of a standard object: the org's own, or the standard number.</summary>
    private int Count(string objectName, int standard)
    {
        var definition = _definitions.GetValueOrDefault(objectName);
        return definition?.Records ?? (definition?.RecordsPerLead is { } ratio ? (int)Math.Round(ratio * _options.Leads) : standard);
    }

    private Rows Open(string objectName) => new(this, _store.Get(objectName), new Random(_options.Seed ^ (int)StableHash(objectName)));

    private void Foundation(string organizationName)
    {
        _store.CurrentUser = RecordRef.Make(_store.Get("User").Index, 0);
        var users = Open("User");
        for (var i = 0; i < 8; i++)
        {
            var row = users.Add(_now - (400 * CivilTime.DayMs));
            var first = i == 0 ? "Integration" : SeedWords.FirstNames[i * 3];
            var last = i == 0 ? "User" : SeedWords.LastNames[i * 5];
            users.Set(row, "FirstName", first);
            users.Set(row, "LastName", last);
            users.Set(row, "Username", i == 0 ? _options.Username : $"user{i}@simulator.example");
            users.Set(row, "Email", i == 0 ? _options.Username : $"user{i}@simulator.example");
            users.Set(row, "Alias", i == 0 ? "integr" : $"user{i}");
            users.Set(row, "CommunityNickname", i == 0 ? "integration" : $"user{i}");
            users.Set(row, "IsActive", i != 7);
            users.Set(row, "TimeZoneSidKey", "GMT");
            users.Set(row, "LocaleSidKey", "en_US");
            users.Set(row, "EmailEncodingKey", "UTF-8");
            users.Set(row, "LanguageLocaleKey", "en_US");
            users.Set(row, "UserType", "Standard");
            users.Set(row, "Title", i == 0 ? "Integration" : "Sales Representative");
            if (i > 1) users.Set(row, "ManagerId", RecordRef.Make(users.Table.Index, 1));
        }

        var organization = Open("Organization");
        var org = organization.Add(_now - (400 * CivilTime.DayMs));
        organization.Set(org, "Name", organizationName);
        organization.Set(org, "OrganizationType", "Developer Edition");
        organization.Set(org, "InstanceName", "SIM1");
        organization.Set(org, "TimeZoneSidKey", "GMT");
        organization.Set(org, "DefaultLocaleSidKey", "en_US");
        organization.Set(org, "LanguageLocaleKey", "en_US");
        organization.Set(org, "FiscalYearStartMonth", 1.0);

        var groups = Open("Group");
        var queue = groups.Add(_now - (300 * CivilTime.DayMs));
        groups.Set(queue, "Name", "Unassigned leads");
        groups.Set(queue, "DeveloperName", "Unassigned_leads");
        groups.Set(queue, "Type", "Queue");
    }

    /// <summary>Adds and fills rows of one table.</summary>
    private sealed class Rows(Seeder seeder, Table table, Random random)
    {
        private readonly Column? _created = table.Find("CreatedDate");
        private readonly Column? _createdBy = table.Find("CreatedById");
        private readonly Column? _modified = table.Find("LastModifiedDate");
        private readonly Column? _modifiedBy = table.Find("LastModifiedById");
        private readonly Column? _stamp = table.Find("SystemModstamp");
        private readonly Column? _owner = table.Find("OwnerId");
        private readonly Dictionary<string, Column?> _columns = new(StringComparer.Ordinal);
        private readonly int _users = seeder._store.Get("User").Index;

        public Table Table { get; } = table;

        public Random Random { get; } = random;

        /// <summary>A moment in the last ninety days that rises with <paramref name="i"/>.</summary>
        public long Spread(int i, int count)
        {
            var span = HistoryDays * CivilTime.DayMs;
            var at = seeder._now - span + (long)((i + Random.NextDouble()) / Math.Max(1, count) * span);
            return Math.Min(at, seeder._now - MinuteMs) / 1000 * 1000;
        }

        public int Add(long created)
        {
            var row = Table.AddRow();
            var user = RecordRef.Make(_users, Random.Next(7));
            var modified = created;
            if (Random.Next(10) < 4) modified = Math.Min(seeder._now - MinuteMs, created + (long)(Random.NextDouble() * ModifiedWithinDays * CivilTime.DayMs));
            modified = Math.Max(created, modified) / 1000 * 1000;
            _created?.Set(row, created);
            _createdBy?.Set(row, user);
            _modified?.Set(row, modified);
            _modifiedBy?.Set(row, user);
            _stamp?.Set(row, modified);
            if (_owner?.Field.ReferenceTo.Contains("User") == true) _owner.Set(row, user);
            foreach (var field in Table.Schema.Fields)
            {
                if (field.DefaultValue is { } value && field.IsText && !field.AutoNumber) Table.Columns[field.Index].Set(row, value);
                else if (field.AutoNumber) Table.Columns[field.Index].Set(row, field.AutoNumberPrefix + (row + 1).ToString("D8", System.Globalization.CultureInfo.InvariantCulture));
            }

            return row;
        }

        /// <summary>Sets a standard field under its standard name, whatever the org calls it; a removed field is left out.</summary>
        public void Set(int row, string field, object? value)
        {
            if (value is null) return;
            if (!_columns.TryGetValue(field, out var column))
            {
                column = Table.Find(seeder._renamed.GetValueOrDefault((Table.Schema.Name, field), field));
                _columns[field] = column;
            }

            column?.Set(row, value);
        }
    }
}
