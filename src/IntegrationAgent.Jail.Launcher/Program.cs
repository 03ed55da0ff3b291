using IntegrationAgent.Jail;

// intagent-jail DOTNET HOST.dll [argument …]: enters the jail that the environment describes and becomes the host.
// intagent-jail --identify: says which jail it was built from.
return SelfJail.Launch(args);
