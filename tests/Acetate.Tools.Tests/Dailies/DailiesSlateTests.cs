using System.Text.Json;
using Acetate.Cli;
using Acetate.Compute.Hosting;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Native;
using Acetate.Media.Slates;
using Acetate.Steps;
using Acetate.Steps.Sound;
using Acetate.Storage;
using Acetate.Tools.Dailies;
using Acetate.Tools.Pulls;
using Acetate.Tools.Tests.Cards;
using Acetate.Tools.Tests.Pulls;

namespace Acetate.Tools.Tests.Dailies;

/// <summary>Slates propose, a person confirms: in a library that took real files in, with real workers.</summary>
public sealed class DailiesSlateTests(DemoLibrary demo) : IClassFixture<DemoLibrary>
{
    private static readonly ShowDailies Settings = new()
    {
        Limits = """{"picture":{"blockPart":0.05,"tearPart":0.9}}""",
        Deliverables = [new() { Name = "review", Use = DailyUse.Review, Codec = "h264", Width = 320, Height = 180 }],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MediaLibrary Library => demo.Bench.Library;

    [Fact]
    public async Task What_was_read_is_no_fact_until_a_person_confirms_it_and_sync_goes_by_it_then()
    {
        await SetAsync(Settings);
        var roll = demo.Rolls.Single(roll => roll.Name == "B001");
        var clips = await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token);
        var desk = new SlateDesk(Library);
        foreach (var clip in clips.Take(3)) await ProposeAsync(clip, "77X", "9");

        // Nothing goes by a proposal.
        Assert.Equal(clips.Take(3).Select(clip => clip.Id).Order(), (await Library.ProposedSlatesAsync("film", Token)).Select(slate => slate.Clip).Order());
        Assert.Equal(clips[0].Facts, (await Library.ReadAsync(tx => tx.ClipAsync(clips[0].Id, Token), Token))!.Facts);
        Assert.NotEqual("77X", (await SyncAsync(roll, clips[0])).Scene);

        // Confirmed as it was read: edits of that person, with where they come from.
        var confirmed = await desk.ConfirmAsync(clips[0].Id, null, null, "mara", Token);
        Assert.Equal((SlateState.Confirmed, "mara"), (confirmed.Slate.State, confirmed.Slate.DecidedBy));
        Assert.All(confirmed.Slate.Facts, fact => Assert.Equal("slate", fact.Origin));
        var edits = await Library.ReadAsync(tx => tx.ClipEditsAsync(clips[0].Id, Token), Token);
        Assert.Equal([("slate.scene", "77X", "mara"), ("slate.take", "9", "mara")], edits.Select(edit => (edit.Field, edit.After!, edit.Author)));
        Assert.Contains("frame 12", edits[0].Reason, StringComparison.Ordinal);
        var sync = await SyncAsync(roll, clips[0]);
        Assert.Equal(("77X", "9"), (sync.Scene, sync.Take));
        Assert.Equal(LibraryProblem.Conflict, (await Assert.ThrowsAsync<LibraryException>(() => desk.ConfirmAsync(clips[0].Id, null, null, "jo", Token))).Problem);

        // And taken back like any other edit.
        await Library.WriteAsync(tx => tx.RevertClipEditAsync(clips[0].Id, 1, 1, "not this", "mara", Token), Token);
        Assert.NotEqual("77X", (await SyncAsync(roll, clips[0])).Scene);

        // Put right before it is confirmed.
        await desk.ConfirmAsync(clips[1].Id, "78", null, "mara", Token);
        Assert.Equal(("78", "9"), ((await SyncAsync(roll, clips[1])).Scene, (await SyncAsync(roll, clips[1])).Take));

        // What a person said before is not changed by a slate; what the same person types now is.
        await Library.WriteAsync(tx => tx.EditClipAsync(clips[2].Id, new("slate.scene", "5", 0), "jo", "", Token), Token);
        var late = await Assert.ThrowsAsync<LibraryException>(() => desk.ConfirmAsync(clips[2].Id, null, null, "mara", Token));
        Assert.Contains("jo said that Scene is '5'", late.Message, StringComparison.Ordinal);
        Assert.Equal(SlateState.Dismissed, (await desk.DismissAsync(clips[2].Id, "wrong board", "mara", Token)).State);
        Assert.Empty(await Library.ProposedSlatesAsync("film", Token));
        await Assert.ThrowsAsync<LibraryException>(() => desk.ConfirmAsync(Guid.NewGuid(), null, null, "mara", Token));
        await Assert.ThrowsAsync<LibraryException>(() => desk.ConfirmAsync(clips[2].Id, "12\u0007", null, "mara", Token));
    }

