using System.Globalization;
using System.Reflection;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>Reads the standard objects from the text that is embedded in this assembly.</summary>
internal static class StandardSchema
{
    public const string Industries = "Agriculture;Apparel;Banking;Biotechnology;Chemicals;Communications;Construction;Consulting;Education;Electronics;Energy;Engineering;Entertainment;Environmental;Finance;Food & Beverage;Government;Healthcare;Hospitality;Insurance;Machinery;Manufacturing;Media;Not For Profit;Recreation;Retail;Shipping;Technology;Telecommunications;Transportation;Utilities;Other";
    public const string Sources = "Web;Phone Inquiry;Partner Referral;Purchased List;Other";

    private static readonly string[] OptionKeys = ["ref=", "rel=", "child=", "compound=", "extra=", "default=", "values=", "help=", "formula=", "controller=", "bytes="];
    private static readonly string[] OptionFlags =
        ["name", "idlookup", "ext", "unique", "auto", "restricted", "cascade", "restrict", "perm", "noperm", "nofilter", "nosort", "nogroup", "casesensitive"];

    public static List<ObjectSchema> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("standard.schema")
            ?? throw new InvalidOperationException("The standard schema is not embedded.");
        using var reader = new StreamReader(stream);
        var objects = new List<ObjectSchema>();
        ObjectSchema? current = null;
        while (reader.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[')
            {
                var cells = line.Trim('[', ']').Split('|', StringSplitOptions.TrimEntries);
                current = new ObjectSchema
                {
                    Name = cells[0],
                    Label = cells[1],
                    LabelPlural = cells[2],
                    KeyPrefix = cells[3],
                    Flags = cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
                };
                objects.Add(current);
                continue;
            }

            foreach (var expanded in Expand(line, current!)) current!.Add(ParseField(expanded));
        }

        return objects;
    }

    /// <summary>Reads one field line.</summary>
    public static FieldSchema ParseField(string line)
    {
        var cells = line.Split('|', 5, StringSplitOptions.TrimEntries);
        var (type, size, scale) = ParseType(cells[2]);
        var flags = cells.Length > 3 ? cells[3] : "";
        var options = ParseOptions(cells.Length > 4 ? cells[4] : "");
        var id = type == FieldType.Id;
        var numeric = type is FieldType.Currency or FieldType.Percent or FieldType.Double;
        var defaultValue = options.GetValueOrDefault("default");
        return new FieldSchema
        {
            Name = cells[0],
            Label = cells[1],
            Type = type,
            Custom = cells[0].EndsWith("__c", StringComparison.Ordinal),
            Length = id || type == FieldType.Reference ? 18 : numeric || type == FieldType.Int ? 0 : size,
            Precision = numeric ? size : type == FieldType.Multipicklist ? 4 : 0,
            Scale = scale,
            Digits = type == FieldType.Int ? size : 0,
            Nillable = flags.Contains('N', StringComparison.Ordinal),
            Createable = flags.Contains('C', StringComparison.Ordinal),
            Updateable = flags.Contains('U', StringComparison.Ordinal),
            DefaultedOnCreate = id || type == FieldType.Boolean || flags.Contains('D', StringComparison.Ordinal),
            AutoNumber = options.ContainsKey("auto"),
            CaseSensitive = options.ContainsKey("casesensitive"),
            Unique = options.ContainsKey("unique"),
            ExternalId = options.ContainsKey("ext"),
            IdLookupOverride = options.ContainsKey("idlookup"),
            NameField = options.ContainsKey("name"),
            Restricted = options.ContainsKey("restricted"),
            CascadeDelete = options.ContainsKey("cascade"),
            RestrictedDelete = options.ContainsKey("restrict"),
            FilterableOverride = options.ContainsKey("nofilter") ? false : null,
            SortableOverride = options.ContainsKey("nosort") ? false : null,
            GroupableOverride = options.ContainsKey("nogroup") ? false : null,
            PermissionableOverride = options.ContainsKey("noperm") ? false : options.ContainsKey("perm") ? true : null,
            CompoundFieldName = options.GetValueOrDefault("compound"),
            ExtraTypeInfo = options.GetValueOrDefault("extra") ?? (type == FieldType.Textarea ? "plaintextarea" : null),
            Formula = options.GetValueOrDefault("formula"),
            RelationshipName = options.GetValueOrDefault("rel"),
            ChildRelationshipName = options.GetValueOrDefault("child"),
            ControllerName = options.GetValueOrDefault("controller"),
            ByteLengthOverride = options.TryGetValue("bytes", out var bytes) ? int.Parse(bytes, CultureInfo.InvariantCulture) : null,
            HelpText = options.GetValueOrDefault("help"),
            DefaultValue = defaultValue,
            ReferenceTo = options.GetValueOrDefault("ref")?.Split(',') ?? [],
            Picklist = Values(options.GetValueOrDefault("values"), defaultValue),
        };
    }

