using System.Globalization;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Timing;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Holds what a frame's file says against what the plate is to be.</summary>
internal static class HeaderCheck
{
    private const string Anew = "Have these frames made anew.";

    /// <summary>Something about one frame. Frames of which the same can be said are told together.</summary>
    public readonly record struct Fault(string Code, bool IsWarning, string Message, string Advice);

    /// <summary>All that is wrong with a frame.</summary>
    /// <param name="look">What its file says.</param>
    /// <param name="plate">What the plate is to be.</param>
    /// <param name="index">The frame's place in the plate, from 0.</param>
    /// <param name="first">The plate's first readable frame, which all others are to be like.</param>
    public static IEnumerable<Fault> Of(FrameLook look, ExpectedPlate plate, long index, FrameLook first)
    {
        if (look.Refusal is { } refusal)
        {
            yield return new(refusal.StartsWith("The file has no bytes", StringComparison.Ordinal) ? "frame-empty" : refusal.StartsWith("The file has nothing", StringComparison.Ordinal) ? "frame-zeros" : "frame-unreadable", false, refusal, "Have this frame sent again.");
            yield break;
        }

        if (look.Damage is { } damage) yield return new("frame-cut", false, damage, "Have this frame sent again.");
        if (look.IsBlack) yield return new("frame-black", true, "Every sample of it is zero.", "Look whether the camera saw nothing, or have the frame made anew.");
        if (look.NotFinite > 0) yield return new("frame-not-finite", true, string.Create(CultureInfo.InvariantCulture, $"{look.NotFinite:N0} of its samples are no number or without end."), "Compositing spreads them: have the frame made anew.");
        if (look.NotDecoded is { } why) yield return new("frame-not-decoded", true, why, "Open it in another program.");
        foreach (var fault in Picture(look, plate, first)) yield return fault;
        foreach (var fault in Colour(look, plate)) yield return fault;
        if (plate.Reel is { } reel && look.Reel is { } said && said != reel) yield return new("reel", false, $"It says that it is of reel '{said}', and the plate is of '{reel}'.", "It is a frame of another clip, or was made of wrong facts: ask whoever made it.");
        if (plate.PullTag is { } tag && look.PullTag != tag) yield return new("pull", false, look.PullTag is { } other ? $"It says that it was made for the pull '{other}', and this is '{tag}'." : $"It does not say that it was made for the pull '{tag}'.", "It is a frame of another delivery: ask whoever made it.");
        foreach (var fault in Time(look, plate, index)) yield return fault;
    }

