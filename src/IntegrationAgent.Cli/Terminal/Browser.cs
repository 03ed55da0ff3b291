using System.ComponentModel;
using System.Diagnostics;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>Opens an address with the browser of the person who sits there.</summary>
internal static class Browser
{
    /// <summary>False where there is no display, or nothing that opens addresses. Whether a page appears cannot be known.</summary>
    public static bool TryOpen(CliEnvironment environment, Uri address)
    {
        if (address.Scheme is not ("https" or "http") || Opener(environment) is not { } opener)
            return false;
        var start = new ProcessStartInfo(opener) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(address.AbsoluteUri);
        try
        {
            using var process = Process.Start(start);
            return process is not null;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static string? Opener(CliEnvironment environment)
    {
        if (OperatingSystem.IsWindows())
            return "explorer.exe";
        if (OperatingSystem.IsMacOS())
            return "open";
        return string.IsNullOrEmpty(environment.Variable("DISPLAY")) && string.IsNullOrEmpty(environment.Variable("WAYLAND_DISPLAY")) ? null : "xdg-open";
    }
}
