using System.Collections.Immutable;
using System.Text.Json;

namespace Acetate.Server.Access.Provider;

/// <summary>Who signed in at the provider.</summary>
public sealed record ProviderPerson
{
    /// <summary>What the provider calls them, and nobody else ever.</summary>
    public required string Subject { get; init; }

    /// <summary>The mail address in small letters; empty when the provider names none, or does not vouch for it.</summary>
    public string Mail { get; init; } = "";

    /// <summary>The full name; empty when not known.</summary>
    public string Name { get; init; } = "";

    /// <summary>The name they sign in with there; empty when not known.</summary>
    public string UserName { get; init; } = "";

    /// <summary>The groups they are in.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    /// <summary>How they proved who they are (RFC 8176).</summary>
    public ImmutableArray<string> Methods { get; init; } = [];

    /// <summary>Reads the claims of an id_token, and of the provider's page about the person for what that does not say.</summary>
    /// <param name="subject">The id_token's subject.</param>
    /// <param name="token">The id_token's claims.</param>
    /// <param name="page">The page's claims, about the same subject; null when it was not asked for.</param>
    /// <param name="groupsClaim">The claim with the groups.</param>
    public static ProviderPerson Of(string subject, JsonElement token, JsonElement? page, string groupsClaim)
    {
        JsonElement? Claim(string name) => token.TryGetProperty(name, out var signed) ? signed : page is { } more && more.TryGetProperty(name, out var value) ? value : null;
        string Text(string name) => Claim(name) is { ValueKind: JsonValueKind.String } text ? text.GetString()!.Trim() : "";
        // Both must be said in one place: an address of the page is not vouched for by the token.
        var source = token.TryGetProperty("email", out _) ? token : page ?? token;
        var vouched = source.TryGetProperty("email_verified", out var verified) && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true"));
        return new ProviderPerson
        {
            Subject = subject,
            Mail = vouched ? Text("email").ToLowerInvariant() : "",
            Name = Text("name"),
            UserName = Text("preferred_username"),
            Groups = Words(Claim(groupsClaim)),
            // How somebody proved who they are stands in what is signed, or nowhere.
            Methods = Words(token.TryGetProperty("amr", out var methods) ? methods : null),
        };
    }

    /// <summary>Whether the id_token leaves open what the provider's page may say.</summary>
    public static bool NeedsPage(JsonElement token, ProviderSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return !token.TryGetProperty("email", out _) || (!settings.Roles.IsEmpty && !token.TryGetProperty(settings.GroupsClaim, out _));
    }

    private static ImmutableArray<string> Words(JsonElement? claim) => claim switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        _ => [],
    };
}
