using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Access;

/// <summary>One's own second factor, set up and taken away; and what the installation asks for.</summary>
public static class SecondFactorApi
{
    /// <summary>Maps <c>/api/me/second-factor</c>, its reset by an administrator, and <c>/api/policy</c>.</summary>
    public static void MapSecondFactors(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/me/second-factor").WithTags("Access");
        own.MapGet("", GetAsync).WithName("GetSecondFactor").WithSummary("Whether the caller has a second factor, and must have one").NeedsToken().AlsoToSetUp();
        own.MapPost("", BeginAsync).WithName("BeginSecondFactor")
            .WithSummary("Makes the secret of a second factor, which counts when its first code has come").NeedsToken().AlsoToSetUp();
        own.MapPost("/confirmation", ConfirmAsync).WithName("ConfirmSecondFactor")
            .WithSummary("Makes the second factor count; gives ten recovery codes, ends every session and begins a new one").NeedsToken().AlsoToSetUp();
        own.MapPost("/recovery-codes", RecoverAsync).WithName("RenewRecoveryCodes").WithSummary("Gives ten new recovery codes; those before no longer count").NeedsToken();
        own.MapPost("/removal", RemoveAsync).WithName("RemoveSecondFactor").WithSummary("Takes the second factor away, where none is asked for").NeedsToken();

        routes.MapDelete("/api/principals/{name}/second-factor", ResetAsync).WithTags("Access").WithName("ResetSecondFactor")
            .WithSummary("Takes a person's second factor away and ends their sessions; who must have one sets it up anew at the next sign-in").Needs(LibraryAction.ManagePrincipals);
        routes.MapGet("/api/policy", PolicyAsync).WithTags("Access").WithName("GetPolicy").WithSummary("What the installation asks of everybody").Needs(LibraryAction.ManagePrincipals);
        routes.MapPut("/api/policy", PutPolicyAsync).WithTags("Access").WithName("PutPolicy")
            .WithSummary("Changes it; who must have a second factor and has none is signed out").Needs(LibraryAction.ManagePrincipals);
    }

