using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Acetate.Server.Access;

/// <summary>Writes an audit entry before every call that changes something, and a second one when the call was refused or failed.</summary>
/// <remarks>
/// The entry comes first: a call whose entry cannot be written is not made, so nothing is ever changed without a trace, however
/// the process ends. The entry holds what was asked: route, query and a JSON body, with secrets taken out.
/// </remarks>
public sealed partial class AuditTrail(RequestDelegate next, MediaLibrary library)
{
    private const int LargestBody = 16 << 10;
    private static readonly string[] Secrets = ["token", "secret", "password", "passphrase"];

    /// <summary>Writes and goes on.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not RouteEndpoint endpoint || !IsAudited(endpoint, context.Request.Method) || context.Features.Get<Caller>() is not { } caller)
        {
            await next(context);
            return;
        }

        var action = ActionOf(endpoint);
        var show = context.Features.Get<ShowOfRequest>()?.Name ?? "";
        var target = TargetOf(context, endpoint.RoutePattern);
        await WriteAsync(caller.Name, action, target, show, await AskedAsync(context), context.RequestAborted);
        try
        {
            await next(context);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var problem = ProblemDocuments.From(failure);
            var detail = new JsonObject { ["problem"] = problem.Type.Name, ["detail"] = problem.Message };
            await WriteAsync(caller.Name, action + ".refused", target, show, detail, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Whether calls of an endpoint are audited.</summary>
    public static bool IsAudited(Endpoint endpoint, string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)
        && endpoint.Metadata.GetMetadata<NotAuditedRule>() is null;

    /// <summary>What the log calls a call of an endpoint: its OpenAPI name in kebab case, such as <c>api.create-token</c>.</summary>
    public static string ActionOf(Endpoint endpoint) =>
        "api." + JsonNamingPolicy.KebabCaseLower.ConvertName(endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "unnamed");

    private Task<AuditEntry> WriteAsync(string actor, string action, string target, string show, JsonObject detail, CancellationToken cancellationToken) =>
        library.WriteAsync(tx => tx.AuditAsync(actor, action, target, show, detail, cancellationToken), cancellationToken);

    private static string TargetOf(HttpContext context, RoutePattern pattern)
    {
        var parts = pattern.Parameters.Select(parameter => context.GetRouteValue(parameter.Name)?.ToString()).Where(part => part is not null);
        return string.Join('/', parts);
    }

    private static async Task<JsonObject> AskedAsync(HttpContext context)
    {
        var request = context.Request;
        var asked = new JsonObject { ["method"] = request.Method, ["path"] = Masked(request.Path.Value ?? "") };
        if (request.QueryString.HasValue)
            asked["query"] = QueryString.Create(request.Query.Select(one => KeyValuePair.Create(one.Key, (string?)(IsSecret(one.Key) ? "(hidden)" : Masked(one.Value.ToString()))))).Value;
        if (request.Headers.TryGetValue("Upload-Metadata", out var metadata)) asked["upload"] = metadata.ToString();
        if (!request.HasJsonContentType()) return asked;

        request.EnableBuffering(LargestBody * 4);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        request.Body.Position = 0;
        var bytes = body.ToArray();
        asked["body"] = bytes.Length <= LargestBody && TryRead(bytes) is { } json ? json
            : new JsonObject { ["bytes"] = bytes.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        return asked;
    }

    private static JsonNode? TryRead(byte[] bytes)
    {
        try
        {
            // A name that stands twice cannot be kept as it was said; such a body is kept by its hash.
            return Hide(JsonNode.Parse(bytes, documentOptions: new() { AllowDuplicateProperties = false }));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A code lets somebody in; a timecode does not.
    private static bool IsSecret(string name) =>
        name.Equals("code", StringComparison.OrdinalIgnoreCase) || Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>A text without the tokens that somebody put where none belongs.</summary>
    private static string Masked(string text) => Token().Replace(text, "act_(hidden)");

    [GeneratedRegex("act_[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();

    private static JsonNode? Hide(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToArray())
            {
                if (value is JsonValue && IsSecret(name)) map[name] = "(hidden)";
                else if (value is JsonValue text && text.TryGetValue<string>(out var said) && Masked(said) is var masked && masked != said) map[name] = masked;
                else Hide(value);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list) Hide(item);
        }

        return node;
    }
}