    public static IReadOnlyList<PicklistEntry> Values(string? text, string? defaultValue) => text switch
    {
        null => [],
        "@industry" => Values(Industries, defaultValue),
        "@source" => Values(Sources, defaultValue),
        _ => [.. text.Split(';').Select(v => new PicklistEntry(v, v, v == defaultValue))],
    };

    private static IEnumerable<string> Expand(string line, ObjectSchema owner)
    {
        if (line[0] != '@') return [line];
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var p = words.Length > 1 ? words[1] : "";
        var label = p.Length > 0 ? p + " " : "";
        return words[0] switch
        {
            "@head" => [$"Id | {owner.Label} ID | id", "IsDeleted | Deleted | boolean | D"],
            "@person" =>
            [
                "LastName | Last Name | string(80) | CU | compound=Name extra=personname",
                "FirstName | First Name | string(40) | NCU | compound=Name extra=personname",
                "Salutation | Salutation | picklist(40) | NCU | compound=Name extra=personname values=Mr.;Ms.;Mrs.;Dr.;Prof.",
                "Name | Full Name | string(121) |  | name extra=personname",
            ],
            "@audit" =>
            [
                "CreatedDate | Created Date | datetime | D",
                "CreatedById | Created By ID | reference | D | ref=User rel=CreatedBy",
                "LastModifiedDate | Last Modified Date | datetime | D",
                "LastModifiedById | Last Modified By ID | reference | D | ref=User rel=LastModifiedBy",
                "SystemModstamp | System Modstamp | datetime | D",
            ],
            "@viewed" => ["LastViewedDate | Last Viewed Date | datetime | N", "LastReferencedDate | Last Referenced Date | datetime | N"],
            "@address" =>
            [
                $"{p}Street | {label}Street | textarea(255) | NCU | compound={p}Address",
                $"{p}City | {label}City | string(40) | NCU | compound={p}Address",
                $"{p}State | {label}State/Province | string(80) | NCU | compound={p}Address",
                $"{p}PostalCode | {label}Zip/Postal Code | string(20) | NCU | compound={p}Address",
                $"{p}Country | {label}Country | string(80) | NCU | compound={p}Address",
                $"{p}Latitude | {label}Latitude | double(18,15) | NCU | compound={p}Address",
                $"{p}Longitude | {label}Longitude | double(18,15) | NCU | compound={p}Address",
                $"{p}GeocodeAccuracy | {label}Geocode Accuracy | picklist(40) | NCU | restricted compound={p}Address values=Address;NearAddress;Block;Street;ExtendedZip;Zip;Neighborhood;City;County;State;Unknown",
                $"{p}Address | {label}Address | address | N",
            ],
            _ => throw new InvalidOperationException($"Unknown schema macro {words[0]}."),
        };
    }

    private static (FieldType Type, int Size, int Scale) ParseType(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var type = Enum.Parse<FieldType>(open < 0 ? text : text[..open], ignoreCase: true);
        if (open < 0) return (type, 0, 0);
        var numbers = text[(open + 1)..^1].Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return (type, numbers[0], numbers.Length > 1 ? numbers[1] : 0);
    }

    private static Dictionary<string, string> ParseOptions(string text)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        string? open = null;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var key = OptionKeys.FirstOrDefault(k => word.StartsWith(k, StringComparison.Ordinal));
            if (key is not null)
            {
                open = key[..^1];
                options[open] = word[key.Length..];
            }
            else if (open != "help" && OptionFlags.Contains(word, StringComparer.Ordinal))
            {
                options[word] = "";
                open = null;
            }
            else if (open is not null)
            {
                options[open] += " " + word;
            }
            else
            {
                throw new InvalidOperationException($"Unknown schema option '{word}'.");
            }
        }

        return options;
    }
}
