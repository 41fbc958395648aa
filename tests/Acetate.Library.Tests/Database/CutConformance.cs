using Acetate.Library.Matching;
using Acetate.Library.Shows;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_cut_that_is_handed_in_is_kept_once_byte_for_byte_and_comes_back_onto_the_list()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, Token), Token);
        var content = Enumerable.Range(0, 70_000).Select(i => (byte)(i * 7)).ToArray();

        var (kept, isNew) = await library.WriteAsync(tx => tx.KeepCutAsync("film", "reel 1.edl", "24", "", 12, content, "ann", Token), Token);
        await library.WriteAsync(tx => tx.RemoveCutAsync(kept.Id, true, "bob", Token), Token);
        var removed = await library.ReadAsync(tx => tx.RequireCutAsync(kept.Id, Token), Token);
        var listed = await library.ReadAsync(tx => tx.CutsAsync("film", Token), Token);
        var (again, isNewAgain) = await library.WriteAsync(tx => tx.KeepCutAsync("film", "reel 1.edl", "24", "", 12, content, "eve", Token), Token);
        var (other, _) = await library.WriteAsync(tx => tx.KeepCutAsync("film", "reel 1.edl", "25", "", 12, content, "eve", Token), Token);

        Assert.Equal((true, false, kept.Id), (isNew, isNewAgain, again.Id));
        Assert.Equal(("bob", true), (removed.RemovedBy, removed.RemovedAt is not null));
        Assert.Empty(listed);
        Assert.Equal(("ann", "film", 70_000L, null), (again.KeptBy, again.Show, again.Length, again.RemovedBy));
        Assert.Equal([other.Id, kept.Id], (await library.ReadAsync(tx => tx.CutsAsync("film", Token), Token)).Select(cut => cut.Id));
        Assert.Equal(content, await library.ReadAsync(tx => tx.CutContentAsync(kept.Id, Token), Token));
        await Assert.ThrowsAsync<LibraryException>(() => library.ReadAsync(tx => tx.RequireCutAsync(Guid.Empty, Token), Token));
    }

    [Fact]
    public async Task A_reference_movie_is_found_by_who_sends_it_settled_once_taken_away_put_back_and_given_up()
    {
        await using var library = await OpenAsync();
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film", Title = "A Film" }, Token), Token);
        var (cut, _) = await library.WriteAsync(tx => tx.KeepCutAsync("film", "reel 1.edl", "24", "", 12, [1], "ann", Token), Token);
        CutOffline Wanted(Guid sender) => new() { Id = Guid.CreateVersion7(), Cut = cut.Id, Name = "reel 1.mov", Length = 1L << 40, Tag = "t", Sender = sender, SentBy = "ann" };
        var (ann, job) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var sent = await library.WriteAsync(tx => tx.AddOfflineAsync(Wanted(ann), Token), Token);
        var same = await library.ReadAsync(tx => tx.ArrivingOfflineAsync(Wanted(ann), Token), Token);
        var others = await library.ReadAsync(tx => tx.ArrivingOfflineAsync(Wanted(Guid.CreateVersion7()), Token), Token);
        var first = await library.WriteAsync(tx => tx.SettleOfflineAsync(sent.Id, CutOfflineState.Kept, "xxh128:1", "", Token), Token);
        var second = await library.WriteAsync(tx => tx.SettleOfflineAsync(sent.Id, CutOfflineState.Refused, "", "no", Token), Token);
        await library.WriteAsync(async tx =>
        {
            await tx.NoteOfflineJobsAsync(sent.Id, job, null, Token);
            await tx.NoteOfflineJobsAsync(sent.Id, null, sent.Id, Token);
            await tx.RemoveOfflineAsync(sent.Id, true, "bob", Token);
            return true;
        }, Token);
        var removed = await library.ReadAsync(tx => tx.OfflinesAsync(cut.Id, Token), Token);
        var early = await library.WriteAsync(tx => tx.GiveUpOfflinesAsync(DateTimeOffset.UnixEpoch, Token), Token);
        var back = await library.WriteAsync(tx => tx.RemoveOfflineAsync(sent.Id, false, "ann", Token), Token);
        var listed = Assert.Single(await library.ReadAsync(tx => tx.OfflinesAsync(cut.Id, Token), Token));
        await library.WriteAsync(tx => tx.RemoveOfflineAsync(sent.Id, true, "bob", Token), Token);
        var given = await library.WriteAsync(tx => tx.GiveUpOfflinesAsync(DateTimeOffset.MaxValue.AddYears(-1), Token), Token);
        var tooLate = await library.WriteAsync(tx => tx.RemoveOfflineAsync(sent.Id, false, "ann", Token), Token);
        var forgotten = await library.WriteAsync(tx => tx.ForgetOfflineAsync(sent.Id, Token), Token);

        Assert.Equal((sent.Id, null, true, false), (same?.Id, others, first, second));
        Assert.Empty(removed);
        Assert.Empty(early);
        Assert.Equal((true, "xxh128:1", job, sent.Id, 1L << 40, null), (back, listed.Hash, listed.ArrivalJob, listed.CheckJob, listed.Length, listed.RemovedBy));
        Assert.Equal([sent.Id], given.Select(one => one.Id));
        Assert.Equal((false, true, null), (tooLate, forgotten, await library.ReadAsync(tx => tx.OfflineAsync(sent.Id, Token), Token)));
    }
}
