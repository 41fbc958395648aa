using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Sharing;

namespace Acetate.Server.Access;

/// <summary>Finds by what a request may come to a share: by an account that it is open to, or by a browser that opened its link.</summary>
public sealed class ShareDoor(MediaLibrary library, TokenCheck tokens)
{
    /// <summary>The cookie of a browser that opened a link. It is sent to that share's addresses and to no other.</summary>
    public static string CookieName(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"acetate-share-{request.Host.Port ?? (request.IsHttps ? 443 : 80)}";
    }

    /// <summary>Where the cookie of a share is sent to.</summary>
    public static string CookiePath(Guid share) => $"/api/shared/{share}";

    /// <summary>How a browser that opened the link stands; null when its secret is none of this share.</summary>
    public Task<ShareVisit?> OfSessionAsync(ShareSecret secret, Guid share, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
        await tx.ShareSessionAsync(secret, cancellationToken) is { } session && session.Share == share && await tx.ShareStandingAsync(share, cancellationToken) is { } standing
            ? new ShareVisit(standing, standing.Of(standing.Share.Link?.Rights), session.Mail.Length > 0 ? $"link:{session.Mail}" : "link", session.Id, secret, null) : null, cancellationToken);

    /// <summary>How somebody with an account stands; null when there is no such share.</summary>
    public Task<ShareVisit?> OfCallerAsync(Caller caller, Guid share, CancellationToken cancellationToken) => library.ReadAsync(async tx =>
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.Bearer.Token.Scopes.Contains(TokenScope.Read) || await tx.ShareStandingAsync(share, cancellationToken) is not { } standing) return null;
        var rights = await tx.ShareRightsAsync(share, caller.Bearer.Principal.Id, cancellationToken);
        // Who made it, or looks after the show's shares, sees it as those who get it do.
        if (rights is null && (standing.Share.Maker == caller.Bearer.Principal.Id ? caller.May(LibraryAction.SeeShow, standing.Share.Show, tx.Now) : caller.May(LibraryAction.OverseeShares, standing.Share.Show, tx.Now)))
            rights = [ShareRight.View, ShareRight.Download];
        return new ShareVisit(standing, standing.Of(rights), caller.Name, caller.Bearer.Principal.Id, null, caller);
    }, cancellationToken);

    /// <summary>How whoever came by stands now, after something may have changed.</summary>
    public async Task<ShareVisit?> AgainAsync(ShareVisit visit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(visit);
        var share = visit.Standing.Share.Id;
        if (visit.Session is { } secret) return await OfSessionAsync(secret, share, cancellationToken);
        return await tokens.FindAsync(visit.Caller!.Secret, cancellationToken) is { } caller ? await OfCallerAsync(caller, share, cancellationToken) : null;
    }
}

/// <summary>The share that the gate let the request to.</summary>
/// <param name="Standing">The share, and how it stands.</param>
/// <param name="Rights">What the visitor may do; null: nothing.</param>
/// <param name="Visitor">Who it is, for the audit log: the name of an account, or <c>link</c> with the mail name that was given.</param>
/// <param name="Key">The account's id, or that of the browser.</param>
/// <param name="Session">The secret of a browser that opened the link; null for accounts.</param>
/// <param name="Caller">The account; null for browsers.</param>
public sealed record ShareVisit(ShareStanding Standing, ImmutableArray<ShareRight>? Rights, string Visitor, Guid Key, ShareSecret? Session, Caller? Caller)
{
    /// <summary>The visit of a request that passed the gate, for endpoints to take as a parameter.</summary>
    public static ValueTask<ShareVisit?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<ShareVisit>());
}
