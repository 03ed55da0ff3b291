namespace IntegrationAgent.Scripting;

/// <summary>Names the object whose records a class holds for writing.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TargetObjectAttribute : Attribute
{
    /// <summary>Names connection and object.</summary>
    public TargetObjectAttribute(string connection, string objectName)
    {
        Connection = connection;
        ObjectName = objectName;
    }

    /// <summary>The connection's name.</summary>
    public string Connection { get; }

    /// <summary>The object's name, as the system knows it.</summary>
    public string ObjectName { get; }
}
