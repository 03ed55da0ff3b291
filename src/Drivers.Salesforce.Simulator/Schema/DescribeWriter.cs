using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>Writes describe results: keys in alphabetical order, compact, as the recorded ones are.</summary>
internal static class DescribeWriter
{
    private const int FirstVersionWithAssociations = 52;

    /// <summary>The urls of a describe in their recorded order; those of a case have another.</summary>
    private static readonly string[] Urls =
        ["compactLayouts", "rowTemplate", "approvalLayouts", "uiDetailTemplate", "uiEditTemplate", "defaultValues", "listviews", "describe", "uiNewRecord", "quickActions", "layouts", "sobject"];

    private static readonly string[] CaseUrls =
    [
        "rowTemplate", "approvalLayouts", "uiDetailTemplate", "quickActions", "layouts", "compactLayouts", "uiEditTemplate", "caseArticleSuggestions", "caseRowArticleSuggestions", "defaultValues", "listviews", "describe",
        "uiNewRecord", "sobject",
    ];

    /// <summary>The entry of <c>GET /sobjects</c>.</summary>
    public static void WriteBrief(JsonBuffer json, ObjectSchema o, string basePath)
    {
        json.Separator().Open().Property("activateable", false).PropertyNull("associateEntityType").PropertyNull("associateParentEntity");
        json.Property("createable", o.Createable).Property("custom", o.Custom).Property("customSetting", false).Property("deepCloneable", o.DeepCloneable);
        json.Property("deletable", o.Deletable).Property("deprecatedAndHidden", false).Property("feedEnabled", o.Feed).Property("hasSubtypes", false);
        json.Property("isInterface", false).Property("isSubtype", false).Property("keyPrefix", o.KeyPrefix).Property("label", o.Label).Property("labelPlural", o.LabelPlural);
        json.Property("layoutable", o.Layoutable).Property("mergeable", o.Mergeable).Property("mruEnabled", o.Layoutable).Property("name", o.Name).Property("queryable", true);
        json.Property("replicateable", o.Replicateable).Property("retrieveable", true).Property("searchable", o.Searchable).Property("triggerable", o.Createable);
        json.Property("undeletable", o.Undeletable).Property("updateable", o.Updateable);
        var at = $"{basePath}/sobjects/{o.Name}";
        json.Name("urls").Open().Property("rowTemplate", at + "/{ID}").Property("describe", at + "/describe").Property("sobject", at).Close().Close();
    }

    /// <summary>The result of <c>GET /sobjects/X/describe</c>.</summary>
    public static void Write(JsonBuffer json, ObjectSchema o, string basePath, string origin, int version)
    {
        var associations = version >= FirstVersionWithAssociations;
        json.Open().Name("actionOverrides").OpenArray().CloseArray().Property("activateable", false);
        if (associations) json.PropertyNull("associateEntityType").PropertyNull("associateParentEntity");
        json.Name("childRelationships").OpenArray();
        foreach (var child in o.Children) WriteChild(json, child);
        json.CloseArray().Property("compactLayoutable", o.Layoutable).Property("createable", o.Createable).Property("custom", o.Custom).Property("customSetting", false);
        json.Property("deepCloneable", o.DeepCloneable).PropertyNull("defaultImplementation").Property("deletable", o.Deletable).Property("deprecatedAndHidden", false);
        json.PropertyNull("extendedBy").PropertyNull("extendsInterfaces").Property("feedEnabled", o.Feed).Name("fields").OpenArray();
        foreach (var field in o.Fields) WriteField(json, field);
        json.CloseArray().Property("hasSubtypes", false).PropertyNull("implementedBy").PropertyNull("implementsInterfaces").Property("isInterface", false).Property("isSubtype", false);
        json.Property("keyPrefix", o.KeyPrefix).Property("label", o.Label).Property("labelPlural", o.LabelPlural).Property("layoutable", o.Layoutable);
        json.PropertyNull("listviewable").PropertyNull("lookupLayoutable").Property("mergeable", o.Mergeable).Property("mruEnabled", o.Layoutable).Property("name", o.Name);
        json.Name("namedLayoutInfos").OpenArray().CloseArray().PropertyNull("networkScopeFieldName").Property("queryable", true);
        json.Name("recordTypeInfos").OpenArray().Open().Property("active", true).Property("available", true).Property("defaultRecordTypeMapping", true);
        json.Property("developerName", "Master").Property("master", true).Property("name", "Master").Property("recordTypeId", "012000000000000AAA");
        var at = $"{basePath}/sobjects/{o.Name}";
        json.Name("urls").Open().Property("layout", at + "/describe/layouts/012000000000000AAA").Close().Close().CloseArray();
        json.Property("replicateable", o.Replicateable).Property("retrieveable", true).Property("searchLayoutable", o.Searchable).Property("searchable", o.Searchable);
        if (associations) json.Property("sobjectDescribeOption", "FULL");
        json.Name("supportedScopes").OpenArray().Open().Property("label", $"All {o.LabelPlural.ToLowerInvariant()}").Property("name", "everything").Close();
        json.Separator().Open().Property("label", $"My {o.LabelPlural.ToLowerInvariant()}").Property("name", "mine").Close().CloseArray();
        json.Property("triggerable", o.Createable).Property("undeletable", o.Undeletable).Property("updateable", o.Updateable);
        WriteUrls(json.Name("urls").Open(), o, at, origin, associations);
        json.Close().Close();
    }

