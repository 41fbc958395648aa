using System.Collections.Immutable;
using Acetate.Library.Access;

namespace Acetate.Library.Sharing;

/// <summary>Shares, what is in them, and to whom they are open.</summary>
public static class SharingQueries
{
    private const string Columns =
        "s.id, s.show, s.parent, s.title, s.message, s.maker_id AS maker, s.created_by, s.created_at, s.until, s.revoked_by, s.revoked_at, s.link_hash, s.link_rights, s.phrase_hash, s.domains, s.has_watermark";

    /// <summary>The most shares in one list.</summary>
    public const int LongestList = 500;

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a new share with what is in it.</summary>
        /// <param name="share">The share.</param>
        /// <param name="items">What is in it.</param>
        /// <param name="secret">The secret of its link; null without one.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <exception cref="LibraryException">It can be no share; the message says why.</exception>
        public async Task<Share> AddShareAsync(Share share, IReadOnlyList<ShareItem> items, ShareSecret? secret, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(share);
            ArgumentNullException.ThrowIfNull(items);
            if (WhyNot(share, items.Count, tx.Now) is { } reason) throw new LibraryException(LibraryProblem.Settings, reason);
            share = share with { CreatedAt = tx.Now };
            await tx.ExecuteAsync(
                """
                INSERT INTO shares (id, show, parent, title, message, maker_id, created_by, created_at, until, revoked_by, revoked_at, link_hash, link_rights, phrase_hash, domains, has_watermark)
                VALUES (@Id, @Show, @Parent, @Title, @Message, @Maker, @CreatedBy, @CreatedAt, @Until, NULL, NULL, @hash, @rights, @PhraseHash, @domains, @HasWatermark)
                """,
                new
                {
                    share.Id,
                    share.Show,
                    share.Parent,
                    share.Title,
                    share.Message,
                    share.Maker,
                    share.CreatedBy,
                    share.CreatedAt,
                    share.Until,
                    hash = secret?.Hash,
                    rights = share.Link is null ? "" : Text(share.Link.Rights),
                    share.PhraseHash,
                    domains = string.Join(' ', share.Link?.Domains ?? []),
                    share.HasWatermark,
                }, cancellationToken);
            foreach (var item in items)
                await tx.ExecuteAsync(
                    "INSERT INTO share_items (share_id, number, clip_id, folder_id, first_frame, frames, is_daily) VALUES (@Id, @Number, @Clip, @Folder, @First, @Count, @IsDaily)",
                    new { share.Id, item.Number, item.Clip, item.Folder, item.Stretch?.First, item.Stretch?.Count, item.IsDaily }, cancellationToken);
            return share;
        }

        /// <summary>The share, or null.</summary>
        public async Task<Share?> ShareAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM shares s WHERE s.id = @id", new { id }, cancellationToken))?.ToShare();

