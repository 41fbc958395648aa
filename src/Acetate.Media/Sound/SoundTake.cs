using System.Collections.Immutable;

namespace Acetate.Media.Sound;

/// <summary>The files that a recorder wrote of one take: one file with all channels, or several that begin at the same instant.</summary>
/// <remarks>Its channels are those of its files, one after the other. Disposing closes them.</remarks>
public sealed class SoundTake : ISoundSamples, IDisposable
{
    private readonly ImmutableArray<(ISoundSamples Samples, int First)> parts;

    private SoundTake(ImmutableArray<(SoundFile File, ISoundSamples Samples)> files)
    {
        Files = [.. files.Select(file => file.File)];
        var builder = ImmutableArray.CreateBuilder<(ISoundSamples, int)>();
        foreach (var (_, samples) in files)
        {
            builder.Add((samples, Channels));
            Channels += samples.Channels;
        }

        parts = builder.ToImmutable();
        Length = files.Max(file => file.Samples.Length);
        ChannelNames = [.. Files.SelectMany(file => file.ChannelNames)];
    }

    /// <summary>Its files; the first speaks for all.</summary>
    public ImmutableArray<SoundFile> Files { get; }

    /// <summary>The first file.</summary>
    public SoundFile First => Files[0];

    /// <summary>The name of each channel.</summary>
    public ImmutableArray<string> ChannelNames { get; }

    /// <inheritdoc/>
    public int SampleRate => First.SampleRate;

    /// <inheritdoc/>
    public int Channels { get; }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Puts files together that belong to one take.</summary>
    /// <remarks>
    /// Files belong together that begin at the same time reference, count it alike, have the same sample rate, and have a family
    /// (iXML FAMILY_UID) in common; without a family the same scene, take and tape. What has neither, or no time reference, stands alone.
    /// The parts of one long recording have a family in common too, but not the time reference: they are takes of their own.
    /// </remarks>
    public static ImmutableArray<SoundTake> Group(IEnumerable<(SoundFile File, ISoundSamples Samples)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var takes = ImmutableArray.CreateBuilder<SoundTake>();
        foreach (var together in files.Select((file, place) => (file, place)).GroupBy(one => KeyOf(one.file.File, one.place)))
        {
            takes.Add(new([.. together.Select(one => one.file)
                .OrderBy(one => one.File.FamilyPlace?.Length ?? 0).ThenBy(one => one.File.FamilyPlace, StringComparer.Ordinal).ThenBy(one => one.File.Name, StringComparer.Ordinal)]));
        }

        return takes.ToImmutable();
    }

    /// <summary>Sounds that are known to begin at the same instant, at one sample rate: the streams of one clip.</summary>
    internal static SoundTake Together(IEnumerable<(SoundFile File, ISoundSamples Samples)> files) => new([.. files]);

    /// <summary>Opens files and puts those together that belong to one take.</summary>
    /// <exception cref="InvalidDataException">One of them is no wave file that can be read.</exception>
    /// <exception cref="IOException">One of them cannot be opened.</exception>
    public static ImmutableArray<SoundTake> Open(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var opened = new List<(string Name, WaveSamples Samples)>();
        try
        {
            foreach (var path in paths) opened.Add((Path.GetFileName(path), WaveSamples.Open(path)));
            return Group(opened.Select(one => (SoundFile.Of(one.Samples, one.Name), (ISoundSamples)one.Samples)));
        }
        catch
        {
            foreach (var (_, samples) in opened) samples.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(long start, ReadOnlySpan<int> channels, Span<float> target)
    {
        // One file, as most are: it mixes by itself, in one read.
        if (parts is [{ Samples: { } only }])
        {
            only.Read(start, channels, target);
            return;
        }

        target.Clear();
        var part = new float[Math.Min(target.Length, 65536)];
        foreach (var channel in channels)
        {
            var (samples, first) = parts.Last(one => one.First <= channel);
            for (var at = 0; at < target.Length; at += part.Length)
            {
                var some = target.Slice(at, Math.Min(part.Length, target.Length - at));
                samples.Read(start + at, [channel - first], part.AsSpan(0, some.Length));
                for (var i = 0; i < some.Length; i++) some[i] += part[i];
            }
        }

        SampleBytes.Divide(target, channels.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (samples, _) in parts) (samples as IDisposable)?.Dispose();
    }

    private static (string, long, int, int) KeyOf(SoundFile file, int place)
    {
        var slate = file is { Scene: { } scene, Take: { } take } ? $"slate\n{scene}\n{take}\n{file.Tape}" : null;
        return (file.TimeReference is null ? null : file.FamilyId is { } family ? $"family\n{family}" : slate) is { } common
            ? (common, file.TimeReference!.Value, file.StampRate, file.SampleRate) : ($"alone\n{place}", 0, 0, 0);
    }
}
