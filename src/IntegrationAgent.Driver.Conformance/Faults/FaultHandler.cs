using System.Text;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>The handler that a driver gets: passes requests through a <see cref="FaultLayer"/>.</summary>
internal sealed class FaultHandler(FaultLayer layer, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxBody = 256 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var work = layer.Clock.Work();
        HttpCall? call = null;
        try
        {
            call = layer.Begin(request, await BodyAsync(request, cancellationToken).ConfigureAwait(false));
            var action = layer.Rule(call);
            call.Faulted = action is not null;
            var response = action switch
            {
                null => await ForwardAsync(call, request, cancellationToken).ConfigureAwait(false),
                FaultAction.Answer answer => Made(request, answer),
                FaultAction.Break broken => throw broken.Make(),
                FaultAction.Silence => await SilenceAsync(work, cancellationToken).ConfigureAwait(false),
                FaultAction.LoseAnswer lose => await LoseAsync(call, request, lose, work, cancellationToken).ConfigureAwait(false),
                FaultAction.Delay delay => await DelayAsync(call, request, delay, work, cancellationToken).ConfigureAwait(false),
                FaultAction.CutBody or FaultAction.ReplaceBody => await SpoilAsync(call, request, action, cancellationToken).ConfigureAwait(false),
                _ => throw new InvalidOperationException("An action without a meaning."),
            };
            Note(call, response);
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var content = new StreamContent(new WatchedStream(stream, call, layer.Clock, layer.KeepBodies ? MaxBody : 0));
            foreach (var header in response.Content.Headers.NonValidated)
                content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            response.Content = content;
            return response;
        }
        finally
        {
            if (call is not null)
                layer.End(call);
            work.Dispose();
        }
    }

    private static async ValueTask<string?> BodyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null)
            return null;
        await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        var bytes = await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, MaxBody)));
    }

    private static HttpResponseMessage Made(HttpRequestMessage request, FaultAction.Answer answer)
    {
        var response = new HttpResponseMessage(answer.Status) { RequestMessage = request, Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body)) };
        if (answer.ContentType.Length > 0)
            response.Content.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private static void Note(HttpCall call, HttpResponseMessage response)
    {
        call.Status = (int)response.StatusCode;
        foreach (var header in response.Headers.NonValidated)
            call.ResponseHeaders[header.Key] = header.Value.ToString();
        foreach (var header in response.Content.Headers.NonValidated)
            call.ResponseHeaders[header.Key] = header.Value.ToString();
    }

    private static async Task<HttpResponseMessage> SilenceAsync(IDisposable work, CancellationToken cancellationToken)
    {
        work.Dispose();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        throw new InvalidOperationException("Silence ended.");
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (layer.AfterAnswer is not { } decide || await decide(call, cancellationToken).ConfigureAwait(false) is not { } action)
            return response;
        call.Faulted = true;
        Note(call, response);
        return await ApplyAsync(response, action, cancellationToken).ConfigureAwait(false);
    }

    private async Task<HttpResponseMessage> SpoilAsync(HttpCall call, HttpRequestMessage request, FaultAction action, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Note(call, response);
        return await ApplyAsync(response, action, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<HttpResponseMessage> ApplyAsync(HttpResponseMessage response, FaultAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case FaultAction.Answer answer:
                response.Dispose();
                return Made(response.RequestMessage!, answer);
            case FaultAction.Break broken:
                response.Dispose();
                throw broken.Make();
            case FaultAction.LoseAnswer:
                response.Dispose();
                throw Lost();
            case FaultAction.CutBody:
                var whole = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                response.Content = Body(response, new CutStream(whole.AsMemory(0, whole.Length / 2)));
                return response;
            case FaultAction.ReplaceBody replace:
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                response.Content = Body(response, new MemoryStream(Encoding.UTF8.GetBytes(replace.Change(text))));
                return response;
            default:
                throw new InvalidOperationException("An action that cannot follow an answer.");
        }
    }

    private static StreamContent Body(HttpResponseMessage response, Stream stream)
    {
        var content = new StreamContent(stream);
        if (response.Content.Headers.ContentType is { } type)
            content.Headers.ContentType = type;
        return content;
    }

    private async Task<HttpResponseMessage> LoseAsync(HttpCall call, HttpRequestMessage request, FaultAction.LoseAnswer lose, IDisposable work, CancellationToken cancellationToken)
    {
        using (var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false))
            Note(call, response);
        call.Status = 0;
        return lose.Silently ? await SilenceAsync(work, cancellationToken).ConfigureAwait(false) : throw Lost();
    }

    private async Task<HttpResponseMessage> DelayAsync(HttpCall call, HttpRequestMessage request, FaultAction.Delay delay, IDisposable work, CancellationToken cancellationToken)
    {
        work.Dispose();
        await Task.Delay(delay.Time, layer.Clock, cancellationToken).ConfigureAwait(false);
        using (layer.Clock.Work())
            return await ForwardAsync(call, request, cancellationToken).ConfigureAwait(false);
    }

    private static HttpRequestException Lost() =>
        new(HttpRequestError.ResponseEnded, "The connection broke before the answer came.", new IOException("The connection was reset."));
}
