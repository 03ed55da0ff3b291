using System.Runtime.CompilerServices;
using Xunit;

namespace IntegrationAgent.Testing;

/// <summary>Compares a text with its approved copy in the source tree. <c>UPDATE_APPROVED=1</c> rewrites the copy instead.</summary>
public static class Approval
{
    /// <summary>Fails when <paramref name="actual"/> differs from <c>Approved/<paramref name="name"/></c> beside the calling test file.</summary>
    public static void Matches(string name, string actual, [CallerFilePath] string callerFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(callerFile)!, "Approved", name);
        var text = actual.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"No approved text {name}. Run eng/approve.sh and read the diff.");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}
