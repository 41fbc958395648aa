using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Sharing;
using Acetate.Library.Shows;

namespace Acetate.Tools.Sharing;

/// <summary>Where people share: what may be shared, with whom, and what becomes of requests.</summary>
/// <param name="library">The library.</param>
public sealed class ShareDesk(MediaLibrary library)
{
    /// <summary>Names that one audit entry holds.</summary>
    private const int MostNamed = 50;

    /// <summary>Makes a share.</summary>
    /// <param name="bearer">Who shares.</param>
    /// <param name="order">What, with whom.</param>
    /// <param name="phraseHash">The slow hash of the link's passphrase; null without one.</param>
    /// <param name="cancellationToken">Stops the query; nothing is shared then.</param>
    /// <returns>The share, and the secret of its link, which is given here and never again.</returns>
    /// <exception cref="ShareRefusedException">They may not.</exception>
    /// <exception cref="LibraryException">It cannot be; the message says why.</exception>
    public async Task<(Share Share, ShareSecret? Secret)> MakeAsync(TokenBearer bearer, ShareOrder order, string? phraseHash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        ArgumentNullException.ThrowIfNull(order);
        var contents = new ShareContents(library);
        var found = order.Collection is { } collection ? await contents.OfCollectionAsync(collection, order.Show ?? "", bearer, cancellationToken) : [];
        return await library.WriteAsync(async tx =>
        {
            var (show, source, most) = await RightToShareAsync(tx, bearer, order, cancellationToken);
            var (items, name) = order.Parent is { } parent
                ? await ShareContents.OfParentAsync(tx, parent, order, cancellationToken)
                : await ShareContents.OfShowAsync(tx, show, order, found, bearer, cancellationToken);
            var hasWatermark = order.Watermark || source is { HasWatermark: true };
            if (hasWatermark && items.Any(item => item.Folder is not null))
                throw Wrong("A share with watermarks cannot hold folders, but for deliveries of dailies, of which it holds the review movies: files of folders are given as they are, and nothing unmarked leaves such a share. Share the clips, or the folders by themselves.");
            var sharer = SharePolicy.SharerOf(bearer, show);
            var link = order.Link is { } wanted ? LinkOf(wanted, phraseHash is not null, most, sharer, await BoundsAsync(tx, order.Parent, cancellationToken)) : null;
            if (link is null && order.Recipients is not { IsDefaultOrEmpty: false }) throw Wrong("Name somebody to share with, or ask for a link.");
            if (order.Recipients is { Length: > Share.MostRecipients }) throw Wrong($"A share is open to at most {Share.MostRecipients} people with an account. Make a second one.");
            var secret = link is null ? null : ShareSecret.New(ShareSecret.OfLink);
            var share = await tx.AddShareAsync(new Share
            {
                Id = Guid.CreateVersion7(tx.Now),
                Show = show,
                Parent = order.Parent,
                Title = order.Title?.Trim() is { Length: > 0 } title ? title : name,
                Message = order.Message?.Trim() ?? "",
                Maker = bearer.Principal.Id,
                CreatedBy = bearer.Principal.Name,
                Until = order.Until,
                Link = link,
                PhraseHash = phraseHash,
                HasWatermark = hasWatermark,
            }, items, secret, cancellationToken);
            foreach (var item in items.Where(item => item.Stretch is not null))
                await ClipCutWork.OrderAsync(tx, library.Options.Derived, show, (await tx.ClipAsync(item.Clip!.Value, cancellationToken))!, item.Stretch!, bearer.Principal.Name, cancellationToken);
            var named = new List<string>();
            foreach (var one in order.Recipients ?? [])
            {
                if (one is null) throw Wrong("A recipient has a name.");
                var (recipient, rights) = await RecipientAsync(tx, bearer, show, one.Name, Given(one.Rights, most), cancellationToken);
                await tx.PutShareRecipientAsync(share.Id, recipient.Id, rights, bearer.Principal.Name, cancellationToken);
                named.Add(recipient.Name);
            }

            await tx.AuditAsync(bearer.Principal.Name, "share.made", share.Id.ToString(), show, new
            {
                share.Title,
                items = items.Count,
                recipients = named.Take(MostNamed),
                people = named.Count,
                link = link is null ? null : link.IsPublic ? "public" : "restricted",
                until = share.Until,
                parent = share.Parent,
                watermark = share.HasWatermark,
            }, cancellationToken);
            return (share, secret);
        }, cancellationToken);
    }

