using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Validation;

namespace IntegrationAgent.Agent.Tests.Validation;

public class ScriptValidatorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Honest_script_passes_every_step()
    {
        var report = Scripts.Check(Scripts.Honest, Scripts.Allowed);

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
        Assert.NotNull(report.Assembly);
        Assert.Equal(["compile", "policy", "effects"], report.Steps.Select(step => step.Name));
    }

    [Fact]
    public void Same_source_compiles_to_the_same_bytes()
    {
        var first = Scripts.Check(Scripts.Honest, Scripts.Allowed);
        var second = new ScriptValidator();

        var again = second.Validate(
            new ValidationRequest { Source = second.WithBindings(Scripts.Honest, Scripts.Schemas, Token), Schemas = Scripts.Schemas, Allowed = Scripts.Allowed }, Token);

        Assert.Equal(first.AssemblyHash, again.AssemblyHash);
        Assert.Equal(first.Assembly, again.Assembly);
        Assert.Equal(64, first.AssemblyHash.Length);
    }

    [Fact]
    public void Bindings_hold_only_what_is_used()
    {
        var source = Scripts.Validator.WithBindings(Scripts.Honest, Scripts.Schemas, Token);

        Assert.StartsWith(Scripts.Honest.TrimEnd(), source, StringComparison.Ordinal);
        Testing.Approval.Matches("bindings.cs.txt", source[source.IndexOf("// bindings:", StringComparison.Ordinal)..]);
        Assert.Equal(source, Scripts.Validator.WithBindings(source, Scripts.Schemas, Token));
    }

    [Theory]
    [InlineData("public Text Email => GetText(2);", "public Text Email => GetText(1);")]
    [InlineData("[Field(\"Email\", FieldType.String)]", "[Field(\"Phone\", FieldType.String)]")]
    [InlineData("[SourceObject(\"salesforce\", \"Lead\")]", "[SourceObject(\"salesforce\", \"Contact\")]")]
    public void Bindings_that_were_changed_are_refused(string line, string changed)
    {
        var source = Scripts.Validator.WithBindings(Scripts.Honest, Scripts.Schemas, Token);
        Assert.Contains(line, source, StringComparison.Ordinal);

        var report = Scripts.CheckAsIs(source.Replace(line, changed, StringComparison.Ordinal), Scripts.Allowed);

        Assert.False(report.Ok);
        Assert.Contains(report.Diagnostics, one => one.Code == "E-CMP-BINDINGS");
        Assert.Null(report.Assembly);
    }

    [Fact]
    public void Unknown_field_is_answered_with_the_nearest_of_the_whole_schema()
    {
        var report = Scripts.Check(Scripts.Flow(name: "lead.LeadSorce"));

        var found = Assert.Single(report.Diagnostics);
        Assert.Equal("E-CMP-FIELD", found.Code);
        Assert.Contains("salesforce.Lead has no field 'LeadSorce'", found.Message, StringComparison.Ordinal);
        Assert.Equal("LeadSource", found.Suggestions[0]);
        Assert.Equal(3, found.Line);
    }

    [Fact]
    public void Unknown_target_field_is_answered_with_the_nearest()
    {
        var report = Scripts.Check(Scripts.Flow().Replace("Name = lead.Name", "Nmae = lead.Name", StringComparison.Ordinal));

        Assert.Contains(report.Diagnostics, one => one.Code == "E-CMP-FIELD" && one.Suggestions.Contains("Name"));
    }

    [Fact]
    public void Filter_behind_a_projection_is_sent_before_it()
    {
        var report = Scripts.Check(Scripts.Around("var rows = job.Connection(\"salesforce\").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }).Where(row => row.SfId != \"1\");"));

        Assert.Contains(report.Diagnostics, one => one.Code == "E-CMP-MEMBER" && one.NextAction.Contains("before Select", StringComparison.Ordinal));
    }

    [Fact]
    public void At_most_five_diagnostics_are_shown_and_the_rest_is_counted()
    {
        var report = Scripts.Check(Scripts.Around(string.Join("\n", Enumerable.Range(0, 9).Select(i => $"var x{i} = nothing{i};"))));

        var compile = report.Steps[0];
        Assert.Equal(StepStatus.Failed, compile.Status);
        Assert.Equal(5, compile.Diagnostics.Count);
        Assert.Equal(4, compile.MoreDiagnostics);
        Assert.Equal(StepStatus.NotRun, report.Steps[2].Status);
    }

    [Fact]
    public void Effects_name_connections_objects_verbs_fields_and_keys()
    {
        var effects = Scripts.Check(Scripts.Honest).Effects!;

        Assert.Equal(["salesforce.Lead Read", "warehouse.leads Upsert"], effects.Effects.Select(one => $"{one.Connection}.{one.Object} {one.Verb}"));
        Assert.Equal(["Campaign.Name", "CreatedDate", "Email", "Id", "Lead_Origin__c", "Name", "SystemModstamp"], effects.Effects[0].Fields);
        Assert.Equal(["campaign", "email", "name", "sf_id", "source"], effects.Effects[1].Fields);
        Assert.Equal(["sf_id"], effects.Effects[1].KeyFields);
        Assert.Equal(["salesforce.Lead.SystemModstamp"], effects.ChangeFields);
        Assert.False(effects.LeavesFlow);
        var key = Assert.Single(effects.Mappings, one => one.TargetField == "sf_id");
        Assert.True(key.IsDirect);
        Assert.Equal(("salesforce", "Lead", "Id"), (key.SourceConnection, key.SourceObject, Assert.Single(key.SourceFields)));
    }

    [Fact]
    public void Effects_follow_deletes_composite_keys_and_computed_fields()
    {
        var effects = Scripts.Check(Scripts.Around(
            "await job.Connection(\"warehouse\").UpsertAsync(job.Connection(\"salesforce\").Query<Lead>().WithDeletes(DeleteRule.Delete).Select(lead => new LeadRow { SfId = lead.Id, Name = $\"{lead.Name} <{lead.Email}>\" }), key: row => new { row.SfId, row.Name }, ct);")).Effects!;

        Assert.Contains(effects.Effects, one => one.Verb == EffectVerb.Delete && one.Object == "leads");
        Assert.Equal(["sf_id", "name"], effects.Effects.Single(one => one.Verb == EffectVerb.Upsert).KeyFields);
        var name = Assert.Single(effects.Mappings, one => one.TargetField == "name");
        Assert.False(name.IsDirect);
        Assert.Equal(["Name", "Email"], name.SourceFields);
    }

    [Theory]
    [InlineData("var all = await job.Connection(\"salesforce\").Query<Lead>().ToListAsync(ct); job.Log(all[0].Name.ToString());")]
    [InlineData("await foreach (var lead in job.Connection(\"salesforce\").Query<Lead>()) job.Log(lead.Name.ToString());")]
    [InlineData("await job.Connection(\"warehouse\").UpsertAsync(job.Connection(\"salesforce\").Query<Lead>().Select(lead => new LeadRow { SfId = lead.Id }).DistinctBy(row => row.SfId), key: row => row.SfId, ct);")]
    public void Leaving_the_flow_is_allowed_and_noted(string statement)
    {
        var report = Scripts.Check(Scripts.Around(statement));

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
        Assert.True(report.Effects!.LeavesFlow);
    }

    [Theory]
    [InlineData("Email = lead.Email", "Revenue = lead.AnnualRevenue", "E-EFF-FIELD")]
    [InlineData("key: row => row.SfId", "key: row => row.Email", "E-EFF-KEY")]
    [InlineData("UpsertAsync(", "UpdateAsync(", "E-EFF-VERB")]
    [InlineData(".ChangedSince(lead => lead.SystemModstamp)", ".ChangedSince(lead => lead.SystemModstamp).WithDeletes(DeleteRule.Delete)", "E-EFF-VERB")]
    [InlineData("var leads", "var other = await job.Connection(\"salesforce\").Query<Campaign>().Where(c => c.Name == \"x\").ToListAsync(ct); var leads", "E-EFF-OBJECT")]
    public void Effect_beyond_the_requirements_is_refused(string part, string instead, string code)
    {
        Assert.Contains(part, Scripts.Honest, StringComparison.Ordinal);

        var report = Scripts.Check(Scripts.Honest.Replace(part, instead, StringComparison.Ordinal), Scripts.Allowed);

        Assert.Equal(StepStatus.Failed, report.Steps[2].Status);
        Assert.Contains(report.Diagnostics, one => one.Code == code);
        Assert.Null(report.Assembly);
    }

    [Fact]
    public void Literals_are_marked_by_where_they_come_from()
    {
        var literals = Scripts.Check(Scripts.Flow(where: ".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30) && lead.LeadSource != \"Purchased List\" && lead.AnnualRevenue > 250000)")).Effects!.Literals;

        var marked = LiteralProvenance.Mark(literals, new LiteralSources { User = ["sync leads of the last 30 days"], Docs = ["LeadSource may be Purchased List"], Schemas = Scripts.Schemas });

        Assert.Equal(LiteralOrigin.User, marked.Single(one => one.Text == "-30").Origin);
        Assert.Equal(LiteralOrigin.Docs, marked.Single(one => one.Text == "Purchased List").Origin);
        Assert.Equal(LiteralOrigin.Invented, marked.Single(one => one.Text == "250000").Origin);
        Assert.Equal(LiteralOrigin.Schema, marked.Single(one => one.Text == "warehouse").Origin);
    }
}
