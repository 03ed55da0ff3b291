using System.Security.Cryptography;

namespace IntegrationAgent.Agent.State;

/// <summary>Ids that sort by time and do not collide: version 7, as 32 hexadecimal digits.</summary>
internal static class StateId
{
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("n");

    public static string Random() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}
