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
            await tx.AddShareAsync(share, [new() { Number = 0, Clip = clip }, new() { Number = 1, Clip = clip, Stretch = new(3, 4) }], link, Token);
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
        Assert.Equal([null, new FrameStretch(3, 4)], (await tx.ShareItemsAsync(share.Id, Token)).Select(item => item.Stretch));
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
}
