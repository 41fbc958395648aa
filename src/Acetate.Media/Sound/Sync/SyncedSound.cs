using System.Security.Cryptography;
using System.Xml.Linq;
using Acetate.Media.Formats.Wave;
using Acetate.Timing;

namespace Acetate.Media.Sound.Sync;

/// <summary>The sound of one clip, cut from a recording: from the clip's first frame to its last, in step with the picture.</summary>
public sealed record SyncedSound
{
    private const int Block = 4800;

    /// <summary>The clip.</summary>
    public required SyncClip Clip { get; init; }

    /// <summary>The recording. Where it has no sound there is silence.</summary>
    public required SoundTake Sound { get; init; }

    /// <summary>The sample of the recording at which the clip begins.</summary>
    public required double Offset { get; init; }

    /// <summary>The drift to take out, in millionths, as <see cref="SyncResult.DriftPpm"/> has it; 0 (the default) copies samples as they are, from the nearest whole one on.</summary>
    public double DriftPpm { get; init; }

    /// <summary>Samples of each channel that the file gets.</summary>
    public long Length => (long)Math.Round(Clip.Seconds * Sound.SampleRate);

    /// <summary>Samples since midnight at the first one: those of the clip's label, so that sound and picture have one timecode; without a label by the recorder's clock.</summary>
    public long? TimeReference
    {
        get
        {
            if (Clip.Start is { } start) return AudioSamples.FirstOf(start.Frame, Sound.SampleRate, start.Rate);
            return Sound.First.TimeReference is { } reference && Seconds(reference) is var since && since * Sound.SampleRate + Offset >= 0
                ? (long)Math.Round((since * Sound.SampleRate) + Offset) : null;

            double Seconds(long samples) => (double)samples / Sound.First.StampRate;
        }
    }

    /// <summary>Whether it would be larger than the 4 GiB that a wave file holds.</summary>
    public bool IsTooLarge => Length > uint.MaxValue || Length * Sound.Channels * 3 > uint.MaxValue - (1 << 20);

    /// <summary>The recorder's own label at the clip's first frame, to the nearest frame: what an editor finds the original by. Null when the recorder had no timecode.</summary>
    /// <remarks>It counts at the recorder's rate; where the recorder does not say one, at the clip's. A clip that begins before midnight in a recording that begins after it has a label of before midnight.</remarks>
    public Timecode? SoundStart
    {
        get
        {
            if (Sound.First.TimeReference is not { } reference) return null;
            var (rate, stamp) = (Sound.First.TimecodeRate.IsSet ? Sound.First.TimecodeRate : Clip.Rate, Sound.First.StampRate);
            var samples = reference + (Offset / Sound.SampleRate * stamp) + (stamp / rate.Approximate / 2);
            if (samples < 0) samples += 86_400.0 * stamp;
            return samples is >= 0 and < long.MaxValue / 2 ? Timecode.FromSamplesWrapping((long)samples, stamp, rate, Sound.First.IsDrop && rate.CanDropFrames) : null;
        }
    }

