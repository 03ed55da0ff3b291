using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Between HTTP and the router: reads the request, commits faults, writes the answer.</summary>
internal sealed class HttpFront(SimulatorState state, ApiRouter router, ControlHandler? control)
{
    private volatile bool _serving = true;

    public bool Serving
    {
        get => _serving;
        set => _serving = value;
    }

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
        if (target.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(target, UriKind.Absolute, out var absolute)) target = absolute.PathAndQuery; // as proxies send it
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        var segments = ApiRequest.SplitPath(path);
        using var body = new RequestBody();
        if (control is not null && segments is ["__control", ..])
        {
            await body.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
            await SendAsync(context, control.Handle(Request(context, body, segments, target, mark)), cut: false).ConfigureAwait(false);
            return;
        }

        if (!Serving)
        {
            state.Calls.Add(context.Request.Method, path, segments, 0);
            context.Abort();
            return;
        }

        var fault = state.Faults.Take(context.Request.Method, path);
        if (fault is not null && !await BeforeAsync(context, fault).ConfigureAwait(false))
        {
            state.Calls.Add(context.Request.Method, Uri.UnescapeDataString(target), segments, 0);
            return;
        }

        await body.ReadAsync(context.Request, context.RequestAborted).ConfigureAwait(false);
        var request = Request(context, body, segments, target, mark);
        using var response = Answer(request, fault);
        state.Calls.Add(request.Method, Uri.UnescapeDataString(target), segments, fault?.Kind == FaultKind.LostAnswer ? 0 : response.Status);
        if (fault?.Kind == FaultKind.LostAnswer)
        {
            context.Abort();
            return;
        }

        if (fault?.Kind == FaultKind.DripBody && response.Body is { } text)
        {
            await DripAsync(context, response, text.Written, fault.Delay).ConfigureAwait(false);
            return;
        }

        await SendAsync(context, response, fault?.Kind == FaultKind.CutBody).ConfigureAwait(false);
    }

    private static async Task DripAsync(HttpContext context, ApiResponse response, ReadOnlyMemory<byte> body, TimeSpan over)
    {
        const int Pieces = 16;
        context.Response.StatusCode = response.Status;
        context.Response.ContentType = response.ContentType;
        foreach (var (name, value) in response.Headers) context.Response.Headers[name] = value;
        for (var piece = 0; piece < Pieces; piece++)
        {
            var start = (int)((long)body.Length * piece / Pieces);
            await context.Response.Body.WriteAsync(body[start..(int)((long)body.Length * (piece + 1) / Pieces)], context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
            await Task.Delay(over / Pieces, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (context.RequestAborted.IsCancellationRequested) return;
        }
    }

    private ApiResponse Answer(ApiRequest request, SimulatorFault? fault)
    {
        if (fault is null) return router.Dispatch(request);
        if (Faults.Answer(fault.Kind) is { } canned)
        {
            return canned.Status < 500
                ? canned.With("Sforce-Limit-Info", string.Create(CultureInfo.InvariantCulture, $"api-usage={state.CountCall()}/{state.Options.DailyApiRequests}"))
                : canned;
        }

        return fault.Kind == FaultKind.RowLock ? Faults.WithLockedRecords(() => router.Dispatch(request)) : router.Dispatch(request);
    }

    /// <summary>Commits what happens before the work; false when nothing is left to do.</summary>
    private static async Task<bool> BeforeAsync(HttpContext context, SimulatorFault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.ConnectionReset:
                context.Abort();
                return false;
            case FaultKind.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return false;
            case FaultKind.Slow:
                await Task.Delay(fault.Delay, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return !context.RequestAborted.IsCancellationRequested;
            default:
                return true;
        }
    }

    private static ApiRequest Request(HttpContext context, RequestBody body, IReadOnlyList<string> segments, string target, int mark)
    {
        var headers = context.Request.Headers;
        return new ApiRequest
        {
            Method = context.Request.Method.ToUpperInvariant(),
            Segments = segments,
            Query = ApiRequest.ParseQuery(mark < 0 ? "" : target[(mark + 1)..]),
            Header = name => headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null,
            Body = body.Memory,
            Origin = $"{context.Request.Scheme}://{context.Request.Host}",
        };
    }

    private static async Task SendAsync(HttpContext context, ApiResponse response, bool cut)
    {
        context.Response.StatusCode = response.Status;
        if (response.ContentType is not null) context.Response.ContentType = response.ContentType;
        foreach (var (name, value) in response.Headers) context.Response.Headers[name] = value;
        if (response.Body is not { } body || context.Request.Method == "HEAD") return;
        if (!cut)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.Written, context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await context.Response.Body.WriteAsync(body.Written[..(body.Length / 2)], context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        context.Abort();
    }
}
