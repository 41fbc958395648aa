namespace Acetate.Fdl.Json;

/// <summary>What the schema of one version of the standard allows.</summary>
/// <param name="Version">The version that a file says.</param>
internal sealed record Edition(FdlVersion Version)
{
    public static readonly Edition Current = new(new FdlVersion(2, 0));

    private static readonly Edition[] Known = [new(new FdlVersion(0, 1)), new(new FdlVersion(1, 0)), Current];

    /// <summary>Members that begin with an underscore, and clip ids.</summary>
    public bool AllowsCustom => Version.Major >= 2;

    public bool AllowsClip => Version.Major >= 2;

    /// <summary>2.0.1, which still calls itself 2.0, ended them.</summary>
    public bool AllowsNegativeAnchors => Version.Major < 2;

    public static Edition? Of(FdlVersion version) => Array.Find(Known, known => known.Version == version);
}
