using System.Collections.Immutable;
using Acetate.Cli;
using Acetate.Cli.Demo;
using Acetate.Cuts;
using Acetate.Cuts.Diff;
using Acetate.Cuts.Lint;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Matching;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Demo;
using Acetate.Timing;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Tests.Cli;

/// <summary>The demo's cuts, against the takes they were made of.</summary>
public sealed class DemoCutTests
{
    private static readonly Dictionary<string, FilmedClip> Filmed = Clips(new DemoDay());

    public static TheoryData<string, ulong> Lists() => [.. DemoCutList.All(1).SelectMany(list => new[] { 1UL, 2UL }.Select(seed => new TheoryDataRow<string, ulong>(list.Name, seed)))];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_event_of_a_list_is_matched_to_the_frames_it_was_cut_from(string name, ulong seed)
    {
        var list = DemoCutList.All(seed).Single(one => one.Name == name);

        var cut = Read(list);
        var outcomes = Match(cut);

        Assert.Equal(list.Edits.Length, outcomes.Length);
        Assert.All(list.Edits.Zip(outcomes), pair =>
        {
            var (edit, outcome) = pair;
            if (edit.Take is not { } take)
            {
                Assert.Equal(edit.Title.Length > 0 ? MediaKind.Title : MediaKind.Black, Assert.IsType<MatchOutcome.NotCameraMedia>(outcome).Kind);
                return;
            }

            var matched = outcome as MatchOutcome.Matched;
            Assert.True(matched is not null, $"{outcome.Event}: {outcome.Word}, {outcome.Why}");
            Assert.Equal((take.Clip, new ClipFrames(edit.From, edit.SourceFrames)), (matched.Clip.Name, matched.Frames!.Value));
            Assert.False(matched.IsPictureUnverified);
        });
    }

    [Fact]
    public void Version_2_differs_in_every_way_that_a_pull_must_know()
    {
        var lists = DemoCutList.All(1);

        var changes = CutDiff.Between(Read(lists.Single(list => list.Name == DemoCutList.Avid)), Read(lists.Single(list => list.Name == "DEMO_v02.edl"))).Changes;

        Assert.Equal(
            [EventChanges.Extended, EventChanges.Shortened, EventChanges.Moved, EventChanges.Slipped, EventChanges.Retimed, EventChanges.New, EventChanges.Omitted],
            changes.Where(change => change.Kinds != EventChanges.Same).Select(change => change.Kinds));
    }

    [Fact]
    public void Six_shots_are_plates_within_their_clips_and_a_shot_cut_in_two_is_one_plate()
    {
        var (cut, clips) = (Read(DemoCutList.All(1)[0]), Filmed.Values.ToDictionary(clip => clip.Id, AsIngested));

        var plan = VfxPullPlan.For(cut, Match(cut).ToDictionary(outcome => outcome.Event), clips, new("DEM", "vendor"), new(), [], []);

        Assert.True(plan.IsWhole);
        Assert.Equal(Enumerable.Range(1, 6).Select(DemoCut.Name), plan.Plates.Select(plate => plate.Shot));
        Assert.Equal(["000004", "000005"], plan.Plates[1].Events.Select(id => cut.Events.Single(one => one.Id == id).Number));
        // It lasts through the dissolve after it, and its handle lies beyond that.
        Assert.Equal((18L, 38L, 46L), (plan.Plates[1].Range.UsedStart, plan.Plates[1].Range.UsedEnd, plan.Plates[1].Range.End));
        Assert.All(plan.Plates, plate => Assert.Equal((0L, 0L), (plate.Range.MissingHead, plate.Range.MissingTail)));
        // A pull of the demo is a matter of seconds.
        Assert.InRange(plan.Estimate.Frames, 100, 300);
    }

