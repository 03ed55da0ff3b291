namespace IntegrationAgent.Agent.Secrets;

/// <summary>Which variable names announce a secret.</summary>
internal static class SecretNames
{
    private static readonly string[] Marks =
        ["SECRET", "PASSWORD", "PASSWD", "PWD", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL", "CONNECTION_STRING", "PASSPHRASE", "JWT"];

    // PWD alone is the shell's working directory.
    public static bool LookSecret(string name) =>
        name is not ("PWD" or "OLDPWD") && Marks.Any(mark => name.Contains(mark, StringComparison.OrdinalIgnoreCase));
}
