using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Aaf.Bins;

/// <summary>A bin of an editing system: master clips with the media files that they are made of, and the tapes that those come from.</summary>
public sealed record AafBin
{
    /// <summary>The clips, in order. Each has an id of its own; all have one frame rate.</summary>
    public required ImmutableArray<AafBinClip> Clips { get; init; }

    /// <summary>The moment that the file gives as its own, UTC, whole seconds. The clock is never asked: the same bin gives the same bytes.</summary>
    public required DateTime Modified { get; init; }

    /// <summary>What wrote it, with its version; up to 100 characters.</summary>
    public string Product { get; init; } = "Acetate";
}

/// <summary>A master clip.</summary>
public sealed record AafBinClip
{
    /// <summary>Its id: that of the material package of MXF media.</summary>
    public required AafMobId Id { get; init; }

    /// <summary>Its name, as the bin shows it.</summary>
    public required string Name { get; init; }

    /// <summary>The tape.</summary>
    public required AafBinTape Tape { get; init; }

    /// <summary>The label of the first frame on the tape; its rate is that at which the clip counts.</summary>
    public required Timecode Start { get; init; }

    /// <summary>How many frames; at least 1.</summary>
    public required long Frames { get; init; }

    /// <summary>When it was made, UTC, whole seconds.</summary>
    public required DateTime Created { get; init; }

    /// <summary>Columns of the bin and what stands in them, in order, such as Scene, Take, Camroll.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Comments { get; init; } = [];

    /// <summary>Its tracks, in order: at least one, and each with a file of its own.</summary>
    public required ImmutableArray<AafBinTrack> Tracks { get; init; }
}

/// <summary>The tape, or the camera roll that is treated as one. Clips may share it: then they have its rate and its way to count.</summary>
/// <param name="Id">Its id: that of the source package of MXF media that has no essence.</param>
/// <param name="Name">Its name.</param>
public sealed record AafBinTape(AafMobId Id, string Name);

/// <summary>A track of a clip and the media file that has it.</summary>
public sealed record AafBinTrack
{
    /// <summary>The id of what the file holds: that of the file package of MXF media. By it an editing system finds the file.</summary>
    public required AafMobId File { get; init; }

    /// <summary>The number among the tracks of its kind, from 1: 2 of A2.</summary>
    public required int Number { get; init; }

    /// <summary>What the editor reads on the track.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the file lies: URLs, or paths that begin where the AAF file lies, with what is no plain letter escaped. Only a hint.</summary>
    public ImmutableArray<string> Locations { get; init; } = [];

    /// <summary>What is in the file.</summary>
    public required AafBinEssence Essence { get; init; }
}

/// <summary>What is in a media file of MXF.</summary>
public abstract record AafBinEssence
{
    private AafBinEssence() { }

    /// <summary>Pictures: colour differences, as nearly all video has them (the CDCI descriptor). Labels are AAF ids: the halves of the SMPTE label have changed places.</summary>
    public sealed record Picture : AafBinEssence
    {
        /// <summary>Pixels across.</summary>
        public required int Width { get; init; }

        /// <summary>Pixels down, as the file says it.</summary>
        public required int Height { get; init; }

        /// <summary>How lines lie: 0 whole frames, 1 fields apart, 2 one field, 3 fields mixed, 4 segmented frames.</summary>
        public int Layout { get; init; }

        /// <summary>The first line of each field; of whole frames the second is 0.</summary>
        public (int First, int Second) Lines { get; init; } = (1, 0);

        /// <summary>The shape of the picture, such as 16/9.</summary>
        public required AafRational AspectRatio { get; init; }

        /// <summary>Bits of a sample.</summary>
        public required int Bits { get; init; }

        /// <summary>How many pixels across share a colour.</summary>
        public int HorizontalSubsampling { get; init; } = 2;

        /// <summary>How many pixels down share a colour.</summary>
        public int VerticalSubsampling { get; init; } = 1;

        /// <summary>Where colours lie among pixels: 0 with the first, 4 as Rec.601 has them, 255 not known.</summary>
        public int ColourSiting { get; init; } = 255;

        /// <summary>The number of black.</summary>
        public int BlackLevel { get; init; }

        /// <summary>The number of white.</summary>
        public int WhiteLevel { get; init; }

        /// <summary>How many numbers colour differences have.</summary>
        public int ColourRange { get; init; }

        /// <summary>Bytes of the grid on which pictures lie in the file; null: that is not told.</summary>
        public int? Alignment { get; init; }

        /// <summary>How the pictures are coded; null: that is not told.</summary>
        public Guid? Coding { get; init; }

        /// <summary>The transfer characteristic; null: that is not told.</summary>
        public Guid? Transfer { get; init; }

        /// <summary>The primaries; null: that is not told.</summary>
        public Guid? Primaries { get; init; }

        /// <summary>The matrix; null: that is not told.</summary>
        public Guid? Equations { get; init; }
    }

    /// <summary>One channel of sound, not compressed (the PCM descriptor).</summary>
    /// <param name="SampleRate">Samples a second.</param>
    /// <param name="Bits">Bits of a sample: 16 or 24.</param>
    /// <param name="Samples">How many.</param>
    public sealed record Sound(int SampleRate, int Bits, long Samples) : AafBinEssence;
}
