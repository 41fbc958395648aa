using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Assets;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Library.Usage;
using Acetate.Tools.ConformPulls.Offlines;
using Acetate.Tools.Dailies;
using Acetate.Tools.Ingest.Archive;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Sharing;
using Acetate.Tools.Stills;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>A used-up budget at the door: what costs is refused, what nobody asks for now is held, and what keeps footage safe goes on.</summary>
public sealed class BudgetStopTests : IAsyncLifetime
{
    private MediaLibrary library = null!;

    public async ValueTask InitializeAsync()
    {
        library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(TempFolder.NewPath()), default);
        await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = "film", Settings = new() { Budget = new() { Bytes = 100, BytesStopPercent = 100 } } }, default);
            await tx.AddShowAsync(new Show { Name = "warned", Settings = new() { Budget = new() { Bytes = 100 } } }, default);
            foreach (var show in (string[])["film", "warned"])
                await tx.AddAssetAsync(new Asset { Id = Guid.CreateVersion7(), Show = show, Name = "a.mov", Length = 100, Hash = "xxh128:0", Key = show, File = Guid.CreateVersion7(), Workspace = "w", Path = "a.mov", SentBy = "zoë", PromotedBy = "mia" }, default);
        }, default);
    }

    public ValueTask DisposeAsync() => library.DisposeAsync();

    private static Plan PlanOf(string kind, string show = "film") => new()
    {
        Key = $"{kind}/{show}",
        Kind = kind,
        Title = kind,
        Show = show,
        Steps = [new() { Name = "a", Function = "render-frames", Request = StepRequest.Of(new { }) }],
    };

    private Task<(JobRow Job, bool IsNew)> SubmitAsync(Plan plan) => library.WriteAsync(tx => tx.SubmitAsync(plan, "ann", default), default);

    [Theory]
    [InlineData(PullRecorder.PlanKind)]
    [InlineData(DailiesPlan.Kind)]
    [InlineData(DailiesDelivery.Kind)]
    [InlineData(StillDesk.PlanKind)]
    [InlineData(ClipCutWork.PlanKind)]
    [InlineData(OfflineDesk.CheckKind)]
    public async Task New_work_that_costs_is_refused_with_a_sentence_and_taken_where_a_budget_only_warns(string kind)
    {
        var refused = await Assert.ThrowsAsync<LibraryException>(() => SubmitAsync(PlanOf(kind)));
        var (warned, isNew) = await SubmitAsync(PlanOf(kind, "warned"));

        Assert.Equal(LibraryProblem.BudgetUsedUp, refused.Problem);
        Assert.StartsWith("The storage budget of the show is used up: 100 % of it is used, and from 100 % on it stops new work. No new work of film begins;", refused.Message, StringComparison.Ordinal);
        Assert.Equal((true, JobState.Waiting), (isNew, warned.State));
        Assert.Empty(await library.ReadAsync(tx => tx.JobsAsync("film", null, 10, default), default));
    }

    [Theory]
    [InlineData(IngestPlan.Kind)]
    [InlineData(ArchivePlan.Kind)]
    [InlineData(ArchivePlan.RestoreKind)]
    [InlineData(RollRestore.ElsewhereKind)]
    public async Task What_keeps_footage_safe_is_never_refused_and_never_held(string kind)
    {
        var (job, _) = await SubmitAsync(PlanOf(kind));
        var settled = await library.WriteAsync(tx => tx.SettleBudgetAsync("film", default), default);

        Assert.Equal((JobState.Waiting, (0, 0)), (job.State, settled));
    }

    [Fact]
    public async Task What_nobody_asks_for_now_is_held_and_what_was_taken_before_is_still_the_same_job()
    {
        var (held, isNew) = await library.WriteAsync(tx => tx.SubmitOrHoldAsync(PlanOf(DailiesPlan.Kind), "dailies", default), default);
        var (same, isNewAgain) = await SubmitAsync(PlanOf(DailiesPlan.Kind));

        Assert.Equal((true, JobState.Held, false, held.Id), (isNew, held.State, isNewAgain, same.Id));
    }
}
