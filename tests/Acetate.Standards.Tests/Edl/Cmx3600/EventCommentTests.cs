using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>The lines below an event: speeds, names, markers, media, grades; and which side of a transition they speak of.</summary>
public sealed class EventCommentTests
{
    [Theory]
    [InlineData("M2   A001           048.0                01:00:00:00", 2, 1, 96, false, "01:00:00:00")]
    [InlineData("M2   A001           012.5                01:00:00:00", 25, 48, 25, false, "01:00:00:00")]
    [InlineData("M2   A001          -024.0                01:00:01:23", -1, 1, 48, true, "01:00:00:00")]
    [InlineData("M2   A001          -048.0                01:00:03:23", -2, 1, 96, true, "01:00:00:00")]
    [InlineData("M2   A001           000.0                01:00:01:00", 0, 1, 1, false, "01:00:01:00")]
    [InlineData("M2      A001                                      048.0 01:00:00:00", 2, 1, 96, false, "01:00:00:00")]
    [InlineData("M2 A001 +48 01:00:00:00", 2, 1, 96, false, "01:00:00:00")]
    [InlineData("* * FREEZE FRAME", 0, 1, 1, false, "01:00:00:00")]
    public void A_speed_says_which_source_frames_are_played(string line, long numerator, long denominator, long frames, bool isReversed, string first)
    {
        var e = Lists.Single(Lists.Cut + line);

        Assert.Equal(new EdlFactor(numerator, denominator), e.SpeedFactor);
        Assert.Equal((frames, isReversed, first), (e.Played!.Frames, e.Played.IsReversed, e.Played.First.ToString()));
        Assert.Equal(numerator == 0, e.IsFreeze);
    }

    [Theory]
    [InlineData(23.976, "024.0", 1, 1)]
    [InlineData(23.976, "048.0", 2, 1)]
    [InlineData(23.976, "047.9", 2, 1)]
    [InlineData(23.976, "012.0", 1, 2)]
    [InlineData(29.97, "-030.0", -1, 1)]
    [InlineData(29.97, "029.9", 1, 1)]
    [InlineData(24, "027.6", 23, 20)]
    [InlineData(24, "047.6", 119, 60)]
    [InlineData(25, "309.6", 1548, 125)]
    [InlineData(29.97, "027.0", 9, 10)]
    [InlineData(29.97, "010.0", 1, 3)]
    [InlineData(23.976, "008.0", 1, 3)]
    [InlineData(23.976, "007.9", 1, 3)]
    [InlineData(23.976, "-016.0", -2, 3)]
    [InlineData(23.976, "047.6", 119119, 60000)]
    [InlineData(24, "008.0", 1, 3)]
    [InlineData(25, "008.3", 83, 250)]
    public void A_speed_is_exact_as_far_as_one_decimal_goes(double rate, string speed, long numerator, long denominator) =>
        Assert.Equal(new EdlFactor(numerator, denominator), Lists.Single($"{Lists.Cut}M2   A001   {speed}   01:00:00:00", FrameRate.Parse($"{rate}")).SpeedFactor);

