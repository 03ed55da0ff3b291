namespace IntegrationAgent.Testing;

/// <summary>The root of the checkout that a test was built from.</summary>
public static class RepositoryRoot
{
    /// <summary>The absolute path of the folder that holds <c>IntegrationAgent.sln</c>.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "IntegrationAgent.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("IntegrationAgent.sln is in none of the folders above the test assembly.");
    }
}
