using Acetate.Server.Problems;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Acetate.Server.Access.Provider;

/// <summary>What the provider says of itself: its addresses and the keys that sign its tokens. Asked for when first needed, and kept for half a day.</summary>
/// <remarks>
/// Not the library's own keeper of metadata: that answers with the old keys while it fetches the new ones, and whoever signs in just then
/// would be refused after a rotation.
/// </remarks>
internal sealed class ProviderMetadata(ProviderSettings settings, ProviderCalls calls, TimeProvider clock) : IDisposable
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>How long it is not asked for again because of a key that it does not hold: anybody can make a token with such a one.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim one = new(1);
    private OpenIdConnectConfiguration? known;
    private DateTimeOffset fetched, missed;

    /// <summary>The metadata.</summary>
    /// <exception cref="ProblemException">The provider does not answer, or not as one.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) => GetAsync(() => clock.GetUtcNow() - fetched >= Life, cancellationToken);

    /// <summary>The metadata after a token named a key that they do not hold: fetched anew, unless that was done for such a key a moment ago.</summary>
    /// <exception cref="ProblemException">The provider does not answer, or not as one.</exception>
    public Task<OpenIdConnectConfiguration> AfterUnknownKeyAsync(CancellationToken cancellationToken) => GetAsync(() =>
    {
        if (clock.GetUtcNow() - missed < Pause) return false;
        missed = clock.GetUtcNow();
        return true;
    }, cancellationToken);

    private async Task<OpenIdConnectConfiguration> GetAsync(Func<bool> isStale, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            if (known is null || isStale()) (known, fetched) = (await FetchAsync(cancellationToken), clock.GetUtcNow());
            return known;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration metadata;
        try
        {
            metadata = await OpenIdConnectConfigurationRetriever.GetAsync(settings.MetadataAddress, calls, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or System.Text.Json.JsonException or Microsoft.IdentityModel.Tokens.SecurityTokenException)
        {
            throw new ProblemException(ProblemType.ProviderUnavailable, $"What {settings.MetadataAddress} says of the identity provider cannot be read.");
        }

        // Whoever serves another issuer's metadata here would let that one's people in.
        if (metadata.Issuer != settings.Issuer)
            throw new ProblemException(ProblemType.ProviderUnavailable, $"{settings.MetadataAddress} is the identity provider of another issuer than {settings.Issuer}.", "An administrator looks at \"issuer\" in the settings: it must be the same to the last letter.");
        foreach (var address in (string?[])[metadata.AuthorizationEndpoint, metadata.TokenEndpoint])
            if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !ProviderSettings.IsSafe(url, settings.IsHere))
                throw new ProblemException(ProblemType.ProviderUnavailable, $"The identity provider {settings.Issuer} names no safe address for signing in.");
        return metadata;
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
