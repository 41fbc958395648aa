using Acetate.Library.Assets;
using Acetate.Library.Matching;
using Acetate.Library.Returns;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Library.Usage;
using Acetate.Library.Workspaces;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task What_a_show_keeps_is_summed_up_by_kind_and_what_lies_in_folders_in_a_bin_lies_in_the_bin()
    {
        var clock = new TestClock(Noon);
        await using var library = await OpenAsync(clock);
        var (workspace, zoe, package) = await KeepingAsync(library);
        var roll = NewRoll();
        await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = "other" }, Token);
            await tx.AddRollAsync(roll, Token);
            await tx.PutCopyAsync(NewCopy(roll) with { Bytes = 5_000_000_000, Files = 7, WrittenAt = Noon.AddDays(-2) }, Token);
            await tx.PutCopyAsync(NewCopy(roll) with { Id = Guid.CreateVersion7(), Tier = CopyTier.Archive, Bytes = 5_000_000_000, Files = 7, WrittenAt = Noon }, Token);
            var older = NewRoll("A002R2EC");
            await tx.AddRollAsync(older, Token);
            await tx.PutCopyAsync(NewCopy(older) with { Id = Guid.CreateVersion7(), Bytes = 11, Files = 1, WrittenAt = Noon.AddDays(-30) }, Token);
            await tx.PutCopyAsync(NewCopy(older) with { Id = Guid.CreateVersion7(), Tier = CopyTier.Archive, Bytes = 400, Files = 1, WrittenAt = null }, Token);
            await tx.PutWorkspaceFolderAsync(package with { State = WorkspaceFolderState.Ready, ReadyAt = tx.Now, Files = 3, Bytes = 30 }, Token);
            var deep = await tx.EnsureKeptFoldersAsync(workspace, null, ["day", "deep"], "zoë", Token);
            var (binned, there, refused) = (Arriving(workspace, deep, "a.exr", zoe), Arriving(workspace, null, "b.exr", zoe) with { Length = 2 }, Arriving(workspace, null, "c.exr", zoe));
            foreach (var file in (KeptFile[])[binned, there, refused])
                await tx.SettleFileAsync(await tx.AddArrivingFileAsync(workspace, file, Token), file == refused ? KeptFileState.Refused : KeptFileState.Ready, "xxh128:0", "", Token);
            var day = (await tx.FoldersInAsync(workspace.Id, null, Token)).Single(one => one.Name == "day");
            await tx.DeleteEntriesAsync(workspace, [day.Id], "zoë", Token);
            await tx.AddReturnAsync(Returned("sh010", "comp", 3) with { Files = 2, Bytes = 20 }, [], Token);
            await tx.AddAssetAsync(new Asset { Id = Guid.CreateVersion7(), Show = "film", Name = "a.pdf", Length = 5, Hash = "xxh128:0", Key = "k", File = Guid.CreateVersion7(), Workspace = "w", Path = "a.pdf", SentBy = "zoë", PromotedBy = "mia" }, Token);
            var (cut, _) = await tx.KeepCutAsync("film", "reel 1.edl", "24", "", 12, [1], "ann", Token);
            await tx.AddOfflineAsync(new CutOffline { Id = Guid.CreateVersion7(), Cut = cut.Id, Name = "reel 1.mov", Length = 1L << 40, Tag = "t", Sender = zoe.Id, SentBy = "zoë" }, Token);
            return true;
        }, Token);

        var usage = await library.ReadAsync(tx => tx.UsageAsync("film", Token), Token);
        var other = await library.ReadAsync(tx => tx.UsageAsync("other", Token), Token);

        Assert.Equal(
            [
                new(KeptKind.Originals, 8, 5_000_000_011), new(KeptKind.Archive, 7, 5_000_000_000), new(KeptKind.Packages, 3, 30), new(KeptKind.Uploads, 1, 2),
                new(KeptKind.Bins, 1, 3_000_000_000), new(KeptKind.Returns, 2, 20), new(KeptKind.Assets, 1, 5), new(KeptKind.Offlines, 1, 1L << 40),
            ], usage.Kept);
        Assert.Equal([new(DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(-2), 5_000_000_000), new(DateOnly.FromDateTime(Noon.UtcDateTime), 5_000_000_000)], usage.Days);
        Assert.Equal((null, null, null, 0.0), (usage.Budget, usage.Storage, usage.DaysLeft, usage.CoreHours));
        Assert.Equal((0, 8, 0), (other.Bytes, other.Kept.Length, other.Days.Length));
        await Assert.ThrowsAsync<LibraryException>(() => library.ReadAsync(tx => tx.UsageAsync("nobody", Token), Token));
    }

    [Theory]
    [InlineData(799, BudgetState.Within)]
    [InlineData(800, BudgetState.Near)]
    [InlineData(1000, BudgetState.Near)]
    [InlineData(1001, BudgetState.Over)]
    public void A_budget_warns_from_its_part_on_and_is_over_only_beyond_the_whole(double used, BudgetState state) => Assert.Equal(state, BudgetUse.Of(used, 1000, 80).State);

    [Fact]
    public void The_days_left_follow_what_was_written_since_the_first_of_the_days()
    {
        var usage = new ShowUsage
        {
            Show = "film",
            At = Noon,
            Kept = [new(KeptKind.Originals, 1, 600)],
            Days = [new(DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(-3), 100), new(DateOnly.FromDateTime(Noon.UtcDateTime), 300)],
            Work = [new("render", 9)],
            Budget = new() { Bytes = 1000, CoreHours = 10 },
        };

        Assert.Equal((4.0, BudgetState.Within, BudgetState.Near), (usage.DaysLeft, usage.Storage?.State, usage.Computing?.State));
        Assert.Null((usage with { Budget = new() { Bytes = 600 } }).DaysLeft);
        Assert.Null((usage with { Days = [] }).DaysLeft);
    }
}
