using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Media.Formats.Canon;
using Acetate.Media.Formats.Codecs;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Formats.Sidecars;
using Acetate.Media.Inspect;
using Acetate.Timing;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>QuickTime and MP4, and the cameras' formats built on them (BRAW, CR3, CRM): structure, tracks, timecode and metadata. FFprobe is asked where a codec is none of ours.</summary>
public sealed class QuickTimeInspector : IFormatInspector
{
    private static readonly string[] Wanted = ["image.codec", "image.width", "image.height", "image.pixelFormat", "image.rate", "clip.frames", "image.fieldOrder"];

    /// <inheritdoc/>
    public string Name => "QuickTime";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => QuickTimeReader.Knows(head);

    /// <inheritdoc/>
    public bool WantsFFprobe(InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Has("quicktime.closed")) return false;
        // A movie without its index, or in fragments, or of timecode alone: FFmpeg knows more ways to open it.
        // HEVC says whether it is HDR in the pictures' own parameters, which only a decoder reads here.
        if (draft["image.codec"] == "hevc" || draft["image.codec"] == "mpeg2video" && !draft.Has("image.colour.matrix") || draft.Has("quicktime.fragmented") || !draft.Has("quicktime.track.vide") && !draft.Has("quicktime.track.soun")) return true;
        if (draft.Has("quicktime.track.vide"))
            foreach (var field in Wanted)
                if (!draft.Has(field)) return true;
        return draft.Has("quicktime.track.soun") && (!draft.Has("sound.codec") || !draft.Has("sound.channels"));
    }

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(draft);
        var movie = QuickTimeReader.Read(content);
        draft.Fact("quicktime.brand", movie.Brand, "ftyp");
        foreach (var track in movie.Tracks) draft.Fact($"quicktime.track.{track.Handler}", track.Codec, "stsd");
        foreach (var (code, message) in movie.Findings)
            draft.Problem(code, code is "truncated" or "no-moov" ? ProblemSeverity.Error : ProblemSeverity.Warning, message, file.Name);
        if (movie.IsFragmented) draft.Fact("quicktime.fragmented", "true", "moof");
        // A CR3 is a photograph: its tracks are the sizes of one picture. A CRM is a movie.
        if (movie.Brand == "crx ") CanonRaw.Add(movie, file, draft);
        else Picture(movie, content, file, draft);
        Sound(movie, draft);
        Time(movie, content, draft);
        Tags(movie, draft);
        foreach (var track in movie.Tracks) CameraTrack(track, content, draft);
    }

    private static void Picture(QuickTimeFile movie, Stream content, ClipFile file, InspectionDraft draft)
    {
        if (movie.Tracks.FirstOrDefault(track => track.Handler == "vide") is not { } picture) return;
        var first = picture.FirstChunk is { } at ? StreamBytes.At(content, at, 128) : [];
        SampleDescription.AddPicture(picture.Description.AsMemory(), draft);
        if (picture.Codec is "apco" or "apcs" or "apcn" or "apch" or "ap4h" or "ap4x") ProResFrame.Add(first, "prores frame header", draft);
        if (picture.Codec is "AVdn" or "AVdh") DnxFrame.Add(first, "dnx frame header", draft);
        // A track that is shown in another shape than it is stored in, and does not say why.
        if (!draft.Has("image.squeeze") && picture is { ShownWidth: > 0, ShownHeight: > 0 } && draft.Number("image.width") is > 0 and var width && draft.Number("image.height") is > 0 and var height
            && ExactRatio.Of(picture.ShownWidth * height, picture.ShownHeight * width) is { } shape)
            draft.Fact("image.squeeze", shape, "tkhd", $"{picture.ShownWidth >> 16}×{picture.ShownHeight >> 16}");
        if (picture.Rotation != 0) draft.Fact(PictureRotation.Field, picture.Rotation, "tkhd");
        if (picture.IsMirrored) draft.Fact(PictureRotation.MirroredField, "yes", "tkhd");
        SampleDescription.AddColour(picture.Description.AsMemory(), draft);
        if (!movie.IsFragmented) draft.Fact("clip.frames", picture.Samples is > 0 ? picture.Samples : null, "stsz");
        if (picture.SteadyDelta is { } delta) draft.Fact("image.rate", ClipTime.RateOf(picture.TimeScale, delta), "stts", $"{picture.TimeScale}/{delta}");
        if (SampleDescription.ClosedName(picture.Codec) is not { } closed) return;
        draft.Fact("quicktime.closed", closed, "stsd", picture.Codec);
        draft.Problem("no-decoder", ProblemSeverity.Note, $"{closed} is read as far as its header; only its maker's software decodes its pictures.", file.Name);
        if (closed == "Blackmagic RAW" && picture.FirstChunk is { } frame)
            Blackmagic.BrawFrame.Add(StreamBytes.At(content, frame, Math.Min(picture.FirstSize ?? 0, Blackmagic.BrawFrame.Largest)), draft);
    }

    private static void Sound(QuickTimeFile movie, InspectionDraft draft)
    {
        var tracks = movie.Tracks.Where(track => track.Handler == "soun").ToList();
        if (tracks.Count == 0 || movie.IsFragmented) return;
        var sounds = tracks.Select(track => SampleDescription.Sound(track.Description.AsSpan())).ToList();
        // One description that is none of ours (AAC says its channels elsewhere): all of it is left to FFprobe.
        if (sounds.Any(sound => sound?.Codec is null)) return;
        var first = sounds[0]!.Value;
        draft.Fact("sound.codec", first.Codec, "stsd", tracks[0].Codec);
        draft.Fact("sound.channels", sounds.Sum(sound => (long)sound!.Value.Channels), "stsd", string.Join('+', sounds.Take(64).Select(sound => sound!.Value.Channels)));
        var rate = first.Rate > 0 ? first.Rate : tracks[0].TimeScale;
        draft.Fact("sound.sampleRate", rate, "stsd");
        if (first.Bits > 0) draft.Fact("sound.bitDepth", first.Bits, "stsd");
        // Of compressed sound the edit also cuts what filled the last packet; how much is only roughly told.
        if ((first.Bits > 0 || !tracks[0].HasEditList) && tracks[0].TimedDuration is > 0 and var samples && tracks[0].TimeScale == rate && !tracks[0].HasEdits && samples > tracks[0].LeftOut)
            draft.Fact("sound.samples", samples - tracks[0].LeftOut, "stts", tracks[0].LeftOut == 0 ? null : $"{samples} - {tracks[0].LeftOut}");
        var place = 1;
        foreach (var sound in sounds.Take(256))
            for (var channel = 0; channel < Math.Min(sound!.Value.Channels, 64); channel++) draft.Track(new(place++, null, null, null));
    }

    /// <summary>A timecode track has one sample: the number of the first frame. How it counts stands in its description, and often the reel.</summary>
    private static void Time(QuickTimeFile movie, Stream content, InspectionDraft draft)
    {
        if (movie.Tracks.FirstOrDefault(track => track.Codec == "tmcd") is not { FirstChunk: { } at, Description: { Length: >= 34 } description }) return;
        var entry = description.AsSpan();
        var flags = BinaryPrimitives.ReadUInt32BigEndian(entry[20..]);
        var (scale, delta) = (BinaryPrimitives.ReadUInt32BigEndian(entry[24..]), BinaryPrimitives.ReadUInt32BigEndian(entry[28..]));
        foreach (var (type, name) in QuickTimeMetadata.Boxes(description.AsMemory()[34..]))
            if (type == "name" && name.Length > 4) draft.Fact("clip.reel", Encoding.UTF8.GetString(name.Span[4..]), "tmcd name");
        if (ClipTime.RateOf(scale, delta) is not { } text || FrameRate.Parse(text) is not { LabelsPerSecond: <= 1000 } rate) return;
        if (StreamBytes.At(content, at, 4) is not { Length: 4 } sample) return;
        var frame = BinaryPrimitives.ReadUInt32BigEndian(sample);
        var label = Timecode.Wrapping(frame, rate, (flags & 1) != 0 && rate.CanDropFrames);
        draft.Fact("timecode.start", label.ToString(), "tmcd track", $"{frame} at {scale}/{delta}");
        draft.Fact("timecode.rate", rate.ToRatio(), "tmcd track", $"{scale}/{delta}");
    }

    private static void Tags(QuickTimeFile movie, InspectionDraft draft)
    {
        var plain = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var tag in movie.Tags.Where(tag => tag.Track == 0 && tag.Text is { Length: > 0 })) plain.TryAdd(UserDataName(tag.Key), tag.Text!);
        if (movie.Created is { } created) plain.TryAdd("creation_time", created.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        FFprobeTags.Add(plain.ToImmutable(), "quicktime key", draft);
        foreach (var tag in movie.Tags)
        {
            if (tag.Track > 0 && tag.Text is { } text)
            {
                if (tag.Key.EndsWith("camera.lens_model", StringComparison.OrdinalIgnoreCase)) draft.Fact("lens.model", text, $"quicktime track key {tag.Key}");
                draft.Fact($"track.{tag.Track}.{tag.Key}", text, "quicktime track key");
            }

            // Vendors' documents inside: Sony's in an 'xml ' box, Panasonic's under a key.
            if (tag.Key is "xml" || tag.Key.EndsWith("metadata.xml", StringComparison.OrdinalIgnoreCase))
                Document(tag.Text is { } document ? Encoding.UTF8.GetBytes(document) : [.. tag.Content], draft);
            else if (tag.Key == "GPMF") GoPro.Gpmf.Add(tag.Content.AsMemory(), "gpmf", draft);
            else if (tag is { Text: null, Content.Length: > 0 }) draft.Fact($"tag.{tag.Key}", $"{tag.Content.Length} bytes", "quicktime box");
        }
    }

    private static void Document(byte[] bytes, InspectionDraft draft)
    {
        if (XmlPart.Read(bytes, out _) is not { } root) return;
        if (root.Name == "NonRealTimeMeta") SonyClipXml.Add(root, "sony xml in the movie", draft);
        else if (root.Name is "P2Main" or "ClipMain" or "ClipContent") PanasonicXml.Add(root, "panasonic xml in the movie", draft);
        else
            foreach (var (path, value) in root.Values()) draft.Fact($"xml.{path}", value, "quicktime xml");
    }

    /// <summary>Tracks of camera notes: the first sample of each is that of the first frame.</summary>
    private static void CameraTrack(QuickTimeTrack track, Stream content, InspectionDraft draft)
    {
        if (track.Codec is not ("rtmd" or "gpmd" or "CTMD") || track is not { FirstChunk: { } at, FirstSize: > 0 and var size }) return;
        var sample = StreamBytes.At(content, at, Math.Min(size, 64 << 10));
        switch (track.Codec)
        {
            case "rtmd" when sample.Length > 2: Mxf.AcquisitionMetadata.AddTrack(sample, "rtmd", draft); break;
            case "gpmd": GoPro.Gpmf.Add(sample, "gpmf first sample", draft); break;
            case "CTMD": CanonRaw.AddFrame(sample, draft); break;
        }
    }

    private static string UserDataName(string key) => key switch
    {
        "©mak" => "make",
        "©mod" => "model",
        "©swr" => "software",
        "©nam" => "title",
        "©xyz" => "location",
        "©day" => "date",
        "©too" => "encoder",
        "©cmt" => "comment",
        "©gen" => "genre",
        "©ART" => "artist",
        "©alb" => "album",
        "©inf" => "information",
        "©fmt" => "format",
        "FIRM" => "firmware",
        "CAME" => "camera_hash",
        "LENS" => "lens_hash",
        _ => key,
    };
}
