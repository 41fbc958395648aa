using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Acetate.Aaf.Storage;
using Acetate.Aaf.Writing;
using Acetate.Timing;

namespace Acetate.Aaf.Bins;

/// <summary>Writes bins as AAF files: structured storage with sectors of 4096 bytes, objects after the AAF Object Specification 1.1, with the dictionary of the classes that are used.</summary>
/// <remarks>
/// <para>A clip is a master mob whose tracks lead to a file mob each, and those to the tape, whose timecode track begins at zero: where a file begins on the tape is its label. All
/// tracks count in frames of the clip, as editing systems write them; how many samples there are, the file's descriptor says. A bin has one frame rate.</para>
/// <para>The same bin gives the same bytes.</para>
/// </remarks>
public static class AafBinWriter
{
    /// <summary>Characters that a name or a value may have.</summary>
    public const int MostOfText = 30_000;

    // The numbers of the paths in "referenced properties"; those of classes and types come first.
    private const int DataDefinitions = 2, ContainerDefinitions = 3;
    private const int Identification = 0x1b01, MobId = 0x4401;

    // Five days: a label of a day, and any length behind it, lies within.
    private const int TapeHours = 120;

    // Of the way to write, 1.0.0.0, released: bytes change only with it.
    private static readonly byte[] Version = [1, 0, 0, 0, 0, 0, 0, 0, 1];

    private static readonly Guid Picture = Guid.Parse("01030202-0100-0000-060e-2b3404010101"), Sound = Guid.Parse("01030202-0200-0000-060e-2b3404010101"), Label = Guid.Parse("01030201-0100-0000-060e-2b3404010101"),
        Mxf = Guid.Parse("4b464141-000d-4d4f-060e-2b34010101ff"), EditProtocol = Guid.Parse("0d011201-0100-0000-060e-2b3404010105"), LargeSectors = Guid.Parse("0d010201-0200-0000-060e-2b3403020101"),
        Product = Guid.Parse("6e4f3a52-0d61-8c1b-9b57-41636574ae01");

    /// <summary>Writes a bin.</summary>
    /// <param name="bin">The bin.</param>
    /// <param name="target">Where to; need not be able to seek, and is not closed.</param>
    /// <exception cref="ArgumentException">An id, a length, a label or a text cannot stand in a bin, or two things have one id; the message says which.</exception>
    /// <exception cref="AafException">A value is longer than a file can hold.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(AafBin bin, Stream target)
    {
        ArgumentNullException.ThrowIfNull(bin);
        ArgumentNullException.ThrowIfNull(target);
        Check(bin);
        var tapes = bin.Clips.GroupBy(clip => clip.Tape.Id).Select(Tape).ToDictionary(tape => tape.Id);
        var mobs = new List<(byte[], DraftObject)>();
        foreach (var clip in bin.Clips)
        {
            mobs.Add((clip.Id.ToBytes(), Master(clip)));
            mobs.AddRange(clip.Tracks.Select(track => (track.File.ToBytes(), File(clip, track, tapes[clip.Tape.Id]))));
        }

        mobs.AddRange(tapes.Values.Select(tape => (tape.Id.ToBytes(), Tape(tape))));
        var header = Header(bin, mobs);
        var root = DraftObject.Root(MetaDictionaryDraft.Of(header.ClassNames), header).Folder("Root Entry");
        root.Streams.Add(("referenced properties", Paths([1, 3], [1, 4], [2, 0x3b04, 0x2605], [2, 0x3b04, 0x2608])));
        CompoundWriter.Write(root, LargeSectors, target);
    }

    /// <summary>A bin as bytes.</summary>
    /// <exception cref="ArgumentException">As <see cref="Write"/>.</exception>
    /// <exception cref="AafException">As <see cref="Write"/>.</exception>
    public static byte[] ToBytes(AafBin bin)
    {
        using var memory = new MemoryStream();
        Write(bin, memory);
        return memory.ToArray();
    }

