namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>Applies an org's definition to the standard objects.</summary>
internal static class OrgSchemaBuilder
{
    public static void Apply(List<ObjectSchema> objects, OrgDefinition org)
    {
        var custom = 0;
        foreach (var definition in org.Objects)
        {
            var target = objects.Find(o => o.Name.Equals(definition.Name, StringComparison.OrdinalIgnoreCase));
            if (target is null)
            {
                target = NewObject(definition, $"a{custom / 62:x1}{"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[custom % 62]}");
                custom++;
                objects.Add(target);
            }

            foreach (var name in definition.RemoveFields)
            {
                if (!target.Remove(name)) throw new InvalidDataException($"{definition.Name}.removeFields names '{name}', which the object does not have.");
            }

            foreach (var (from, to) in definition.RenameFields)
            {
                var field = target.Find(from) ?? throw new InvalidDataException($"{definition.Name}.renameFields names '{from}', which the object does not have.");
                target.Rename(field, to.Name);
                field.Label = to.Label ?? field.Label;
            }

            foreach (var field in definition.Fields) target.Add(NewField(field, target));
            target.ValidationRules.AddRange(definition.ValidationRules.Select(r => new ValidationRule(r.Name, r.ErrorWhen, r.Message, r.Field)));
            target.DuplicateRules.AddRange(definition.DuplicateRules.Select(r => new DuplicateRule(r.Name, r.MatchFields, r.Message, r.AllowSave)));
        }

        foreach (var field in objects.SelectMany(o => o.Fields.Where(f => f.Custom && f.Type == FieldType.Reference)))
        {
            var unknown = field.ReferenceTo.FirstOrDefault(t => !objects.Exists(o => o.Name.Equals(t, StringComparison.OrdinalIgnoreCase)));
            if (unknown is not null) throw new InvalidDataException($"The field {field.Name} refers to '{unknown}', which is not an object of this org.");
        }
    }

    private static ObjectSchema NewObject(OrgObject definition, string keyPrefix)
    {
        if (!definition.Name.EndsWith("__c", StringComparison.Ordinal))
            throw new InvalidDataException($"'{definition.Name}' is neither a standard object nor a custom one. A custom object's name ends with __c.");
        var label = definition.Label ?? Words(definition.Name);
        var schema = new ObjectSchema
        {
            Name = definition.Name,
            Label = label,
            LabelPlural = definition.LabelPlural ?? label + "s",
            KeyPrefix = keyPrefix,
            Custom = true,
        };
        var auto = definition.AutoNumber is not null;
        var nameLabel = definition.NameLabel ?? label + (auto ? " Number" : " Name");
        schema.Add(StandardSchema.ParseField("Id | Record ID | id"));
        schema.Add(StandardSchema.ParseField("OwnerId | Owner ID | reference | CUD | ref=Group,User rel=Owner"));
        schema.Add(StandardSchema.ParseField("IsDeleted | Deleted | boolean | D"));
        schema.Add(StandardSchema.ParseField($"Name | {nameLabel} | string(80) | {(auto ? "D" : "NCUD")} | name idlookup{(auto ? " auto" : "")}"));
        schema.NameField.AutoNumberPrefix = definition.AutoNumber ?? "";
        schema.Add(StandardSchema.ParseField("CreatedDate | Created Date | datetime | D"));
        schema.Add(StandardSchema.ParseField("CreatedById | Created By ID | reference | D | ref=User rel=CreatedBy"));
        schema.Add(StandardSchema.ParseField("LastModifiedDate | Last Modified Date | datetime | D"));
        schema.Add(StandardSchema.ParseField("LastModifiedById | Last Modified By ID | reference | D | ref=User rel=LastModifiedBy"));
        schema.Add(StandardSchema.ParseField("SystemModstamp | System Modstamp | datetime | D"));
        return schema;
    }

    private static FieldSchema NewField(OrgField field, ObjectSchema target)
    {
        var owner = target.Name;
        var computed = field.Formula is not null || field.RollUp is not null;
        if (!Enum.TryParse<FieldType>(field.Type, ignoreCase: true, out var type) || type is FieldType.Id or FieldType.Address)
            throw new InvalidDataException($"{owner}.{field.Name} has the type '{field.Type}'. Use a type of a describe result, such as string, picklist, double, datetime, reference.");
        var numeric = type is FieldType.Currency or FieldType.Percent or FieldType.Double;
        var text = type is not (FieldType.Boolean or FieldType.Int or FieldType.Date or FieldType.Datetime or FieldType.Time) && !numeric;
        return new FieldSchema
        {
            Name = field.Name,
            Label = field.Label ?? Words(field.Name),
            Type = type,
            Custom = true,
            Length = type switch
            {
                FieldType.Reference => 18,
                FieldType.Phone => 40,
                FieldType.Email => 80,
                _ => text ? field.Length : 0,
            },
            Precision = numeric ? field.Precision : type == FieldType.Multipicklist ? 4 : 0,
            Scale = numeric ? field.Scale : 0,
            Digits = type == FieldType.Int ? 9 : 0,
            Nillable = (!field.Required || computed) && !(type == FieldType.Reference && field.CascadeDelete) && type != FieldType.Boolean,
            Createable = !computed,
            Updateable = !computed && !(type == FieldType.Reference && field.CascadeDelete),
            DefaultedOnCreate = type == FieldType.Boolean || field.Default is not null,
            Unique = field.Unique,
            ExternalId = field.ExternalId,
            Restricted = field.Restricted,
            CascadeDelete = field.CascadeDelete,
            MasterDetail = field.CascadeDelete,
            ExtraTypeInfo = type == FieldType.Textarea ? "plaintextarea" : null,
            ReferenceTo = field.ReferenceTo,
            RelationshipName = type == FieldType.Reference ? field.Name.Replace("__c", "__r", StringComparison.Ordinal) : null,
            ChildRelationshipName = field.ChildRelationship is null ? null : field.ChildRelationship.EndsWith("__r", StringComparison.Ordinal) ? field.ChildRelationship : field.ChildRelationship + "__r",
            HelpText = field.Help,
            DefaultValue = field.Default,
            Formula = field.Formula,
            RollUp = field.RollUp is { } r ? new RollUp(r.Relationship, r.Function, r.Field) : null,
            ControllerName = field.Controller,
            Picklist = [.. field.Values.Select(v => new PicklistEntry(v, v, v == field.Default, true, ValidFor(field, target, v)))],
        };
    }

    /// <summary>The base-64 bit set of the controlling values for which a value may be chosen; the first value is the highest bit of the first byte.</summary>
    private static string? ValidFor(OrgField field, ObjectSchema target, string value)
    {
        if (field.Controller is not { } name) return null;
        var controller = target.Find(name) ?? throw new InvalidDataException($"{target.Name}.{field.Name} depends on '{name}', which the object does not have before it.");
        string[] values = controller.Type == FieldType.Boolean ? ["false", "true"] : [.. controller.Picklist.Select(p => p.Value)];
        var bits = new byte[(values.Length + 7) / 8];
        for (var i = 0; i < values.Length; i++)
        {
            if (field.DependsOn.TryGetValue(values[i], out var allowed) && allowed.Contains(value)) bits[i / 8] |= (byte)(0x80 >> (i % 8));
        }

        return Convert.ToBase64String(bits);
    }

    private static string Words(string name) => name.Replace("__c", "", StringComparison.Ordinal).Replace('_', ' ');
}
