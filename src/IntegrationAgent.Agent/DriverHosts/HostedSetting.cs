using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>A setting that a driver declares.</summary>
internal sealed record HostedSetting(string Name, SettingKind Kind, bool Required, string? Default);
