[assembly: AssemblyFixture(typeof(IntegrationAgent.Testing.PostgresFixture))]
