namespace Acetate.Media.Trim;

/// <summary>What proves that a finished trim is exact, beyond its bytes read back from the disk.</summary>
internal abstract record TrimCheck
{
    private TrimCheck()
    {
    }

    /// <summary>The bytes are the proof: the files are the source's, or its samples of sound.</summary>
    public sealed record BytesAlone : TrimCheck
    {
        /// <summary>In words.</summary>
        public required string Proof { get; init; }

        /// <summary>Whether the files hold exactly what was asked for.</summary>
        public bool IsExact { get; init; } = true;
    }

    /// <summary>FFmpeg reads the pictures of both files, and they are compared one by one.</summary>
    public sealed record Pictures : TrimCheck
    {
        /// <summary>The stream of pictures as FFmpeg names it: its number, or <c>v:0</c>.</summary>
        public required string Stream { get; init; }

        /// <summary>Seconds at which the first frame of the part, and the one before it, are shown in the source.</summary>
        public required (double First, double Before) Start { get; init; }

        /// <summary>Seconds at which the last frame of the part ends in the source.</summary>
        public required double End { get; init; }

        /// <summary>Whether the part begins with the clip's first frame.</summary>
        public required bool IsFirst { get; init; }

        /// <summary>Seconds at which decoding the source may begin so that the part comes out whole; null for its beginning.</summary>
        public double? RunUp { get; init; }

        /// <summary>Number of frames.</summary>
        public required long Frames { get; init; }

        /// <summary>Whether pictures hang on one another, so that they must be decoded; else their stored bytes are compared.</summary>
        public required bool Decode { get; init; }

        /// <summary>Whether the header says all that copying stored frames needs, as a movie's sample descriptions do; in MXF some of it stands in the frames.</summary>
        public bool HeaderTells { get; init; }

        /// <summary>Label that the first frame must carry; null for none.</summary>
        public string? Label { get; init; }
    }
}
