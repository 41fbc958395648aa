using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Sharing;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_share_keeps_what_it_holds_for_whom_and_who_came_to_its_door()
    {
        await using var library = await OpenAsync();
        var (maker, reader, clip) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var link = ShareSecret.New(ShareSecret.OfLink);
        var share = new Share { Id = Guid.CreateVersion7(), Show = "film", Title = "für Zoë", Maker = maker, CreatedBy = "mia", Until = DateTimeOffset.MaxValue.AddYears(-1), Link = new([ShareRight.View, ShareRight.Download], true, ["a.example", "b.example"]), PhraseHash = "hash" };
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPrincipalAsync(new Principal { Id = maker, Name = "mia", Kind = PrincipalKind.Person }, Token);
            await tx.AddPrincipalAsync(new Principal { Id = reader, Name = "ria", Kind = PrincipalKind.Person }, Token);
            var roll = new Roll { Id = Guid.CreateVersion7(), Show = "film", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 11, 21), StorePrefix = "film/A001", FoundAt = tx.Now };
            await tx.AddRollAsync(roll, Token);
            await tx.PutClipsAsync([new Clip { Id = clip, Roll = roll.Id, Name = "A001C001" }], Token);
            await tx.AddShareAsync(share, [new() { Number = 0, Clip = clip }, new() { Number = 1, Clip = clip, Stretch = new(3, 4) }, new() { Number = 2, Clip = clip, IsDaily = true }], link, Token);
            await tx.PutShareRecipientAsync(share.Id, reader, [ShareRight.ReShare, ShareRight.View], "mia", Token);
        }, Token);

        var (session, secret) = await library.WriteAsync(tx => tx.AddShareSessionAsync(share.Id, "zoe@a.example", Token), Token);
        var asked = await library.WriteAsync(tx => tx.AskForShareAsync(new() { Id = Guid.CreateVersion7(), Share = share.Id, Principal = reader, Name = "ria", Message = "one" }, null, Token), Token);
        var again = await library.WriteAsync(tx => tx.AskForShareAsync(new() { Id = Guid.CreateVersion7(), Share = share.Id, Principal = reader, Name = "ria", Message = "two" }, null, Token), Token);
        var cut = new ClipCut { Clip = clip, Stretch = new(3, 4), State = ClipCutState.Made, Video = "v", Poster = "p", Timecode = "10:00:00:03" };
        await library.WriteAsync(async tx =>
        {
            await tx.PutClipCutAsync(cut with { State = ClipCutState.Waiting }, Token);
            await tx.PutClipCutAsync(cut, Token);
        }, Token);

        await using var tx = await library.ReadAsync(Token);
        var found = (await tx.ShareAsync(link, Token))!;
        Assert.Equal((share.Title, maker, "hash", true), (found.Title, found.Maker, found.PhraseHash, found.Link!.HasPassphrase));
        Assert.Equal([ShareRight.View, ShareRight.Download], found.Link.Rights);
        Assert.Equal(["a.example", "b.example"], found.Link.Domains);
        Assert.Equal([(null, false), (new FrameStretch(3, 4), false), (null, true)], (await tx.ShareItemsAsync(share.Id, Token)).Select(item => (item.Stretch, item.IsDaily)));
        Assert.True((await tx.ShareItemAsync(share.Id, 2, Token))!.IsDaily);
        Assert.Equal([ShareRight.View, ShareRight.ReShare], (await tx.ShareRightsAsync(share.Id, reader, Token))!.Value);
        Assert.Null(await tx.ShareRightsAsync(share.Id, maker, Token));
        Assert.Equal((session, null), (await tx.ShareSessionAsync(secret, Token), await tx.ShareSessionAsync(ShareSecret.New(ShareSecret.OfSession), Token)));
        Assert.Equal((asked.Id, "two"), (again.Id, Assert.Single(await tx.OpenShareRequestsAsync(maker, Token)).Message));
        Assert.Equal(cut, await tx.ClipCutAsync(clip, new(3, 4), Token));
        Assert.Null((await tx.ShareStandingAsync(share.Id, Token))!.EndedAt(tx.Now));
        Assert.Equal(share.Id, Assert.Single(await tx.SharesWithAsync(reader, Token)).Share.Id);
        Assert.Equal(share.Id, Assert.Single(await tx.SharesAsync(maker, ["film"], Token)).Id);
    }

    [Fact]
    public async Task What_was_passed_on_ends_with_what_it_came_from_and_with_who_passed_it_on()
    {
        await using var library = await OpenAsync();
        var (maker, between) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (parent, child) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPrincipalAsync(new Principal { Id = maker, Name = "mia", Kind = PrincipalKind.Person }, Token);
            await tx.AddPrincipalAsync(new Principal { Id = between, Name = "bo", Kind = PrincipalKind.Person }, Token);
            var roll = new Roll { Id = Guid.CreateVersion7(), Show = "film", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 11, 21), StorePrefix = "film/A001", FoundAt = tx.Now };
            await tx.AddRollAsync(roll, Token);
            var clip = new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "A001C001" };
            await tx.PutClipsAsync([clip], Token);
            List<ShareItem> items = [new() { Number = 0, Clip = clip.Id }];
            await tx.AddShareAsync(new Share { Id = parent, Show = "film", Title = "first", Maker = maker, CreatedBy = "mia", Until = tx.Now.AddDays(1) }, items, null, Token);
            await tx.PutShareRecipientAsync(parent, between, [ShareRight.View, ShareRight.ReShare], "mia", Token);
            await tx.AddShareAsync(new Share { Id = child, Show = "film", Parent = parent, Title = "second", Maker = between, CreatedBy = "bo", Until = tx.Now.AddDays(9) }, items, null, Token);
        }, Token);

        async Task<string?> EndedAsync(Func<LibraryTransaction, Task>? after = null)
        {
            if (after is not null) await library.WriteAsync(after, Token);
            return await library.ReadAsync(async tx => (await tx.ShareStandingAsync(child, Token))!.EndedAt(tx.Now), Token);
        }

        Assert.Null(await EndedAsync());
        var standing = (await library.ReadAsync(tx => tx.ShareStandingAsync(child, Token), Token))!;
        Assert.Contains("ended on", standing.EndedAt(standing.Until!.Value), StringComparison.Ordinal);
        Assert.True(standing.Until < standing.Share.Until);
        Assert.Contains("may no longer", await EndedAsync(tx => tx.PutShareRecipientAsync(parent, between, [ShareRight.View], "mia", Token)), StringComparison.Ordinal);
        Assert.Null(await EndedAsync(tx => tx.PutShareRecipientAsync(parent, between, [ShareRight.View, ShareRight.ReShare], "mia", Token)));
        Assert.Contains("no longer with the production", await EndedAsync(async tx => await tx.UpdatePrincipalAsync((await tx.PrincipalAsync(maker, Token))! with { DisabledAt = tx.Now }, Token)), StringComparison.Ordinal);
        Assert.Contains("taken back", await EndedAsync(tx => tx.RevokeShareAsync(parent, "mia", Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_with_names_are_made_in_the_order_of_a_line_that_no_share_and_no_viewer_holds_up()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (maker, crowd, quiet) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        MarkedCopy Copy(Guid share, Guid viewer, int item) => new() { Id = Guid.CreateVersion7(), Share = share, Item = item, Source = "proxies/a.mp4", Viewer = viewer, Address = "::1", Text = "zoë\nreel", AskedAt = clock.Now, SeenAt = clock.Now };
        var viewers = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToArray();
        var line = new List<MarkedCopy>();
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddPrincipalAsync(new Principal { Id = maker, Name = "mia", Kind = PrincipalKind.Person }, Token);
            var roll = new Roll { Id = Guid.CreateVersion7(), Show = "film", Name = "A001", Kind = RollKind.Camera, ShootDay = new(2026, 11, 21), StorePrefix = "film/A001", FoundAt = tx.Now };
            await tx.AddRollAsync(roll, Token);
            var clip = new Clip { Id = Guid.CreateVersion7(), Roll = roll.Id, Name = "A001C001" };
            await tx.PutClipsAsync([clip], Token);
            foreach (var id in (Guid[])[crowd, quiet]) await tx.AddShareAsync(new Share { Id = id, Show = "film", Title = "t", Maker = maker, CreatedBy = "mia", HasWatermark = id == crowd }, [new() { Number = 0, Clip = clip.Id }], null, Token);
            // Two of one viewer and one of another in the first share, then one in the second.
            foreach (var (share, viewer, item) in ((Guid, int, int)[])[(crowd, 0, 0), (crowd, 0, 1), (crowd, 1, 0), (quiet, 2, 0)])
            {
                clock.Now += TimeSpan.FromSeconds(1);
                line.Add(Copy(share, viewers[viewer], item));
                await tx.PutMarkedCopyAsync(line[^1], Token);
            }
        }, Token);

        async Task<Guid?> NextAsync(DateTimeOffset? since = null) => await library.WriteAsync(async tx =>
        {
            if (await tx.NextMarkedCopyAsync(since ?? DateTimeOffset.MinValue, Token) is not { } next) return (Guid?)null;
            await tx.PutMarkedCopyAsync(next with { State = MarkedCopyState.Making }, Token);
            return next.Id;
        }, Token);

        Assert.Null(await NextAsync(clock.Now.AddSeconds(1)));
        Assert.Equal([line[0].Id, line[3].Id, line[2].Id, null], [await NextAsync(), await NextAsync(), await NextAsync(), await NextAsync()]);
        await library.WriteAsync(async tx =>
        {
            await tx.PutMarkedCopyAsync(line[0] with { State = MarkedCopyState.Made, Video = "marked/a", Poster = "marked/b", Bytes = 7 }, Token);
            await tx.SeeMarkedCopyAsync(line[0].Id, Token);
        }, Token);
        await using (var read = await library.ReadAsync(Token))
        {
            Assert.Equal((2, 7), await read.MarkedCopiesAsync(Token));
            Assert.Equal((1, 1), await read.WaitingMarkedCopiesAsync(crowd, DateTimeOffset.MinValue, clock.Now, Token));
            Assert.Equal((0, 0), await read.WaitingMarkedCopiesAsync(quiet, DateTimeOffset.MinValue, line[1].AskedAt, Token));
            Assert.Equal(line[0] with { State = MarkedCopyState.Made, Video = "marked/a", Poster = "marked/b", Bytes = 7, SeenAt = clock.Now }, await read.MarkedCopyAsync(crowd, 0, viewers[0], "::1", "proxies/a.mp4", Token));
            Assert.Null(await read.MarkedCopyAsync(crowd, 0, viewers[0], "::2", "proxies/a.mp4", Token));
            Assert.Empty(await read.StrandedMarkedCopiesAsync(Token));
            Assert.Equal([line[1].Id], (await read.OldMarkedCopiesAsync(clock.Now, DateTimeOffset.MinValue, 10, Token)).Select(copy => copy.Id));
            Assert.Equal((true, false), ((await read.ShareStandingAsync(crowd, Token))!.HasWatermark, (await read.ShareStandingAsync(quiet, Token))!.HasWatermark));
        }

        await library.WriteAsync(tx => tx.ForgetMarkedCopyAsync(line[0].Id, Token), Token);
        Assert.Equal(line[1].Id, await NextAsync());
    }
}
