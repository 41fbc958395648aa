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
}