    [Fact]
    public void Nothing_lies_before_the_start_of_a_file_that_counts_from_0()
    {
        var reading = EdlReader.Read(Corpus.PathOf("samples/editorial-edl/test_25.edl")).At(FrameRate.Fps25);

        var e = reading.Events.First(e => e.Speed is not null);
        Assert.Equal(("00:00:00:00", 751L, true), (e.Played!.First.ToString(), e.Played.Frames, e.Played.IsReversed));
        Assert.Contains(reading.ProblemsOf(e), problem => problem.Rule == EdlRule.Speed && problem.Message.Contains("runs backwards from 00:00:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public void Source_columns_count_where_they_hold_what_the_speed_uses()
    {
        const string Used = "001  A001     V     C        01:00:00:00 01:00:04:00 00:00:00:00 00:00:02:00\nM2   A001  048.0  01:00:00:00\n";
        const string Neither = "001  A001     V     C        01:00:00:00 01:00:03:00 00:00:00:00 00:00:02:00\nM2   A001  048.0  01:00:00:00\n";

        Assert.Equal((96L, EdlPlayedBasis.Columns), (Lists.Single(Used).Played!.Frames, Lists.Single(Used).Played!.Basis));
        Assert.Equal((96L, EdlPlayedBasis.Larger), (Lists.Single(Neither).Played!.Frames, Lists.Single(Neither).Played!.Basis));
        Assert.StartsWith("line 5: Event 001 takes 72 frames of its source; 48 frames of the programme at 48.0 frames per second need 96.", Lists.Read(Neither).Problem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("M2 A001 fast 01:00:00:00", EdlSeverity.Error, "'M2 A001 fast 01:00:00:00' is not the speed of a reel")]
    [InlineData("M2", EdlSeverity.Error, "'M2' is not the speed of a reel")]
    [InlineData("M2 A001 024.0", EdlSeverity.Warning, "The speed of reel 'A001' has no time")]
    [InlineData("M2 B009 024.0 01:00:00:00", EdlSeverity.Warning, "The speed is said of reel 'B009', and event 001 has 'A001'")]
    [InlineData("M2 A001 024.0 01:00:00:30", EdlSeverity.Warning, "The time '01:00:00:30' of the speed of event 001 does not exist at 24")]
    public void A_wrong_speed_is_told(string line, EdlSeverity severity, string says)
    {
        var problem = Assert.Single(Lists.Read(Lists.Cut + line).Problems);

        Assert.Equal((severity, 5), (problem.Severity, problem.Line));
        Assert.StartsWith(says, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A001", "B001", "M2 B001 048.0 05:00:00:00\nM2 A001 -024.0 01:00:02:00", -24.0, 48.0, false)]
    [InlineData("A001", "B001", "M2 B001 048.0 05:00:00:00", null, 48.0, false)]
    [InlineData("AX", "AX", "M2 AX 012.0 01:00:02:00\nM2 AX 048.0 05:00:00:00", 12.0, 48.0, false)]
    [InlineData("AX", "AX", "M2 AX 048.0 05:00:00:00", null, 48.0, false)]
    [InlineData("AX", "AX", "M2 AX 048.0 09:00:00:00", 48.0, null, true)]
    [InlineData("A001", "B001", "M2 C001 048.0 05:00:00:00", null, 48.0, true)]
    public void Speeds_of_a_dissolve_go_by_reel_then_by_time_then_by_order(string goes, string comes, string lines, double? first, double? second, bool isTold)
    {
        var reading = Lists.Read($"001  {goes} V C 01:00:02:00 01:00:02:00 00:00:02:00 00:00:02:00\n001  {comes} V D 012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00\n{lines}");

        Assert.Equal((first, second), ((double?)reading.Events[0].Speed?.FramesPerSecond, (double?)reading.Events[1].Speed?.FramesPerSecond));
        Assert.Equal(isTold, reading.Problems.Any(problem => problem.Rule == EdlRule.Speed && problem.Message.Contains("taken for what", StringComparison.Ordinal)));
    }

    [Fact]
    public void In_a_transition_FROM_speaks_of_what_goes_and_TO_of_what_comes()
    {
        var events = Lists.Read($"""
            {Lists.Dissolve}* EFFECT NAME: CROSS DISSOLVE
            * FROM CLIP NAME:  one
            * FROM CLIP: /v/one.mov
            * OTIO TRUNCATED REEL NAME FROM: A001_long
            * TO CLIP NAME:  two
            * TO CLIP: /v/two.mov
            * OTIO TRUNCATED REEL NAME FROM: B001_long
            * ASC_SAT 0.5
            * LOC: 00:00:03:00 RED here
            """).Events;

        Assert.Equal(("one", "/v/one.mov", "A001_long", null), (events[0].ClipName, events[0].ClipPath, events[0].OriginalReel, events[0].Grade?.Saturation));
        Assert.Equal(("two", "/v/two.mov", "B001_long", 0.5), (events[1].ClipName, events[1].ClipPath, events[1].OriginalReel, events[1].Grade?.Saturation));
        Assert.Equal(("CROSS DISSOLVE", "here"), (events[1].EffectName, events[1].Markers.Single().Text));
    }

    [Fact]
    public void A_marker_belongs_to_the_side_in_which_it_lies()
    {
        var events = Lists.Read("""
            001  A001     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            001  B001     V     D    024 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00
            * LOC: 00:00:01:23 RED goes
            * LOC: 00:00:02:00 RED comes
            """).Events;

        Assert.Equal("goes", events[0].Markers.Single().Text);
        Assert.Equal("comes", events[1].Markers.Single().Text);
    }

    [Fact]
    public void Two_of_a_kind_are_first_for_what_goes_and_one_follows_its_name()
    {
        var two = Lists.Read($"{Lists.Dissolve}* FROM CLIP NAME: one\n* TO CLIP NAME: two\n* SOURCE FILE: x\n* SOURCE FILE: y\n").Events;
        var one = Lists.Read($"{Lists.Dissolve}* FROM CLIP NAME: one\n* TO CLIP NAME: two\n* SOURCE FILE: A001_R1\n");
        var unknown = Lists.Read($"{Lists.Dissolve}* SOURCE FILE: Z9\n");

        Assert.Equal(("x", "y"), (two[0].SourceFile, two[1].SourceFile));
        Assert.Equal(("A001_R1", null), (one.Events[0].SourceFile, one.Events[1].SourceFile));
        Assert.Empty(one.Problems);
        Assert.Equal("Z9", unknown.Events[1].SourceFile);
        Assert.Contains("could belong to either side of event 002", unknown.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Black_has_no_name_so_that_of_the_picture_is_taken_and_told()
    {
        var fadeIn = Lists.Read("001  BL V C 00:00:00:00 00:00:00:00 00:00:00:00 00:00:00:00\n001  A001 V D 012 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n* FROM CLIP NAME: one\n");
        var fadeOut = Lists.Read("001  A001 V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n001  BL V D 012 00:00:00:00 00:00:01:00 00:00:02:00 00:00:03:00\n* FROM CLIP NAME: one\n* ASC_SAT 0.5\n");

        Assert.Equal((null, "one"), (fadeIn.Events[0].ClipName, fadeIn.Events[1].ClipName));
        Assert.Contains("and that is black; it was taken for what comes", fadeIn.Problem(), StringComparison.Ordinal);
        Assert.Equal(("one", 0.5, null), (fadeOut.Events[0].ClipName, fadeOut.Events[0].Grade!.Saturation, fadeOut.Events[1].ClipName));
        Assert.Empty(fadeOut.Problems);
    }

    [Fact]
    public void The_foreground_of_a_key_is_its_key_clip()
    {
        var reading = EdlReader.Read(Corpus.PathOf("conformance/edl/guerilla-edl/KEY_TRANSITION.EDL")).At(FrameRate.Fps25);

        Assert.Equal(["foobarz_0118_023-APPLE PRORES WITH ALPHA.MOV", "foobarz_0118_026-APPLE PRORES WITH ALPHA.MOV"], reading.Events.Select(e => e.ClipName));
        Assert.Equal([EdlTransitionKind.KeyBackground, EdlTransitionKind.Key], reading.Events.Select(e => e.Transition.Kind));
        Assert.True(reading.IsValid);
    }

    [Fact]
    public void Long_reels_come_from_every_kind_of_map_line()
    {
        var events = Lists.Read("""
            001  006I     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            FINAL CUT PRO REEL: 006-I REPLACED BY: 006I
            002  T1       V     C        01:00:00:00 01:00:02:00 00:00:02:00 00:00:04:00
            003  t2       V     C        01:00:00:00 01:00:02:00 00:00:04:00 00:00:06:00
            004  006I     V     C        01:00:00:00 01:00:02:00 00:00:06:00 00:00:08:00
            005  T3       V     C        01:00:00:00 01:00:02:00 00:00:08:00 00:00:10:00
            DLEDL: REEL: T3 Tape3_whole
            REEL T1 IS CLIP A001C001 take 2

            >>> SOURCE T2 A001C002_230102_R1AB 060a2b34-00
            """).Events;

        Assert.Equal(["006-I", "A001C001 take 2", "A001C002_230102_R1AB", "006-I", "Tape3_whole"], events.Select(e => e.OriginalReel));
        Assert.Equal((EdlReelOrigin.SourceTable, "060a2b34-00"), (events[2].ReelNames[0].Origin, events[2].ReelNames[0].Id));
    }

    [Fact]
    public void A_reel_with_two_names_has_none_but_that_of_its_own_event()
    {
        var reading = Lists.Read("""
            001  006I     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            FINAL CUT PRO REEL: 006-I REPLACED BY: 006I
            002  006I     V     C        01:00:00:00 01:00:02:00 00:00:02:00 00:00:04:00
            FINAL CUT PRO REEL: 00-6I REPLACED BY: 006I
            003  006I     V     C        01:00:00:00 01:00:02:00 00:00:04:00 00:00:06:00
            """);

        Assert.Equal(["006-I", "00-6I", null], reading.Events.Select(e => e.OriginalReel));
        Assert.Contains("The reel 006I stands for '006-I' in line 5 and for '00-6I' in line 7; neither is taken", reading.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void DLEDL_names_the_media_of_its_event()
    {
        var e = Lists.Single(Lists.Cut + """
            DLEDL: START TC: 10:00:00:00
            DLEDL: PATH: /CXFS1/SHOW5
            DLEDL: EDIT:0 FILENAME: SHOW_109_0210.(1025@1222).dpx
            DLEDL: EDIT:0 FILENAME: PATH.AIF
            * DLEDL: EDIT:0 ORIGIN: /mnt/a b/c.dpx
            """);

        Assert.Equal(("10:00:00:00", "/CXFS1/SHOW5", "/mnt/a b/c.dpx"), (e.Flame!.Start!.Value.Timecode.ToString(), e.Flame.Path, e.Flame.Origin));
        Assert.Equal(["SHOW_109_0210.(1025@1222).dpx", "PATH.AIF"], e.Flame.Files);
        Assert.Equal(new EdlFrameNumbers(1025, 1222), e.ImageSequence);
    }

    [Fact]
    public void Avids_table_of_markers_belongs_to_the_list_and_not_to_its_last_event()
    {
        var reading = EdlReader.Read(Corpus.PathOf("samples/editorial-edl/TEST.edl")).At(FrameRate.Fps24);

        Assert.Equal(30, reading.Markers.Length);
        Assert.Equal(
            ("01:02:12:00", "WHITE", "WBROGO", "V1", "002_020 - Phone Screen - CU"),
            (reading.Markers[0].Time.Text, reading.Markers[0].Colour, reading.Markers[0].Author, reading.Markers[0].Track, reading.Markers[0].Text));
        Assert.Equal(("A6", "RED"), (reading.Markers[^1].Track, reading.Markers[^1].Colour));
        Assert.DoesNotContain(reading.Events.SelectMany(e => e.Comments), comment => comment.Text.Contains("WBROGO", StringComparison.Ordinal));
    }

    [Fact]
    public void Markers_have_place_colour_and_text()
    {
        var reading = Lists.Read(Lists.Cut + "* LOC: 00:00:00:12 RED     SHOT_010\n*LOC: 00:00:01:00 White   VFX  a, b\n* LOC: 00:00:01:12 TEAL x\n* LOC: soon RED x\n * LOC: 00:00:00:30 RED y\n |C:ResolveColorRed |M:A | B |D:12\n |M:bare\n");

        Assert.Equal(["RED SHOT_010", "WHITE VFX  a, b", "TEAL x", "RED y", "RED A | B", " bare"], reading.Events[0].Markers.Select(marker => $"{marker.Colour} {marker.Text}"));
        Assert.Equal([12L, 24L, 36L, null, 0L, 0L], reading.Events[0].Markers.Select(marker => marker.Time.Timecode?.Frame));
        Assert.Equal([EdlSeverity.Notice, EdlSeverity.Warning, EdlSeverity.Warning], reading.Problems.Select(problem => problem.Severity));
    }

    [Theory]
    [InlineData("* ASC_SOP (1 1)(0 0 0)(1 1 1)", "ASC_SOP: '1 1' should be 3 numbers and has 2")]
    [InlineData("* ASC_SOP (1 1 1)(0 0 0)", "ASC_SOP: '(1 1 1)(0 0 0)' has not three brackets")]
    [InlineData("* ASC_SOP (1 1 1)(0 0 0)(1 1 1)(1)", "ASC_SOP: '(1 1 1)(0 0 0)(1 1 1)(1)' has more than three brackets")]
    [InlineData("* ASC_SOP (1 1 x)(0 0 0)(1 1 1)", "ASC_SOP: 'x' is not a number")]
    [InlineData("* ASC_SOP (1 1 1e999)(0 0 0)(1 1 1)", "ASC_SOP: '1e999' is not a number")]
    [InlineData("* ASC_SOP", "ASC_SOP: '' has not three brackets")]
    [InlineData("* ASC_SAT", "ASC_SAT: '' should be one number and has 0")]
    [InlineData("* ASC_SAT 1,0", "ASC_SAT: '1,0' should be one number and has 2")]
    public void A_grade_that_cannot_be_read_is_told_and_never_guessed(string comment, string says)
    {
        var reading = Lists.Read(Lists.Cut + comment);

        Assert.Null(reading.Events[0].Grade);
        Assert.StartsWith($"line 5: {says}", reading.Problem(EdlSeverity.Error), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*ASC_SOP(.9 .9 .9)(-.01 0 0)(1 1 1)")]
    [InlineData("* asc_sop: ( 0.9, 0.9, 0.9 ) , ( -1e-2 0 0 )\t(1 1 1)")]
    public void Grades_are_read_in_all_forms(string comment)
    {
        var grade = Lists.Single(Lists.Cut + comment).Grade!;

        Assert.Equal((0.9, -0.01, null), (grade.Slope!.Value.Red, grade.Offset!.Value.Red, grade.Saturation));
    }

    [Fact]
    public void Everything_else_of_a_comment_is_kept()
    {
        var e = Lists.Single(Lists.Cut + """
            *  FROM CLIP NAME   no colon.mov
            * FROM CLIP NAME
            * SOURCE FILE: (NULL)
            * REEL: GT_LUT
            * KEY CLIP IS k
            *FRMC START: 1001    FRMC END: 1102    FRMC DURATION:102
            * AMF_UUID urn:uuid:01234567-89ab-cdef-0123-456789abcdef
            * TIMEWARP EFFECT AT SEQUENCE TC 01;00;26;10.
            * COMMENTARY by X
            * LOCATION: beach
            EFFECTS NAME IS Constant Power
            """);

        Assert.Equal(("no colon.mov", null, "GT_LUT", "k", "Constant Power"), (e.ClipName, e.SourceFile, e.ReelComment, e.KeyClipName, e.EffectName));
        Assert.Equal(new EdlFrameNumbers(1001, 1102, 102), e.FrameCount);
        Assert.Equal(("01234567-89ab-cdef-0123-456789abcdef", true), (e.AmfUuid, e.HasSpeedRamp));
        Assert.Equal(["COMMENTARY by X", "LOCATION: beach"], e.Comments.Where(comment => comment.Kind == EdlCommentKind.Other).Select(comment => comment.Text));
        Assert.Equal(15, e.LastLine);
    }

    [Fact]
    public void Lines_before_the_first_event_are_the_lists_or_told()
    {
        var document = EdlReader.Parse("TITLE: T\n* by X\nM2 A001 024.0 01:00:00:00\nAUD 3 4\n" + Lists.Cut);

        Assert.Equal(["by X"], document.HeaderComments.Select(comment => comment.Text));
        Assert.Equal([3, 4], document.Problems.Where(problem => problem.Rule == EdlRule.NoEventYet).Select(problem => problem.Line));
    }

    [Fact]
    public void What_is_not_understood_is_kept_and_told_once_for_each_stretch()
    {
        const string Text = "TITLE: T\nGPI 1\nSWM 2\n\nHello\n" + Lists.Cut + "FCM: SOMETIMES\nTITLE: U\n";
        var document = EdlReader.Parse(Text);

        Assert.Equal(Text, document.ToString());
        Assert.StartsWith("line 2: Lines 2 to 5 are not understood, beginning with 'GPI 1'; they are kept.", document.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Equal([EdlRule.UnknownLine, EdlRule.BadLine, EdlRule.SecondTitle], document.Problems.Select(problem => problem.Rule));
        Assert.Equal([EdlLineKind.Title, EdlLineKind.Unknown, EdlLineKind.Unknown, EdlLineKind.Blank, EdlLineKind.Unknown, EdlLineKind.Event], document.Lines.Take(6).Select(line => line.Kind));
    }

    [Theory]
    [InlineData("002 garbage line", "Event 002 has no times instead of four")]
    [InlineData("002", "Event 002 has no times instead of four")]
    [InlineData("002  A001     V     C        01", "Event 002 has no times instead of four")]
    [InlineData("OO2  A001     V     C        01:00:02:00 01:00:04:00 01:00:02:00 01:00:04:00", "has times and is no event")]
    public void A_line_that_was_an_event_is_an_error_and_what_follows_it_is_not_of_the_event_above(string line, string message)
    {
        var text = $"{Lists.Cut}{line}\n* FROM CLIP NAME: B\n003  A001     V     C        01:00:04:00 01:00:06:00 01:00:04:00 01:00:06:00\n* FROM CLIP NAME: C\n";
        var document = EdlReader.Parse(text);

        var problem = Assert.Single(document.Problems.Where(problem => problem.Severity == EdlSeverity.Error));
        Assert.Equal(2, problem.Line);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.EndsWith("begin the line with * if it is a remark.", problem.Fix.Replace("begin it", "begin the line", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["003"], document.At(FrameRate.Fps24).Events.Where(e => e.Comments.Any()).Select(e => e.Number));
        Assert.Equal(text, document.ToString());
    }

    [Fact]
    public void A_remark_that_begins_with_two_digits_or_has_one_time_is_no_lost_event()
    {
        var document = EdlReader.Parse($"{Lists.Cut}35 mm, and so on\nSTART 01:00:00:00\n");

        Assert.Equal([EdlSeverity.Notice], document.Problems.Select(problem => problem.Severity));
    }
}
