namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The two forms of an id: 15 characters that tell upper from lower case, and 18 that need not.</summary>
internal static class RecordId
{
    private const string Checksum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

    /// <summary>The form of 18 characters, which Salesforce answers with; anything else is left as it is.</summary>
    internal static string Expand(string id)
    {
        if (id.Length != 15)
            return id;
        return string.Create(18, id, static (target, id) =>
        {
            id.CopyTo(target);
            for (var block = 0; block < 3; block++)
            {
                var bits = 0;
                for (var i = 0; i < 5; i++)
                {
                    if (char.IsAsciiLetterUpper(id[(block * 5) + i]))
                        bits |= 1 << i;
                }

                target[15 + block] = Checksum[bits];
            }
        });
    }
}
