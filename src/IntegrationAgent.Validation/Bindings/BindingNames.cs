using System.Text;

namespace IntegrationAgent.Agent.Validation.Bindings;

/// <summary>Makes C# names of the names of objects and fields.</summary>
internal static class BindingNames
{
    /// <summary>Members that every binding class inherits or that the compiler gives it.</summary>
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "Set", "GetText", "GetBoolean", "GetInt64",
        "GetDouble", "GetDecimal", "GetUuid", "GetDate", "GetTime", "GetLocalTimestamp", "GetTimestamp", "GetBinary", "GetList",
    };

    public static string Source(string objectName) => Identifier(objectName);

    public static string Target(string objectName)
    {
        var name = Identifier(objectName);
        if (name.Length > 4 && name.EndsWith("ies", StringComparison.Ordinal))
            return name[..^3] + "yRow";
        var plural = name.Length > 3 && name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && !name.EndsWith("us", StringComparison.Ordinal);
        return (plural ? name[..^1] : name) + "Row";
    }

    /// <summary>A property's name that is not yet in use in its class.</summary>
    public static string Property(string field, string className, HashSet<string> used)
    {
        var name = string.Concat(field.Split('.').Select(part => Identifier(part.EndsWith("__r", StringComparison.Ordinal) ? part[..^3] : part)));
        if (name == className || Taken.Contains(name))
            name += "_";
        var free = name;
        for (var i = 2; !used.Add(free); i++)
            free = $"{name}_{i}";
        return free;
    }

    /// <summary>A name that begins with a capital stays as people know it; <c>snake_case</c> becomes <c>PascalCase</c>.</summary>
    public static string Identifier(string name)
    {
        var keep = name.Length > 0 && char.IsUpper(name[0]);
        var text = new StringBuilder(name.Length);
        var up = true;
        foreach (var letter in name)
        {
            if (!char.IsLetterOrDigit(letter) && letter != '_')
            {
                up = true;
                continue;
            }

            if (letter == '_' && !keep)
            {
                up = true;
                continue;
            }

            text.Append(up ? char.ToUpperInvariant(letter) : letter);
            up = false;
        }

        if (text.Length == 0 || !(char.IsLetter(text[0]) || text[0] == '_'))
            text.Insert(0, 'X');
        return text.ToString();
    }
}
