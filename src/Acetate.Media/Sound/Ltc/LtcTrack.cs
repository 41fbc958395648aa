using Acetate.Timing;

namespace Acetate.Media.Sound.Ltc;

/// <summary>What linear timecode on a track says about the whole of it: which label is heard where.</summary>
public sealed record LtcTrack
{
    private const int Block = 1 << 16;

    /// <summary>The rate of its labels; of 24 and 23.976, or 30 and 29.97, the one that the speed fits, taking playback at its true speed.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>Whether labels are counted drop-frame.</summary>
    public required bool IsDrop { get; init; }

    /// <summary>The label of a word in the middle of the longest unbroken stretch.</summary>
    public required Timecode Label { get; init; }

    /// <summary>The sample at which that label begins, by a line through all words of the stretch.</summary>
    public required double Sample { get; init; }

    /// <summary>Samples from one label to the next; negative when the tape ran backwards.</summary>
    public required double SamplesPerFrame { get; init; }

    /// <summary>Words of the longest stretch in which each label follows the one before.</summary>
    public required int Words { get; init; }

    /// <summary>Words of all the track that were heard.</summary>
    public required int AllWords { get; init; }

    /// <summary>The part of the track in which words were heard, 0 to 1. A timecode track has above 0.8.</summary>
    public required double Coverage { get; init; }

    /// <summary>Whether labels jump somewhere: the recorder was jammed anew, or stretches of several takes lie there.</summary>
    public required bool Jumps { get; init; }

    /// <summary>The user bits of most words.</summary>
    public required string UserBits { get; init; }

    /// <summary>The speed at which it is heard: 1 as recorded, −1 backwards.</summary>
    public double Speed(int sampleRate) => sampleRate / (SamplesPerFrame * Rate.Approximate);

    /// <summary>Listens to a channel.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="channel">Which channel, from 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="start">The first sample that is listened to.</param>
    /// <param name="count">How many; null: to the end.</param>
    /// <returns>What was heard; null when there are not ten words in a row.</returns>
    public static LtcTrack? Of(ISoundSamples sound, int channel, CancellationToken cancellationToken, long start = 0, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(sound);
        var end = Math.Min(sound.Length, start + (count ?? sound.Length));
        var stretches = new Stretches();
        var reader = new LtcReader(sound.SampleRate, stretches.Take);
        var block = new float[Block];
        for (var at = start; at < end; at += Block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = block.AsSpan(0, (int)Math.Min(Block, end - at));
            sound.Read(at, [channel], part);
            reader.Take(part);
        }

        return stretches.Finish(start, Math.Max(1, end - start), sound.SampleRate);
    }

    /// <summary>Words in a row, and the longest such row, as sums for a line: nothing grows with the length of the track.</summary>
    private sealed class Stretches
    {
        private const int Fewest = 10;

        private readonly Dictionary<uint, int> users = [];
        private Stretch best, open;
        private LtcFrame? last;
        private double covered;
        private int words, breaks, highest;

        public void Take(LtcFrame frame)
        {
            words++;
            covered += frame.Length;
            highest = Math.Max(highest, frame.Frames);
            if (users.Count < 64 || users.ContainsKey(frame.UserBits)) users[frame.UserBits] = users.GetValueOrDefault(frame.UserBits) + 1;
            if (last is { } previous && !Follows(previous, frame))
            {
                if (open.Count >= Fewest) breaks++;
                Close();
            }

            if (open.Count == 0) open = new() { First = frame };
            open.Add(frame);
            last = frame;
        }

        public LtcTrack? Finish(long start, long length, int sampleRate)
        {
            if (open.Count >= Fewest) breaks++;
            Close();
            if (best.Count < Fewest || best.First is not { } first) return null;
            var spacing = best.Spacing;
            var rate = RateOf(sampleRate / Math.Abs(spacing), first.IsDrop, highest, best.Count);
            var middle = best.Count / 2;
            var isDrop = first.IsDrop && rate.CanDropFrames;
            if (!Timecode.TryFromFields(first.Hours, first.Minutes, first.Seconds, first.Frames, rate, isDrop, out var label, out _)) return null;
            return new()
            {
                Rate = rate,
                IsDrop = isDrop,
                Label = label.AddWrapping(first.IsReverse ? -middle : middle),
                Sample = start + best.At(middle) + (first.IsReverse ? spacing : 0),
                SamplesPerFrame = first.IsReverse ? -spacing : spacing,
                Words = best.Count,
                AllWords = words,
                Coverage = Math.Min(1, covered / length),
                Jumps = breaks > 1,
                UserBits = users.MaxBy(pair => pair.Value).Key.ToString("X8", System.Globalization.CultureInfo.InvariantCulture),
            };
        }

        private void Close()
        {
            if (open.Count > best.Count) best = open;
            open = default;
        }

        /// <summary>The next word begins where the last one ends, within two bits, and its label is the next one at some rate.</summary>
        private static bool Follows(LtcFrame before, LtcFrame after)
        {
            if (before.IsReverse != after.IsReverse || before.IsDrop != after.IsDrop || Math.Abs(after.Start - before.Start - before.Length) > before.Length / 40) return false;
            var (early, late) = before.IsReverse ? (after, before) : (before, after);
            if (late.Frames == early.Frames + 1) return (late.Hours, late.Minutes, late.Seconds) == (early.Hours, early.Minutes, early.Seconds);
            var second = (early.Hours * 3600) + (early.Minutes * 60) + early.Seconds + 1;
            var isNextSecond = (late.Hours * 3600) + (late.Minutes * 60) + late.Seconds == second % 86_400;
            return isNextSecond && early.Frames is 23 or 24 or 29 && (late.Frames == 0 || (early.IsDrop && late.Frames == 2 && second % 60 == 0 && second % 600 != 0));
        }

        /// <summary>The labels tell 24, 25 or 30 by their highest; whether it is 1001 below by the speed, if it is near enough to play at.</summary>
        private static FrameRate RateOf(double speed, bool isDrop, int highest, int words)
        {
            if (isDrop) return FrameRate.Fps2997;
            FrameRate[] candidates = words < 30 && highest < 29
                ? [.. new[] { FrameRate.Fps23976, FrameRate.Fps24, FrameRate.Fps25, FrameRate.Fps2997, FrameRate.Fps30 }.Where(rate => rate.LabelsPerSecond > highest)]
                : highest < 24 ? [FrameRate.Fps23976, FrameRate.Fps24] : highest < 25 ? [FrameRate.Fps25] : [FrameRate.Fps2997, FrameRate.Fps30];
            return candidates.MinBy(rate => Math.Abs(speed - rate.Approximate));
        }

        private struct Stretch
        {
            private double sumX, sumY, sumXX, sumXY;

            public LtcFrame? First { get; init; }

            public int Count { get; private set; }

            public readonly double Spacing => ((Count * sumXY) - (sumX * sumY)) / ((Count * sumXX) - (sumX * sumX));

            /// <summary>Where the word of a number begins in the file.</summary>
            public readonly double At(double number) => First!.Start + (sumY / Count) + (Spacing * (number - (sumX / Count)));

            public void Add(LtcFrame frame)
            {
                // Counted from the first word, so that the sums of hours stay exact enough.
                var (x, y) = ((double)Count, frame.Start - First!.Start);
                (sumX, sumY, sumXX, sumXY) = (sumX + x, sumY + y, sumXX + (x * x), sumXY + (x * y));
                Count++;
            }
        }
    }
}
