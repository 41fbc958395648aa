using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Sound;

/// <summary>What a file of a production recorder says about itself, as far as synchronising needs it.</summary>
public sealed record SoundFile
{
    /// <summary>What messages call it.</summary>
    public required string Name { get; init; }

    /// <summary>Hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Samples of each channel that are there.</summary>
    public required long Length { get; init; }

    /// <summary>The name of each channel in the file's order: of iXML, else of the bext description, else <c>1</c>, <c>2</c> …</summary>
    public required ImmutableArray<string> ChannelNames { get; init; }

    /// <summary>Samples since midnight at the first sample, at <see cref="StampRate"/>; bext before iXML. Null: the file has no timecode.</summary>
    /// <remarks>Recorders count on over night, so it may lie beyond a day.</remarks>
    public long? TimeReference { get; init; }

    /// <summary>Samples per second in which the time reference counts: iXML's, else those of the file.</summary>
    public required int StampRate { get; init; }

    /// <summary>The rate of the recorder's timecode; unset when it does not say.</summary>
    public FrameRate TimecodeRate { get; init; }

    /// <summary>Whether the recorder counted drop-frame.</summary>
    public bool IsDrop { get; init; }

    /// <summary>The samples per second of its converters when they differ from the file's: sound recorded at 48,048 Hz to be played at 48,000.</summary>
    public int? DigitizerRate { get; init; }

    public string? Scene { get; init; }

    public string? Take { get; init; }

    public string? Tape { get; init; }

    /// <summary>What the mixer noted of the take.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the mixer circled the take; null when the recorder does not say.</summary>
    public bool? IsCircled { get; init; }

    /// <summary>What the files of one take have in common (iXML).</summary>
    public string? FamilyId { get; init; }

    /// <summary>The place among the files of its take, as the recorder wrote it (iXML).</summary>
    public string? FamilyPlace { get; init; }

    /// <summary>Length in seconds.</summary>
    public double Seconds => (double)Length / SampleRate;

    /// <summary>The label of the first sample; null without time reference or rate.</summary>
    public Timecode? Start => TimeReference is { } reference && TimecodeRate.IsSet && TimecodeRate.LabelsPerSecond <= 1000
        ? Timecode.FromSamplesWrapping(reference, StampRate, TimecodeRate, IsDrop && TimecodeRate.CanDropFrames) : null;

    /// <summary>Gathers it from a file's chunks.</summary>
    public static SoundFile Of(WaveSamples samples, string name)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var (bext, ixml) = (samples.Wave.Bext, samples.Wave.IXml);
        var words = bext?.DescriptionFields ?? [];
        var speed = ixml?["SPEED/TIMECODE_RATE"] ?? Word("SPEED") ?? Word("FRAMERATE");
        var flag = ixml?["SPEED/TIMECODE_RATE"] is not null ? ixml["SPEED/TIMECODE_FLAG"] ?? "" : speed ?? "";
        var stamp = Number("SPEED/TIMESTAMP_SAMPLE_RATE") ?? samples.SampleRate;
        var reference = bext?.TimeReference ?? ixml?.TimeReference;
        // A bext chunk has a time reference whether anybody knew the time or not: 0 with an empty date and no rate says nothing.
        if (reference == 0 && speed is null && bext?.Date.Trim('-', '0', ' ').Length is null or 0) reference = null;
        // Beyond a thousand days it is no time of day but rubbish, and products would overflow.
        if (reference > stamp * 86_400L * 1000) reference = null;
        var digitizer = Number("SPEED/DIGITIZER_SAMPLE_RATE");
        return new()
        {
            Name = name,
            SampleRate = samples.SampleRate,
            Length = samples.Length,
            ChannelNames = NamesOf(samples.Channels, ixml, words),
            TimeReference = reference,
            StampRate = stamp,
            TimecodeRate = FrameRate.TryParse(ClipTime.RateMeant(speed), out var rate) && rate.LabelsPerSecond <= 1000 ? rate : default,
            IsDrop = flag.Trim().EndsWith("DF", StringComparison.OrdinalIgnoreCase) && !flag.Trim().EndsWith("NDF", StringComparison.OrdinalIgnoreCase),
            DigitizerRate = digitizer != samples.SampleRate ? digitizer : null,
            Scene = ixml?["SCENE"] ?? Word("SCENE"),
            Take = ixml?["TAKE"] ?? Word("TAKE"),
            Tape = ixml?["TAPE"] ?? Word("TAPE"),
            Note = ixml?["NOTE"] ?? Word("NOTE"),
            IsCircled = (ixml?["CIRCLED"] ?? Word("CIRCLED"))?.Trim().ToUpperInvariant() switch { "TRUE" or "YES" or "1" => true, "FALSE" or "NO" or "0" => false, _ => null },
            FamilyId = ixml?["FILE_SET/FAMILY_UID"],
            FamilyPlace = ixml?["FILE_SET/FILE_SET_INDEX"],
        };

        string? Word(string key) => words.FirstOrDefault(field => field.Key == key).Value is { Length: > 0 } text ? text : null;

        int? Number(string path) => int.TryParse(ixml?[path], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 8000 and <= 768_000 ? number : null;
    }

    /// <summary>INTERLEAVE_INDEX is the place in the file; without it the order of the list counts. The bext description numbers the recorder's inputs.</summary>
    private static ImmutableArray<string> NamesOf(int channels, IXmlDocument? ixml, ImmutableArray<KeyValuePair<string, string>> words)
    {
        var names = new string?[channels];
        var tracks = ixml?.Tracks ?? [];
        for (var i = 0; i < tracks.Length; i++)
        {
            var place = tracks[i].Interleave ?? i + 1;
            if (place >= 1 && place <= channels) names[place - 1] ??= tracks[i].Name;
        }

        var inputs = words.Where(word => word.Key.StartsWith("TRK", StringComparison.Ordinal) && int.TryParse(word.Key.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .OrderBy(word => int.Parse(word.Key.AsSpan(3), CultureInfo.InvariantCulture)).Select(word => word.Value).ToList();
        if (tracks.Length == 0 && inputs.Count == channels) names = [.. inputs];
        return [.. names.Select((given, i) => string.IsNullOrWhiteSpace(given) ? (i + 1).ToString(CultureInfo.InvariantCulture) : given.Trim())];
    }
}
