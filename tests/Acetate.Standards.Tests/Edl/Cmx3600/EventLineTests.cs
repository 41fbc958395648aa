using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Event lines of all the forms that programs and people write.</summary>
public sealed class EventLineTests
{
    private const string Times = "01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00";

    [Theory]
    [InlineData("001  A001     V     C        ", "A001", "V")]
    [InlineData("001 A001 V C ", "A001", "V")]
    [InlineData("001\tA001\tV\tC\t\t", "A001", "V")]
    [InlineData("001        AX V     C        ", "AX", "V")]
    [InlineData("001  MY TAPE  V     C        ", "MY TAPE", "V")]
    [InlineData("001  DAY 2  ROLL 3 AA/V  C        ", "DAY 2  ROLL 3", "AA/V")]
    [InlineData("000001  BOONE_SMITH_ON_CAMERA_HOST_-720P V     C        ", "BOONE_SMITH_ON_CAMERA_HOST_-720P", "V")]
    [InlineData("001           V     C        ", "", "V")]
    [InlineData("001  V V C ", "V", "V")]
    [InlineData("001  C C V C ", "C C", "V")]
    [InlineData("001  001 A C ", "001", "A")]
    [InlineData("  001  A001     V     C        ", "A001", "V")]
    [InlineData("001  Straße é映 V     C        ", "Straße é映", "V")]
    public void The_reel_is_what_stands_between_number_and_channel(string begin, string reel, string channels)
    {
        var e = Lists.Single(begin + Times);

        Assert.Equal((reel, channels, 48L), (e.Reel, e.ChannelText, e.SourceFrames));
    }

    [Theory]
    [InlineData(8, "CMX 3600")]
    [InlineData(16, "Avid File_16")]
    [InlineData(32, "Avid File_32")]
    [InlineData(128, "Avid File_129")]
    [InlineData(129, "Avid File_129")]
    public void A_reel_fills_its_column_to_the_last_character(int width, string dialect)
    {
        var full = new string('R', width);
        var document = EdlReader.Parse($"{Lists.Head}000001  {full} V     C        {Times}\n000002  {"A001".PadRight(width)} V     C        01:00:00:00 01:00:01:00 00:00:02:00 00:00:03:00\n");

        Assert.Equal([(full, width), ("A001", width)], document.At(FrameRate.Fps24).Events.Select(e => (e.Reel, e.ReelColumn)));
        Assert.Equal(dialect, document.Dialect.Name);
    }

    [Theory]
    [InlineData("V", "V1")]
    [InlineData("v2", "V2")]
    [InlineData("A", "A1")]
    [InlineData("A12", "A12")]
    [InlineData("AA", "A1 A2")]
    [InlineData("B", "V1 A1")]
    [InlineData("A/V", "V1 A1")]
    [InlineData("AA/V", "V1 A1 A2")]
    [InlineData("A2/V", "V1 A2")]
    [InlineData("A1A2", "A1 A2")]
    [InlineData("AAV", "V1 A1 A2")]
    [InlineData("VA1A2", "V1 A1 A2")]
    [InlineData("NONE", "")]
    public void Channels_are_told_apart(string text, string channels) =>
        Assert.Equal(channels, string.Join(' ', Lists.Single($"001  A001 {text} C {Times}").Channels));

    [Theory]
    [InlineData("C        ", EdlTransitionKind.Cut, null, null)]
    [InlineData("D    024 ", EdlTransitionKind.Dissolve, null, 24)]
    [InlineData("D 012    ", EdlTransitionKind.Dissolve, null, 12)]
    [InlineData("d 1200 ", EdlTransitionKind.Dissolve, null, 1200)]
    [InlineData("W001 010 ", EdlTransitionKind.Wipe, 1, 10)]
    [InlineData("K    000 ", EdlTransitionKind.Key, null, 0)]
    [InlineData("K B      ", EdlTransitionKind.KeyBackground, null, null)]
    [InlineData("KB       ", EdlTransitionKind.KeyBackground, null, null)]
    [InlineData("K O  012 ", EdlTransitionKind.KeyOut, null, 12)]
    [InlineData("KO 012 ", EdlTransitionKind.KeyOut, null, 12)]
    public void Transitions_have_their_kind_pattern_and_duration(string text, EdlTransitionKind kind, int? pattern, int? frames)
    {
        var transition = Lists.Single($"001  A001     V     {text}{Times}").Transition;

        Assert.Equal((kind, pattern, frames), (transition.Kind, transition.WipePattern, transition.Frames));
    }

