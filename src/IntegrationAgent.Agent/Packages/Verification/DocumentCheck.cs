namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>What agents and people read: a README with the sections they look for, and examples.</summary>
internal static class DocumentCheck
{
    private static readonly (string Topic, string[] Words)[] Sections =
    [
        ("how to connect", ["connect", "authenti", "credential", "setting"]),
        ("how to read", ["read", "quer"]),
        ("errors", ["error"]),
    ];

    private static readonly (string Topic, string[] Words) Writing = ("how to write", ["writ", "upsert"]);

    public static VerificationCheck Run(VerifiedPackage package)
    {
        var problems = new List<VerificationProblem>();
        if (!package.Entries.ContainsKey(DriverPackage.ReadmePath))
        {
            problems.Add(VerificationErrors.Readme("there is none"));
        }
        else
        {
            var headings = File.ReadLines(package.FullPath(DriverPackage.ReadmePath)).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToList();
            var wanted = package.Manifest?.Verbs.Contains("write") == true ? Sections.Append(Writing) : Sections;
            problems.AddRange(wanted
                .Where(section => !headings.Exists(heading => section.Words.Any(word => heading.Contains(word, StringComparison.OrdinalIgnoreCase))))
                .Select(section => VerificationErrors.Readme($"no section (## …) says {section.Topic}")));
        }

        var examples = package.Entries.Keys.Where(path => path.StartsWith(DriverPackage.ExamplesFolder, StringComparison.Ordinal)).ToList();
        if (examples.Count == 0)
            problems.Add(VerificationErrors.Examples("there are none"));
        var ids = examples.Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.Ordinal);
        foreach (var operation in package.Manifest?.Operations ?? [])
        {
            problems.AddRange(operation.Examples.Where(id => !ids.Contains(id))
                .Select(id => VerificationErrors.Examples($"the operation {operation.Name} names '{id}', and no file in {DriverPackage.ExamplesFolder} has that name")));
        }

        return new VerificationCheck("documents", 1 + examples.Count, problems);
    }
}
