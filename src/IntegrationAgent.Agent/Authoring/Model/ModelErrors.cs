namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>What can go wrong with a model, each with its next action. No text of the provider is passed on.</summary>
internal static class ModelErrors
{
    public static AgentException Provider(string provider) => new("E-MDL-PROVIDER", $"There is no model provider '{ThirdParty.Short(provider, 40)}'.", "Set model.provider in intagent.json to guided, anthropic, openai or ollama.", ExitCode.Usage);

    public static AgentException Model(string provider) => new("E-MDL-MODEL", $"No model is named for {provider}.", "Set model.model in intagent.json.", ExitCode.Usage);

    public static AgentException Key(string variable) => new("E-MDL-KEY", $"The model's key {variable} is set nowhere.", $"Set {variable} in the environment or in .env, or choose the guided author: model.provider = guided.", ExitCode.Connection);

    public static AgentException Address(string? address) => new("E-MDL-ADDRESS", $"'{ThirdParty.Short(address, 80)}' is no address of a model server.", "Set model.baseUrl in intagent.json to an absolute http or https address without a password in it.", ExitCode.Usage);

    public static AgentException Auth(int status) => new("E-MDL-AUTH", $"The model's server refused the key (HTTP {status}).", "Check the key's variable and that it may use the model.", ExitCode.Connection);

    public static AgentException Rate() => new("E-MDL-RATE", "The model's server has no capacity for us now (HTTP 429 after three attempts, or a longer wait than 30 s).", "Try again later, or choose another model or the guided author.", ExitCode.Connection);

    public static AgentException Server(int status) => new("E-MDL-SERVER", $"The model's server answered with HTTP {status}.", "Check model.model and model.baseUrl; try again later when the status is 500 or more.", ExitCode.Connection);

    public static AgentException Broken(Exception exception) => new("E-MDL-BROKEN", "The model's answer broke off or cannot be understood.", "Try again; check model.baseUrl when it happens every time.", ExitCode.Connection, exception);

    public static AgentException Timeout() => new("E-MDL-TIMEOUT", "The model did not answer in time.", "Try again, or choose a faster model.", ExitCode.Connection);

    public static AgentException Large() => new("E-MDL-LARGE", "The model's answer is larger than 4 MB.", "Try again, or choose another model.", ExitCode.Connection);

    public static AgentException Secret() => new("E-MDL-SECRET", "A secret was about to be sent to the model. Nothing was sent.", "Look at the audit (secret.echo) for where it came from.", ExitCode.Refused);

    public static AgentException Refused() => new("E-MDL-REFUSED", "The model declined to go on.", "Say the request in other words, or choose the guided author: model.provider = guided.", ExitCode.Incomplete);

    public static AgentException Budget(string what) => new("E-MDL-BUDGET", $"The request has used up its {what}.", "Raise model.maxTokens or model.maxCost in intagent.json, or make the request smaller.", ExitCode.Incomplete);

    public static AgentException Price(string model) => new("E-MDL-PRICE", $"The price of '{ThirdParty.Short(model, 60)}' is not known, so model.maxCost cannot be held.", "Leave model.maxCost out and bound model.maxTokens.", ExitCode.Usage);

    public static AgentException Repair() => new("E-MDL-REPAIR", "The model could not write a script that passes its check within its repair budget.", "Say the request in other words, choose another model, or the guided author.", ExitCode.Incomplete);

    public static AgentException OtherModel(string asked, string answered) => new("E-MDL-OTHER", $"'{ThirdParty.Short(answered, 60)}' answered instead of '{ThirdParty.Short(asked, 60)}'.", "Name the model exactly in model.model.", ExitCode.Connection);
}
