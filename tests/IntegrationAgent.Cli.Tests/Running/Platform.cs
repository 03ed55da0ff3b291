using System.Runtime.Versioning;

// Nothing here runs a script where there is no sandbox.
[assembly: SupportedOSPlatform("linux")]
