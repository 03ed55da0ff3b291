using IntegrationAgent.Agent.Authoring;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Tests.Authoring;

/// <summary>What a well-behaved model would call for the lead sync.</summary>
internal static class ModelScripts
{
    public const string Sheet = """
        {"sourceConnection":"salesforce","sourceObject":"Lead","targetConnection":"warehouse","targetObject":"leads","createTarget":true,
         "fields":[{"asked":"key","source":"Id","target":"sf_id"},{"asked":"name","source":"Name","target":"name"},{"asked":"email","source":"Email","target":"email"},{"asked":"how they got to us","source":"LeadSource","target":"lead_source"}],
         "filters":[{"asked":"last 30 days","field":"CreatedDate","operator":"greaterOrEqual","daysBack":30}],
         "sourceKey":"Id","targetKey":"sf_id","changeField":"SystemModstamp","conflict":"sourceWins","deletes":"keep"}
        """;

    public const string Script = """
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>()
                .Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))
                .ChangedSince(lead => lead.SystemModstamp)
                .WithDeletes(DeleteRule.Keep);
            await job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, ct);
            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, LeadSource = lead.LeadSource }),
                key: row => row.SfId, ct);
        });
        """;

    public static AuthoringRequest Request { get; } = new() { Text = "I want to sync leads from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days." };

    public static string Proposal(string script) => System.Text.Json.JsonSerializer.Serialize(new { script });

    public static ChatMessage Call(string name, string arguments) => new(
        ChatRole.Assistant,
        [new FunctionCallContent("call-" + name, name, System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments))]);
}