        /// <summary>The share that a link opens, or null.</summary>
        public async Task<Share?> ShareAsync(ShareSecret link, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM shares s WHERE s.link_hash = @Hash", new { link.Hash }, cancellationToken))?.ToShare();

        /// <summary>Shares that somebody made, and all those of some shows, the newest first.</summary>
        public async Task<List<Share>> SharesAsync(Guid maker, IReadOnlyCollection<string> shows, CancellationToken cancellationToken)
        {
            var all = new Dictionary<Guid, Share>();
            foreach (var row in await tx.QueryAsync<Row>($"SELECT {Columns} FROM shares s WHERE s.maker_id = @maker ORDER BY s.created_at DESC, s.id LIMIT {LongestList}", new { maker }, cancellationToken)) all[row.Id] = row.ToShare();
            foreach (var show in shows)
                foreach (var row in await tx.QueryAsync<Row>($"SELECT {Columns} FROM shares s WHERE s.show = @show ORDER BY s.created_at DESC, s.id LIMIT {LongestList}", new { show }, cancellationToken)) all[row.Id] = row.ToShare();
            return [.. all.Values.OrderByDescending(share => share.CreatedAt).Take(LongestList)];
        }

        /// <summary>What was passed on from a share, and from that again: each after what it comes from, with how many shares lie between, from 1.</summary>
        public async Task<List<(Share Share, int Depth)>> SharesPassedOnAsync(Guid id, CancellationToken cancellationToken)
        {
            var all = new List<(Share, int)>();
            await AddAsync(id, 1);
            return all;

            async Task AddAsync(Guid parent, int depth)
            {
                if (depth > Share.DeepestChain) return;
                foreach (var row in await tx.QueryAsync<Row>($"SELECT {Columns} FROM shares s WHERE s.parent = @parent ORDER BY s.created_at, s.id LIMIT {LongestList}", new { parent }, cancellationToken))
                {
                    if (all.Count >= LongestList) return;
                    all.Add((row.ToShare(), depth));
                    await AddAsync(row.Id, depth + 1);
                }
            }
        }

        /// <summary>Shares that are open to somebody, or were, with what they may do, the newest first.</summary>
        public async Task<List<(Share Share, ImmutableArray<ShareRight> Rights)>> SharesWithAsync(Guid principal, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns}, r.rights FROM share_recipients r JOIN shares s ON s.id = r.share_id WHERE r.principal_id = @principal ORDER BY s.created_at DESC, s.id LIMIT {LongestList}",
                new { principal }, cancellationToken)).ConvertAll(row => (row.ToShare(), Rights(row.Rights)));

        /// <summary>What is in a share.</summary>
        public async Task<List<ShareItem>> ShareItemsAsync(Guid share, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<ItemRow>("SELECT number, clip_id, folder_id, first_frame, frames, is_daily FROM share_items WHERE share_id = @share ORDER BY number", new { share }, cancellationToken)).ConvertAll(row => row.ToItem());

        /// <summary>How many things are in a share.</summary>
        public Task<long> CountShareItemsAsync(Guid share, CancellationToken cancellationToken) =>
            tx.ScalarAsync<long>("SELECT COUNT(*) FROM share_items WHERE share_id = @share", new { share }, cancellationToken);

        /// <summary>One thing of a share, or null.</summary>
        public async Task<ShareItem?> ShareItemAsync(Guid share, int number, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<ItemRow>(
                "SELECT number, clip_id, folder_id, first_frame, frames, is_daily FROM share_items WHERE share_id = @share AND number = @number", new { share, number }, cancellationToken))?.ToItem();

        /// <summary>To whom with an account a share is open, by name.</summary>
        public async Task<List<ShareRecipient>> ShareRecipientsAsync(Guid share, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<RecipientRow>(
                "SELECT p.name, p.title, r.rights, r.given_by, r.given_at FROM share_recipients r JOIN principals p ON p.id = r.principal_id WHERE r.share_id = @share ORDER BY p.name", new { share }, cancellationToken))
            .ConvertAll(row => new ShareRecipient(row.Name, row.Title, Rights(row.Rights), row.GivenBy, row.GivenAt));

        /// <summary>What somebody may do with a share; null for nothing.</summary>
        public async Task<ImmutableArray<ShareRight>?> ShareRightsAsync(Guid share, Guid principal, CancellationToken cancellationToken) =>
            await tx.FirstOrDefaultAsync<string>("SELECT rights FROM share_recipients WHERE share_id = @share AND principal_id = @principal", new { share, principal }, cancellationToken) is { } text ? Rights(text) : null;

        /// <summary>Opens a share to somebody, changes what they may do, or with null closes it to them.</summary>
        /// <exception cref="LibraryException">There are too many.</exception>
        public async Task PutShareRecipientAsync(Guid share, Guid principal, ImmutableArray<ShareRight>? rights, string actor, CancellationToken cancellationToken)
        {
            if (rights is not { } given)
            {
                await tx.ExecuteAsync("DELETE FROM share_recipients WHERE share_id = @share AND principal_id = @principal", new { share, principal }, cancellationToken);
                return;
            }

            await tx.ExecuteAsync(
                """
                INSERT INTO share_recipients (share_id, principal_id, rights, given_by, given_at) VALUES (@share, @principal, @rights, @actor, @Now)
                ON CONFLICT (share_id, principal_id) DO UPDATE SET rights = excluded.rights, given_by = excluded.given_by, given_at = excluded.given_at
                """,
                new { share, principal, rights = Text(given), actor, tx.Now }, cancellationToken);
            if (await tx.ScalarAsync<long>("SELECT COUNT(*) FROM share_recipients WHERE share_id = @share", new { share }, cancellationToken) > Share.MostRecipients)
                throw new LibraryException(LibraryProblem.Settings, $"A share is open to at most {Share.MostRecipients} people with an account. Make a second one.");
        }

        /// <summary>Moves a share's end; null for never.</summary>
        /// <exception cref="LibraryException">The end has passed already, or the share was taken back.</exception>
        public async Task MoveShareEndAsync(Share share, DateTimeOffset? until, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(share);
            if (share.RevokedAt is not null) throw new LibraryException(LibraryProblem.Conflict, "The share was taken back, and stays so. Make a new one.");
            if (until <= tx.Now) throw new LibraryException(LibraryProblem.Settings, "The end must lie in the future; to end a share at once, take it back.");
            await tx.ExecuteAsync("UPDATE shares SET until = @until WHERE id = @Id", new { until, share.Id }, cancellationToken);
        }

        /// <summary>Takes a share back at once, for good. Whether it was not taken back yet.</summary>
        public async Task<bool> RevokeShareAsync(Guid id, string actor, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("UPDATE shares SET revoked_by = @actor, revoked_at = @Now WHERE id = @id AND revoked_at IS NULL", new { actor, tx.Now, id }, cancellationToken) > 0;

        /// <summary>How a share stands now, with the shares that it passes on; null when there is none.</summary>
        public async Task<ShareStanding?> ShareStandingAsync(Guid id, CancellationToken cancellationToken)
        {
            if (await tx.ShareAsync(id, cancellationToken) is not { } share) return null;
            DateTimeOffset? until = null;
            string? over = null;
            ImmutableArray<ShareRight> most = [.. Enum.GetValues<ShareRight>()];
            var isMarked = false;
            var link = share;
            for (var depth = 0; ; depth++)
            {
                if (link.Until is { } end && (until is null || end < until)) until = end;
                isMarked |= link.HasWatermark;
                over ??= link.RevokedAt is { } at ? $"The share '{share.Title}' was taken back on {ShareStanding.Instant(at)}{(depth == 0 ? $" by {link.RevokedBy}" : "")}." : null;
                if (await tx.PrincipalAsync(link.Maker, cancellationToken) is not { DisabledAt: null }) over ??= $"The share '{share.Title}' is over: who shared it is no longer with the production.";
                if (link.Parent is not { } parent) return Standing();
                // What was passed on is over for all when who passed it on may no longer do that.
                if (await tx.ShareRightsAsync(parent, link.Maker, cancellationToken) is not { } given || !given.Contains(ShareRight.ReShare)) over ??= $"The share '{share.Title}' is over: who passed it on may no longer do so.";
                // Nor does anybody have a right any longer that was taken from who passed it on.
                else most = [.. most.Intersect(given)];
                if (depth > Share.DeepestChain || await tx.ShareAsync(parent, cancellationToken) is not { } next)
                {
                    over ??= "What this share passes on is not there.";
                    return Standing();
                }

                link = next;
            }

            ShareStanding Standing() => new(share, until, over) { Most = most, HasWatermark = isMarked };
        }

        /// <summary>How many shares lie between a share and the one that began it.</summary>
        public async Task<int> ShareDepthAsync(Guid id, CancellationToken cancellationToken)
        {
            var depth = 0;
            for (var at = await tx.ShareAsync(id, cancellationToken); at?.Parent is { } parent && depth <= Share.DeepestChain; depth++) at = await tx.ShareAsync(parent, cancellationToken);
            return depth;
        }

        /// <summary>What somebody with an account is, as a recipient of a show's share by somebody.</summary>
        public async Task<Audience> AudienceOfAsync(Principal recipient, TokenBearer sharer, string show, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(recipient);
            ArgumentNullException.ThrowIfNull(sharer);
            var now = tx.Now;
            IEnumerable<Guid> of = SharePolicy.SharerOf(sharer, show) == Sharer.Guest
                ? sharer.Workspaces.Where(one => one.Value.IsValidAt(now)).Select(one => one.Key)
                : (await Workspaces.WorkspaceQueries.WorkspacesAsync(tx, show, cancellationToken)).Select(one => one.Id);
            var grants = await Workspaces.WorkspaceMemberQueries.WorkspaceGrantsAsync(tx, recipient.Id, cancellationToken);
            return SharePolicy.AudienceOf(recipient.IsAdministrator, await tx.RolesAsync(recipient.Id, cancellationToken), grants.Where(one => one.Value.IsValidAt(now)).Select(one => one.Key), show, of.ToHashSet());
        }
    }

    /// <summary>Why this can be no share, as a sentence; null when it can.</summary>
    private static string? WhyNot(Share share, int items, DateTimeOffset now) =>
        share.Title.Trim().Length is 0 or > Share.LongestTitle || share.Title.Any(char.IsControl) ? $"A share's title has 1 to {Share.LongestTitle} characters."
        : share.Message.Length > Share.LongestMessage ? $"A share's message has at most {Share.LongestMessage} characters."
        : items == 0 ? "A share names at least one clip or folder."
        : items > Share.MostItems ? $"A share names at most {Share.MostItems} clips and folders; these are {items}. Make several."
        : share.Until <= now ? "A share's end must lie in the future."
        : null;

    internal static string Text(ImmutableArray<ShareRight> rights) => string.Join(' ', rights.Distinct().Order().Select(KebabCase.Of));

    internal static ImmutableArray<ShareRight> Rights(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(KebabCase.Parse<ShareRight>)];

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public Guid? Parent { get; set; }
        public string Title { get; set; } = "";
        public string Message { get; set; } = "";
        public Guid Maker { get; set; }
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? Until { get; set; }
        public string? RevokedBy { get; set; }
        public DateTimeOffset? RevokedAt { get; set; }
        public string? LinkHash { get; set; }
        public string LinkRights { get; set; } = "";
        public string? PhraseHash { get; set; }
        public string Domains { get; set; } = "";
        public bool HasWatermark { get; set; }
        public string Rights { get; set; } = "";

        public Share ToShare() => new()
        {
            Id = Id,
            Show = Show,
            Parent = Parent,
            Title = Title,
            Message = Message,
            Maker = Maker,
            CreatedBy = CreatedBy,
            CreatedAt = CreatedAt,
            Until = Until,
            RevokedBy = RevokedBy,
            RevokedAt = RevokedAt,
            Link = LinkHash is null ? null : new(SharingQueries.Rights(LinkRights), PhraseHash is not null, [.. Domains.Split(' ', StringSplitOptions.RemoveEmptyEntries)]),
            PhraseHash = PhraseHash,
            HasWatermark = HasWatermark,
        };
    }

    private sealed class ItemRow
    {
        public long Number { get; set; }
        public Guid? ClipId { get; set; }
        public Guid? FolderId { get; set; }
        public long? FirstFrame { get; set; }
        public long? Frames { get; set; }
        public bool IsDaily { get; set; }

        public ShareItem ToItem() => new() { Number = (int)Number, Clip = ClipId, Folder = FolderId, IsDaily = IsDaily, Stretch = FirstFrame is { } first && Frames is { } count ? new(first, count) : null };
    }

    private sealed class RecipientRow
    {
        public string Name { get; set; } = "";
        public string Title { get; set; } = "";
        public string Rights { get; set; } = "";
        public string GivenBy { get; set; } = "";
        public DateTimeOffset GivenAt { get; set; }
    }
}
