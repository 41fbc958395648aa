using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Acetate.Aaf;
using Acetate.Aaf.Mobs;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Media.Sound.Sync;
using Acetate.Mhl.Disk;
using Acetate.Tools.Dailies;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;
using Acetate.Tools.Tests.Pulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Tests.Dailies;

/// <summary>Dailies from the verified roll to the workspace, made by real workers from a library that took real files in.</summary>
public sealed class DailiesMakingTests(DemoLibrary demo) : IClassFixture<DemoLibrary>
{
    private static readonly ShowDailies Settings = new()
    {
        IsOn = true,
        // Drawn pictures have edges where codecs have theirs: what is shot has not.
        Limits = """{"picture":{"blockPart":0.05,"tearPart":0.9}}""",
        Deliverables =
        [
            new() { Name = "avid", Use = DailyUse.Avid, Codec = "dnxhr-lb", Width = 256, Height = 144 },
            new() { Name = "resolve", Use = DailyUse.Movie, Codec = "prores-proxy", Width = 256, Height = 144 },
            new() { Name = "review", Use = DailyUse.Review, Codec = "h264", Width = 320, Height = 180, BurnIns = true },
        ],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => demo.Bench.Library;

    private Roll Roll(string name) => demo.Rolls.Single(roll => roll.Name == name);

    [Fact]
    public async Task A_roll_becomes_dailies_that_an_editor_can_cut_and_that_find_their_originals_again()
    {
        await SetAsync(Settings);
        var roll = Roll("B001");

        var made = await MakeAsync(roll);

        Assert.True(made.Summary.State == DailiesState.Delivered, string.Join('\n', made.Clips.SelectMany(clip => clip.Doubts.Select(doubt => $"{clip.Name}: {doubt.Kind}: {doubt.Words}")).Append(made.Summary.Message)));
        Assert.All(made.Clips, clip => Assert.Equal((DailyState.Made, true), (clip.State, clip.IsDelivered)));
        // The recorder rolled a second before the camera; takes of three seconds are too short to be confirmed by ear.
        Assert.All(made.Clips, clip => Assert.True(clip.Sound is { Verdict: SyncVerdict.Sure or SyncVerdict.Unconfirmed, Sound: not null }, clip.Sound!.Reason));
        Assert.All(made.Clips, clip => Assert.InRange(clip.Sound!.Recordings[0].OffsetFrames!.Value, 23.5, 24.5));
        var folder = await FolderAsync(roll);
        await CheckAsync(folder);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).ToList();
        Assert.Equal(3, files.Count(file => file.StartsWith("avid/", StringComparison.Ordinal) && file.EndsWith("_V1.mxf", StringComparison.Ordinal)));
        Assert.Equal(3, files.Count(file => file.StartsWith("avid/", StringComparison.Ordinal) && file.EndsWith("_A1.mxf", StringComparison.Ordinal)));
        Assert.Equal(3, files.Count(file => file.StartsWith("resolve/", StringComparison.Ordinal)));
        Assert.Equal(3, files.Count(file => file.EndsWith(".mp4", StringComparison.Ordinal)));
        Assert.Contains(files, file => file.EndsWith(".ale", StringComparison.OrdinalIgnoreCase));
        foreach (var form in (string[])["csv", "html", "json", "pdf"]) Assert.Contains($"report.{form}", files);
        Assert.Equal(made.Clips.Length, (await File.ReadAllTextAsync(Path.Join(folder, "report.html"), Token)).Split("<img alt=\"\" src=\"data:image/jpeg;base64,/9j/").Length - 1);

        // The bin links every file of media for Avid, by its place and by the number that stands in it, to the tape and the label.
        var bin = AafReader.Read(Path.Join(folder, Assert.Single(files, file => file.EndsWith(".aaf", StringComparison.Ordinal))));
        Assert.Equal(files.Where(file => file.StartsWith("avid/", StringComparison.Ordinal)).Order(StringComparer.Ordinal), bin.Mobs.SelectMany(mob => mob.Descriptor?.Locations ?? []).Select(place => place[3..]).Order(StringComparer.Ordinal));
        foreach (var mob in bin.Mobs.Where(mob => mob.Descriptor?.Material == AafMaterial.File))
            Assert.True((await File.ReadAllBytesAsync(Path.Join(folder, mob.Descriptor!.Locations[0][3..]), Token)).AsSpan(0, 1 << 16).IndexOf(Convert.FromHexString(mob.Id.ToUmid()[2..])) > 0, mob.Name);
        Assert.Equal(made.Clips.Select(clip => clip.Name).Order(StringComparer.Ordinal), bin.Mobs.Where(mob => mob.Kind == AafMobKind.Master).Select(mob => mob.Name).Order(StringComparer.Ordinal));

        // A cut of the delivered names and timecodes means the very frames of the originals.
        var list = Directory.EnumerateFiles(folder, "*.edl", SearchOption.AllDirectories).Single();
        var matched = await MatchedCut.OfAsync(Library, new VfxPullOrder { Show = "film", Recipient = "round trip", Rate = "24000/1001" }, "cut.edl", [.. await File.ReadAllBytesAsync(list, Token)], Token);
        var clips = await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token);
        var found = matched.Result.Outcomes.OfType<MatchOutcome.Matched>().ToList();
        Assert.Equal(matched.Result.Outcomes.Length, found.Count);
        Assert.Equal(clips.Where(clip => clip.Kind != "sound").Select(clip => clip.Id).Order(), found.Select(one => one.Clip.Id).Order());
        Assert.All(found, one => Assert.Equal((0L, clips.Single(clip => clip.Id == one.Clip.Id).Frames), (one.Frames!.Value.Start, one.Frames.Value.Count)));