    /// <summary>What each fault comes to: problems that reading and looking through find, as line and words, and what is said of its event.</summary>
    private static readonly Dictionary<string, (string[] Problems, string? Event, string Outcome)> Comes = new()
    {
        ["wrong-reel"] = ([], "3", "conflict: The list contradicts itself: the reel 'A001_01021012_C001' means A001_01021012_C001, the source file 'B001C001_260102_R1AC.mov' means B001C001_260102_R1AC. The timecode lies in both"),
        ["missing-roll"] = ([], "2", "missing: The reel 'A009_01031530_C002' and the clip name '12A-1 ACAM' name roll A009, which the library does not have."),
        ["typing"] = ([], "4", "matched: The reel 'B0O1C002_260102_R1AC' is B001C002_260102_R1AC with letters that look alike"),
        ["25-hours"] = (["bad-time 42 The source in of event 000010: The hour 25 does not exist"], "10", "matched, picture unverified: The reel 'A001_01021012_C001' is the clip's name, and the list gives no source timecode; the frames are not known."),
        ["same-number"] = (["duplicate-number 16 The number 000004 is used again; line 12 has it too."], null, ""),
        ["gap"] = (["gap 42 Between 01:00:03:18 and 01:00:04:18 nothing stands on V1: 24 frames."], null, ""),
        ["overlap"] = (["record-overlap 9 Event 000003 begins at 01:00:00:22 on V1, where event 000002 in line 5 runs until 01:00:01:02."], null, ""),
        ["wrong-rate"] = (["frame-beyond-rate 9 The source in 10:12:00:27 of event 000003 has frame 27; a second at 23.976 ends with 23. Read the list at 29.97"], "3", "matched, picture unverified: The reel 'B001C001_260102_R1AC' is the clip's name, and the list gives no source timecode; the frames are not known."),
        ["offset"] = ([], "4", "matched: The reel 'B001C002_260102_R1AC' is the clip's name, and the source range lies in the clip after the offset of -01:00:00:00 that the roll's other events show."),
        ["beyond-clip"] = ([], "2", "conflict: The reel 'A001_01021012_C001' is the clip's name, but the source timecode 10:12:02:18 lies 00:00:01:02 after the clip's last frame (10:12:02:06)."),
        ["backwards"] = (["out-before-in 9 The source out 10:12:00:22 of event 000003 lies before its in 10:12:01:10; its length is not known."], "3", "matched, picture unverified: The reel 'B001C001_260102_R1AC' is the clip's name, and the list gives no source timecode; the frames are not known."),
        ["multicam"] = (["group-suspected 9 The name '12A-1 BCAM.grp.01' looks like a group"], "3", "matched, picture unverified: The reel 'B001C001_260102_R1AC' is the clip's name"),
        ["path-reel"] = (["reel-path 12 The reel '../../B001C002_260102_R1AC' has characters of a path"], "4", "matched: "),
        ["ax-without-name"] = (["auxiliary-reel 10 Its reel is AX, which says nothing, and no name says more."], "4", "missing: The reel 'AX' says nothing"),
    };

