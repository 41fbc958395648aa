using Acetate.Timing;

namespace Acetate.Standards.Tests.Timing;

public sealed class TimecodeTests
{
    [Theory]
    [InlineData("29.97", "00:01:00;02", 1800)]
    [InlineData("29.97", "00:09:59;29", 17981)]
    [InlineData("29.97", "00:10:00;00", 17982)]
    [InlineData("29.97", "01:00:00;00", 107892)]
    [InlineData("29.97", "23:59:59;29", 2589407)]
    [InlineData("59.94", "00:01:00;04", 3600)]
    [InlineData("59.94", "01:00:00;00", 215784)]
    [InlineData("119.88", "00:01:00;008", 7200)]
    [InlineData("119.88", "00:10:00;000", 71928)]
    [InlineData("119.88", "01:00:00;000", 431568)]
    [InlineData("120", "00:00:01:119", 239)]
    public void Drop_frame_skips_the_first_labels_of_a_minute_except_every_tenth(string rate, string label, long frame)
    {
        var timecode = Timecode.Parse(label, FrameRate.Parse(rate));

        Assert.Equal(frame, timecode.Frame);
        Assert.Equal(label, timecode.ToString());
    }

    [Theory]
    [InlineData("23.976", false, 2073600)]
    [InlineData("24", false, 2073600)]
    [InlineData("29.97", false, 2592000)]
    [InlineData("29.97", true, 2589408)]
    [InlineData("59.94", true, 5178816)]
    [InlineData("119.88", true, 10357632)]
    public void A_day_has_its_number_of_frames(string rate, bool isDrop, long frames) =>
        Assert.Equal(frames, Timecode.FramesPerDay(FrameRate.Parse(rate), isDrop));

    [Theory]
    [InlineData("29.97")]
    [InlineData("59.94")]
    [InlineData("119.88")]
    public void Each_frame_of_a_drop_frame_day_has_one_label_that_leads_back_to_it(string name)
    {
        var rate = FrameRate.Parse(name);
        var day = Timecode.FramesPerDay(rate, isDrop: true);
        var before = default(Timecode);

        // A prime step meets every kind of border; the last frames of each minute are met by the shorter walk below.
        for (long frame = 0; frame < day; frame += 37)
            Assert.True(LeadsBack(frame));
        for (var minute = 0; minute < 1440; minute++)
        {
            for (var near = -9; near <= 9; near++)
            {
                var frame = (minute + 1) * 60L * rate.LabelsPerSecond * 999 / 1000 + near;
                Assert.True(frame >= day || LeadsBack(frame));
            }
        }

        for (long frame = 0; frame < 25_000; frame++)
        {
            var timecode = new Timecode(frame, rate, isDrop: true);
            Assert.True(string.CompareOrdinal(before.ToString(), timecode.ToString()) < 0);
            before = timecode;
        }

        bool LeadsBack(long frame)
        {
            var label = new Timecode(frame, rate, isDrop: true);
            return Timecode.TryFromFields(label.Hours, label.Minutes, label.Seconds, label.Frames, rate, true, out var back, out _)
                && back.Frame == frame;
        }
    }

    [Fact]
    public void A_dropped_label_is_refused_with_its_reason()
    {
        Assert.False(Timecode.TryParse("00:01:00;00", FrameRate.Fps2997, out _, out var reason));

        Assert.Equal(
            "The label 00:01:00;00 does not exist: drop-frame counting at 29.97 leaves out the first 2 labels of this minute.", reason);
    }

    [Theory]
    [InlineData("01:00:00;00", "25", "Drop-frame labels exist at 29.97, 59.94 and 119.88 only")]
    [InlineData("01:00:00;00", "23.976", "not at 23.976")]
    [InlineData("00:00:00:24", "23.976", "a second ends with 23")]
    [InlineData("-01:00:00:00", "24", "not a timecode")]
    [InlineData("01:00;00:00", "29.97", "not a timecode")]
    [InlineData("01;00;00:00", "29.97", "not a timecode")]
    [InlineData("01:00:00:00 ", "24", "not a timecode")]
    [InlineData("٠١:00:00:00", "24", "not a timecode")]
    [InlineData("01:00:00:000", "24", null)]
    [InlineData("", "24", "missing")]
    [InlineData(null, "24", "missing")]
    public void What_is_no_label_is_refused_with_the_reason(string? label, string rate, string? reason)
    {
        var read = Timecode.TryParse(label, FrameRate.Parse(rate), out var timecode, out var given);

        Assert.Equal(reason is null, read);
        Assert.Equal(reason is null, timecode.IsSet);
        if (reason is not null)
            Assert.Contains(reason, given, StringComparison.Ordinal);
    }

