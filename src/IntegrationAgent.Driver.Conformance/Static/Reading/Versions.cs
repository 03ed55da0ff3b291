namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>What a step from one version to another allows.</summary>
internal static class Versions
{
    /// <summary>Whether users have been told, by the number, that something may break: a higher major, or a higher minor while it is 0.</summary>
    public static bool MayBreak(string before, string now)
    {
        var (oldMajor, oldMinor, _) = Numbers(before);
        var (newMajor, newMinor, _) = Numbers(now);
        return newMajor > oldMajor || (newMajor == 0 && oldMajor == 0 && newMinor > oldMinor);
    }

    /// <summary>The first three numbers of a version, without its label; zeros for what is no version.</summary>
    public static (int Major, int Minor, int Patch) Numbers(string version)
    {
        var parts = version.Split('-', '+')[0].Split('.');
        return (Part(0), Part(1), Part(2));

        int Part(int index) => index < parts.Length && int.TryParse(parts[index], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