    [Fact]
    public async Task At_the_command_line_slates_are_decided_and_a_clip_whose_sound_is_not_settled_is_made_again()
    {
        await SetAsync(Settings);
        var roll = demo.Rolls.Single(roll => roll.Name == "A001");
        var clips = await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token);
        await ProposeAsync(clips[1], "41", "2");
        var (code, output, _) = await RunAsync("list");
        Assert.Equal(ExitCode.Found, code);
        Assert.Matches($"{clips[1].Name} +12 +scene +41 +90%", output);

        (code, output, _) = await RunAsync("dismiss", clips[1].Name, "--note", "wrong board");
        Assert.Equal((ExitCode.Done, $"The slate of {clips[1].Name} is dismissed.\n"), (code, output));
        (code, output, _) = await RunAsync("list");
        Assert.Equal((ExitCode.Done, true), (code, output.Contains("No slate waits for anybody.", StringComparison.Ordinal)));
        // It was the right board after all, but for the take.
        (code, output, _) = await RunAsync("confirm", clips[1].Name, "--take", "3");
        Assert.Equal((ExitCode.Done, $"The slate of {clips[1].Name} is confirmed.\n"), (code, output));
        var edits = await Library.ReadAsync(tx => tx.ClipEditsAsync(clips[1].Id, Token), Token);
        Assert.Equal(["41", "3"], edits.Select(edit => edit.After));
        Assert.Equal(ExitCode.NotFound, (await RunAsync("confirm", "nothing")).Code);

        // Dailies are planned, the day has sound, and none of it was found to belong to the clip so far.
        await new DailiesDesk(Library).MakeAsync(roll.Id, false, "dit", Token);
        var before = await DailiesOfAsync(clips);
        await ProposeAsync(clips[0], "77X", "9");
        Assert.True((await new SlateDesk(Library).ConfirmAsync(clips[0].Id, null, null, "mara", Token)).IsMadeAgain);
        var after = await DailiesOfAsync(clips);
        Assert.NotEqual(before[0].Recipe, after[0].Recipe);
        Assert.Equal((before[0].Attempt + 1, before[1].Attempt), (after[0].Attempt, after[1].Attempt));

        Task<(ExitCode Code, string Output, string Error)> RunAsync(string what, params string[] more) =>
            AcetateProcess.RunAsync(["dailies", "slate", what, .. more, "--show", "film", "--library", demo.Bench.Home]);