    [Theory]
    [InlineData("01:00:00:00", 29.97, 108000, false)]
    [InlineData("01:00:00;00", 29.97, 107892, true)]
    [InlineData("01;00;00;00", 29.97, 107892, true)]
    [InlineData("01:00:00.00", 29.97, 107892, true)]
    [InlineData("01.00.00.00", 25, 90000, false)]
    [InlineData("1:00:00:00", 24, 86400, false)]
    [InlineData("86401", 24, 86401, false)]
    [InlineData("01:00:00:100", 120, 432100, false)]
    public void Times_are_labels_or_frame_numbers(string text, double rate, long frame, bool isDrop)
    {
        var others = text.Contains(':') || text.Contains(';') || text.Contains('.') ? "02:00:00:00 02:00:00:00 02:00:00:00" : "172800 0 86400";

        var time = Lists.Read($"001  A001     V     C        {text} {others}", FrameRate.Parse($"{rate}")).Events.Single().SourceIn;

        Assert.Equal((text, frame, isDrop), (time.Text, time.Timecode!.Value.Frame, time.Timecode.Value.IsDrop));
    }

    [Theory]
    [InlineData("25:00:00:00 25:00:01:00", "The source in of event 001: The hour 25 does not exist")]
    [InlineData("-01:00:00:00 01:00:00:00", "The source in of event 001: '-01:00:00:00' is not a timecode")]
    [InlineData("01:00:00:0O 01:00:02:00", "The source in of event 001: '01:00:00:0O' is not a timecode")]
    [InlineData("01:00:61:00 01:01:02:00", "The source in of event 001: The second 61 does not exist")]
    [InlineData("01:00:00;00 01:00:02;00", "The source in of event 001: The time 01:00:00;00 is drop-frame, which exists at 29.97, 59.94 and 119.88 only, not at 24. Read the list at 29.97")]
    [InlineData("01:00:02:00 01:00:00:00", "The source out 01:00:00:00 of event 001 lies before its in 01:00:02:00; its length is not known")]
    [InlineData("01:00:00:00 01:00:02:30", "The source out 01:00:02:30 of event 001 has frame 30; a second at 24 ends with 23. Read the list at 47.952")]
    public void A_wrong_time_is_an_error_of_its_event_and_the_rest_is_read(string source, string says)
    {
        var reading = Lists.Read($"001  A001     V     C        {source} 00:00:00:00 00:00:02:00\n002  A002     V     C        01:00:00:00 01:00:02:00 00:00:02:00 00:00:04:00");

        Assert.StartsWith($"line 4: {says}", reading.Problems.First(problem => problem.Severity == EdlSeverity.Error).ToString(), StringComparison.Ordinal);
        Assert.Equal((null, 48L, 48L), (reading.Events[0].SourceFrames, reading.Events[0].RecordFrames, reading.Events[1].SourceFrames));
        Assert.All(reading.ProblemsOf(reading.Events[0]), problem => Assert.Equal(4, problem.Line));
        Assert.Empty(reading.ProblemsOf(reading.Events[1]));
    }