    /// <summary>The sound that a result says, with the drift taken out where it would be seen: where sound would leave the picture by more than a quarter of a frame before the clip ends.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="result">What was found; it knows where the clip begins.</param>
    /// <param name="keepsDrift">Whether samples are copied as they are, however far clocks drifted apart.</param>
    /// <exception cref="ArgumentException">The result does not say where the clip begins.</exception>
    public static SyncedSound Of(SyncClip clip, SyncResult result, bool keepsDrift = false)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(result);
        var offset = result.Offset ?? throw new ArgumentException("Where the clip begins in the recording is not known.", nameof(result));
        var isFarOff = result.DriftSamples is { } samples && Math.Abs(samples) / result.Sound.SampleRate > 0.25 / clip.Rate.Approximate;
        return new() { Clip = clip, Sound = result.Sound, Offset = offset, DriftPpm = keepsDrift || !isFarOff ? 0 : result.DriftPpm ?? 0 };
    }

    /// <summary>Writes a broadcast wave file of 24 bits with all channels of the recording.</summary>
    /// <param name="target">Where to; must not be there. It appears when it is whole and was read back.</param>
    /// <param name="cancellationToken">Ends it, and takes away what was written.</param>
    /// <returns>How many samples were above full scale (recordings in floating point may be) and were held at it.</returns>
    /// <exception cref="IOException">The target is there already, cannot be written, does not read back as it was written, or would be larger than 4 GiB.</exception>
    public long Write(string target, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (File.Exists(target)) throw new IOException($"The file '{target}' is there already and is not overwritten.");
        if (IsTooLarge) throw new IOException($"The sound of '{Clip.Name}' would be larger than 4 GiB, which a wave file cannot hold; cut it into parts.");
        var partial = target + ".partial";
        var reader = new BlockReader(this, cancellationToken);
        try
        {
            byte[] written;
            using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            using (var hash = SHA256.Create())
            {
                using (var through = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true)) Writer().Write(through, Length, reader.Sample);
                file.Flush(flushToDisk: true);
                written = hash.Hash!;
            }

            using (var file = new FileStream(partial, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16))
            {
                if (!SHA256.HashData(file).AsSpan().SequenceEqual(written))
                    throw new IOException($"'{target}' does not read back as it was written. The disk is not to be trusted; write to another.");
            }

            File.Move(partial, target, overwrite: false);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }

        return reader.Clipped;
    }

    private WaveWriter Writer() => new()
    {
        Channels = Sound.Channels,
        SampleRate = Sound.SampleRate,
        Bext = new()
        {
            Description = $"sSCENE={Clip.Scene ?? Sound.First.Scene}\r\nsTAKE={Clip.Take ?? Sound.First.Take}\r\nsTAPE={Sound.First.Tape}\r\n",
            Originator = "Acetate",
            TimeReference = TimeReference,
            CodingHistory = $"A=PCM,F={Sound.SampleRate},W=24,T=Acetate\r\n",
        },
        IXml = Document(),
    };

    private string Document()
    {
        var rate = Clip.Start?.Rate ?? (Sound.First.TimecodeRate.IsSet ? Sound.First.TimecodeRate : Clip.Rate);
        var isDrop = Clip.Start?.IsDrop ?? Sound.First.IsDrop;
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + new XElement("BWFXML",
            new XElement("IXML_VERSION", "2.10"),
            Text("SCENE", Clip.Scene ?? Sound.First.Scene), Text("TAKE", Clip.Take ?? Sound.First.Take), Text("TAPE", Sound.First.Tape),
            new XElement("NOTE", Clean($"Synchronised with {Clip.Name}")),
            new XElement("SPEED",
                new XElement("TIMECODE_RATE", rate.Denominator == 1 ? $"{rate.Numerator}/1" : rate.ToRatio()),
                new XElement("TIMECODE_FLAG", isDrop ? "DF" : "NDF"),
                new XElement("FILE_SAMPLE_RATE", Sound.SampleRate),
                new XElement("AUDIO_BIT_DEPTH", 24),
                TimeReference is { } reference ? new[]
                {
                    new XElement("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", reference >> 32),
                    new XElement("TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO", reference & uint.MaxValue),
                    new XElement("TIMESTAMP_SAMPLE_RATE", Sound.SampleRate),
                } : null),
            new XElement("HISTORY", new XElement("ORIGINAL_FILENAME", Clean(Sound.First.Name))),
            new XElement("TRACK_LIST", new XElement("TRACK_COUNT", Sound.Channels), Sound.ChannelNames.Select((name, i) => new XElement("TRACK",
                new XElement("CHANNEL_INDEX", i + 1), new XElement("INTERLEAVE_INDEX", i + 1), new XElement("NAME", Clean(name)))))).ToString();

        static XElement? Text(string name, string? value) => value is null ? null : new(name, Clean(value));

        // Names come from recorders; what XML cannot hold is left out.
        static string Clean(string text) => string.Concat(text.Where(System.Xml.XmlConvert.IsXmlChar));
    }

    /// <summary>The samples of all channels in blocks, in the order in which they are written.</summary>
    private sealed class BlockReader
    {
        private readonly SyncedSound sound;
        private readonly CancellationToken cancellationToken;
        private readonly double step;
        private readonly Resampler? resampler;
        private readonly float[] source;
        private readonly float[][] blocks;
        private long begins = -1;

        public BlockReader(SyncedSound sound, CancellationToken cancellationToken)
        {
            (this.sound, this.cancellationToken) = (sound, cancellationToken);
            // The recorder has so many samples of its own for one of the picture's time.
            step = 1 + (sound.DriftPpm * 1e-6);
            resampler = sound.DriftPpm == 0 ? null : Resampler.Best(step);
            source = resampler is null ? [] : new float[(int)(Block * step) + (2 * resampler.Reach) + 4];
            blocks = [.. Enumerable.Range(0, sound.Sound.Channels).Select(_ => new float[Block])];
        }

        public long Clipped { get; private set; }

        public int Sample(int channel, long at)
        {
            if (at / Block != begins) Read(at / Block);
            var value = MathF.Round(blocks[channel][at % Block] * 8_388_608);
            if (value is >= -8_388_608 and <= 8_388_607) return (int)value;
            Clipped++;
            return value < 0 ? -8_388_608 : 8_388_607;
        }

        private void Read(long block)
        {
            cancellationToken.ThrowIfCancellationRequested();
            begins = block;
            for (var channel = 0; channel < blocks.Length; channel++)
            {
                if (resampler is null)
                {
                    sound.Sound.Read((long)Math.Round(sound.Offset) + (block * Block), [channel], blocks[channel]);
                    continue;
                }

                var place = sound.Offset + (block * Block * step);
                var first = (long)Math.Floor(place) - resampler.Reach;
                sound.Sound.Read(first, [channel], source);
                resampler.Read(source, place - first, step, blocks[channel]);
            }
        }
    }
}
