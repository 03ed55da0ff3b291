namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record SignInModel(string AuthMethod, string AuthorizeUrl, string TokenUrl, string ClientId, string ClientSecret, string Token);
