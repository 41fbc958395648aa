using System.Collections.Immutable;
using Acetate.Media.Encode.Movies;

namespace Acetate.Steps.Render;

/// <summary>Kinds of movies by the words of a request.</summary>
public static class MovieKinds
{
    private static readonly ImmutableArray<(string Name, MovieSettings Settings)> Known =
    [
        ("prores-proxy", new MovieSettings.ProRes(ProResProfile.Proxy)),
        ("prores-lt", new MovieSettings.ProRes(ProResProfile.Lt)),
        ("prores-422", new MovieSettings.ProRes(ProResProfile.Standard)),
        ("prores-hq", new MovieSettings.ProRes(ProResProfile.Hq)),
        ("prores-4444", new MovieSettings.ProRes(ProResProfile.P4444)),
        ("prores-4444xq", new MovieSettings.ProRes(ProResProfile.P4444Xq)),
        ("dnxhd-36", new MovieSettings.Dnx(DnxProfile.Hd36)),
        ("dnxhd-145", new MovieSettings.Dnx(DnxProfile.Hd145)),
        ("dnxhd-220", new MovieSettings.Dnx(DnxProfile.Hd220)),
        ("dnxhd-220x", new MovieSettings.Dnx(DnxProfile.Hd220x)),
        ("dnxhr-lb", new MovieSettings.Dnx(DnxProfile.HrLb)),
        ("dnxhr-sq", new MovieSettings.Dnx(DnxProfile.HrSq)),
        ("dnxhr-hq", new MovieSettings.Dnx(DnxProfile.HrHq)),
        ("dnxhr-hqx", new MovieSettings.Dnx(DnxProfile.HrHqx)),
        ("dnxhr-444", new MovieSettings.Dnx(DnxProfile.Hr444)),
        ("h264", new MovieSettings.H264()),
        ("h265", new MovieSettings.H265()),
    ];

    /// <summary>What can be asked for.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Known.Select(kind => kind.Name)];

    /// <summary>Whether a kind of file is a movie.</summary>
    public static bool IsMovie(string kind) => Names.Contains(kind);

    /// <summary>The kind, in the container that the file's name says.</summary>
    /// <exception cref="Compute.Hosting.StepFailedException">There is none such.</exception>
    internal static MovieSettings Of(FileKindRequest wanted, string name)
    {
        if (wanted.Compression is not null || wanted.Strict) throw RenderFrames.Refused($"Compression and the strict profile are OpenEXR's; this is {wanted.Kind}.", "Leave them out.");
        var settings = Known.Single(kind => kind.Name == wanted.Kind).Settings;
        if (wanted.Bits is { } bits)
        {
            settings = settings is MovieSettings.H265 h265 && bits is 8 or 10 ? (MovieSettings.H265)settings with { Bits = bits }
                : throw RenderFrames.Refused(settings is MovieSettings.H265 ? $"H.265 has 8 or 10 bits here, not {bits}." : $"{wanted.Kind} says how many bits there are.", "Leave --bits out.");
        }

        var extension = Path.GetExtension(name).ToLowerInvariant();
        if (wanted.OpAtom && extension != ".mxf") throw RenderFrames.Refused($"OP-Atom is a pattern of MXF, and '{name}' is none.", "Name the file .mxf.");
        return settings with
        {
            Container = extension switch
            {
                ".mov" => MovieContainer.Mov,
                ".mp4" => MovieContainer.Mp4,
                ".mxf" => wanted.OpAtom ? MovieContainer.MxfOpAtom : MovieContainer.MxfOp1a,
                _ => throw RenderFrames.Refused($"'{name}' does not say which kind of movie file it is.", "Name it .mov, .mxf or .mp4."),
            },
        };
    }
}
