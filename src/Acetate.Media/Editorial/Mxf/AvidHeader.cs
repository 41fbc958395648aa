using System.Collections.Immutable;
using Acetate.Media.Encode;
using Acetate.Timing;

namespace Acetate.Media.Editorial.Mxf;

/// <summary>The header metadata of one file of a clip: what the clip is (the material package), what this file holds of it (a source package), and the tape that came from (another).</summary>
/// <remarks>
/// Avid follows a clip from its material package by file packages to the tape, whose timecode track begins at zero: where a track begins on the tape
/// is its label. All files of a clip carry the same material and tape packages. What is noted hangs on the material package as user comments.
/// </remarks>
internal sealed class AvidHeader
{
    // Five days, as editing systems make their tapes: a label of a day, and any length behind it, lies within.
    private const int TapeHours = 120;

    private readonly EditorialClip clip;
    private readonly ImmutableArray<AvidTrack> tracks;
    private readonly AvidTrack own;
    private readonly Umid material, tape;
    private readonly List<byte[]> sets = [];

    private AvidHeader(EditorialClip clip, ImmutableArray<AvidTrack> tracks, AvidTrack own, Umid material, Umid tape) =>
        (this.clip, this.tracks, this.own, this.material, this.tape) = (clip, tracks, own, material, tape);

    /// <summary>The sets, one after the other, behind the primer pack.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="tracks">All its tracks.</param>
    /// <param name="own">The one of this file.</param>
    /// <param name="material">The number of the clip.</param>
    /// <param name="tape">The number of the tape.</param>
    /// <param name="colour">What the numbers of the pictures mean.</param>
    public static byte[] Of(EditorialClip clip, ImmutableArray<AvidTrack> tracks, AvidTrack own, Umid material, Umid tape, PictureColour colour)
    {
        var header = new AvidHeader(clip, tracks, own, material, tape);
        header.Preface();
        header.Material();
        header.FilePackage(CodePoints.Of(colour));
        header.Tape();
        return [.. MxfTags.Primer(), .. header.sets.SelectMany(set => set)];
    }

    private byte[] Id(params ReadOnlySpan<string> what) => Umid.Uuid("set", [own.Umid.ToString(), .. what]);

    private void Add(MxfSetBytes set) => sets.Add(set.ToArray());

    private void Preface()
    {
        Add(new MxfSetBytes(0x2F, Id("preface")).Day(0x3B02, clip.ShootDay).U16(0x3B05, 0x0101).U32(0x3B07, 1)
            .References(0x3B06, [Id("identification")]).Bytes(0x3B03, Id("content")).Label(0x3B09, AvidTrack.Label.Atom)
            .References(0x3B0A, [Convert.FromHexString(own.EssenceContainer)]).References(0x3B0B, []));
        // The version is that of this way to write: bytes change only with it.
        Add(new MxfSetBytes(0x30, Id("identification")).Bytes(0x3C09, Id("generation")).Text(0x3C01, "Acetate").Text(0x3C02, "Acetate").Text(0x3C04, "OP-Atom 1")
            .Bytes(0x3C05, Umid.Uuid("product")).Day(0x3C06, clip.ShootDay).Text(0x3C08, "Acetate"));
        Add(new MxfSetBytes(0x18, Id("content")).References(0x1901, [Id("material"), Id("file"), Id("tape")]).References(0x1902, [Id("data")]));
        Add(new MxfSetBytes(0x23, Id("data")).Bytes(0x2701, own.Umid.ToArray()).U32(0x3F06, 2).U32(0x3F07, 1));
    }

    private void Material()
    {
        var notes = clip.Notes.Where(note => note.Value.Length > 0).ToList();
        var package = Package(0x36, "material", material, clip.Name, tracks.Select(track => Id("material", track.Letter)));
        if (notes.Count > 0) package.References(0x4406, [.. notes.Select((_, i) => Id("note", $"{i}"))]);
        Add(package);
        foreach (var (i, note) in notes.Index()) Add(new MxfSetBytes(0x3F, Id("note", $"{i}")).AnyText(0x5003, note.Value).Text(0x5001, note.Column));
        foreach (var track in tracks)
            Track(["material", track.Letter], track.Number, (uint)track.NumberOfSort, track.Name, track.Rate, track.DataKind, track.Length, (track.Umid, 1, 0));
    }