        Task<List<ClipDaily>> DailiesOfAsync(IEnumerable<Clip> all) => Library.ReadAsync(async tx =>
        {
            var found = new List<ClipDaily>();
            foreach (var clip in all) found.Add((await tx.ClipDailyAsync(clip.Id, Token))!);
            return found;
        }, Token);
    }

    [Fact]
    public async Task Slates_are_read_once_and_only_of_clips_without_scene_and_take_and_dailies_are_made_without_them()
    {
        await SetAsync(Settings);
        var roll = demo.Rolls.Single(roll => roll.Name == "A001");
        var clip = (await Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, Token), Token))[0];
        // As if its files did not say: the fact is not there.
        var without = await InputAsync(roll, keepsSlate: false);
        var with = await InputAsync(roll, keepsSlate: true);

        Assert.All(DailiesPlan.For(with), one => Assert.Null(one.Slate));
        var planned = DailiesPlan.For(without);
        Assert.All(planned, one => Assert.NotNull(one.Slate));
        Assert.All(planned, one => Assert.Contains(one.Make!.Name, one.Slate!.After.Concat(one.Slate.Uses)));
        Assert.All(DailiesPlan.For(without with { Settings = Settings with { ReadsSlates = false } }), one => Assert.Null(one.Slate));
        Assert.Null(DailiesPlan.For(without with { SlatesRead = new HashSet<Guid> { clip.Id } }).Single(one => one.Daily.Clip == clip.Id).Slate);
        // Whether slates are read makes nothing of the media another.
        Assert.Equal(planned.Select(one => one.Daily.Recipe), DailiesPlan.For(without with { Settings = Settings with { ReadsSlates = false } }).Select(one => one.Daily.Recipe));
    }

    [Fact]
    public async Task The_step_reads_a_proxy_or_what_was_made_and_publishes_the_frame()
    {
        foreach (var program in (string[])["tesseract", "ZXingReader", "ffmpeg"]) Corpus.Program(program);
        using var folder = new TempFolder();
        Directory.CreateDirectory(Path.Join(folder.Path, "derived/clip"));
        const string Font = "fontfile=/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
        var slate = string.Join(',', new[] { ("ROLL A002", 220, 130, 60), ("SCENE 31B", 220, 250, 80), ("TAKE 6", 220, 390, 80) }.Select(text => $"drawtext={Font}:text='{text.Item1}':x={text.Item2}:y={text.Item3}:fontsize={text.Item4}:fontcolor=black:enable='lt(t,2)'"));
        var drawn = await new ChildProcess
        {
            Program = "ffmpeg",
            Arguments = ["-loglevel", "error", "-f", "lavfi", "-i", $"color=0x404448:s=1280x720:r=24:d=4,drawbox=x=160:y=80:w=960:h=480:color=white:t=fill:enable='lt(t,2)',{slate}", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", Path.Join(folder.Path, "derived/clip/proxy.mp4")],
            Reads = [],
            Writes = [folder.Path],
        }.RunAsync(TimeProvider.System, Token);
        Assert.True(drawn.IsSuccess, drawn.Complaint);
        var store = StoreUrl.ForFolder(Path.Join(folder.Path, "derived"));
        var context = new StepContext { ScratchFolder = Directory.CreateDirectory(Path.Join(folder.Path, "scratch")).FullName, Json = StepJson.Options };
        var request = new ReadSlateRequest { Store = store, Proxy = "clip/proxy.mp4", Frames = 96, TargetPrefix = "dailies/slates/one" };

        var read = await ReadSlate.RunAsync(request, context, Token);

        Assert.Equal(("31B", "6", "A002"), (read.Report![SlateField.Scene]?.Value, read.Report[SlateField.Take]?.Value, read.Report[SlateField.Roll]?.Value));
        Assert.InRange(read.Report[SlateField.Scene]!.Frame, 0, 47);
        Assert.Equal("dailies/slates/one/slate.jpg", read.Picture);
        Assert.Equal([0xFF, 0xD8], (await File.ReadAllBytesAsync(Path.Join(folder.Path, "derived", read.Picture), Token))[..2]);
        Assert.Equal(("", false), (read.Reason, read.IsUnread));
        // As it travels, and the same again is the same.
        Assert.Equal(JsonSerializer.Serialize(read, StepJson.Options), JsonSerializer.Serialize(await ReadSlate.RunAsync(request, context, Token), StepJson.Options));

        // What another step made, in place of a proxy.
        using var told = JsonDocument.Parse("""{"frames":[],"range":{},"recipes":[],"movies":[{"name":"proxy.mp4","frames":96,"width":1280,"height":720,"rate":"24","soundStreams":0,"bytes":1,"black":[]}]}""");
        var made = new StepContext { ScratchFolder = context.ScratchFolder, Json = StepJson.Options, Outputs = context.Outputs.Add("make/0001", told.RootElement) };
        var other = await ReadSlate.RunAsync(request with { Proxy = null, MadeBy = "make/0001", MadePrefix = "clip", Outputs = ["avid/other.mxf", "proxy.mp4"] }, made, Token);
        Assert.Equal("31B", other.Report![SlateField.Scene]?.Value);

        // Nothing to read is a sentence, and no failure.
        Assert.Contains("No movie was made", (await ReadSlate.RunAsync(request with { Proxy = null }, context, Token)).Reason, StringComparison.Ordinal);
        var gone = await ReadSlate.RunAsync(request with { Proxy = "clip/gone.mp4" }, context, Token);
        Assert.True(gone is { IsUnread: true, Report: null, Picture: null });
        Assert.Empty(Directory.EnumerateFileSystemEntries(context.ScratchFolder));
    }

    private Task SetAsync(ShowDailies dailies) => Library.WriteAsync(async tx =>
    {
        var show = await tx.RequireShowAsync("film", Token);
        await tx.ChangeShowAsync("film", new(null, show.Settings with { Dailies = dailies }, null), "mara", Token);
    }, Token);

    private Task ProposeAsync(Clip clip, string scene, string take) => Library.WriteAsync(tx => tx.PutClipSlateAsync(new()
    {
        Clip = clip.Id,
        Roll = clip.Roll,
        Show = "film",
        State = SlateState.Proposed,
        ReadAt = tx.Now,
        Report = JsonSerializer.Serialize(new ReadSlateResult { Report = new() { Values = [Value(SlateField.Scene, scene), Value(SlateField.Take, take)], Frame = 12, FramesSeen = 30, FramesRead = 5 } }, StepJson.Options),
    }, Token), Token);

    private static SlateValue Value(SlateField field, string value) => new() { Field = field, Value = value, Raw = value, Confidence = 0.9, Frame = 12, Box = new(0.1, 0.1, 0.2, 0.2), Frames = 4 };

    private async Task<DailiesInput> InputAsync(Roll roll, bool keepsSlate)
    {
        var clips = await FootageAsync(roll);
        return new()
        {
            Roll = roll,
            Settings = Settings,
            FrameRate = "24000/1001",
            Clips = [.. clips.Select(clip => clip with { Clip = clip.Clip with { Facts = [.. clip.Clip.Facts.Where(fact => fact.Field is not ("slate.scene" or "slate.take")), .. keepsSlate ? (ClipFact[])[new("slate.scene", "1", "1", "header"), new("slate.take", "1", "1", "header")] : []] } })],
            Sounds = [],
            Documents = [],
            Before = new Dictionary<Guid, ClipDaily>(),
            Attempt = 1,
            Derived = Library.Options.Derived,
        };
    }

    /// <summary>What sync would be asked about a clip now.</summary>
    private async Task<SyncSoundRequest> SyncAsync(Roll roll, Clip clip)
    {
        var input = await FootageAsync(roll);
        var planned = DailiesPlan.For(new()
        {
            Roll = roll,
            Settings = Settings,
            FrameRate = "24000/1001",
            Clips = [.. input],
            Sounds = [],
            Documents = [],
            Before = new Dictionary<Guid, ClipDaily>(),
            Attempt = 1,
            Derived = Library.Options.Derived,
        });
        return planned.Single(one => one.Daily.Clip == clip.Id).Sync!.Request.Deserialize<SyncSoundRequest>(StepJson.Options)!;
    }

    private Task<List<PulledClip>> FootageAsync(Roll roll) => Library.ReadAsync(async tx =>
    {
        var clips = (await tx.ClipsAsync(roll.Id, Token)).Where(clip => clip.Kind is not ("sound" or "still")).ToList();
        var footage = await tx.PulledClipsAsync(clips.Select(clip => clip.Id), Token);
        return clips.ConvertAll(clip => footage[clip.Id]);
    }, Token);
}
