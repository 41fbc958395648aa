using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Library;
using Acetate.Media.Decode;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Shots;

namespace Acetate.Tools.VfxPulls;

/// <summary>What a show and a vendor agreed on: how plates are named, numbered and made. Every member has a default.</summary>
public sealed record VfxPullSettings
{
    /// <summary>Frames before the cut, in the time of the cut; 8, the field's usual least.</summary>
    public int HeadHandle { get; init; } = 8;

    /// <summary>Frames after the cut, in the time of the cut.</summary>
    public int TailHandle { get; init; } = 8;

    /// <summary>How frames are numbered.</summary>
    public FrameNumbering Numbering { get; init; } = new();

    /// <summary>How plates are named; see <see cref="PlateTemplate"/>. Null, the default: as the show's settings say, and as <see cref="PlateTemplate.Usual"/> where they say nothing.</summary>
    public string? Template { get; init; }

    /// <summary>Where the names of shots stand in a cut.</summary>
    public ImmutableArray<ShotRule> ShotRules { get; init; } = [.. ShotRule.Usual];

    /// <summary>What the numbers in a plate mean. A logarithm is not among them: compositing needs light.</summary>
    public PlateEncoding Encoding { get; init; } = PlateEncoding.Aces2065;

    /// <summary>Pixels across that a plate has at least; 0 asks for none.</summary>
    public int MinimumWidth { get; init; }

    /// <summary>Pixels across that plates are fitted into; null: as they were recorded. Never more than that.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels down that plates are fitted into; null: as they were recorded.</summary>
    public int? Height { get; init; }

    /// <summary>How a clip's framing decision list is applied; null: as the show's settings say, and where they say nothing not at all: plates have all that was recorded, and the list goes with them.</summary>
    public PlateFraming? Framing { get; init; }

    /// <summary>How clips are decoded and developed: debayer, exposure index, white, and what their values mean where no file says it.</summary>
    public DevelopmentRequest Development { get; init; } = new();

    /// <summary>How OpenEXR is compressed; <c>zips</c>, which loses nothing and lets single lines be read.</summary>
    public ExrCompression Compression { get; init; } = ExrCompression.Zips;

    /// <summary>Whether files keep SMPTE ST 2065-4 to the letter: ACES2065-1, not compressed, and a header without what that standard has no place for, such as the pull and the source's hash.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether plates are whole clips, from the first frame to the last, whatever the cut shows of them.</summary>
    public bool WholeClips { get; init; }

    /// <summary>What becomes of a frame that cannot be read, after it was tried again; the default is that the pull waits until it is back.</summary>
    public UnreadableFrames Unreadable { get; init; }

    /// <summary>Whether a reference movie and a thumbnail are made of each plate.</summary>
    public bool Reference { get; init; } = true;

    /// <summary>The codec of reference movies, one that goes into a <c>.mov</c>; see <see cref="MovieKinds.Names"/>.</summary>
    public string ReferenceCodec { get; init; } = "prores-lt";

    /// <summary>
    /// Frames that a worker renders in one go, 1 to 10,000: fewer spread a plate over more workers, more start fewer of them. Null, the default: as many as take ten times
    /// as long as a worker takes to begin, by what such frames took here, 4 to 480; before any were made, by the pixels of the clip: 48 of 4.5K, 240 of HD.
    /// </summary>
    public int? FramesPerStep { get; init; }

    /// <summary>What a core-hour costs, for the estimate; null, the default: nothing is said of money.</summary>
    public CoreHourPrice? CoreHour { get; init; }

    /// <summary>What decides how frames look, as one text: frames that were made by the same text need not be made again.</summary>
    /// <remarks>Only what is not the default is said, so that new settings leave old texts as they were.</remarks>
    internal string Recipe
    {
        get
        {
            var text = new StringBuilder(Encoding.ToString());
            void Say(string name, object? value)
            {
                if (value is not null) text.Append(CultureInfo.InvariantCulture, $" {name} {value}");
            }

            Say("width", Width);
            Say("height", Height);
            if (Framing is { } framing) Say("framing", string.Join('/', ((string?[])[framing.TemplateFile, framing.Template, framing.Context, framing.Canvas, framing.Intent]).Select(part => part ?? "")));
            if (Compression != ExrCompression.Zips && !Strict) Say("compression", Compression);
            if (Strict) Say("strict", "ST2065-4");
            if (Development.Debayer != DebayerQuality.Plate) Say("debayer", Development.Debayer);
            Say("ei", Development.ExposureIndex);
            Say("white", Development.WhiteBalance);
            Say("tint", Development.Tint);
            Say("from", Development.From);
            return text.ToString();
        }
    }

    /// <summary>Refuses settings that contradict each other or cannot be.</summary>
    /// <exception cref="PullException">They do.</exception>
    internal void ThrowIfImpossible()
    {
        if (Strict && Encoding != PlateEncoding.Aces2065) throw new PullException("SMPTE ST 2065-4 files hold ACES2065-1 alone. Leave the strict header out, or deliver ACES2065-1.");
        if (Strict && Unreadable is UnreadableFrames.Black or UnreadableFrames.Chequer) throw new PullException("SMPTE ST 2065-4 has no place in its header to say that a frame stands for another. Leave the strict header out, leave such frames out (skip), or have the pull wait (fail).");
        if (Framing is not null && (Width ?? Height) is not null) throw new PullException("A framing decision list says how large plates are, and a width or height does so too. Ask for one of them.");
        if (!Enum.IsDefined(Compression)) throw new PullException("That is no way to compress OpenEXR.");
        if (Development.Debayer == DebayerQuality.Half) throw new PullException("A debayer to half size is for looking at. Plates have every pixel that was recorded: ask for 'plate'.");
        if (FramesPerStep is < 1 or > 10_000) throw new PullException("A worker renders 1 to 10,000 frames in one go.");
        if (!MovieKinds.IsMovie(ReferenceCodec)) throw new PullException($"There is no codec '{ReferenceCodec}' for reference movies. It can be {string.Join(", ", MovieKinds.Names)}.");
        if (Development.From is { } from && KnownEncodings.Find(from) is null) throw new PullException($"There is no encoding '{from}' that clips could be in. 'acetate colour list' lists them all.");
    }
}

/// <summary>How a framing decision list is applied to plates; what is null need not be said where there is only one.</summary>
public sealed record PlateFraming
{
    /// <summary>The order's document that has the canvas template; null: that of the clip.</summary>
    public string? TemplateFile { get; init; }

    /// <summary>The canvas template's id.</summary>
    public string? Template { get; init; }

    /// <summary>The context's label.</summary>
    public string? Context { get; init; }

    /// <summary>The canvas's id.</summary>
    public string? Canvas { get; init; }

    /// <summary>The framing decision's or intent's id.</summary>
    public string? Intent { get; init; }
}

/// <summary>What the numbers in a plate mean: scene light, by its primaries.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<PlateEncoding>))]
public enum PlateEncoding
{
    /// <summary>ACES2065-1 (SMPTE ST 2065-1), which SMPTE ST 2065-4 files hold.</summary>
    Aces2065,

    /// <summary>ACEScg (Academy S-2014-004), which renderers and compositors work in.</summary>
    AcesCg,

    /// <summary>Light in the wide gamut that the clip's camera records in, such as ARRI Wide Gamut 4 or S-Gamut3.Cine; each plate says which.</summary>
    CameraLinear,
}