    private static IEnumerable<Fault> Picture(FrameLook look, ExpectedPlate plate, FrameLook first)
    {
        var (width, height) = (look.Display.Width, look.Display.Height);
        if (plate.Width is { } wide && plate.Height is { } high && (width, height) != (wide, high))
            yield return new("size", false, $"It has {width}×{height} pixels, and the plate has {wide}×{high}.", Anew);
        else if (look.Display != first.Display || look.Data != first.Data)
            yield return new("windows", true, $"Its pixels lie at {Text(look.Data)} of a display window at {Text(look.Display)}; those of the first frame at {Text(first.Data)} of {Text(first.Display)}.", "Look whether the picture jumps there.");
        var channels = look.Channels.Split(' ').Select(channel => channel.Split(':') is [var name, var kind] ? (name, kind) : (channel, "?")).ToList();
        if (!plate.Channels.IsEmpty && !channels.Select(channel => channel.Item1).Order(StringComparer.Ordinal).SequenceEqual(plate.Channels.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            yield return new("channels", false, $"It has the channels {string.Join(", ", channels.Select(channel => channel.Item1))}, and the plate has {string.Join(", ", plate.Channels)}.", Anew);
        else if (plate.Pixel is { } pixel && channels.FirstOrDefault(channel => channel.Item2 != pixel) is (var name, { } kind) && name is not null)
            yield return new("channels", false, $"Its channel {name} is of {kind}, and the plate is of {pixel}.", Anew);
        else if (plate.Pixel is null && look.Channels != first.Channels)
            yield return new("channels", false, $"Its channels are {look.Channels}, and those of the first frame {first.Channels}.", Anew);
        if (plate.Compression is { } compression && look.Compression != compression) yield return new("compression", true, $"It is compressed by {look.Compression}, and the plate by {compression}.", "It can be read all the same; ask if your system minds.");
    }

    private static IEnumerable<Fault> Colour(FrameLook look, ExpectedPlate plate)
    {
        if (plate.Encoding is not { } encoding) yield break;
        if (look.Encoding is { } said && said != encoding)
        {
            yield return new("colour", false, $"It says that its numbers are {said}, and the plate is {encoding}.", Anew);
            yield break;
        }

        if (GamutOf(encoding) is not { } gamut) yield break;
        if (look.Chromaticities.Length == 0) yield return new("colour", false, $"It does not say its primaries, which then are those of Rec.709, and the plate is {encoding}.", Anew);
        else if (!IsNear(look.Chromaticities, gamut)) yield return new("colour", false, $"Its primaries are {look.Chromaticities}, which are not those of {encoding}.", Anew);
    }

    private static IEnumerable<Fault> Time(FrameLook look, ExpectedPlate plate, long index)
    {
        var together = 1L;
        if (plate.Rate is { IsSet: true } rate && FrameRate.TryParse(look.Rate, out var own) && own != rate)
        {
            // A clip of 48 pictures a second may count timecode at 24: then frames share labels.
            var (over, under) = ((long)own.Numerator * rate.Denominator, (long)own.Denominator * rate.Numerator);
            if (over % under == 0 && over / under is > 1 and <= 16) together = over / under;
            else yield return new("rate", false, $"It says {look.Rate} frames per second, and the plate has {rate}.", "Retimes would go wrong: have these frames made anew.");
        }

        if (plate.Start is not { IsSet: true } start || together > 1) yield break;
        var wanted = start.AddWrapping(index);
        if (look.Timecode is null) yield return new("timecode", false, $"It carries no timecode, and {wanted} belongs there.", Anew);
        else if (!IsLabel(look, wanted)) yield return new("timecode", false, $"It carries the timecode {look.WholeTimecode ?? look.Timecode}, and {wanted} belongs there.", "It is another frame than its name says: have the plate sent again, or ask whoever made it.");
    }

    // A packed label counts 30 frames at most; above that two frames share one, and our own files say the whole label beside.
    private static bool IsLabel(FrameLook look, Timecode wanted)
    {
        if (look.WholeTimecode is { } whole) return whole == wanted.ToString();
        var shared = (wanted.Rate.LabelsPerSecond + 29) / 30;
        string Text(int frames) => string.Create(CultureInfo.InvariantCulture, $"{wanted.Hours:00}:{wanted.Minutes:00}:{wanted.Seconds:00}{(wanted.IsDrop ? ';' : ':')}{frames:00}");
        return look.Timecode == Text(wanted.Frames / shared) || look.Timecode == Text(wanted.Frames);
    }

    private static Gamut? GamutOf(string encoding) => encoding switch { "ACES2065-1" => KnownGamuts.Ap0, "ACEScg" => KnownGamuts.Ap1, _ => KnownEncodings.CameraLinear.FirstOrDefault(known => known.Name == encoding)?.Gamut };

    private static bool IsNear(string said, Gamut gamut)
    {
        ReadOnlySpan<double> known = [gamut.Red.X, gamut.Red.Y, gamut.Green.X, gamut.Green.Y, gamut.Blue.X, gamut.Blue.Y, gamut.White.X, gamut.White.Y];
        var numbers = said.Split(' ');
        if (numbers.Length != known.Length) return false;
        for (var i = 0; i < known.Length; i++)
            if (!(double.TryParse(numbers[i], CultureInfo.InvariantCulture, out var value) && Math.Abs(value - known[i]) < 2e-4)) return false;
        return true;
    }

    private static string Text(Media.Formats.Exr.Writing.PixelWindow window) => FormattableString.Invariant($"{window.Width}×{window.Height}+{window.Left}+{window.Top}");
}