    private void FilePackage(CodePoints colour)
    {
        Add(Package(0x37, "file", own.Umid, clip.Name, [Id("file", own.Letter)]).Bytes(0x4701, Id("descriptor")));
        var descriptor = new MxfSetBytes(own.IsPicture ? (byte)0x28 : (byte)0x48, Id("descriptor")).U32(0x3006, 1).Ratio(0x3001, own.Rate).I64(0x3002, own.Length).Label(0x3004, own.EssenceContainer);
        Add(own.Picture is { } picture
            ? picture.Describe(descriptor, colour)
            : descriptor.Ratio(0x3D03, own.Rate).U8(0x3D02, 1).U32(0x3D07, 1).U32(0x3D01, 24).U16(0x3D0A, 3).U32(0x3D09, 3 * AvidTrack.SampleRate));
        Track(["file", own.Letter], 1, own.EssenceNumber, own.Letter, own.Rate, own.DataKind, own.Length, (tape, (uint)own.Number, own.Start));
    }

    private void Tape()
    {
        var rate = clip.Start.Rate;
        var length = (long)TapeHours * 3600 * rate.LabelsPerSecond;
        Add(Package(0x37, "tape", tape, clip.Tape, [.. tracks.Select(track => Id("tape", track.Letter)), Id("tape", "TC1")]).Bytes(0x4701, Id("tape descriptor")));
        Add(new MxfSetBytes(0x2E, Id("tape descriptor")));
        // All tracks of a tape count in frames; a file of sound names its place in samples, and readers convert.
        foreach (var track in tracks) Track(["tape", track.Letter], track.Number, (uint)track.NumberOfSort, track.Letter, rate, track.DataKind, length, null);
        Add(new MxfSetBytes(0x3B, Id("tape", "TC1")).U32(0x4801, (uint)tracks.Length + 1).U32(0x4804, 1).Text(0x4802, "TC1").Ratio(0x4B01, rate).I64(0x4B02, 0).Bytes(0x4803, Id("tape", "TC1", "sequence")));
        Add(Sequence(Id("tape", "TC1", "sequence"), AvidTrack.Label.Timecode, length, Id("tape", "TC1", "timecode")));
        Add(new MxfSetBytes(0x14, Id("tape", "TC1", "timecode")).Label(0x0201, AvidTrack.Label.Timecode).I64(0x0202, length).I64(0x1501, 0).U16(0x1502, rate.LabelsPerSecond).U8(0x1503, clip.Start.IsDrop ? (byte)1 : (byte)0));
    }

    private MxfSetBytes Package(byte kind, string what, Umid number, string name, IEnumerable<byte[]> ids) =>
        new MxfSetBytes(kind, Id(what)).References(0x4403, [.. ids]).Day(0x4404, clip.ShootDay).Day(0x4405, clip.ShootDay).Text(0x4402, name).Bytes(0x4401, number.ToArray());

    /// <summary>A track that plays one thing from end to end, or, of a tape, what nobody has a number for.</summary>
    private void Track(string[] what, int id, uint number, string name, FrameRate rate, string kind, long length, (Umid Package, uint Track, long Start)? source)
    {
        var (sequence, part) = (Id([.. what, "sequence"]), Id([.. what, "clip"]));
        Add(new MxfSetBytes(0x3B, Id(what)).U32(0x4801, (uint)id).U32(0x4804, number).Text(0x4802, name).Ratio(0x4B01, rate).I64(0x4B02, 0).Bytes(0x4803, sequence));
        Add(Sequence(sequence, kind, length, part));
        Add(new MxfSetBytes(0x11, part).Label(0x0201, kind).I64(0x0202, length).I64(0x1201, source?.Start ?? 0)
            .Bytes(0x1101, source?.Package.ToArray() ?? new byte[32]).U32(0x1102, source?.Track ?? 0));
    }

    private static MxfSetBytes Sequence(byte[] id, string kind, long length, byte[] part) =>
        new MxfSetBytes(0x0F, id).Label(0x0201, kind).I64(0x0202, length).References(0x1001, [part]);
}