    public static TheoryData<string> Faults() => [.. DemoCutFaults.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_comes_to_what_its_meaning_says_and_leaves_every_other_event_matched(string name)
    {
        var fault = DemoCutFaults.All.Single(one => one.Name == name);
        var list = DemoCutFaults.Apply(DemoCutList.All(1), [fault]).Single(one => one.Name == fault.List);
        var (problems, of, outcome) = Comes[name];

        var cut = Read(list);
        var said = CutLint.Check(cut).Select(problem => $"{problem.Code} {problem.Line} {problem.Message} {problem.Fix}").ToList();
        var outcomes = Match(cut);

        Assert.All(problems, problem => Assert.Contains(said, one => one.StartsWith(problem, StringComparison.Ordinal)));
        foreach (var (edit, at) in list.Edits.Select((edit, i) => (edit, i)))
        {
            var isMeant = of is not null && int.Parse(of) == at + 1;
            if (isMeant) Assert.StartsWith(outcome, Said(outcomes[at]), StringComparison.Ordinal);
            else if (edit.Take is { } take)
                Assert.True(outcomes[at] is MatchOutcome.Matched matched && matched.Clip.Name == take.Clip && matched.IsPictureUnverified == matched.Frames is null, $"{at + 1}: {Said(outcomes[at])}");
            // Whatever is wrong: never another clip than the one it was cut from.
            if (outcomes[at] is MatchOutcome.Matched any) Assert.Equal(edit.Take?.Clip, any.Clip.Name);
        }
    }

    [Fact]
    public void The_guide_names_every_list_and_every_fault()
    {
        var guide = File.ReadAllText(Path.Join(Corpus.RepositoryRoot, "docs/guide/demo.md"));

        Assert.All(DemoCutList.All(1), list => Assert.Contains($"`{list.Name}`", guide, StringComparison.Ordinal));
        Assert.All(DemoCutFaults.All, fault => Assert.Contains($"| `{fault.Name}` | {fault.Meaning} |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_at_another_rate_is_matched_when_it_is_read_as_it_counts()
    {
        var fault = DemoCutFaults.All.Single(one => one.Name == "wrong-rate");
        var list = DemoCutFaults.Apply(DemoCutList.All(1), [fault])[0];

        var outcomes = Match(CutReader.Read(new MemoryStream(list.Content.ToArray()), list.Name, new() { Rate = FrameRate.Fps2997 }));

        foreach (var (edit, outcome) in list.Edits.Zip(outcomes))
            if (edit.Take is { } take)
            {
                var matched = Assert.IsType<MatchOutcome.Matched>(outcome);
                Assert.Equal(take.Clip, matched.Clip.Name);
                Assert.InRange(matched.Frames!.Value.Start, edit.From - 1, edit.From + 1);
            }
    }

    [Fact]
    public async Task The_lists_are_written_once_and_matched_from_the_command_line()
    {
        using var folder = new TempFolder();
        var (cuts, home) = (Path.Join(folder.Path, "cuts"), Path.Join(folder.Path, "library"));
        await using (var library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home), default)) await FillAsync(library);

        var (code, output, error) = await DemoCommandTests.RunAsync("demo", "cut", cuts);
        var (again, _, refused) = await DemoCommandTests.RunAsync("demo", "cut", cuts);
        var (faulty, faults, _) = await DemoCommandTests.RunAsync("demo", "cut", Path.Join(folder.Path, "faulty"), "--fault", "missing-roll", "--fault", "ax-without-name");
        var (unknown, _, mistake) = await DemoCommandTests.RunAsync("demo", "cut", cuts, "--fault", "gremlin");

        Assert.True(code == ExitCode.Done, error);
        Assert.Equal(DemoCutList.All(1).Select(list => list.Name).Order(StringComparer.Ordinal), Directory.GetFiles(cuts).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("DEMO_v02.edl: version 2", output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.BadInput, ExitCode.Done, ExitCode.Usage), (again, faulty, unknown));
        Assert.Contains("is there already, and nothing is overwritten", refused, StringComparison.Ordinal);
        Assert.Contains("fault missing-roll in DEMO_v01.edl: event 2 is of a roll that never came in", faults, StringComparison.Ordinal);
        Assert.Contains("gremlin", mistake, StringComparison.Ordinal);
        foreach (var list in DemoCutList.All(1))
        {
            var (matched, table, _) = await DemoCommandTests.RunAsync("match", Path.Join(cuts, list.Name), "--show", "demo", "--library", home, "--rate", "23.976");
            Assert.True(matched == ExitCode.Done, table);
        }

        var (found, missing, _) = await DemoCommandTests.RunAsync("match", Path.Join(folder.Path, "faulty", DemoCutList.Avid), "--show", "demo", "--library", home, "--rate", "23.976");
        Assert.Equal(ExitCode.Found, found);
        Assert.Contains("A009", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_other_frames()
    {
        var (one, again, other) = (DemoCutList.All(7), DemoCutList.All(7), DemoCutList.All(8));

        Assert.All(one.Zip(again), pair => Assert.True(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span)));
        Assert.All(one.Zip(other), pair => Assert.False(pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span)));
    }

    private static string Said(MatchOutcome outcome) => $"{outcome.Word}{(outcome is MatchOutcome.Matched { IsPictureUnverified: true } ? ", picture unverified" : "")}: {outcome.Why}";

    private static Clip AsIngested(FilmedClip clip) => new()
    {
        Id = clip.Id,
        Roll = clip.Roll.Id,
        Name = clip.Name,
        Reel = clip.Reel,
        Frames = clip.Frames,
        Rate = DemoDay.Rate.ToRatio(),
        TimecodeStart = clip.Start.ToString(),
        Width = 1920,
        Height = 1080,
    };

    private static Task FillAsync(MediaLibrary library) => library.WriteAsync(async tx =>
    {
        await tx.AddShowAsync(new Show { Name = "demo", Title = "The demo" }, default);
        foreach (var roll in Filmed.Values.Select(clip => clip.Roll).Distinct())
            await tx.AddRollAsync(new Roll { Id = roll.Id, Show = "demo", Name = roll.Name, Kind = RollKind.Camera, ShootDay = roll.ShootDay, Unit = roll.Unit, FoundAt = tx.Now }, default);
        await tx.PutClipsAsync(Filmed.Values.Select(AsIngested), default);
    }, default);

    private static ImmutableArray<MatchOutcome> Match(Cut cut) => new ClipMatcher().Match(CutClaims.Of(cut), ClipIndex.Of(Filmed.Values)).Outcomes;

    private static Cut Read(DemoCutList list) => CutReader.Read(new MemoryStream(list.Content.ToArray()), list.Name, new() { Rate = DemoDay.Rate });

    /// <summary>The day's clips as ingest finds them.</summary>
    private static Dictionary<string, FilmedClip> Clips(DemoDay day)
    {
        var rolls = new Dictionary<string, FilmedRoll>();
        return day.RawTakes.Concat(day.MovieTakes).Concat(day.SoundTakes).ToDictionary(take => take.Clip, take => new FilmedClip
        {
            Id = Guid.CreateVersion7(),
            Name = take.Clip,
            Roll = rolls.TryGetValue(take.Roll, out var roll) ? roll : rolls[take.Roll] = new(Guid.CreateVersion7(), take.Roll, DemoDay.Date, "MU"),
            Reel = take.Roll,
            Start = take.Start,
            Frames = take.Frames,
        });
    }
}