    private static void WriteUrls(JsonBuffer json, ObjectSchema o, string at, string origin, bool associations)
    {
        var names = o.Name == "Case" ? CaseUrls : Urls;
        foreach (var name in names)
        {
            if (associations && name == "defaultValues") continue; // older versions only
            json.Property(name, name switch
            {
                "rowTemplate" => at + "/{ID}",
                "uiDetailTemplate" => origin + "/{ID}",
                "uiEditTemplate" => origin + "/{ID}/e",
                "uiNewRecord" => $"{origin}/{o.KeyPrefix}/e",
                "compactLayouts" or "approvalLayouts" or "layouts" => $"{at}/describe/{name}",
                "caseArticleSuggestions" => at + "/suggestedArticles",
                "caseRowArticleSuggestions" => at + "/{ID}/suggestedArticles",
                "defaultValues" => at + "/defaultValues?recordTypeId&fields",
                "sobject" => at,
                _ => $"{at}/{name}",
            });
        }
    }

    private static void WriteChild(JsonBuffer json, ChildRelationship child)
    {
        json.Separator().Open().Property("cascadeDelete", child.Field.CascadeDelete).Property("childSObject", child.Child.Name).Property("deprecatedAndHidden", false);
        json.Property("field", child.Field.Name).Name("junctionIdListNames").OpenArray().CloseArray().Name("junctionReferenceTo").OpenArray().CloseArray();
        json.Property("relationshipName", child.Field.ChildRelationshipName).Property("restrictedDelete", child.Field.RestrictedDelete).Close();
    }

    private static void WriteField(JsonBuffer json, FieldSchema f)
    {
        json.Separator().Open().Property("aggregatable", f.Aggregatable).Property("aiPredictionField", false).Property("autoNumber", f.AutoNumber);
        json.Property("byteLength", f.ByteLength).Property("calculated", f.Formula is not null || f.RollUp is not null).Property("calculatedFormula", f.Formula).Property("cascadeDelete", f.MasterDetail);
        json.Property("caseSensitive", f.CaseSensitive).Property("compoundFieldName", f.CompoundFieldName).Property("controllerName", f.ControllerName).Property("createable", f.Createable);
        json.Property("custom", f.Custom).Name("defaultValue");
        if (f.Type == FieldType.Boolean) json.Bool(f.DefaultValue == "true");
        else json.String(f.DefaultValue);
        json.PropertyNull("defaultValueFormula").Property("defaultedOnCreate", f.DefaultedOnCreate).Property("dependentPicklist", f.ControllerName is not null);
        json.Property("deprecatedAndHidden", false).Property("digits", f.Digits).Property("displayLocationInDecimal", false).Property("encrypted", false).Property("externalId", f.ExternalId);
        json.Property("extraTypeInfo", f.ExtraTypeInfo).Property("filterable", f.Filterable).PropertyNull("filteredLookupInfo").Property("formulaTreatNullNumberAsZero", false);
        json.Property("groupable", f.Groupable).Property("highScaleNumber", false).Property("htmlFormatted", false).Property("idLookup", f.IdLookup).Property("inlineHelpText", f.HelpText);
        json.Property("label", f.Label).Property("length", f.Length).PropertyNull("mask").PropertyNull("maskType").Property("name", f.Name).Property("nameField", f.NameField);
        json.Property("namePointing", f.Polymorphic).Property("nillable", f.Nillable).Property("permissionable", f.Permissionable).Name("picklistValues").OpenArray();
        foreach (var value in f.Picklist)
        {
            json.Separator().Open().Property("active", value.Active).Property("defaultValue", value.Default).Property("label", value.Label).Property("validFor", value.ValidFor).Property("value", value.Value).Close();
        }

        json.CloseArray().Property("polymorphicForeignKey", f.Polymorphic).Property("precision", f.Precision).Property("queryByDistance", f.Type == FieldType.Address);
        json.PropertyNull("referenceTargetField").Name("referenceTo").OpenArray();
        foreach (var target in f.ReferenceTo) json.Separator().String(target);
        json.CloseArray().Property("relationshipName", f.RelationshipName).Name("relationshipOrder");
        if (f.MasterDetail) json.Long(0);
        else json.Null();
        json.Property("restrictedDelete", f.RestrictedDelete).Property("restrictedPicklist", f.Restricted).Property("scale", f.Scale).Property("searchPrefilterable", f.SearchPrefilterable);
        json.Property("soapType", f.SoapType).Property("sortable", f.Sortable).Property("type", f.TypeName).Property("unique", f.Unique).Property("updateable", f.Updateable);
        json.Property("writeRequiresMasterRead", false).Close();
    }
}
