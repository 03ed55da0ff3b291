namespace IntegrationAgent.Agent.Secrets;

/// <summary>
/// Finds credentials by name: in the environment first, then in the workspace's <c>.env</c>; for a connection first
/// <c>&lt;CONNECTION&gt;__&lt;NAME&gt;</c>, then <c>&lt;NAME&gt;</c>. Values are read anew each time, so they can roll, and every secret
/// that is found is taught to the scrubber before it is returned. Thread-safe.
/// </summary>
public sealed class SecretSource(Func<string, string?> environment, DotEnvFile file, SecretScrubber scrubber)
{
    /// <summary>The prefix of a connection's variables: upper case, everything but letters and digits becomes <c>_</c>.</summary>
    public static string Prefix(string connection)
    {
        ArgumentException.ThrowIfNullOrEmpty(connection);
        return string.Create(connection.Length, connection, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(text[i]) ? char.ToUpperInvariant(text[i]) : '_';
        });
    }

    /// <summary>The secret of a connection, or null when no variable is set. An empty variable counts as not set.</summary>
    public SecretValue? Find(string connection, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Find($"{Prefix(connection)}__{name}") ?? Find(name);
    }

    /// <summary>The secret of a connection.</summary>
    /// <exception cref="AgentException"><c>E-SEC-MISSING</c>, naming the variables to set.</exception>
    public SecretValue Require(string connection, string name) => Find(connection, name) ?? throw new AgentException(
        "E-SEC-MISSING",
        $"The connection '{connection}' needs the credential {name}, and it is set nowhere.",
        $"Set {Prefix(connection)}__{name} (or {name} for every connection) in the environment or in {file.Path}.",
        ExitCode.Connection);

    /// <summary>A secret that belongs to no connection, such as a model's key; null when it is not set.</summary>
    public SecretValue? Find(string variable)
    {
        ArgumentException.ThrowIfNullOrEmpty(variable);
        var text = environment(variable);
        if (string.IsNullOrEmpty(text))
            text = file.Read().GetValueOrDefault(variable);
        if (string.IsNullOrEmpty(text))
            return null;
        scrubber.Add(variable, text);
        return new SecretValue(variable, text);
    }

    /// <summary>
    /// A setting that is not secret, looked up the same way: it is not taught to the scrubber. Null when it is not set.
    /// </summary>
    public string? FindSetting(string connection, string name)
    {
        foreach (var variable in (string[])[$"{Prefix(connection)}__{name}", name])
        {
            var text = environment(variable);
            if (string.IsNullOrEmpty(text))
                text = file.Read().GetValueOrDefault(variable);
            if (!string.IsNullOrEmpty(text))
                return text;
        }

        return null;
    }

    /// <summary>Teaches the scrubber every variable of the environment and of <c>.env</c> whose name says that it is secret.</summary>
    public void SeedScrubber(IEnumerable<KeyValuePair<string, string>> environmentVariables)
    {
        ArgumentNullException.ThrowIfNull(environmentVariables);
        foreach (var (name, value) in environmentVariables.Concat(file.Read()))
        {
            if (SecretNames.LookSecret(name))
                scrubber.Add(name, value);
        }
    }
}