        // What a person decides stands, and only what it touches is made and delivered again.
        var desk = new DailiesDesk(Library);
        await desk.RejectAsync(made.Clips[0].Clip, "false start", "mara", Token);
        await desk.RedoAsync(made.Clips[1].Clip, new() { IsNone = true }, "MOS", "mara", Token);
        var second = await WorkAsync(roll);
        Assert.Equal((DailyState.Rejected, "false start", "mara"), (second.Clips[0].State, second.Clips[0].Note, second.Clips[0].DecidedBy));
        Assert.Null(second.Clips[1].Sound!.Sound);
        Assert.Equal(DailiesState.Delivered, second.Summary.State);
        var follows = await FolderAsync(roll);
        await CheckAsync(follows);
        Assert.Equal([$"{made.Clips[1].Name}.mp4"], Directory.EnumerateFiles(Path.Join(follows, "review")).Select(Path.GetFileName));
        var refused = await Assert.ThrowsAsync<LibraryException>(() => desk.RedoAsync(made.Clips[1].Clip, new(), "", "mara", Token));
        Assert.Contains("Say which recording", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_a_changed_look_touches_is_made_again_and_the_same_again_is_the_same_bytes()
    {
        await SetAsync(Settings with { Deliverables = [Settings.Deliverables[0]], Workspace = "again" });
        var roll = Roll("A001");
        var first = await MakeAsync(roll);
        Assert.Equal(DailiesState.Delivered, first.Summary.State);
        var before = await HashesAsync(roll);

        // Nothing is another.
        Assert.Equal(0, (await new DailiesDesk(Library).MakeAsync(roll.Id, false, "dit", Token)).Clips);

        // A grade of one clip.
        var graded = first.Clips[0];
        await Library.WriteAsync(tx => tx.AddShowDocumentAsync("film", $"{graded.Name}.cc", ShowDocumentKind.Cdl, Encoding.UTF8.GetBytes(
            $"""<ColorCorrection xmlns="urn:ASC:CDL:v1.2" id="{graded.Name}"><SOPNode><Slope>1.2 1 0.9</Slope><Offset>0 0 0</Offset><Power>1 1 1</Power></SOPNode><SatNode><Saturation>0.9</Saturation></SatNode></ColorCorrection>"""), false, "dit", Token), Token);
        var (_, count) = await new DailiesDesk(Library).MakeAsync(roll.Id, false, "dit", Token);
        var second = await WorkAsync(roll);
        Assert.Equal(1, count);
        Assert.Equal(DailiesState.Delivered, second.Summary.State);
        var after = await HashesAsync(roll);
        Assert.NotEqual(before[graded.Name], after[graded.Name]);
        Assert.Equal(before[first.Clips[1].Name], after[first.Clips[1].Name]);

        // All of it, once more: the same bytes.
        await new DailiesDesk(Library).MakeAsync(roll.Id, true, "dit", Token);
        await WorkAsync(roll);
        Assert.Equal(after, await HashesAsync(roll));
    }

    private Task SetAsync(ShowDailies dailies) => Library.WriteAsync(async tx =>
    {
        var show = await tx.RequireShowAsync("film", Token);
        await tx.ChangeShowAsync("film", new(null, show.Settings with { Dailies = dailies }, null), "mara", Token);
    }, Token);

    private async Task<DailiesView> MakeAsync(Roll roll)
    {
        await new DailiesDesk(Library).MakeAsync(roll.Id, false, "dit", Token);
        return await WorkAsync(roll);
    }

    private async Task<DailiesView> WorkAsync(Roll roll)
    {
        await using var work = new LocalWork(Library, demo.Bench.Engine, Recorders.All);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        await DailiesFollowUp.WorkAsync(work, Library, roll.Id, _ => { }, limit.Token);
        return await Library.DailiesViewAsync(roll.Id, Token);
    }

    private async Task<string> FolderAsync(Roll roll)
    {
        var folder = await Library.ReadAsync(async tx => await tx.WorkspaceFolderAsync((await tx.RequireRollDailiesAsync(roll.Id, Token)).Folder!.Value, Token), Token);
        Assert.Equal((WorkspaceFolderState.Ready, roll.Id), (folder!.State, folder.Roll));
        // By that it is known which clips came with the last delivery.
        var clips = await Library.ReadAsync(tx => tx.ClipDailiesAsync(roll.Id, Token), Token);
        Assert.True(clips.Any(clip => clip.Delivered > 0 && clip.DeliveredAt >= folder.ReadyAt), "no clip came with the folder");
        return Path.Join(demo.Bench.Home, "workspaces", folder.Prefix);
    }

    private static async Task CheckAsync(string folder)
    {
        var report = await new Acetate.Tools.Pulls.Delivery.DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(folder, Token), new(), null, Token);
        Assert.Empty(report.Problems.Select(problem => $"{problem.Path}: {problem.Message}"));
    }

    /// <summary>What the media of each clip hash to, in the attempt that counts.</summary>
    private async Task<SortedDictionary<string, string>> HashesAsync(Roll roll)
    {
        var clips = await Library.ReadAsync(tx => tx.ClipDailiesAsync(roll.Id, Token), Token);
        var names = (await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token)).ToDictionary(clip => clip.Id, clip => clip.Name);
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var clip in clips)
        {
            var folder = Path.Join(demo.Bench.Home, "derived", DailiesPlan.Folder(clip));
            found[names[clip.Clip]] = string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(file => string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")));
        }

        return found;
    }
}
