using System.Net;
using System.Text;

namespace IntegrationAgent.Testing;

/// <summary>One call to a <see cref="StubServer"/>.</summary>
public sealed class StubCall(HttpListenerContext context, string body)
{
    /// <summary>The method.</summary>
    public string Method { get; } = context.Request.HttpMethod;

    /// <summary>The path without the query.</summary>
    public string Path { get; } = context.Request.Url!.AbsolutePath;

    /// <summary>The query's parameters, decoded.</summary>
    public System.Collections.Specialized.NameValueCollection Query { get; } = context.Request.QueryString;

    /// <summary>The headers.</summary>
    public System.Collections.Specialized.NameValueCollection Headers { get; } = context.Request.Headers;

    /// <summary>The body as text.</summary>
    public string Body { get; } = body;

    /// <summary>The answer, for what <see cref="Json"/> does not do.</summary>
    public HttpListenerResponse Response => context.Response;

    /// <summary>Answers with JSON, or any other text.</summary>
    public Task Json(string text, int status = 200, string contentType = "application/json")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength64 = bytes.Length;
        return context.Response.OutputStream.WriteAsync(bytes).AsTask();
    }

    /// <summary>Breaks the connection without an answer.</summary>
    public void Abort()
    {
        Aborted = true;
        context.Response.Abort();
    }

    internal bool Aborted { get; private set; }
}