    private static async Task<Ok<SecondFactor>> GetAsync(Caller caller, MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.SecondFactorAsync(caller.Bearer.Principal, cancellationToken), cancellationToken));

    private static async Task<Ok<SecondFactorOffer>> BeginAsync(
        SecondFactorRequest body, HttpContext context, Caller caller, MediaLibrary library, Passwords passwords, FailureLimit failures, SecondFactors factors, CancellationToken cancellationToken)
    {
        var principal = PersonOf(caller);
        // Who signed in a moment ago to set it up has just typed the password; a session that lies open somewhere has not.
        if (!caller.Bearer.Token.IsSetUp) await SessionApi.CheckPasswordAsync(context, library, passwords, failures, principal.Name, body.Password ?? "", cancellationToken);
        await factors.DemandAsync(principal, body.Code, SessionApi.AddressOf(context), cancellationToken);
        var secret = OneTimeCode.NewSecret();
        await library.WriteAsync(tx => tx.BeginSecondFactorAsync(principal.Id, factors.Key.Seal(principal.Id, secret), cancellationToken), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(SecondFactorOffer.Of(secret, principal.Name, context.Request.Host.Host));
    }

    private static async Task<Ok<RecoveryCodes>> ConfirmAsync(
        CodeGiven body, HttpContext context, Caller caller, MediaLibrary library, TokenCheck tokens, FailureLimit failures, SecondFactors factors, CancellationToken cancellationToken)
    {
        var principal = PersonOf(caller);
        var codes = await library.WriteAsync(async tx =>
        {
            if (await tx.ConfirmSecondFactorAsync(principal.Id, factors.Key, body.Code, cancellationToken) is not { } made) return (ImmutableArray<string>?)null;
            // Who is in without it is out.
            await tx.EndSessionsAsync(principal.Id, cancellationToken);
            await tx.AuditAsync(principal.Name, "second-factor.set", principal.Name, "", null, cancellationToken);
            return made;
        }, cancellationToken);
        if (codes is not { } fresh)
        {
            failures.Failed(SessionApi.AddressOf(context));
            throw new ProblemException(ProblemType.WrongCode, "The code is not one of the secret that was just made.", "Type the code that the app shows now; the telephone's clock must be right to half a minute.");
        }

        tokens.Forget();
        await SessionApi.BeginAsync(context, library, principal, cancellationToken);
        return TypedResults.Ok(new RecoveryCodes(fresh));
    }

    private static async Task<Ok<RecoveryCodes>> RecoverAsync(
        CodeGiven body, HttpContext context, Caller caller, MediaLibrary library, SecondFactors factors, CancellationToken cancellationToken)
    {
        var principal = await ProvenAsync(body, context, caller, library, factors, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new RecoveryCodes(await library.WriteAsync(tx => tx.NewRecoveryCodesAsync(principal.Id, cancellationToken), cancellationToken)));
    }

    private static async Task<NoContent> RemoveAsync(CodeGiven body, HttpContext context, Caller caller, MediaLibrary library, SecondFactors factors, CancellationToken cancellationToken)
    {
        if (await library.ReadAsync(tx => tx.NeedsSecondFactorAsync(caller.Bearer.Principal, cancellationToken), cancellationToken))
            throw new ProblemException(ProblemType.Conflict, "A second factor is asked of you.", "Set another one up in its place; who lost the app signs in with a recovery code, or asks an administrator to reset it.");
        var principal = await ProvenAsync(body, context, caller, library, factors, cancellationToken);
        await library.WriteAsync(tx => tx.RemoveSecondFactorAsync(principal.Id, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Principal> ProvenAsync(CodeGiven body, HttpContext context, Caller caller, MediaLibrary library, SecondFactors factors, CancellationToken cancellationToken)
    {
        var principal = PersonOf(caller);
        if ((await library.ReadAsync(tx => tx.SecondFactorAsync(principal, cancellationToken), cancellationToken)).SetAt is null)
            throw new ProblemException(ProblemType.Conflict, "There is no second factor.", "Set one up first.");
        await factors.DemandAsync(principal, body.Code, SessionApi.AddressOf(context), cancellationToken);
        return principal;
    }

    private static Principal PersonOf(Caller caller) => caller.Bearer switch
    {
        { Principal.Kind: not PrincipalKind.Person } => throw new ProblemException(ProblemType.Conflict, $"'{caller.Name}' is no person and signs in with tokens only."),
        { Token.IsSession: false } => throw new ProblemException(ProblemType.NotPermitted, "A second factor belongs to a password.", "Choose a password, sign in with it, and set it up then."),
        var bearer => bearer.Principal,
    };

    private static async Task<NoContent> ResetAsync(string name, MediaLibrary library, TokenCheck tokens, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            var principal = await PrincipalApi.FindAsync(tx, name, cancellationToken);
            await tx.RemoveSecondFactorAsync(principal.Id, cancellationToken);
            await tx.EndSessionsAsync(principal.Id, cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        return TypedResults.NoContent();
    }

    private static async Task<Ok<AccessPolicy>> PolicyAsync(MediaLibrary library, CancellationToken cancellationToken) =>
        TypedResults.Ok(await library.ReadAsync(tx => tx.AccessPolicyAsync(cancellationToken), cancellationToken));

    private static async Task<Ok<AccessPolicy>> PutPolicyAsync(AccessPolicy body, Caller caller, MediaLibrary library, TokenCheck tokens, OriginalsGate originals, CancellationToken cancellationToken)
    {
        await library.WriteAsync(async tx =>
        {
            await tx.PutAccessPolicyAsync(body, caller.Name, cancellationToken);
            await tx.EndSessionsWithoutSecondFactorAsync(cancellationToken);
        }, cancellationToken);
        tokens.Forget();
        originals.Forget();
        return TypedResults.Ok(body);
    }
}

/// <summary>What setting up a second factor asks for.</summary>
/// <param name="Password">The caller's password; not asked for in a session that can do nothing else.</param>
/// <param name="Code">A code of the second factor that is to be replaced.</param>
public sealed record SecondFactorRequest(string? Password = null, string? Code = null);

/// <summary>A code.</summary>
/// <param name="Code">What the app shows, or a recovery code.</param>
public sealed record CodeGiven(string Code);

/// <summary>Recovery codes. They are not kept and cannot be asked for again.</summary>
/// <param name="Codes">Each lets in once.</param>
public sealed record RecoveryCodes(ImmutableArray<string> Codes);

/// <summary>A secret for an app.</summary>
/// <param name="Secret">In base 32, in groups of four, for typing.</param>
/// <param name="Uri">The same as apps read it.</param>
/// <param name="Picture">The URI as a QR code.</param>
public sealed record SecondFactorOffer(string Secret, string Uri, QrPicture Picture)
{
    /// <summary>The offer of a secret.</summary>
    public static SecondFactorOffer Of(ReadOnlySpan<byte> secret, string name, string host)
    {
        var text = OneTimeCode.Text(secret);
        var label = System.Uri.EscapeDataString($"{name}@{(host.Length > 40 ? host[..40] : host)}");
        var uri = $"otpauth://totp/Acetate:{label}?secret={text}&issuer=Acetate";
        return new(string.Join(' ', text.Chunk(4).Select(group => new string(group))), uri, QrCode.Of(uri).Picture());
    }
}
