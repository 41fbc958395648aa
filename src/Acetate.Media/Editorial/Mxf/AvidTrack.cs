using Acetate.Timing;

namespace Acetate.Media.Editorial.Mxf;

/// <summary>A track of a clip, of which there is a file.</summary>
internal sealed record AvidTrack
{
    /// <summary>What samples of sound run at, always.</summary>
    public const int SampleRate = 48000;

    /// <summary>The number among the tracks of the clip, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The number among those of its sort, from 1: 2 of A2.</summary>
    public required int NumberOfSort { get; init; }

    /// <summary>What the editor reads on the track.</summary>
    public required string Name { get; init; }

    /// <summary>The pictures; null for sound.</summary>
    public DnxEssence? Picture { get; init; }

    /// <summary>Edit units: frames or samples.</summary>
    public required long Length { get; init; }

    /// <summary>Edit units a second.</summary>
    public required FrameRate Rate { get; init; }

    /// <summary>Edit units from midnight to the first.</summary>
    public required long Start { get; init; }

    /// <summary>The number of the package that describes this file's essence; unset until the essence is written.</summary>
    public Umid Umid { get; init; }

    public bool IsPicture => Picture is not null;

    /// <summary>V1, A1, A2, …</summary>
    public string Letter => $"{(IsPicture ? 'V' : 'A')}{NumberOfSort}";

    /// <summary>Bytes of an edit unit; sound has 24 bits.</summary>
    public int UnitBytes => Picture?.FrameBytes ?? 3;

    /// <summary>The label of the sort of essence, as sequences and parts name it.</summary>
    public string DataKind => IsPicture ? Label.Picture : Label.Sound;

    /// <summary>The last four bytes of the key of its essence: VC-3, or broadcast wave, wrapped as a whole.</summary>
    public uint EssenceNumber => IsPicture ? 0x15010d01 : 0x16010201u;

    public string EssenceContainer => IsPicture ? "060e2b340401010a0d01030102110200" : "060e2b34040101010d01030102060200";

    internal static class Label
    {
        public const string Picture = "060e2b34040101010103020201000000", Sound = "060e2b34040101010103020202000000", Timecode = "060e2b34040101010103020101000000", Atom = "060e2b34040101020d01020110030000";
    }
}