    [Fact]
    public void Semicolons_throughout_are_drop_frame_too() =>
        Assert.Equal("01:00:00;02", Timecode.Parse("01;00;00;02", FrameRate.Fps2997).ToString());

    [Fact]
    public void A_source_that_tells_the_counting_makes_colons_drop_frame_and_contradictions_errors()
    {
        Assert.True(Timecode.TryParse("01:00:00:02", FrameRate.Fps2997, isDrop: true, out var timecode, out _));
        Assert.False(Timecode.TryParse("01:00:00;02", FrameRate.Fps2997, isDrop: false, out _, out var reason));

        Assert.True(timecode.IsDrop);
        Assert.Contains("says non-drop", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Midnight_is_passed_only_where_the_call_says_so()
    {
        var last = Timecode.Parse("23:59:59:23", FrameRate.Fps24);
        var first = new Timecode(0, FrameRate.Fps24);

        Assert.Throws<ArgumentOutOfRangeException>(() => last.Add(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Add(-1));
        Assert.Equal(first, last.AddWrapping(1));
        Assert.Equal(last, first.AddWrapping(-1));
        Assert.Equal(-2073599, first.FramesSince(last));
        Assert.Equal(1, first.FramesSinceWrapping(last));
        Assert.Equal(first, Timecode.Wrapping(-2073600, FrameRate.Fps24));
    }

    [Fact]
    public void Rates_and_counts_are_not_mixed_silently()
    {
        var one = Timecode.Parse("01:00:00:00", FrameRate.Fps24);

        Assert.Throws<ArgumentException>(() => one.FramesSince(Timecode.Parse("01:00:00:00", FrameRate.Fps25)));
        Assert.Throws<ArgumentException>(() =>
            Timecode.Parse("01:00:00:00", FrameRate.Fps2997).FramesSinceWrapping(Timecode.Parse("01:00:00;00", FrameRate.Fps2997)));
        Assert.Throws<ArgumentException>(() => new Timecode(0, FrameRate.Fps25, isDrop: true));
        Assert.Throws<ArgumentException>(() => new Timecode(0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Timecode(2073600, FrameRate.Fps24));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Timecode(-1, FrameRate.Fps24));
    }

    [Fact]
    public void The_same_frame_can_be_counted_the_other_way() =>
        Assert.Equal("00:59:56:12", Timecode.Parse("01:00:00;00", FrameRate.Fps2997).WithDrop(false).ToString());

    [Fact]
    public void Labels_are_compared_by_the_instant_they_name()
    {
        Assert.True(Timecode.Parse("01:00:00:00", FrameRate.Fps23976) > Timecode.Parse("01:00:00:00", FrameRate.Fps24));
        Assert.Equal(0, Timecode.Parse("00:00:01:00", FrameRate.Fps24).CompareTo(Timecode.Parse("00:00:01:00", FrameRate.Fps25)));
        Assert.True(Timecode.Parse("00:59:59:24", FrameRate.Fps25) < Timecode.Parse("01:00:00:00", FrameRate.Fps25));
    }

    [Theory]
    [InlineData(172972800, 48000, "23.976", false, "01:00:00:00")]
    [InlineData(172800000, 48000, "23.976", false, "00:59:56:09")]
    [InlineData(172800000, 48000, "29.97", true, "01:00:00;00")]
    [InlineData(1, 48000, "24", false, "00:00:00:00")]
    [InlineData(1999, 48000, "24", false, "00:00:00:00")]
    [InlineData(2000, 48000, "24", false, "00:00:00:01")]
    [InlineData(4147200000, 48000, "25", false, "00:00:00:00")]
    public void A_broadcast_wave_time_stamp_becomes_the_label_of_its_frame(
        long samples, int sampleRate, string rate, bool isDrop, string label) =>
        Assert.Equal(label, Timecode.FromSamplesWrapping(samples, sampleRate, FrameRate.Parse(rate), isDrop).ToString());
}
