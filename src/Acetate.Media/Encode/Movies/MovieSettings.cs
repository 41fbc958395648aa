namespace Acetate.Media.Encode.Movies;

/// <summary>What kind of movie frames become.</summary>
public abstract record MovieSettings
{
    private MovieSettings()
    {
    }

    /// <summary>In the words of the field: <c>ProRes 422 HQ in MOV</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The file's container.</summary>
    public abstract MovieContainer Container { get; init; }

    /// <summary>The usual end of such a file's name, without a dot.</summary>
    public string Extension => Container switch { MovieContainer.Mov => "mov", MovieContainer.Mp4 => "mp4", _ => "mxf" };

    /// <summary>How brightness and colour differences are laid out.</summary>
    internal abstract ComponentLayout Layout { get; }

    private string In => Container switch { MovieContainer.Mov => "in MOV", MovieContainer.Mp4 => "in MP4", MovieContainer.MxfOp1a => "in MXF OP1a", _ => "in MXF OP-Atom" };

    /// <summary>Apple ProRes, of 10 bits.</summary>
    /// <param name="Profile">How good.</param>
    public sealed record ProRes(ProResProfile Profile) : MovieSettings
    {
        /// <inheritdoc/>
        public override MovieContainer Container { get; init; } = MovieContainer.Mov;

        /// <inheritdoc/>
        public override string Name => $"ProRes {Profile switch
        {
            ProResProfile.Proxy => "422 Proxy",
            ProResProfile.Lt => "422 LT",
            ProResProfile.Standard => "422",
            ProResProfile.Hq => "422 HQ",
            ProResProfile.P4444 => "4444",
            _ => "4444 XQ",
        }} {In}";

        internal override ComponentLayout Layout => new(10, Profile >= ProResProfile.P4444 ? 1 : 2, 1);
    }

    /// <summary>Avid DNxHD (1920 by 1080 or 1280 by 720) or DNxHR (any size from 256 by 120).</summary>
    /// <param name="Profile">How good.</param>
    public sealed record Dnx(DnxProfile Profile) : MovieSettings
    {
        /// <inheritdoc/>
        public override MovieContainer Container { get; init; } = MovieContainer.MxfOp1a;

        /// <inheritdoc/>
        public override string Name => $"{Profile switch
        {
            DnxProfile.Hd36 => "DNxHD 36",
            DnxProfile.Hd145 => "DNxHD 145",
            DnxProfile.Hd220 => "DNxHD 220",
            DnxProfile.Hd220x => "DNxHD 220x",
            DnxProfile.HrLb => "DNxHR LB",
            DnxProfile.HrSq => "DNxHR SQ",
            DnxProfile.HrHq => "DNxHR HQ",
            DnxProfile.HrHqx => "DNxHR HQX",
            _ => "DNxHR 444",
        }} {In}";

        internal override ComponentLayout Layout => new(Profile is DnxProfile.Hd220x or DnxProfile.HrHqx or DnxProfile.Hr444 ? 10 : 8, Profile == DnxProfile.Hr444 ? 1 : 2, 1);
    }

    /// <summary>H.264, 8 bits, colours at every second pixel across and down.</summary>
    public sealed record H264 : MovieSettings
    {
        /// <summary>x264's constant rate factor: 0 (nothing is lost) to 51; the default is 18.</summary>
        public int Quality { get; init; } = 18;

        /// <inheritdoc/>
        public override MovieContainer Container { get; init; } = MovieContainer.Mp4;

        /// <inheritdoc/>
        public override string Name => $"H.264 {In}, quality {Quality}";

        internal override ComponentLayout Layout => new(8, 2, 2);
    }

    /// <summary>H.265, colours at every second pixel across and down.</summary>
    public sealed record H265 : MovieSettings
    {
        /// <summary>x265's constant rate factor: 0 to 51; the default is 20.</summary>
        public int Quality { get; init; } = 20;

        /// <summary>Bits of a component: 8 or 10; the default is 10.</summary>
        public int Bits { get; init; } = 10;

        /// <inheritdoc/>
        public override MovieContainer Container { get; init; } = MovieContainer.Mp4;

        /// <inheritdoc/>
        public override string Name => $"H.265 {In}, {Bits} bit, quality {Quality}";

        internal override ComponentLayout Layout => new(Bits, 2, 2);
    }
}

/// <summary>Apple's qualities of ProRes, the smallest first.</summary>
public enum ProResProfile
{
    /// <summary>422 Proxy (apco).</summary>
    Proxy,

    /// <summary>422 LT (apcs).</summary>
    Lt,

    /// <summary>422 (apcn).</summary>
    Standard,

    /// <summary>422 HQ (apch).</summary>
    Hq,

    /// <summary>4444 (ap4h), without alpha.</summary>
    P4444,

    /// <summary>4444 XQ (ap4x), without alpha.</summary>
    P4444Xq,
}

/// <summary>Avid's qualities. The numbers of DNxHD are megabits per second at 30 frames; at other rates each has its own.</summary>
public enum DnxProfile
{
    /// <summary>DNxHD 36: offline, 1920 by 1080.</summary>
    Hd36,

    /// <summary>DNxHD 145, 8 bits.</summary>
    Hd145,

    /// <summary>DNxHD 220, 8 bits.</summary>
    Hd220,

    /// <summary>DNxHD 220x, 10 bits.</summary>
    Hd220x,

    /// <summary>DNxHR LB, 8 bits.</summary>
    HrLb,

    /// <summary>DNxHR SQ, 8 bits.</summary>
    HrSq,

    /// <summary>DNxHR HQ, 8 bits.</summary>
    HrHq,

    /// <summary>DNxHR HQX, 10 bits.</summary>
    HrHqx,

    /// <summary>DNxHR 444, 10 bits, colours at every pixel.</summary>
    Hr444,
}

/// <summary>A movie's container.</summary>
public enum MovieContainer
{
    /// <summary>QuickTime.</summary>
    Mov,

    /// <summary>ISO base media.</summary>
    Mp4,

    /// <summary>MXF, picture and sound in one file (SMPTE ST 378).</summary>
    MxfOp1a,

    /// <summary>MXF, one track a file, as Avid keeps its media (SMPTE ST 390).</summary>
    MxfOpAtom,
}
