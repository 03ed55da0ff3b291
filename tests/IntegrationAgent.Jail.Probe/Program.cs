using IntegrationAgent.Jail;

var report = SelfJail.Enter(args);
Console.WriteLine($"READY {report.Level} {report.LandlockAbi} {report.Checks.Count}");
await Console.In.ReadLineAsync();
return 0;
