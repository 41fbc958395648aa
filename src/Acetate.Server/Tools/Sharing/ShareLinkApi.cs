using System.Net;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Sharing;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Acetate.Server.Tools.Sharing;

/// <summary>Links of shares: opening one, with what it asks for, and asking to be let in.</summary>
/// <remarks>The secret of a link never stands in an address of the API: addresses are written into logs.</remarks>
public static class ShareLinkApi
{
    /// <summary>Maps opening and asking.</summary>
    public static void MapShareLinks(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/shared/open", OpenAsync).WithTags("Sharing").WithName("OpenShareLink").WithSummary("Opens a link, with the passphrase and the mail name that it asks for, or as one who was let in")
            .AnswersAnyone("checks the link, the passphrase and the mail name that the body holds").NotAudited("what is opened, and every wrong passphrase, is audited by itself");
        routes.MapPost("/api/shared/ask", AskAsync).WithTags("Sharing").WithName("AskByShareLink").WithSummary("Asks who shared something to be let in, by its link and without an account")
            .AnswersAnyone("checks the link that the body holds").NotAudited("requests are audited by themselves");
    }

    private static async Task<Ok<SharedView>> OpenAsync(
        LinkKey body, HttpContext context, MediaLibrary library, Passwords passwords, FailureLimit failures, ShareDoor door, CancellationToken cancellationToken)
    {
        var (address, share) = await ShareOfAsync(body.LinkToken, context, library, failures, cancellationToken);
        var request = await RequestOfAsync(body.RequestToken, share, library, cancellationToken);
        var mail = request?.Name ?? "";
        if (request is null)
        {
            mail = MailOf(body.Mail, share);
            await CheckPhraseAsync(body.Passphrase, share, address, library, passwords, failures, cancellationToken);
        }

        var (view, secret) = await library.WriteAsync(async tx =>
        {
            var (session, fresh) = await tx.AddShareSessionAsync(share.Id, mail, cancellationToken);
            await tx.AuditAsync(mail.Length > 0 ? $"link:{mail}" : "link", "share.opened", share.Id.ToString(), share.Show, new { share.Title, address, session = session.Id }, cancellationToken);
            var standing = (await tx.ShareStandingAsync(share.Id, cancellationToken))!;
            return (await SharedApi.ViewAsync(tx, new ShareVisit(standing, standing.Of(share.Link!.Rights), mail.Length > 0 ? $"link:{mail}" : "link", session.Id, fresh, null), cancellationToken), fresh);
        }, cancellationToken);
        context.Response.Cookies.Append(ShareDoor.CookieName(context.Request), secret.Text, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = ShareDoor.CookiePath(share.Id),
            Expires = library.Clock.GetUtcNow() + ShareDoorQueries.SessionLifetime,
            IsEssential = true,
        });
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(view);
    }

    private static async Task<Ok<AskedByLink>> AskAsync(LinkQuestion body, HttpContext context, MediaLibrary library, FailureLimit failures, CancellationToken cancellationToken)
    {
        var (address, share) = await ShareOfAsync(body.LinkToken, context, library, failures, cancellationToken);
        if (!MailName.TryParse(body.Mail, out var mail, out _)) throw new ProblemException(ProblemType.InvalidRequest, "Type a mail name, such as zoe@vendor.example, so that you can be answered.");
        var secret = ShareSecret.New(ShareSecret.OfRequest);
        await library.WriteAsync(async tx =>
        {
            await tx.AskForShareAsync(new ShareRequest { Id = Guid.CreateVersion7(tx.Now), Share = share.Id, Name = mail, Message = body.Message?.Trim() ?? "" }, secret, cancellationToken);
            await tx.AuditAsync($"link:{mail}", "share.asked-for", share.Id.ToString(), share.Show, new { share.Title, address }, cancellationToken);
        }, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new AskedByLink(secret.Text));
    }

    /// <summary>The share that a link opens, if it is open. Wrong links are counted like wrong tokens.</summary>
    private static async Task<(string Address, Share Share)> ShareOfAsync(string? text, HttpContext context, MediaLibrary library, FailureLimit failures, CancellationToken cancellationToken)
    {
        var address = (context.Connection.RemoteIpAddress ?? IPAddress.None).ToString();
        if (failures.LinkMustWait(address) is { } pause) throw Wait(pause, $"Links are opened too often from {address}.");
        if (ShareSecret.Read(text?.Trim(), ShareSecret.OfLink) is { } secret)
        {
            var (share, ended) = await library.ReadAsync(async tx => await tx.ShareAsync(secret, cancellationToken) is { } found
                ? (found, (await tx.ShareStandingAsync(found.Id, cancellationToken))!.EndedAt(tx.Now)) : (null, null), cancellationToken);
            if (ended is not null) throw new ProblemException(ProblemType.ShareEnded, ended);
            if (share is not null) return (address, share);
        }

        if (failures.MustWait(address) is { } wait) throw Wait(wait, $"Too many links or passphrases from {address} were not right.");
        failures.Failed(address);
        throw new ProblemException(ProblemType.NotFound, "There is no such link.", "Open it exactly as it was sent to you: to its last letter.");
    }

    private static async Task<ShareRequest?> RequestOfAsync(string? text, Share share, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (text is null) return null;
        var request = ShareSecret.Read(text, ShareSecret.OfRequest) is { } secret ? await library.ReadAsync(tx => tx.ShareRequestAsync(secret, cancellationToken), cancellationToken) : null;
        if (request is null || request.Share != share.Id) throw new ProblemException(ProblemType.NotFound, "Nobody asked to be let in with this.", "Ask again.");
        return request.Verdict switch
        {
            ShareVerdict.Granted => request,
            ShareVerdict.Refused => throw new ProblemException(ProblemType.NotPermitted, $"{request.DecidedBy} did not let you in.", "Ask who sent you the link."),
            _ => throw new ProblemException(ProblemType.Conflict, "Nobody has decided yet whether you are let in.", "Look again later: this page does by itself."),
        };
    }

    private static string MailOf(string? text, Share share)
    {
        if (share.Link!.Domains.IsEmpty) return "";
        if (string.IsNullOrWhiteSpace(text)) throw new ProblemException(ProblemType.MailNeeded, "This link asks for your mail name.");
        if (!MailName.TryParse(text, out var mail, out var domain)) throw new ProblemException(ProblemType.MailNeeded, "This is no mail name, such as zoe@vendor.example.");
        // Which domains it takes is not told: that would be the way in.
        return share.Link.Domains.Contains(domain) ? mail : throw new ProblemException(ProblemType.MailRefused, $"The link is not for {mail}.");
    }

    private static async Task CheckPhraseAsync(
        string? phrase, Share share, string address, MediaLibrary library, Passwords passwords, FailureLimit failures, CancellationToken cancellationToken)
    {
        if (share.PhraseHash is not { } hash) return;
        if (string.IsNullOrEmpty(phrase)) throw new ProblemException(ProblemType.PassphraseNeeded, "This link asks for a passphrase.");
        var attempt = new PasswordTry(address, $"share:{share.Id}");
        if (failures.TakeTry(attempt) is { } wait) throw Wait(wait, "Too many passphrases for this link were not right.");
        if (await passwords.IsRightPhraseAsync(hash, phrase, cancellationToken))
        {
            failures.WasRight(attempt);
            return;
        }

        await library.WriteAsync(tx => tx.AuditAsync("link", "share.passphrase-refused", share.Id.ToString(), share.Show, new { share.Title, address }, cancellationToken), cancellationToken);
        throw new ProblemException(ProblemType.PassphraseNeeded, "This is not the link's passphrase.");
    }

    private static ProblemException Wait(TimeSpan wait, string detail) => new(ProblemType.TooManyFailures, detail) { RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };
}

/// <summary>What opens a link.</summary>
/// <param name="LinkToken">The link's secret.</param>
/// <param name="Passphrase">The passphrase, where it asks for one.</param>
/// <param name="Mail">The mail name, where it asks for one.</param>
/// <param name="RequestToken">In place of both: what came back when this browser asked to be let in.</param>
public sealed record LinkKey(string LinkToken, string? Passphrase = null, string? Mail = null, string? RequestToken = null);

/// <summary>Somebody without an account asks to be let in.</summary>
/// <param name="LinkToken">The link's secret.</param>
/// <param name="Mail">The mail name under which they can be answered.</param>
/// <param name="Message">At most 1,000 characters.</param>
public sealed record LinkQuestion(string LinkToken, string Mail, string? Message = null);

/// <summary>Somebody asked.</summary>
/// <param name="RequestToken">What lets this browser in once it was granted; it is given here and never again.</param>
public sealed record AskedByLink(string RequestToken);
