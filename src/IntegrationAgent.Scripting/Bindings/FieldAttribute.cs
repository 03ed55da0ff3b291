using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>Names the field that a property stands for.</summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class FieldAttribute : Attribute
{
    /// <summary>Names field and type.</summary>
    public FieldAttribute(string name, FieldType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>The field's name; with dots, a path along parent relationships.</summary>
    public string Name { get; }

    /// <summary>The type that discovery found.</summary>
    public FieldType Type { get; }
}
