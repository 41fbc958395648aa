using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Access;

namespace Acetate.Server.Access.Provider;

/// <summary>The company's identity provider, as the section <c>signIn</c> of <c>acetate.json</c> names it. Its text form never shows the secret.</summary>
public sealed record ProviderSettings
{
    private const string Section = "signIn";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
    };

    /// <summary>The issuer, to the letter as its tokens name it: https, or http on this machine.</summary>
    public required string Issuer { get; init; }

    /// <summary>What the provider calls this installation.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret that it gave to it; empty for a client without one, which PKCE alone protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>What the button on the sign-in page names.</summary>
    public string Title { get; init; } = "your company's account";

    /// <summary>The address under which browsers reach this server, such as <c>https://acetate.example.com</c>; null for the one that a request names.</summary>
    public Uri? Address { get; init; }

    /// <summary>Domains of verified mail addresses that may come in, in small letters; empty for all that the provider lets in.</summary>
    public ImmutableArray<string> Domains { get; init; } = [];

    /// <summary>What is asked for besides <c>openid</c>.</summary>
    public ImmutableArray<string> Scopes { get; init; } = ["email", "profile"];

    /// <summary>Whether who has no account gets one without any right; else they are refused.</summary>
    public bool MakesPeople { get; init; }

    /// <summary>The claim with the names of groups.</summary>
    public string GroupsClaim { get; init; } = "groups";

    /// <summary>Which group is which role in which show.</summary>
    public ImmutableArray<GroupRole> Roles { get; init; } = [];

    /// <summary>Whether the provider's word is taken for the second factor of everybody, whatever its tokens say.</summary>
    public bool TrustsSecondFactor { get; init; }

    /// <summary>Words of <c>amr</c> (RFC 8176) one of which shows a second factor, such as <c>mfa</c>.</summary>
    public ImmutableArray<string> SecondFactor { get; init; } = [];

    /// <summary>Whether everything this provider names may lie on this machine, without TLS.</summary>
    public bool IsHere => IsLoopback(new Uri(Issuer));

    /// <summary>Where its metadata are (OpenID Connect Discovery 1.0, 4).</summary>
    public string MetadataAddress => Issuer.TrimEnd('/') + "/.well-known/openid-configuration";

    /// <summary>Reads the section of a library's settings; null when there is none.</summary>
    /// <exception cref="LibraryException">It is wrong, or the secret cannot be read.</exception>
    public static ProviderSettings? Load(LibraryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Settings is not { } all || !all.TryGetProperty(Section, out var section)) return null;
        var file = Path.Join(options.Home, LibraryOptions.SettingsFile);
        Written written;
        try
        {
            written = section.Deserialize<Written>(Strict) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw Wrong(file, e.Path is { Length: > 2 } path ? $".{path.TrimStart('$', '.')}" : "", "is not understood. The settings stand in docs/guide/sign-in.md.");
        }

        Uri AddressOf(string name, string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && IsSafe(url, true) && url is { Query: "", Fragment: "", UserInfo: "" }
            ? url : throw Wrong(file, $".{name}", "must be an https address; http is for this machine alone.");
        AddressOf("issuer", written.Issuer);
        if (written.ClientId.Length == 0) throw Wrong(file, ".clientId", "must not be empty.");
        if (written.NewPeople is not ("refuse" or "make")) throw Wrong(file, ".newPeople", "is refuse or make.");
        if (written.NewPeople == "make" && written.Domains.IsEmpty) throw Wrong(file, ".newPeople", "can be make only where \"domains\" says whose addresses may come in.");
        if (written.Domains.Any(domain => domain.Length == 0 || domain.Contains('@'))) throw Wrong(file, ".domains", "holds names such as studio.example, without @.");
        var trusts = written.SecondFactor is ["trusted"];
        return new ProviderSettings
        {
            Issuer = written.Issuer,
            ClientId = written.ClientId,
            ClientSecret = written.ClientSecretFile is { } secret ? SecretFile.Read(Path.GetFullPath(secret, options.Home), "secret file") : "",
            Title = written.Title,
            Address = written.Address is { } address ? AddressOf("address", address) : null,
            Domains = [.. written.Domains.Select(domain => domain.ToLowerInvariant())],
            Scopes = written.Scopes,
            MakesPeople = written.NewPeople == "make",
            GroupsClaim = written.GroupsClaim,
            Roles = written.Roles,
            TrustsSecondFactor = trusts,
            SecondFactor = trusts ? [] : written.SecondFactor,
        };
    }

    /// <summary>Whether an address is safe to talk to: TLS, or this machine where that is allowed.</summary>
    public static bool IsSafe(Uri url, bool hereToo)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.Scheme == Uri.UriSchemeHttps || (hereToo && url.Scheme == Uri.UriSchemeHttp && IsLoopback(url));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Issuer} as {ClientId}";

    private static bool IsLoopback(Uri url) => url.Host == "localhost" || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static LibraryException Wrong(string file, string name, string why) => new(LibraryProblem.Settings, $"\"{Section}{name}\" in {file} {why}");

    private sealed record Written
    {
        public required string Issuer { get; init; }
        public required string ClientId { get; init; }
        public string? ClientSecretFile { get; init; }
        public string Title { get; init; } = "your company's account";
        public string? Address { get; init; }
        public ImmutableArray<string> Domains { get; init; } = [];
        public ImmutableArray<string> Scopes { get; init; } = ["email", "profile"];
        public string NewPeople { get; init; } = "refuse";
        public string GroupsClaim { get; init; } = "groups";
        public ImmutableArray<GroupRole> Roles { get; init; } = [];
        public ImmutableArray<string> SecondFactor { get; init; } = [];
    }
}

/// <summary>What members of a group are in a show.</summary>
/// <param name="Group">The group, as the provider calls it.</param>
/// <param name="Show">The show's short name.</param>
/// <param name="Role">The role.</param>
public sealed record GroupRole(string Group, string Show, ShowRole Role);
