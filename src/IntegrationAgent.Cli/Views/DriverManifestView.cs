using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>What a manifest says that a connection needs.</summary>
internal static class DriverManifestView
{
    public static void Write(Screen screen, DriverManifest manifest)
    {
        screen.Line();
        screen.Text(manifest.Summary, 2);
        if (manifest.Auth.Count > 0)
        {
            screen.Heading("Ways to authenticate (setting: auth)");
            screen.Table(["name", "credentials", "when"], manifest.Auth.Select(auth => (IReadOnlyList<string>)[auth.Name, string.Join(", ", auth.Credentials), auth.Description]));
        }

        if (manifest.Settings.Count > 0)
        {
            screen.Heading("Settings");
            screen.Table(
                ["name", "kind", "default", "what"],
                manifest.Settings.Select(setting => (IReadOnlyList<string>)[setting.Name, setting.Kind, setting.Default ?? (setting.Required ? "(required)" : ""), setting.Description]));
        }

        if (manifest.Credentials.Count > 0)
        {
            screen.Heading("Credentials (environment or .env)");
            screen.Table(["name", "secret", "what"], manifest.Credentials.Select(credential => (IReadOnlyList<string>)[credential.Name, credential.Secret ? "yes" : "no", credential.Description]));
        }

        if (manifest.Errors.Count > 0)
        {
            screen.Heading("Errors");
            screen.Table(["code", "meaning", "what to do"], manifest.Errors.Select(error => (IReadOnlyList<string>)[error.Code, error.Meaning, error.Action]));
        }
    }
}
