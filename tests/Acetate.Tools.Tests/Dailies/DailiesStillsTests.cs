using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Check;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Tools.Dailies;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Tests.Pulls;

namespace Acetate.Tools.Tests.Dailies;

/// <summary>Dailies and the stills of the set, made by real workers from a library that took real files in.</summary>
public sealed class DailiesStillsTests(DemoLibrary demo) : IClassFixture<DemoLibrary>
{
    private static readonly ShowDailies Settings = new()
    {
        IsOn = true,
        // Drawn pictures have edges where codecs have theirs: what is shot has not.
        Limits = """{"picture":{"blockPart":0.05,"tearPart":0.9}}""",
        Deliverables = [new() { Name = "review", Use = DailyUse.Review, Codec = "h264", Width = 320, Height = 180, BurnIns = true }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => demo.Bench.Library;

    [Fact]
    public async Task A_clip_that_does_not_look_like_the_DIT_s_still_waits_for_an_operator_with_the_reason_and_a_map()
    {
        await Library.WriteAsync(async tx =>
        {
            var show = await tx.RequireShowAsync("film", Token);
            await tx.ChangeShowAsync("film", new(null, show.Settings with { Dailies = Settings }, null), "mara", Token);
        }, Token);
        var roll = demo.Rolls.Single(roll => roll.Name == "B001");
        var clips = await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token);
        // The DIT exports the first clip as it is, the second one graded; both come on the day's shuttle.
        Directory.CreateDirectory(Path.Join(demo.Bench.Folder.Path, "shuttle/Stills"));
        await StillAsync(clips[0], $"{clips[0].Name}_f0012.png", null);
        await StillAsync(clips[1], $"{clips[1].Name}_graded.png", "<Slope>1.15 1 0.8</Slope><Offset>0.03 0.03 0.03</Offset><Power>1 1 1</Power>");
        var (_, handed) = await demo.Bench.IngestAsync("shuttle");
        Assert.Equal(RollKind.Other, Assert.Single(handed).Kind);

        await new DailiesDesk(Library).MakeAsync(roll.Id, true, "dit", Token);
        var made = await WorkAsync(roll);

        Assert.Equal(DailiesState.Review, made.Summary.State);
        Assert.Equal([StillVerdict.Same], made.Clips.Single(clip => clip.Clip == clips[0].Id).Stills.Select(still => still.Verdict));
        Assert.Equal((DailyState.Made, 12L), (made.Clips.Single(clip => clip.Clip == clips[0].Id).State, made.Clips.Single(clip => clip.Clip == clips[0].Id).Stills[0].Frame));
        var waits = Assert.Single(await Library.DailiesQueueAsync("film", Token));
        Assert.Equal(clips[1].Id, waits.Clip);
        var (doubt, still) = (Assert.Single(waits.Doubts), Assert.Single(waits.Stills));
        Assert.Equal(("colour", still.Words, still.Frame), (doubt.Kind, doubt.Words, doubt.Frame));
        Assert.Contains($"ΔE2000 (95th percentile; median", doubt.Words, StringComparison.Ordinal);
        Assert.Contains($"from the DIT's still {clips[1].Name}_graded.png: mostly", doubt.Words, StringComparison.Ordinal);
        // Who looks at it sees the map, and nobody is sent it.
        var daily = await Library.ReadAsync(tx => tx.ClipDailyAsync(clips[1].Id, Token), Token);
        Assert.Contains(still.Map!, DailiesDelivery.ShownOf(DailiesDelivery.PictureOf(daily!)));
        Assert.True(File.Exists(Path.Join(demo.Bench.Home, "derived", DailiesPlan.Folder(daily!), still.Map)));

        await new DailiesDesk(Library).AcceptAsync(clips[1].Id, "as the DP wants it", "mara", Token);
        var after = await WorkAsync(roll);

        Assert.Equal(DailiesState.Delivered, after.Summary.State);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Join(demo.Bench.Home, "workspaces"), "*.png", SearchOption.AllDirectories), _ => true);
        // The same stills are nothing new.
        Assert.Equal(0, (await new DailiesDesk(Library).MakeAsync(roll.Id, false, "dit", Token)).Clips);
    }

    /// <summary>A still as a DIT's program exports it: frame 12 of a clip for a Rec.709 display, in 16 bits.</summary>
    private async Task StillAsync(Clip clip, string name, string? sop)
    {
        var footage = (await Library.ReadAsync(tx => tx.PulledClipsAsync([clip.Id], Token), Token))[clip.Id];
        var folder = StoreUrl.ForFolder(demo.Bench.Folder.Path);
        if (sop is not null) await File.WriteAllTextAsync(Path.Join(demo.Bench.Folder.Path, "dit.cc"), $"<ColorCorrection xmlns=\"urn:ASC:CDL:v1.2\" id=\"dit\"><SOPNode>{sop}</SOPNode></ColorCorrection>", Token);
        await RenderFrames.RunAsync(new()
        {
            Store = footage.Store,
            Prefix = footage.Prefix,
            Clip = footage.Media,
            Frames = new() { Start = 12 },
            IsOneFrame = true,
            Outputs = [new() { Name = name, File = new() { Kind = "png" }, Use = AmfUse.Proxies, Grade = sop is null ? null : new() { Cdl = new(folder, "dit.cc") } }],
            Target = folder,
            TargetPrefix = "shuttle/Stills",
        }, new StepContext { ScratchFolder = demo.Bench.Folder.Path }, Token);
    }

    private async Task<DailiesView> WorkAsync(Roll roll)
    {
        await using var work = new LocalWork(Library, demo.Bench.Engine, Recorders.All);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        await DailiesFollowUp.WorkAsync(work, Library, roll.Id, _ => { }, limit.Token);
        return await Library.DailiesViewAsync(roll.Id, Token);
    }
}