    [Theory]
    [InlineData("001  A001 V C 01:00:00:00", "Event 001 has one time instead of four")]
    [InlineData("001  A001 V C 01:00:00:00 01:00:02:00 00:00:00:00", "Event 001 has three times instead of four")]
    [InlineData("001  A001 V     01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "Event 001 has no transition")]
    [InlineData("001  A001 C     01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "Event 001 has no channel after the reel 'A001'")]
    [InlineData("001  A001 Q C   01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "'Q' is not a channel of event 001")]
    [InlineData("001  A001 V X   01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "'X' is not a transition of event 001")]
    [InlineData("001  A001 V D   01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "The transition D of event 001 has no duration")]
    [InlineData("001 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", "Event 001 has no transition")]
    public void What_a_line_lacks_is_told(string line, string says) =>
        Assert.Contains(Lists.Read(line).Problems, problem => problem.Severity == EdlSeverity.Error && problem.Line == 4 && problem.Message.StartsWith(says, StringComparison.Ordinal));

    [Theory]
    [InlineData("1  A001 V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", EdlSeverity.Notice, "The event number 1 is not three to six digits long")]
    [InlineData("001  A001 V C 005 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", EdlSeverity.Warning, "Event 001 is a cut and has a duration of 5 frames")]
    [InlineData("001  A001 V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00 hello", EdlSeverity.Warning, "The text after the times of event 001")]
    [InlineData("001  ../A001 V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", EdlSeverity.Warning, "The reel '../A001' has characters of a path")]
    [InlineData("001           V C 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", EdlSeverity.Warning, "Event 001 has no reel")]
    [InlineData("001  A001 V C 23:59:59:00 00:00:01:00 01:00:00:00 01:00:02:00", EdlSeverity.Notice, "The source of event 001 runs over midnight")]
    [InlineData("001  A001 V D 012 01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00", EdlSeverity.Warning, "Event 001 has the transition D, but not the line before it")]
    public void What_is_odd_is_told_and_the_event_is_read(string line, EdlSeverity severity, string says)
    {
        var reading = Lists.Read(line);

        var problem = Assert.Single(reading.Problems);
        Assert.Equal((severity, 4), (problem.Severity, problem.Line));
        Assert.StartsWith(says, problem.Message, StringComparison.Ordinal);
        Assert.Equal(48, reading.Events.Single().SourceFrames);
    }

    [Fact]
    public void Drop_frame_follows_the_mark_then_the_FCM_line_of_source_or_list()
    {
        var reading = EdlReader.Parse("""
            FCM: DROP FRAME
            001  A001     V     C        01:00:00:00 01:00:01:00 01:00:00:00 01:00:01:00
            FCM: NON-DROP FRAME
            002  A002     V     C        01:00:00:00 01:00:01:00 01:00:01:00 01:00:02:00
            003  A003     V     C        01:00:00;00 01:00:01;00 01:00:02;00 01:00:03;00
            """).At(FrameRate.Fps2997);

        Assert.Equal([true, false, true], reading.Events.Select(e => e.SourceIn.Timecode!.Value.IsDrop));
        Assert.All(reading.Events, e => Assert.True(e.RecordIn.Timecode!.Value.IsDrop));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void In_and_out_that_count_differently_have_no_length() =>
        Assert.Contains("which count differently; its length is not known", Lists.Read("001  A001     V     C        01:00:00;00 01:00:01:00 01:00:00:00 01:00:01:00", FrameRate.Fps2997).Problem(EdlSeverity.Error), StringComparison.Ordinal);

    [Fact]
    public void A_label_that_drop_frame_leaves_out_is_told_with_its_FCM_line()
    {
        var problem = EdlReader.Parse("FCM: DROP FRAME\n001  A001     V     C        00:01:00:00 00:01:01:00 01:00:00:00 01:00:01:00").At(FrameRate.Fps2997).Problem(EdlSeverity.Error);

        Assert.Contains("The label 00:01:00;00 does not exist", problem, StringComparison.Ordinal);
        Assert.Contains("or the FCM line above", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void FCM_that_the_rate_cannot_follow_is_told_once() =>
        Assert.StartsWith("line 1: FCM says DROP FRAME, and 24 has no drop-frame labels", EdlReader.Parse("FCM: DROP FRAME\n" + Lists.Cut + Lists.Dissolve).At(FrameRate.Fps24).Problem(), StringComparison.Ordinal);

    [Fact]
    public void Numbers_may_stand_twice_for_a_transition_or_for_sound_and_no_more()
    {
        var reading = Lists.Read("""
            001  A001     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            001  A001     AA    C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            002  A001     V     C        01:00:02:00 01:00:02:00 00:00:02:00 00:00:02:00
            002  B001     V     D    012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00
            002  C001     V     C        05:00:00:00 05:00:01:00 00:00:05:00 00:00:06:00
            """);

        Assert.Equal([EdlSide.Whole, EdlSide.Whole, EdlSide.Outgoing, EdlSide.Incoming, EdlSide.Whole], reading.Events.Select(e => e.Side));
        Assert.Equal((3, 2), (reading.Events[2].Partner, reading.Events[3].Partner));
        Assert.StartsWith("line 8: The number 002 is used again; line 6 has it too.", reading.Problem(), StringComparison.Ordinal);
    }

    [Fact]
    public void Overlaps_are_told_once_for_each_pair_and_channels_do_not_mix()
    {
        var reading = Lists.Read("""
            001  A001     AA/V  C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00
            002  A002     AA/V  C        01:00:00:00 01:00:02:00 00:00:01:00 00:00:03:00
            003  A003     V2    C        01:00:00:00 01:00:02:00 00:00:01:00 00:00:03:00
            """);

        Assert.StartsWith("line 5: Event 002 begins at 00:00:01:00 on V1, where event 001 in line 4 runs until 00:00:02:00.", reading.Problem(), StringComparison.Ordinal);
        Assert.Equal(["V1", "V2", "A1", "A2"], reading.Channels.Select(channel => channel.ToString()));
    }

    [Theory]
    [InlineData("key-pair")]
    [InlineData("key-out")]
    public void A_key_lies_over_its_background_and_that_is_no_overlap(string id) =>
        Assert.Empty(EdlReader.Read(Corpus.PathOf($"conformance/edl/synthetic/{id}.edl")).At(FrameRate.Fps24).Problems);

    [Fact]
    public void A_programme_may_run_over_midnight()
    {
        var reading = Lists.Read("""
            001  A001     V     C        01:00:00:00 01:00:02:00 23:59:57:00 23:59:59:00
            002  A002     V     C        01:00:00:00 01:00:02:00 23:59:59:00 00:00:01:00
            003  A003     V     C        01:00:00:00 01:00:02:00 00:00:01:00 00:00:03:00
            """);

        Assert.StartsWith("line 5: The record of event 002 runs over midnight", reading.Problem(), StringComparison.Ordinal);
        Assert.All(reading.Events, e => Assert.Equal(48, e.RecordFrames));
    }

    [Fact]
    public void A_list_sorted_by_source_is_told_and_read_in_the_order_of_the_programme()
    {
        var reading = EdlReader.Read(Corpus.PathOf("conformance/edl/synthetic/c-mode-order.edl")).At(FrameRate.Fps24);

        Assert.Equal(EdlRule.RecordOrder, Assert.Single(reading.Problems).Rule);
        Assert.Equal(["002", "001"], reading.On(new(true, 1)).Select(e => e.Number));
    }
}
