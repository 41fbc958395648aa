using System.Globalization;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Wave;

/// <summary>Broadcast Wave files as production sound recorders write them: samples from <c>fmt</c>, time from bext, the slate from iXML.</summary>
public sealed class WaveInspector : IFormatInspector
{
    /// <inheritdoc/>
    public string Name => "Wave";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => WaveReader.Knows(head);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        WaveFile wave;
        try
        {
            wave = WaveReader.Read(content);
        }
        catch (InvalidDataException broken)
        {
            draft.Problem("unreadable", ProblemSeverity.Error, broken.Message, file.Name);
            return;
        }

        foreach (var finding in wave.Findings)
            draft.Problem(finding.Code, finding.IsError ? ProblemSeverity.Error : ProblemSeverity.Warning, finding.Message, file.Name);
        draft.Fact("wave.container", wave.Container, "riff");
        if (wave.Format is { } format) Samples(format, wave, draft);
        if (wave.Bext is { } bext) Broadcast(bext, draft);
        if (wave.IXml is { } ixml) Slate(ixml, file, wave, draft);
        if (wave.Bext is { } words) Description(words, draft);
        foreach (var (path, text) in wave.Axml) draft.Fact($"axml.{path}", text, "axml");
        foreach (var (name, text) in wave.Info) draft.Fact($"info.{name}", text, "LIST INFO");
        foreach (var cue in wave.Cues) draft.Fact($"cue.{cue.Id}", $"{cue.Sample} {cue.Label}".Trim(), "cue", $"{cue.Sample} {cue.Label} {cue.Note}");
        foreach (var chunk in wave.Chunks.Where(chunk => !Understood.Contains(chunk.Id)).DistinctBy(chunk => chunk.Id))
            draft.Fact($"chunk.{chunk.Id}", $"{chunk.Length} bytes", "riff");
    }

    private static readonly HashSet<string> Understood = ["fmt ", "data", "bext", "iXML", "axml", "LIST", "list", "cue ", "ds64", "JUNK", "junk", "FLLR", "PAD "];

    private static void Samples(WaveSampleFormat format, WaveFile wave, InspectionDraft draft)
    {
        var codec = format.Tag switch { 1 => $"pcm_s{format.Bits}le", 3 => $"pcm_f{format.Bits}le", var tag => $"wave-0x{tag:x4}" };
        draft.Fact("sound.codec", format.Bits == 8 && format.Tag == 1 ? "pcm_u8" : codec, "fmt", format.Tag.ToString(CultureInfo.InvariantCulture));
        draft.Fact("sound.channels", format.Channels, "fmt");
        draft.Fact("sound.sampleRate", format.SampleRate, "fmt");
        draft.Fact("sound.bitDepth", format.ValidBits, "fmt");
        draft.Fact("sound.samples", wave.Frames, "data");
        if (format.IsExtensible) draft.Fact("sound.channelMask", $"0x{format.ChannelMask:x}", "fmt");
    }

    private static void Broadcast(BroadcastExtension bext, InspectionDraft draft)
    {
        draft.Fact("sound.timeReference", bext.TimeReference, "bext");
        if (bext.Date.Length == 10)
            draft.Fact("clip.recordedAt", bext.Time.Length == 8 ? $"{bext.Date}T{bext.Time}" : bext.Date, "bext", $"{bext.Date} {bext.Time}");
        draft.Fact("bext.description", bext.Description, "bext");
        draft.Fact("bext.originator", bext.Originator, "bext");
        draft.Fact("bext.originatorReference", bext.OriginatorReference, "bext");
        draft.Fact("bext.version", bext.Version, "bext");
        if (bext.Umid?.Trim('0').Length > 0) draft.Fact("bext.umid", bext.Umid, "bext");
        draft.Fact("bext.loudness", bext.Loudness?.ToString(CultureInfo.InvariantCulture), "bext");
        draft.Fact("bext.codingHistory", bext.CodingHistory, "bext");
    }

    /// <summary>Older recorders keep the slate as <c>KEY=value</c> lines of the description.</summary>
    private static void Description(BroadcastExtension bext, InspectionDraft draft)
    {
        foreach (var (key, text) in bext.DescriptionFields)
        {
            switch (key)
            {
                case "PROJECT": draft.Fact("slate.project", text, "bext description"); break;
                case "SCENE": draft.Fact("slate.scene", text, "bext description"); break;
                case "TAKE": draft.Fact("slate.take", text, "bext description"); break;
                case "NOTE": draft.Fact("slate.note", text, "bext description"); break;
                case "TAPE": draft.Fact("clip.reel", text, "bext description"); break;
                case "CIRCLED":
                    draft.Fact("slate.circled", text.Equals("TRUE", StringComparison.OrdinalIgnoreCase) ? "true" : "false", "bext description", text);
                    break;
                case "SPEED" or "FRAMERATE" when !draft.Has("timecode.rate") && ClipTime.RateMeant(text) is { } rate:
                    draft.Fact("timecode.rate", rate, "bext description", text);
                    draft.Fact("timecode.dropFrame", text.EndsWith("DF", StringComparison.Ordinal) && !text.EndsWith("NDF", StringComparison.Ordinal)
                        ? "true" : "false", "bext description", text);
                    break;
                case var _ when key.StartsWith("TRK", StringComparison.Ordinal) && !draft.HasTracks && int.TryParse(key.AsSpan(3), out var input):
                    draft.Fact($"bext.track.{input}", text, "bext description");
                    break;
                default: draft.Fact($"bext.{key}", text, "bext description"); break;
            }
        }
    }

    private static void Slate(IXmlDocument ixml, ClipFile file, WaveFile wave, InspectionDraft draft)
    {
        // The same words as in bext's description, but meant for machines: they come first.
        draft.Fact("slate.project", ixml["PROJECT"], "ixml");
        draft.Fact("slate.scene", ixml["SCENE"], "ixml");
        draft.Fact("slate.take", ixml["TAKE"], "ixml");
        draft.Fact("slate.note", ixml["NOTE"], "ixml");
        draft.Fact("clip.reel", ixml["TAPE"], "ixml");
        if (ixml["CIRCLED"] is { } circled)
            draft.Fact("slate.circled", string.Equals(circled, "TRUE", StringComparison.OrdinalIgnoreCase) ? "true" : "false", "ixml", circled);
        if (ClipTime.RateMeant(ixml["SPEED/TIMECODE_RATE"]) is { } rate) draft.Fact("timecode.rate", rate, "ixml", ixml["SPEED/TIMECODE_RATE"]);
        if (ixml["SPEED/TIMECODE_FLAG"] is { } flag)
            draft.Fact("timecode.dropFrame", flag.Trim().Equals("DF", StringComparison.OrdinalIgnoreCase) ? "true" : "false", "ixml", flag);
        if (long.TryParse(ixml["SPEED/TIMESTAMP_SAMPLE_RATE"], NumberStyles.None, CultureInfo.InvariantCulture, out var stampRate) && stampRate > 0)
            draft.Fact("sound.timestampRate", stampRate, "ixml");
        if (ixml.TimeReference is { } reference)
        {
            draft.Fact("sound.timeReference", reference, "ixml");
            if (wave.Bext?.TimeReference is { } theirs && theirs != reference)
                draft.Problem("timestamps-differ", ProblemSeverity.Warning,
                    $"bext and iXML time stamps differ ({theirs} and {reference} samples); bext is used, because iXML is often stale after an edit.", file.Name);
        }

        if (ixml.Tracks.Length > 0 && wave.Format is { } format && ixml.Tracks.Length != format.Channels)
            draft.Problem("tracks-differ", ProblemSeverity.Note, $"iXML lists {ixml.Tracks.Length} tracks, the file has {format.Channels} channels.", file.Name);
        foreach (var (track, place) in ixml.Tracks.Select((track, place) => (track, place)))
            draft.Track(new(track.Interleave ?? place + 1, track.Name, track.Channel, track.Function));
        foreach (var (path, text) in ixml.Fields) draft.Fact($"ixml.{path}", text, "ixml");
    }
}
