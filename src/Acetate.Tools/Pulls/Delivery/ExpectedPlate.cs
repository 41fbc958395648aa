using System.Collections.Immutable;
using System.Globalization;
using Acetate.Timing;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>What a plate's frames are to be; what is null or empty is not said, and taken from its first frame.</summary>
internal sealed record ExpectedPlate
{
    public required string Name { get; init; }

    public required string Pattern { get; init; }

    public required long First { get; init; }

    public required long Last { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public string? Encoding { get; init; }

    public ImmutableArray<string> Channels { get; init; } = [];

    public string? Pixel { get; init; }

    public string? Compression { get; init; }

    public FrameRate? Rate { get; init; }

    public Timecode? Start { get; init; }

    public string? Reel { get; init; }

    public string? PullTag { get; init; }

    /// <summary>Frames that the package lists as not readable, by number: what stands there, and why.</summary>
    public IReadOnlyDictionary<long, (string Stands, string Why)> Listed { get; init; } = new Dictionary<long, (string, string)>();

    /// <summary>Whether a package says all this, and not the first frame.</summary>
    public bool IsDeclared { get; init; }

    public long Frames => Last - First + 1;

    /// <summary>Folder and name before the number.</summary>
    public string Before => Pattern[..Pattern.IndexOf('#', StringComparison.Ordinal)];

    /// <summary>The name after the number.</summary>
    public string After => Pattern[(Pattern.LastIndexOf('#') + 1)..];

    /// <summary>Digits of the number.</summary>
    public int Digits => Pattern.LastIndexOf('#') - Pattern.IndexOf('#', StringComparison.Ordinal) + 1;

    /// <summary>The path of a frame.</summary>
    public string PathOf(long number) => Before + number.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0') + After;

    /// <summary>A plate of a package that keeps to <see cref="PackageRules"/>.</summary>
    public static ExpectedPlate Of(PackageManifest package, PackagePlate plate)
    {
        var rate = FrameRate.TryParse(plate.Source.Rate, out var known) ? known : (FrameRate?)null;
        return new()
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{plate.Shot} {plate.Element} v{plate.Version:000}"),
            Pattern = plate.Pattern,
            First = plate.FirstNumber,
            Last = plate.LastNumber,
            Width = plate.Width,
            Height = plate.Height,
            Encoding = plate.Encoding,
            Channels = plate.Channels,
            Pixel = plate.Pixel,
            Compression = plate.Compression,
            Rate = rate,
            Start = rate is { } fps && Timecode.TryParse(plate.Source.TimecodeIn, fps, out var start) ? start : null,
            Reel = plate.Source.Reel,
            PullTag = package.PullTag,
            IsDeclared = true,
        };
    }

    /// <summary>What a sequence that no package names is to be: what its first readable frame is.</summary>
    /// <remarks>Of no one pull: frames that a version has in common with an earlier one say that they were made for that.</remarks>
    public ExpectedPlate Like(FrameLook first) => this with
    {
        Width = first.Display.Width,
        Height = first.Display.Height,
        Channels = [.. first.Channels.Split(' ').Select(channel => channel.Split(':')[0])],
        Rate = FrameRate.TryParse(first.Rate, out var rate) ? rate : null,
        Start = FrameRate.TryParse(first.Rate, out var fps) && fps.LabelsPerSecond <= 30 && Timecode.TryParse(first.Timecode, fps, out var start) ? start : null,
        Reel = first.Reel,
        Compression = first.Compression,
        Encoding = first.Encoding,
    };
}
