using System.Globalization;
using IntegrationAgent.Agent.Connections;

namespace IntegrationAgent.Agent.SignIn;

/// <summary>What can go wrong while a person signs in.</summary>
internal static class SignInErrors
{
    private const int LongestWord = 60;

    public static AgentException Unsupported(string driver) => new(
        "E-SGN-UNSUPPORTED", $"The driver '{driver}' declares no sign-in with a browser.", "Connect without --sign-in, with the credentials that the driver declares.", ExitCode.Usage);

    public static AgentException Address(string name, string why) => new(
        "E-SGN-ADDRESS", $"The {name} of the sign-in {why}.", "Correct the setting that it is made of with --set; an address begins with https, except on this machine.", ExitCode.Usage);

    public static AgentException Port(int port, Exception cause) => new(
        "E-SGN-PORT",
        string.Create(CultureInfo.InvariantCulture, $"Port {port} of this machine is not free, so the browser cannot be sent back."),
        "End the program that holds it, or name another with --port that the system allows for this client.",
        ExitCode.Usage,
        cause);

    public static AgentException Timeout(TimeSpan limit, int port) => new(
        "E-SGN-TIMEOUT",
        string.Create(CultureInfo.InvariantCulture, $"Nobody signed in within {limit.TotalSeconds:0} seconds."),
        string.Create(CultureInfo.InvariantCulture, $"Run it again and open the address in a browser on this machine; from another one, forward the port first: ssh -L {port}:localhost:{port}."),
        ExitCode.Connection);

    public static AgentException State() => new(
        "E-SGN-STATE", "The browser came back with the state of another sign-in, so nothing of it was used.", "Run it again, and open only the address that it prints.", ExitCode.Refused);

    public static AgentException Denied() => new(
        "E-SGN-DENIED", "The person, or the system's policy, did not allow the access.", "Sign in with a user who may use this client, and allow the access.", ExitCode.Connection);

    public static AgentException Refused(string error) => new(
        "E-SGN-REFUSED",
        $"The system refused the sign-in ({Word(error)}).",
        "Check the client's id and secret, and that the system allows the printed redirect address for this client; then run it again.",
        ExitCode.Connection);

    public static AgentException Answer(string what) => new(
        "E-SGN-ANSWER", $"The system's answer has {what}.", "Allow refresh tokens (offline access) for the client in the system, and check the addresses; then run it again.", ExitCode.Connection);

    public static AgentException Unreachable(Uri address, Exception cause) => new(
        "E-SGN-UNREACHABLE", $"{address.Host} could not be reached to exchange the code.", "Check the address and the network, then run it again.", ExitCode.Connection, cause);

    public static AgentException Store(ConnectionDefinition connection) => new(
        "E-SGN-STORE", $"Other processes kept changing the tokens of '{connection.Name}' meanwhile.", "End them, and run it again.", ExitCode.Incomplete);

    /// <summary>What another system calls its error: a word, or nothing that is shown.</summary>
    private static string Word(string error) =>
        error.Length is > 0 and <= LongestWord && error.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') ? error : "without a word for it";
}
