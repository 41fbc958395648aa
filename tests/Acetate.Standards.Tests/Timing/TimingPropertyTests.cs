using Acetate.Timing;
using FsCheck;
using FsCheck.Fluent;

namespace Acetate.Standards.Tests.Timing;

/// <summary>Laws that hold for every rate, frame and range, tried with a thousand random ones each.</summary>
public sealed class TimingPropertyTests
{
    private static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly Gen<(FrameRate Rate, bool IsDrop)> Countings =
        Gen.Elements(FrameRate.Known.SelectMany(rate => rate.CanDropFrames ? new[] { (rate, false), (rate, true) } : [(rate, false)]));

    private static readonly Gen<Timecode> Timecodes =
        from counting in Countings
        from frame in Gen.Choose(0, (int)Timecode.FramesPerDay(counting.Rate, counting.IsDrop) - 1)
        select new Timecode(frame, counting.Rate, counting.IsDrop);

    private static readonly Gen<FrameRate> AnyRates =
        from numerator in Gen.Choose(1, 100_000)
        from denominator in Gen.Choose(1, 2_002)
        select new FrameRate(numerator, denominator);

    private static Gen<FrameRange> Ranges(FrameRate rate) =>
        from start in Gen.Choose(-1000, 1000)
        from length in Gen.Choose(0, 300)
        select new FrameRange(start, length, rate);

    [Fact]
    public void Reading_what_was_written_gives_the_same_timecode() =>
        Check(Timecodes, timecode => Timecode.Parse(timecode.ToString(), timecode.Rate) == timecode);

    [Fact]
    public void Adding_and_counting_back_agree_over_midnight() =>
        Check(Timecodes.Zip(Gen.Choose(-5_000_000, 5_000_000)), pair =>
            pair.Item1.AddWrapping(pair.Item2).AddWrapping(-pair.Item2) == pair.Item1
            && pair.Item1.AddWrapping(pair.Item2).FramesSinceWrapping(pair.Item1)
                == Timecode.Wrapping(pair.Item2, pair.Item1.Rate, pair.Item1.IsDrop).Frame);

    [Fact]
    public void Later_frames_have_later_labels() =>
        Check(Timecodes.Where(timecode => timecode.AddWrapping(1).Frame > 0), timecode =>
            string.CompareOrdinal(timecode.ToString(), timecode.Add(1).ToString()) < 0);

    [Fact]
    public void Any_exact_ratio_reads_back_and_orders_like_its_quotient() =>
        Check(AnyRates.Zip(AnyRates), pair =>
            FrameRate.Parse(pair.Item1.ToRatio()) == pair.Item1
            && FrameRate.Parse(pair.Item1.ToString()) == pair.Item1
            && pair.Item1.CompareTo(pair.Item2) == pair.Item1.Approximate.CompareTo(pair.Item2.Approximate));

    [Fact]
    public void The_first_sample_of_a_frame_falls_in_it_and_the_one_before_does_not() =>
        Check(
            from rate in AnyRates.Where(rate => rate.Approximate < 8000)
            from frame in Gen.Choose(-10_000_000, 10_000_000)
            from sampleRate in Gen.Elements(44100, 47952, 48000, 48048, 96000, 192000)
            select (rate, frame, sampleRate),
            given =>
            {
                var first = AudioSamples.FirstOf(given.frame, given.sampleRate, given.rate);
                return AudioSamples.ToFrame(first, given.sampleRate, given.rate) == given.frame
                    && AudioSamples.ToFrame(first - 1, given.sampleRate, given.rate) == given.frame - 1;
            });

    [Fact]
    public void Ranges_intersect_and_unite_like_sets_of_frames() =>
        Check(Ranges(FrameRate.Fps24).Zip(Ranges(FrameRate.Fps24)), pair =>
        {
            var (one, other) = pair;
            var common = one.Intersect(other);
            var united = one.TryUnion(other, out var union);
            return Enumerable.Range(-1400, 2800).All(frame =>
                    common.Contains(frame) == (one.Contains(frame) && other.Contains(frame))
                    && (!united || union.Contains(frame) == (one.Contains(frame) || other.Contains(frame))))
                && united == (one.IsEmpty || other.IsEmpty || one.Hull(other).Length <= one.Length + other.Length)
                && one.Contains(common) && one.Hull(other).Contains(one) && one.Overlaps(other) == !common.IsEmpty;
        });

    [Fact]
    public void Converting_outward_loses_no_time_and_inward_adds_none() =>
        Check(
            from rates in AnyRates.Zip(AnyRates)
            from range in Ranges(rates.Item1)
            select (range, rates.Item2),
            given =>
            {
                var (range, rate) = given;
                var outer = range.ConvertTo(rate, FrameEdges.Outward);
                var inner = range.ConvertTo(rate, FrameEdges.Inward);
                return IsNotLater(outer.Start, rate, range.Start, range.Rate) && IsNotLater(range.End, range.Rate, outer.End, rate)
                    && outer.Contains(inner)
                    && (inner.IsEmpty
                        || (IsNotLater(range.Start, range.Rate, inner.Start, rate) && IsNotLater(inner.End, rate, range.End, range.Rate)))
                    && range.ConvertTo(range.Rate, FrameEdges.Outward) == range && range.ConvertTo(range.Rate, FrameEdges.Inward) == range;
            });

    [Fact]
    public void No_text_makes_the_readers_throw() =>
        Check(
            Gen.Elements("0129:;./ -\0é".ToCharArray()).ArrayOf().Select(characters => new string(characters)),
            text =>
            {
                var isRate = FrameRate.TryParse(text, out _, out var rateReason);
                var isLabel = Timecode.TryParse(text, FrameRate.Fps2997, out _, out var labelReason);
                return isRate == (rateReason is null) && isLabel == (labelReason is null);
            });

    private static bool IsNotLater(long frame, FrameRate rate, long otherFrame, FrameRate otherRate) =>
        (Int128)frame * rate.Denominator * otherRate.Numerator <= (Int128)otherFrame * otherRate.Denominator * rate.Numerator;

    private static void Check<T>(Gen<T> values, Func<T, bool> law) =>
        Prop.ForAll(values.ToArbitrary(), law).Check(Thousand);
}
