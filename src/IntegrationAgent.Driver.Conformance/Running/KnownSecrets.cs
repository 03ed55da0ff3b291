using System.Text;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Every secret of one test system, in the encodings in which they leak. Thread-safe.</summary>
internal sealed class KnownSecrets
{
    private const int Shortest = 8;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> forms = new(StringComparer.Ordinal);

    /// <summary>Adds a secret; one that is too short to tell from other text is left out.</summary>
    public void Add(string name, string? value)
    {
        if (value is null || value.Length < Shortest)
            return;
        lock (gate)
        {
            forms.TryAdd(value, name);
            forms.TryAdd(Uri.EscapeDataString(value), name);
            forms.TryAdd(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value)), name);
            // Base64 depends on what stands before: the parts that are the same whatever it is, at each of three offsets.
            for (var offset = 0; offset < 3; offset++)
            {
                var text = Convert.ToBase64String([.. new byte[offset], .. Encoding.UTF8.GetBytes(value)]).TrimEnd('=');
                var core = text[(offset == 0 ? 0 : offset + 1)..^2];
                if (core.Length >= Shortest)
                    forms.TryAdd(core, name);
            }
        }
    }

    /// <summary>The name of a secret that the text holds; null for none.</summary>
    public string? FindIn(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        lock (gate)
            return forms.FirstOrDefault(form => text.Contains(form.Key, StringComparison.Ordinal)).Value;
    }

    public string Scrub(string text)
    {
        lock (gate)
        {
            foreach (var form in forms.Keys.OrderByDescending(form => form.Length))
                text = text.Replace(form, "[secret]", StringComparison.Ordinal);
            return text;
        }
    }

    public bool IsSecret(string value)
    {
        lock (gate)
            return forms.ContainsKey(value);
    }
}
