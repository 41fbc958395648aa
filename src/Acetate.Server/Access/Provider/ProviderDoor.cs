using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Server.Problems;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Acetate.Server.Access.Provider;

/// <summary>Sends people to the company's identity provider and looks at what comes back: authorisation code flow with PKCE (OpenID Connect Core 1.0, 3.1).</summary>
public sealed class ProviderDoor : IDisposable
{
    private readonly ProviderMetadata metadata;
    private readonly ProviderCalls calls;
    private readonly SignInsUnderWay underWay;
    private readonly IdTokenCheck tokens;
    private readonly MediaLibrary library;

    internal ProviderDoor(ProviderSettings settings, MediaLibrary library)
    {
        Settings = settings;
        this.library = library;
        calls = new(settings);
        metadata = new(settings, calls, library.Clock);
        underWay = new(library.Clock);
        tokens = new(settings, library.Clock);
    }

    /// <summary>The provider.</summary>
    public ProviderSettings Settings { get; }

    /// <summary>Begins a sign-in: where to send the browser, and what it must keep until it comes back.</summary>
    /// <exception cref="ProblemException">The provider does not answer.</exception>
    internal async Task<(Uri Address, SignInBegun Begun)> BeginAsync(string page, string redirect, CancellationToken cancellationToken)
    {
        var known = await metadata.GetAsync(cancellationToken);
        var begun = underWay.Begin(page, redirect);
        var request = new OpenIdConnectMessage
        {
            IssuerAddress = known.AuthorizationEndpoint,
            ClientId = Settings.ClientId,
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = string.Join(' ', Settings.Scopes.Prepend("openid").Distinct()),
            RedirectUri = redirect,
            State = begun.State,
            Nonce = begun.Nonce,
            EnableTelemetryParameters = false,
        };
        request.SetParameter("code_challenge", begun.Challenge);
        request.SetParameter("code_challenge_method", "S256");
        return (new Uri(request.CreateAuthenticationRequestUrl()), begun);
    }

    /// <summary>Takes up a sign-in that the provider sent back; where it began and who it is.</summary>
    /// <param name="answer">The members of the address.</param>
    /// <param name="browser">What the browser kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ProblemException">It is none of ours, or the provider refused it, or what it says is not right.</exception>
    internal async Task<(string Page, ProviderPerson Person)> EndAsync(IQueryCollection answer, string? browser, CancellationToken cancellationToken)
    {
        if (One(answer, "state") is not { } state || underWay.Take(state, browser) is not { } begun)
            throw new ProblemException(ProblemType.SignInFailed, "This sign-in did not begin in this browser, took longer than ten minutes, or has come back already.");
        var known = await metadata.GetAsync(cancellationToken);
        // Another provider's answer must not be taken for this one's (RFC 9207).
        var issuer = One(answer, "iss");
        if (issuer is not null ? issuer != Settings.Issuer : answer.ContainsKey("iss") || known.AuthorizationResponseIssParameterSupported)
            throw new ProblemException(ProblemType.SignInFailed, "The answer is not of the identity provider to which you were sent.");
        if (answer.ContainsKey("error"))
            throw new ProblemException(ProblemType.SignInFailed, One(answer, "error") is "access_denied" ? "It was cancelled, or refused, at the identity provider." : "The identity provider did not let you in.");
        if (One(answer, "code") is not { Length: > 0 and < 4096 } code) throw new ProblemException(ProblemType.SignInFailed, "The identity provider's answer holds no code.");

        var given = await calls.RedeemAsync(known, code, begun.Verifier, begun.Redirect, cancellationToken);
        var verdict = await tokens.CheckAsync(given.IdToken, begun.Nonce, known.SigningKeys);
        if (verdict is IdTokenVerdict.UnknownKey)
        {
            // The provider may have changed its keys since.
            known = await metadata.AfterUnknownKeyAsync(cancellationToken);
            verdict = await tokens.CheckAsync(given.IdToken, begun.Nonce, known.SigningKeys);
        }

        if (verdict is not IdTokenVerdict.Right { Token: var token })
            throw new ProblemException(ProblemType.SignInFailed, $"The identity provider's token is not taken. {(verdict is IdTokenVerdict.Wrong { Reason: var reason } ? reason : "It is signed with a key that the provider does not publish.")}");
        using var payload = JsonDocument.Parse(Base64Of(token.EncodedPayload));
        var claims = payload.RootElement;
        JsonElement? page = null;
        if (known.UserInfoEndpoint is { Length: > 0 } address && given.AccessToken is { Length: > 0 } access && ProviderPerson.NeedsPage(claims, Settings))
        {
            var said = await calls.UserInfoAsync(address, access, cancellationToken);
            // It is bound to the token by nothing but this (OpenID Connect Core 1.0, 5.3.2).
            if (!said.TryGetProperty("sub", out var subject) || subject.ValueKind != JsonValueKind.String || subject.GetString() != token.Subject)
                throw new ProblemException(ProblemType.SignInFailed, "The identity provider speaks of two people at once.");
            page = said;
        }

        return (begun.Page, ProviderPerson.Of(token.Subject, claims, page, Settings.GroupsClaim));
    }

    /// <summary>Lets somebody into their account, or says why not. Either is kept in the audit log.</summary>
    /// <exception cref="ProblemException">They are not let in.</exception>
    internal async Task<AccountVerdict.LetIn> AccountAsync(ProviderPerson person, string address, CancellationToken cancellationToken)
    {
        var verdict = await library.WriteAsync(async tx =>
        {
            var found = await tx.AccountOfAsync(Settings, person, cancellationToken);
            if (found is AccountVerdict.Refused refused)
                await tx.AuditAsync(refused.Name.Length > 0 ? refused.Name : "nobody", "provider.refused", refused.Name, "",
                    new { address, issuer = Settings.Issuer, subject = person.Subject, mail = person.Mail, reason = refused.Reason }, cancellationToken);
            return found;
        }, cancellationToken);
        return verdict as AccountVerdict.LetIn ?? throw new ProblemException(ProblemType.NoAccount, ((AccountVerdict.Refused)verdict).Reason);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        metadata.Dispose();
        calls.Dispose();
    }

    private static string? One(IQueryCollection answer, string name) => answer[name] is [{ Length: > 0 } value] ? value : null;

    private static byte[] Base64Of(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