    private static DraftObject Header(AafBin bin, List<(byte[], DraftObject)> mobs)
    {
        var identification = new DraftObject("Identification").Text("CompanyName", "Acetate").Text("ProductName", "Acetate").Bytes("ProductVersion", Version).Text("ProductVersionString", bin.Product).Id("ProductID", Product)
            .Moment("Date", bin.Modified).Bytes("ToolkitVersion", Version).Text("Platform", "Acetate").Id("GenerationAUID", Generation(bin));
        var dictionary = new DraftObject("Dictionary")
            .OwnsSet("DataDefinitions", Identification, 16, [Definition("DataDefinition", Picture, "Picture"), Definition("DataDefinition", Sound, "Sound"), Definition("DataDefinition", Label, "Timecode")])
            .OwnsSet("ContainerDefinitions", Identification, 16, [Definition("ContainerDefinition", Mxf, "MXF")]);
        // The Edit Protocol (10.1) has each name of a tagged value defined.
        var columns = bin.Clips.SelectMany(clip => clip.Comments.IsDefault ? [] : clip.Comments).Select(comment => comment.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (columns.Count > 0) dictionary.OwnsSet("TaggedValueDefinitions", Identification, 16, [.. columns.Select(column => Definition("TaggedValueDefinition", Hashed("column", Encoding.UTF8.GetBytes(column)), column))]);
        return new DraftObject("Header").U16("ByteOrder", 0x4949).Moment("LastModified", bin.Modified).Bytes("Version", [1, 1]).U32("ObjectModelVersion", 1).Id("OperationalPattern", EditProtocol)
            .Owns("Content", new DraftObject("ContentStorage").OwnsSet("Mobs", MobId, 32, mobs)).Owns("Dictionary", dictionary).OwnsList("IdentificationList", [identification]);
    }

    private static (byte[], DraftObject) Definition(string className, Guid id, string name) => (id.ToByteArray(), new DraftObject(className).Id("Identification", id).Text("Name", name));

    private static DraftObject Master(AafBinClip clip)
    {
        var mob = Mob("MasterMob", clip.Id, clip.Name, clip.Created, [.. clip.Tracks.Select((track, i) => Slot(i + 1, track.Number, track.Name, clip.Start.Rate, Clip(KindOf(track), clip.Frames, (track.File, 1, 0))))]);
        return clip.Comments.IsDefaultOrEmpty ? mob : mob.OwnsList("UserComments", [.. clip.Comments.Select(comment => new DraftObject("TaggedValue").Text("Name", comment.Key).AnyText("Value", comment.Value))]);
    }

    private static DraftObject File(AafBinClip clip, AafBinTrack track, TapeOfBin tape)
    {
        var descriptor = Descriptor(clip, track.Essence);
        if (!track.Locations.IsDefaultOrEmpty) descriptor.OwnsList("Locator", [.. track.Locations.Select(place => new DraftObject("NetworkLocator").Text("URLString", place))]);
        return Mob("SourceMob", track.File, clip.Name, clip.Created, [Slot(1, 1, "", clip.Start.Rate, Clip(KindOf(track), clip.Frames, (tape.Id, tape.SlotOf(track), clip.Start.Frame)))]).Owns("EssenceDescription", descriptor);
    }

    private static DraftObject Tape(TapeOfBin tape)
    {
        var length = (long)TapeHours * 3600 * tape.Rate.LabelsPerSecond;
        var label = new DraftObject("Timecode").Refers("DataDefinition", DataDefinitions, Identification, Label).I64("Length", length)
            .I64("Start", 0).U16("FPS", tape.Rate.LabelsPerSecond).Flag("Drop", tape.IsDrop);
        return Mob("SourceMob", tape.Id, tape.Name, tape.Created,
        [
            .. tape.Tracks.Select((track, i) => Slot(i + 1, track.Number, $"{(track.IsPicture ? 'V' : 'A')}{track.Number}", tape.Rate, Clip(track.IsPicture ? Picture : Sound, length, null))),
            Slot(tape.Tracks.Length + 1, 1, "TC1", tape.Rate, label),
        ]).Owns("EssenceDescription", new DraftObject("TapeDescriptor"));
    }

    private static DraftObject Mob(string className, AafMobId id, string name, DateTime created, DraftObject[] slots) =>
        new DraftObject(className).Mob("MobID", id).Text("Name", name).OwnsList("Slots", slots).Moment("LastModified", created).Moment("CreationTime", created);

    private static DraftObject Slot(int id, int number, string name, FrameRate rate, DraftObject segment) =>
        new DraftObject("TimelineMobSlot").U32("SlotID", id).Text("SlotName", name).U32("PhysicalTrackNumber", number).Ratio("EditRate", rate).I64("Origin", 0).Owns("Segment", segment);

    private static DraftObject Clip(Guid kind, long length, (AafMobId Mob, int Slot, long Start)? source) =>
        new DraftObject("SourceClip").Refers("DataDefinition", DataDefinitions, Identification, kind).I64("Length", length)
            .Mob("SourceID", source?.Mob ?? default).U32("SourceMobSlotID", source?.Slot ?? 0).I64("StartTime", source?.Start ?? 0);

    private static DraftObject Descriptor(AafBinClip clip, AafBinEssence essence) => essence switch
    {
        AafBinEssence.Picture picture => Descriptor("CDCIDescriptor", clip.Start.Rate, clip.Frames) is var made ? Describe(made, picture) : made,
        AafBinEssence.Sound sound => Descriptor("PCMDescriptor", new(sound.SampleRate), sound.Samples).Ratio("AudioSamplingRate", sound.SampleRate, 1).Flag("Locked", true).U32("Channels", 1)
            .U32("QuantizationBits", sound.Bits).U16("BlockAlign", sound.Bits / 8).U32("AverageBPS", (long)sound.Bits / 8 * sound.SampleRate),
        _ => throw new ArgumentException($"'{essence}' is neither picture nor sound.", nameof(essence)),
    };

    private static DraftObject Descriptor(string className, FrameRate rate, long length) =>
        new DraftObject(className).Ratio("SampleRate", rate).I64("Length", length).Refers("ContainerFormat", ContainerDefinitions, Identification, Mxf);

    private static DraftObject Describe(DraftObject made, AafBinEssence.Picture picture)
    {
        foreach (var what in (string[])["Stored", "Sampled", "Display"]) made.U32($"{what}Height", picture.Height).U32($"{what}Width", picture.Width);
        foreach (var what in (string[])["Sampled", "Display"]) made.U32($"{what}XOffset", 0).U32($"{what}YOffset", 0);
        made.U8("FrameLayout", picture.Layout).Bytes("VideoLineMap", [.. DraftObject.Whole(picture.Lines.First, 4), .. DraftObject.Whole(picture.Lines.Second, 4)])
            .Ratio("ImageAspectRatio", picture.AspectRatio.Numerator, picture.AspectRatio.Denominator)
            .U32("ComponentWidth", picture.Bits).U32("HorizontalSubsampling", picture.HorizontalSubsampling).U32("VerticalSubsampling", picture.VerticalSubsampling).U8("ColorSiting", picture.ColourSiting)
            .U32("BlackReferenceLevel", picture.BlackLevel).U32("WhiteReferenceLevel", picture.WhiteLevel).U32("ColorRange", picture.ColourRange);
        if (picture.Alignment is { } grid) made.U32("ImageAlignmentFactor", grid);
        foreach (var (property, label) in ((string, Guid?)[])[("Compression", picture.Coding), ("TransferCharacteristic", picture.Transfer), ("ColorPrimaries", picture.Primaries), ("CodingEquations", picture.Equations)])
            if (label is { } id) made.Id(property, id);
        return made;
    }

    private static Guid KindOf(AafBinTrack track) => track.Essence is AafBinEssence.Picture ? Picture : Sound;

    /// <summary>The stream "referenced properties": byte order, number of paths, number of numbers, paths that end with 0.</summary>
    private static byte[] Paths(params int[][] paths) =>
        [(byte)'L', .. DraftObject.Whole(paths.Length, 2), .. DraftObject.Whole(paths.Sum(path => path.Length + 1), 4), .. paths.SelectMany(path => path.Append(0)).SelectMany(number => DraftObject.Whole(number, 2))];

    /// <summary>The number of this state of the file, made of what is in it.</summary>
    private static Guid Generation(AafBin bin) => Hashed("generation", [DraftObject.Whole(bin.Modified.Ticks, 8), .. bin.Clips.Select(clip => clip.Id.ToBytes())]);

    /// <summary>A UUID of version 8 (RFC 9562) of what it names.</summary>
    private static Guid Hashed(string what, params ReadOnlySpan<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"acetate aaf {what} 1"));
        foreach (var part in parts) hash.AppendData(part);
        var bytes = hash.GetHashAndReset()[..16];
        (bytes[6], bytes[8]) = ((byte)(0x80 | (bytes[6] & 0x0f)), (byte)(0x80 | (bytes[8] & 0x3f)));
        return new(bytes, bigEndian: true);
    }

    private static void Check(AafBin bin)
    {
        var clips = bin.Clips.IsDefault ? throw new ArgumentException("A bin without clips has none of them, rather than no list.", nameof(bin)) : bin.Clips;
        // The Edit Protocol (7.3) has all tracks of sound of a file count alike, and they count in frames here.
        if (clips.FirstOrDefault(clip => clip.Start.Rate != clips[0].Start.Rate && clip.Start.IsSet && clips[0].Start.IsSet) is { } other) throw Bad(other, $"it has another rate than '{clips[0].Name}', and clips of a bin have one");
        var seen = new HashSet<AafMobId>();
        foreach (var clip in clips)
        {
            if (clip.Tracks.IsDefaultOrEmpty) throw Bad(clip, "it has no track");
            foreach (var text in (string[])[clip.Name, clip.Tape.Name, .. clip.Tracks.Select(track => track.Name), .. clip.Tracks.SelectMany(track => track.Locations.IsDefault ? [] : track.Locations), .. (clip.Comments.IsDefault ? [] : clip.Comments).SelectMany(pair => (string[])[pair.Key, pair.Value])])
                if (text.Length > MostOfText || text.Contains('\0', StringComparison.Ordinal)) throw Bad(clip, $"a text is longer than {MostOfText:N0} characters or has a zero in it");
            if (!clip.Start.IsSet) throw Bad(clip, "it has no label");
            if (clip.Frames is < 1 or > 1L << 32) throw Bad(clip, $"it cannot have {clip.Frames} frames");
            if (clip.Tracks.DistinctBy(track => (KindOf(track), track.Number)).Count() != clip.Tracks.Length || clip.Tracks.Any(track => track.Number < 1)) throw Bad(clip, "two of its tracks have one number, or one has none");
            foreach (var id in clip.Tracks.Select(track => track.File).Prepend(clip.Id))
                if (id.IsNull || !seen.Add(id)) throw Bad(clip, $"the id {id} is that of nothing, or of something else in the bin too");
            if (clip.Tape.Id.IsNull) throw Bad(clip, "its tape has no id");
        }

        foreach (var clip in clips)
            if (seen.Contains(clip.Tape.Id)) throw Bad(clip, $"its tape has the id {clip.Tape.Id} of a clip or of a file");
    }

    private static ArgumentException Bad(AafBinClip clip, string why) => new($"The clip '{clip.Name}' cannot stand in a bin: {why}.", nameof(clip));

    private static TapeOfBin Tape(IGrouping<AafMobId, AafBinClip> clips)
    {
        var first = clips.First();
        foreach (var clip in clips)
            if (clip.Tape != first.Tape || clip.Start.Rate != first.Start.Rate || clip.Start.IsDrop != first.Start.IsDrop)
                throw Bad(clip, $"it shares the id of its tape with '{first.Name}', whose tape has another name, rate or way to count");
        return new(first.Tape.Id, first.Tape.Name, first.Start.Rate, first.Start.IsDrop, clips.Min(clip => clip.Created),
            [.. clips.SelectMany(clip => clip.Tracks).Select(track => (track.Essence is AafBinEssence.Picture, track.Number)).Distinct().OrderBy(track => !track.Item1).ThenBy(track => track.Number)]);
    }

    /// <summary>A tape with all that the clips of the bin have of it.</summary>
    private sealed record TapeOfBin(AafMobId Id, string Name, FrameRate Rate, bool IsDrop, DateTime Created, ImmutableArray<(bool IsPicture, int Number)> Tracks)
    {
        public int SlotOf(AafBinTrack track) => Tracks.IndexOf((track.Essence is AafBinEssence.Picture, track.Number)) + 1;
    }
}
