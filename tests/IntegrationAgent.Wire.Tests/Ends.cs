using System.IO.Pipes;

namespace IntegrationAgent.Wire.Tests;

/// <summary>Two ends over real pipes, or one end against raw bytes.</summary>
internal sealed class Ends : IAsyncDisposable
{
    private readonly AnonymousPipeServerStream toChild = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream toParent = new(PipeDirection.Out);

    private Ends(Func<WireExchange, CancellationToken, Task>? parent, Func<WireExchange, CancellationToken, Task>? child, WireLimits? limits)
    {
        Parent = new WireConnection(new AnonymousPipeClientStream(PipeDirection.In, toParent.ClientSafePipeHandle), toChild, isParent: true, new Handler(parent), limits);
        ChildInput = new AnonymousPipeClientStream(PipeDirection.In, toChild.ClientSafePipeHandle);
        Parent.Start();
        if (child is null)
            return;
        Child = new WireConnection(ChildInput, toParent, isParent: false, new Handler(child), limits);
        Child.Start();
    }

    public WireConnection Parent { get; }

    /// <summary>Null where a test plays this end byte by byte.</summary>
    public WireConnection? Child { get; }

    public Stream ChildInput { get; }

    public Stream ChildOutput => toParent;

    public static Ends Connect(Func<WireExchange, CancellationToken, Task> child, Func<WireExchange, CancellationToken, Task>? parent = null, WireLimits? limits = null) => new(parent, child, limits);

    public static Ends Against(Func<WireExchange, CancellationToken, Task>? parent = null, WireLimits? limits = null) => new(parent, null, limits);

    public async ValueTask DisposeAsync()
    {
        await Parent.DisposeAsync();
        if (Child is not null)
            await Child.DisposeAsync();
        await toChild.DisposeAsync();
        await toParent.DisposeAsync();
    }

    private sealed class Handler(Func<WireExchange, CancellationToken, Task>? answer) : IWireHandler
    {
        public Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken) =>
            answer is null ? throw new InvalidOperationException("Nobody expected a call.") : answer(exchange, cancellationToken);
    }
}
