using Acetate.Library.Assets;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task Assets_are_found_by_all_of_some_words_in_their_show_and_one_file_is_one_asset()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        Asset Of(string show, string name, string note) => new()
        {
            Id = Guid.CreateVersion7(),
            Show = show,
            Name = name,
            Note = note,
            Length = 5,
            Hash = "xxh128:0123456789abcdef0123456789abcdef",
            Key = $"{show}/assets/x/{name}",
            File = Guid.CreateVersion7(),
            Workspace = "editors",
            Path = $"refs/{name}",
            SentBy = "zoë",
            PromotedBy = "mia",
        };
        var (hall, rig, other) = (Of("film", "Hall_100%.TIF", "Reference of the hall"), Of("film", "rig.pdf", "Grúa"), Of("secret", "hall.tif", ""));
        await library.WriteAsync(async tx =>
        {
            await AddFilmAsync(tx);
            await tx.AddShowAsync(new Show { Name = "secret" }, Token);
            foreach (var one in (Asset[])[hall, rig, other])
            {
                clock.Now += TimeSpan.FromSeconds(1);
                await tx.AddAssetAsync(one, Token);
            }
        }, Token);
        async Task<string> FindAsync(string words, bool withdrawn = false) => string.Join(' ', (await library.ReadAsync(tx => tx.AssetsAsync("film", words, withdrawn, Token), Token)).Select(one => one.Name));

        Assert.Equal("rig.pdf Hall_100%.TIF", await FindAsync(""));
        Assert.Equal(("Hall_100%.TIF", "Hall_100%.TIF", "", ""), (await FindAsync("hall_100% REFERENCE"), await FindAsync("ZOË hall"), await FindAsync("hall_100!"), await FindAsync("hallX100")));
        Assert.Equal(("rig.pdf", "rig.pdf Hall_100%.TIF", ""), (await FindAsync("GRÚA"), await FindAsync("mia editors 0123456789ABCDEF refs/"), await FindAsync("' OR 1=1 --")));
        Assert.Contains("already", (await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.AddAssetAsync(hall with { Id = Guid.CreateVersion7() }, Token), Token))).Message, StringComparison.Ordinal);
        Assert.True(await library.WriteAsync(tx => tx.WithdrawAssetAsync(hall, true, "ben", Token), Token));
        Assert.False(await library.WriteAsync(tx => tx.WithdrawAssetAsync(hall, true, "ben", Token), Token));
        Assert.Equal(("rig.pdf", "Hall_100%.TIF"), (await FindAsync(""), await FindAsync("", withdrawn: true)));
        var gone = (await library.ReadAsync(tx => tx.AssetAsync(hall.Id, Token), Token))!;
        Assert.Equal(hall with { PromotedAt = gone.PromotedAt, WithdrawnBy = "ben", WithdrawnAt = clock.Now }, gone);
        Assert.Null(await library.ReadAsync(tx => tx.AssetOfFileAsync(hall.File, Token), Token));
        Assert.True(await library.WriteAsync(tx => tx.WithdrawAssetAsync(gone, false, "ben", Token), Token));
        Assert.Equal(hall.Id, (await library.ReadAsync(tx => tx.AssetOfFileAsync(hall.File, Token), Token))!.Id);
    }
}