    /// <summary>Opens a share to one more person, changes what they may do, or closes it to them.</summary>
    /// <param name="bearer">Who does it.</param>
    /// <param name="id">The share.</param>
    /// <param name="name">The name of their account.</param>
    /// <param name="rights">What they may do; null closes it.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public Task OpenToAsync(TokenBearer bearer, Guid id, string name, ImmutableArray<ShareRight>? rights, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        ArgumentNullException.ThrowIfNull(bearer);
        var share = await OwnAsync(tx, bearer, id, cancellationToken);
        if (rights is null)
        {
            var gone = await tx.PrincipalAsync(name, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is nobody '{name}'.");
            await tx.PutShareRecipientAsync(id, gone.Id, null, bearer.Principal.Name, cancellationToken);
            await tx.AuditAsync(bearer.Principal.Name, "share.closed-to", id.ToString(), share.Show, new { share.Title, recipient = gone.Name }, cancellationToken);
            return;
        }

        var (recipient, given) = await MayOpenAsync(tx, bearer, share, name, rights, cancellationToken);
        await tx.PutShareRecipientAsync(id, recipient.Id, given, bearer.Principal.Name, cancellationToken);
        await tx.AuditAsync(bearer.Principal.Name, "share.opened-to", id.ToString(), share.Show, new { share.Title, recipient = recipient.Name, rights = given }, cancellationToken);
    }, cancellationToken);

    /// <summary>Decides about somebody who asks to be let in.</summary>
    /// <param name="bearer">Who decides.</param>
    /// <param name="id">The share.</param>
    /// <param name="request">The request.</param>
    /// <param name="isGranted">Whether they are let in.</param>
    /// <param name="rights">For who has an account: what they may do; null: view. Who holds a link has the rights of the link.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public Task DecideAsync(TokenBearer bearer, Guid id, Guid request, bool isGranted, ImmutableArray<ShareRight>? rights, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        ArgumentNullException.ThrowIfNull(bearer);
        var share = await OwnAsync(tx, bearer, id, cancellationToken);
        if (await tx.ShareRequestAsync(request, cancellationToken) is not { } asked || asked.Share != id) throw new LibraryException(LibraryProblem.NotFound, $"Nobody asks for this share under {request}.");
        await tx.DecideShareRequestAsync(asked, isGranted ? ShareVerdict.Granted : ShareVerdict.Refused, bearer.Principal.Name, cancellationToken);
        if (isGranted && asked.Principal is not null)
        {
            var (recipient, given) = await MayOpenAsync(tx, bearer, share, asked.Name, rights ?? [ShareRight.View], cancellationToken);
            await tx.PutShareRecipientAsync(id, recipient.Id, given, bearer.Principal.Name, cancellationToken);
        }
        else if (isGranted && (share.Link is null || !SharePolicy.May(SharePolicy.SharerOf(bearer, share.Show), Audience.RestrictedLink)))
        {
            throw new ShareRefusedException("The share has no link that you may open to others.");
        }

        await tx.AuditAsync(bearer.Principal.Name, isGranted ? "share.request-granted" : "share.request-refused", id.ToString(), share.Show, new { share.Title, asked.Name, asked.HasAccount }, cancellationToken);
    }, cancellationToken);

    /// <summary>A share that somebody may look after: their own, what others passed on from it, or one of a show that they own. One of others does not exist for them.</summary>
    public static async Task<Share> OwnAsync(LibraryTransaction tx, TokenBearer bearer, Guid id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bearer);
        if (await tx.ShareAsync(id, cancellationToken) is { } share
            && (AccessCheck.Of(bearer, LibraryAction.OverseeShares, share.Show, tx.Now) is AccessVerdict.Permitted || await MadeByAsync(tx, share, bearer.Principal.Id, cancellationToken))) return share;
        throw new LibraryException(LibraryProblem.NotFound, $"There is no share '{id}'.");
    }

    /// <summary>Whether somebody made a share, or one that it was passed on from.</summary>
    private static async Task<bool> MadeByAsync(LibraryTransaction tx, Share share, Guid maker, CancellationToken cancellationToken)
    {
        for (Share? at = share; at is not null; at = at.Parent is { } parent ? await tx.ShareAsync(parent, cancellationToken) : null)
            if (at.Maker == maker) return true;
        return false;
    }

    /// <summary>The show, how what is passed on stands (null when nothing is), and the most that may be given: all rights, or one's own of what is passed on.</summary>
    private static async Task<(string Show, ShareStanding? Source, ImmutableArray<ShareRight> Most)> RightToShareAsync(LibraryTransaction tx, TokenBearer bearer, ShareOrder order, CancellationToken cancellationToken)
    {
        if (order.Parent is not { } parent)
        {
            var show = order.Show is { } named ? await tx.ShowAsync(named, cancellationToken) : throw Wrong("Name the show.");
            Demand(AccessCheck.Of(bearer, LibraryAction.ShareFootage, show?.Name ?? named, tx.Now), named);
            return (show?.Name ?? throw NoShow(named), null, [.. Enum.GetValues<ShareRight>()]);
        }

        if (!bearer.Token.Scopes.Contains(TokenScope.Operate)) throw new ShareRefusedException("The token lacks the scope 'operate'.");
        if (await tx.ShareStandingAsync(parent, cancellationToken) is not { } standing) throw NoShare(parent);
        var own = await tx.ShareRightsAsync(parent, bearer.Principal.Id, cancellationToken);
        switch (standing.Answer(own, ShareRight.ReShare, tx.Now))
        {
            case ShareAnswer.Open: break;
            case ShareAnswer.NoSuchShare: throw NoShare(parent);
            case ShareAnswer.Ended ended: throw new LibraryException(LibraryProblem.Conflict, ended.Reason);
            case ShareAnswer.NotPermitted refused: throw new ShareRefusedException(refused.Reason);
        }

        if (await tx.ShareDepthAsync(parent, cancellationToken) + 1 >= Share.DeepestChain)
            throw new ShareRefusedException("This was passed on too often already. Ask who shared it to open it to them.");
        return (standing.Share.Show, standing, standing.Of(own)!.Value);
    }

    private static async Task<(Principal Recipient, ImmutableArray<ShareRight> Rights)> MayOpenAsync(
        LibraryTransaction tx, TokenBearer bearer, Share share, string name, ImmutableArray<ShareRight>? rights, CancellationToken cancellationToken)
    {
        var standing = (await tx.ShareStandingAsync(share.Id, cancellationToken))!;
        if (standing.EndedAt(tx.Now) is { } over) throw new LibraryException(LibraryProblem.Conflict, over);
        if (share.Parent is null) Demand(AccessCheck.Of(bearer, LibraryAction.ShareFootage, share.Show, tx.Now), share.Show);
        return await RecipientAsync(tx, bearer, share.Show, name, Given(rights, standing.Most), cancellationToken);
    }

    private static async Task<(Principal Recipient, ImmutableArray<ShareRight> Rights)> RecipientAsync(
        LibraryTransaction tx, TokenBearer bearer, string show, string? name, ImmutableArray<ShareRight> rights, CancellationToken cancellationToken)
    {
        var sharer = SharePolicy.SharerOf(bearer, show);
        var person = string.IsNullOrWhiteSpace(name) ? null : await tx.PrincipalAsync(name.Trim(), cancellationToken);
        var isFit = person is { DisabledAt: null, Kind: PrincipalKind.Person } && person.Id != bearer.Principal.Id;
        var audience = isFit ? await tx.AudienceOfAsync(person!, bearer, show, cancellationToken) : (Audience?)null;
        if (audience is { } of && SharePolicy.May(sharer, of)) return (person!, rights);
        // Guests learn nothing about who has an account.
        if (sharer is Sharer.Guest or Sharer.Insider) throw new ShareRefusedException($"There is nobody '{name}' with whom you may share.");
        if (person is null) throw new LibraryException(LibraryProblem.NotFound, $"There is nobody '{name}' with an account.");
        throw new ShareRefusedException(audience is { } other ? $"{SharePolicy.Words(sharer)} does not share with {SharePolicy.Words(other)}: '{person.Name}'."
            : person.Id == bearer.Principal.Id ? "Nobody shares with themselves." : $"'{person.Name}' cannot get shares: it is no person, or was shut out.");
    }

    /// <summary>What the links ask for that what is passed on has behind it: a link of it asks for no less.</summary>
    private static async Task<List<ShareLink>> BoundsAsync(LibraryTransaction tx, Guid? parent, CancellationToken cancellationToken)
    {
        var bounds = new List<ShareLink>();
        for (var at = parent; at is { } id && await tx.ShareAsync(id, cancellationToken) is { } share; at = share.Parent)
            if (share.Link is { } link) bounds.Add(link);
        return bounds;
    }

    private static ShareLink LinkOf(LinkOrder wanted, bool hasPhrase, ImmutableArray<ShareRight> most, Sharer sharer, List<ShareLink> bounds)
    {
        var rights = Given(wanted.Rights, most);
        if (rights.Contains(ShareRight.ReShare)) throw Wrong("Who holds a link cannot pass it on as a share of their own: give that right to people with an account.");
        var domains = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var text in wanted.Domains ?? [])
            domains.Add(MailName.TryDomain(text, out var domain) ? domain : throw Wrong($"'{text}' is no domain, such as vendor.example."));
        if (domains.Count > Share.MostDomains) throw Wrong($"A link is restricted to at most {Share.MostDomains} domains.");
        if (!hasPhrase && bounds.Any(bound => bound.HasPassphrase)) throw new ShareRefusedException("The link of what you pass on asks for a passphrase: yours must ask for one too.");
        foreach (var bound in bounds.Where(bound => !bound.Domains.IsEmpty))
            if (domains.Count == 0 || domains.Except(bound.Domains).Any()) throw new ShareRefusedException("The link of what you pass on is for mail names of some domains: yours must be for some of the same.");
        var link = new ShareLink(rights, hasPhrase, [.. domains]);
        var audience = SharePolicy.AudienceOf(link);
        return SharePolicy.May(sharer, audience) ? link : throw new ShareRefusedException($"{SharePolicy.Words(sharer)} does not make {SharePolicy.Words(audience)}.");
    }

    private static ImmutableArray<ShareRight> Given(ImmutableArray<ShareRight>? wanted, ImmutableArray<ShareRight> most)
    {
        ImmutableArray<ShareRight> rights = [.. (wanted is { IsDefault: false } some ? some : []).Append(ShareRight.View).Distinct().Order()];
        foreach (var right in rights)
            if (!most.Contains(right)) throw new ShareRefusedException($"You cannot give a right that you do not have: {KebabCase.Of(right)}.");
        return rights;
    }

    private static void Demand(AccessVerdict verdict, string show)
    {
        if (verdict is AccessVerdict.NotPermitted refused) throw new ShareRefusedException(refused.Reason);
        if (verdict is not AccessVerdict.Permitted) throw NoShow(show);
    }

    private static LibraryException Wrong(string message) => new(LibraryProblem.Settings, message);

    private static LibraryException NoShow(string show) => new(LibraryProblem.NotFound, $"There is no show '{show}'.");

    private static LibraryException NoShare(Guid id) => new(LibraryProblem.NotFound, $"There is no share '{id}'.");
}
