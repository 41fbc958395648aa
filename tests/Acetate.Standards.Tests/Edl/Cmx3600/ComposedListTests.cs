using Acetate.Cdl;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Lists made of tracks of clips: their columns, what they cannot carry, and that they read back as what was meant.</summary>
public sealed class ComposedListTests
{
    private static readonly EdlClip A = Clip("A001C001_230102_R1AB", 86400, 0, 48);
    private static readonly EdlClip B = Clip("B001C002_230102_R2CD", 172800, 48, 72);

    public static TheoryData<string> Styles => [.. AllStyles.Keys];

    private static Dictionary<string, EdlStyle> AllStyles { get; } = new()
    {
        ["Avid"] = EdlStyle.Avid,
        ["File_16"] = EdlStyle.AvidFile16,
        ["File_32"] = EdlStyle.AvidFile32,
        ["File_129"] = EdlStyle.AvidFile129,
        ["Nucoda"] = EdlStyle.Nucoda,
        ["Premiere"] = EdlStyle.Premiere,
        ["FinalCut"] = EdlStyle.FinalCut,
        ["Flame"] = EdlStyle.Flame,
    };

    [Fact]
    public void File_32_has_the_columns_of_Avid()
    {
        // The lines are those of a list that Avid wrote, but for the blanks at their ends.
        var real = File.ReadAllLines(Corpus.PathOf("samples/editorial-edl/file32.edl")).Select(line => line.TrimEnd()).ToList();
        var clip = A with
        {
            Name = "x",
            Reel = "BOONE SMITH ON CAMERA HOST -720P",
            MediaPath = null,
            Speed = new(3977, 2000),
            SourceIn = Time("00:02:18;05"),
            RecordIn = Time("01:00:26;10"),
            RecordFrames = 153,
        };

        var lines = Lines(Compose([clip], EdlStyle.AvidFile32, FrameRate.Fps2997));

        Assert.Equal(real[18].Replace("AQ100".PadRight(32), "BOONE_SMITH_ON_CAMERA_HOST_-720P", StringComparison.Ordinal).Replace("000006", "000001", StringComparison.Ordinal)[..56], lines[3][..56]);
        Assert.Equal("M2      BOONE_SMITH_ON_CAMERA_HOST_-720P          059.6 00:02:18;05", lines[4]);
        Assert.Equal(real[19].Length, lines[4].Length);

        static Timecode Time(string label) => Timecode.Parse(label, FrameRate.Fps2997);
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void What_is_written_reads_back_in_every_style(string name)
    {
        var black = Clip("", 0, 144, 24) with { IsBlack = true, Transition = EdlTransition.Dissolve(24) };
        EdlClip[] clips =
        [
            A with { Transition = EdlTransition.Dissolve(12), EffectName = "CROSS DISSOLVE" },
            B with { Transition = EdlTransition.Wipe(7, 10), Speed = new(-2, 1), Grade = new(0) { Slope = Rgb.Of(0.9), Saturation = 0.5 } },
            Clip("C001C003_230103_R1AB", 260000, 120, 24) with { Speed = EdlFactor.Freeze },
            black,
            Clip("D001C003_230103_R1AB", 300000, 200, 50) with { Speed = new(1, 2), AmfUuid = "01234567-89ab-cdef-0123-456789abcdef", FdlFramingDecision = "CV1-FI1", Comments = ["VFX 010"], Markers = [new(0, new("01:00:09:00", null), "RED", "x")] },
        ];
        var style = AllStyles[name];

        var list = Compose(clips, style).Lists.Single();

        var reading = list.At(FrameRate.Fps24);
        Assert.Empty(reading.Problems.Where(problem => problem.Severity != EdlSeverity.Notice));
        var written = reading.Events.Where(e => e.RecordFrames > 0).ToList();
        Assert.Equal(clips.Length, written.Count);
        foreach (var (clip, e) in clips.Zip(written))
        {
            Assert.Equal((clip.RecordIn, clip.RecordFrames), (e.RecordIn.Timecode, e.RecordFrames));
            Assert.Equal((clip.Transition.Kind, clip.Transition.Frames, clip.Transition.WipePattern), (e.Transition.Kind, e.Transition.Frames, e.Transition.WipePattern));
            Assert.Equal(clip.IsBlack ? EdlReelKind.Black : style.UsesAuxiliaryReels ? EdlReelKind.Auxiliary : EdlReelKind.Media, e.ReelKind);
            if (clip.IsBlack) continue;
            Assert.Equal((clip.SourceIn, clip.SourceFrames, clip.Speed.Numerator < 0), (e.Played!.First, e.Played.Frames, e.Played.IsReversed));
            Assert.Equal(clip.Speed, e.SpeedFactor);
            Assert.Equal(clip.Name + (e.IsFreeze ? " FF" : ""), e.ClipName);

            // The whole reel is there, in the column or in the style's own way.
            if (style.ReelLength < 20) Assert.Equal($"{clip.Name}.mxf", e.OriginalReel);
            else Assert.Equal(clip.Name, e.Reel);
        }

        Assert.Equal("CROSS DISSOLVE", written[0].EffectName);
        Assert.Equal((0.9, 0.5), (written[1].Grade!.Slope!.Value.Red, written[1].Grade!.Saturation));
        Assert.Equal(("01234567-89ab-cdef-0123-456789abcdef", "CV1-FI1", "VFX 010"), (written[4].AmfUuid, written[4].FdlFramingDecision, written[4].Comments[^1].Text));
        Assert.Equal("RED x", $"{written[4].Markers.Single().Colour} {written[4].Markers[0].Text}");
    }

    [Fact]
    public void Flame_learns_where_the_media_are()
    {
        var text = Compose([A with { MediaPath = "/vol/show/A001.[1001-1048].exr", MediaStart = new(86300, FrameRate.Fps24) }], EdlStyle.Flame).Lists[0].ToString();

        Assert.EndsWith("""
            * FROM CLIP NAME:  A001C001_230102_R1AB
            DLEDL: START TC: 00:59:55:20
            DLEDL: PATH: /vol/show
            DLEDL: EDIT:0 FILENAME: A001.[1001-1048].exr
            DLEDL: REEL: A001 A001.[1001-1048].exr

            """, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_reels_that_become_one_are_told()
    {
        var made = Compose([A, Clip("A001C001_240506_R9ZZ", 0, 48, 24), Clip("A001C001_230102_R1AB", 0, 72, 24)], EdlStyle.Avid);

        var problem = Assert.Single(made.Problems);
        Assert.Equal((EdlRule.ReelShortened, EdlSeverity.Warning), (problem.Rule, problem.Severity));
        Assert.StartsWith("The reels 'A001C001_230102_R1AB' and 'A001C001_240506_R9ZZ' are both written as A001C001;", problem.Message, StringComparison.Ordinal);
        Assert.Empty(Compose([A, Clip("A001C001_240506_R9ZZ", 0, 48, 24)], EdlStyle.AvidFile32).Problems);
    }

    [Fact]
    public void A_transition_around_its_cut_is_moved_to_where_it_begins()
    {
        var made = Compose([A, B with { Transition = EdlTransition.Dissolve(12), TransitionFramesBefore = 6 }], EdlStyle.Avid);

        var events = made.Lists[0].At(FrameRate.Fps24).Events;
        Assert.Equal((42L, 42L, "00:00:01:18"), (events[0].SourceFrames, events[0].RecordFrames, events[0].RecordOut.Text));
        Assert.Equal((172794L, 78L, "00:00:01:18"), (events[2].SourceIn.Timecode!.Value.Frame, events[2].RecordFrames, events[2].RecordIn.Text));
        Assert.Equal("01:00:01:18", events[1].SourceIn.Text);
    }

    [Fact]
    public void Where_both_sides_have_one_reel_each_has_its_speed()
    {
        var list = Compose([A with { Speed = new(1, 2) }, B with { Transition = EdlTransition.Dissolve(12) }], EdlStyle.Premiere).Lists[0];

        Assert.Equal(["012.0", "012.0", "024.0"], list.Lines.Where(line => line.Kind == EdlLineKind.Speed).Select(line => line.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]));
        Assert.Equal([new(1, 2), new(1, 2), EdlFactor.One], list.At(FrameRate.Fps24).Events.Select(e => e.SpeedFactor));
    }

    [Fact]
    public void Tracks_beyond_one_picture_and_two_sounds_become_lists_of_their_own()
    {
        EdlProgramme programme = new()
        {
            Title = "T",
            Rate = FrameRate.Fps24,
            Tracks = [new(new(false, 3), [A]), new(new(true, 2), [A]), new(new(true, 1), [A]), new(new(false, 1), [A]), new(new(false, 2), [A])],
        };

        var made = EdlComposer.Compose(programme, EdlStyle.Avid);

        Assert.Equal(["T: V A A2", "T V2: V2", "T A3: A3"], made.Lists.Select(list => $"{list.Title}: {string.Join(' ', list.At(FrameRate.Fps24).Events.Select(e => e.ChannelText))}"));
        Assert.Contains(made.Problems, problem => problem.Message.Contains("the programme became 3 lists: 'T', 'T V2', 'T A3'", StringComparison.Ordinal));
    }

    [Fact]
    public void FCM_follows_the_counting_of_each_source()
    {
        var (drop, non) = (new Timecode(107892, FrameRate.Fps2997, true), new Timecode(108000, FrameRate.Fps2997));
        var made = Compose([A with { SourceIn = drop, RecordIn = drop }, A with { SourceIn = non, RecordIn = drop.Add(48) }, A with { SourceIn = drop, RecordIn = drop.Add(96) }], EdlStyle.AvidFile32, FrameRate.Fps2997);

        Assert.Equal(["FCM: DROP FRAME", "FCM: NON-DROP FRAME", "FCM: DROP FRAME"], Lines(made).Where(line => line.StartsWith("FCM", StringComparison.Ordinal)));
        var reading = made.Lists[0].At(FrameRate.Fps2997);
        Assert.Equal([drop, non, drop], reading.Events.Select(e => e.SourceIn.Timecode!.Value));
        Assert.All(reading.Events, e => Assert.True(e.RecordIn.Timecode!.Value.IsDrop));
        Assert.Empty(made.Problems);
    }

    [Fact]
    public void What_a_list_cannot_carry_is_told()
    {
        Assert.Contains(Compose([A with { Speed = new(1237, 1000) }], EdlStyle.Avid).Problems, problem => problem.Message.Contains("is written as 29.7 frames per second", StringComparison.Ordinal));
        Assert.Contains(Compose([A with { Transition = new(EdlTransitionKind.Key, null, 0, "K") }], EdlStyle.Avid).Problems, problem => problem.Message.StartsWith("The transition 'K' into the clip", StringComparison.Ordinal));
        Assert.Contains(Compose([A with { MediaPath = "/v/映画.mov" }], EdlStyle.Avid).Problems, problem => problem.Message.Contains("has no letter that a reel may have; AX is written", StringComparison.Ordinal));
        Assert.Contains(Compose([A, B with { RecordIn = A.RecordIn }], EdlStyle.Avid).Problems, problem => problem is { Rule: EdlRule.RecordOverlap } && problem.Message.StartsWith("In the list as written: Event 002", StringComparison.Ordinal));
        Assert.Contains(Compose([.. Enumerable.Range(0, 1000).Select(i => A with { RecordIn = new(48 * i, FrameRate.Fps24) })], EdlStyle.Avid).Problems, problem => problem.Rule == EdlRule.EventNumber);
        Assert.Contains("at another rate than 25", Assert.Throws<ArgumentException>(() => Compose([A], EdlStyle.Avid, FrameRate.Fps25)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_a_line_end_cannot_become_two_lines()
    {
        var made = EdlComposer.Compose(new() { Title = "T\n999  X V C 1 2 3 4", Rate = FrameRate.Fps24, Tracks = [new(new(true, 1), [A with { Name = "a\r\nM2 x", Comments = ["b\u2028\nc"], Reel = "A\n1" }])] }, EdlStyle.Avid with { ReelLength = null });

        Assert.Single(made.Lists[0].At(FrameRate.Fps24).Events);
        Assert.Equal(7, made.Lists[0].Lines.Length);
    }

    private static EdlClip Clip(string name, long source, long record, long frames) => new()
    {
        Name = name,
        MediaPath = $"/v/{name}.mxf",
        SourceIn = new(source, FrameRate.Fps24),
        RecordIn = new(record, FrameRate.Fps24),
        RecordFrames = frames,
    };

    private static EdlComposition Compose(EdlClip[] clips, EdlStyle style, FrameRate? rate = null) =>
        EdlComposer.Compose(new() { Title = "T", Rate = rate ?? FrameRate.Fps24, Tracks = [new(new(true, 1), [.. clips])] }, style);

    private static List<string> Lines(EdlComposition made) => [.. made.Lists.Single().Lines.Select(line => line.Text)];
}
