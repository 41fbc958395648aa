using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Compare;

namespace Acetate.Media.Check;

/// <summary>What a difference of looks is called. Pure.</summary>
public static class LookWords
{
    /// <summary>Judges a difference.</summary>
    /// <param name="difference">The picture's less the still's.</param>
    /// <param name="limits">From where on it counts.</param>
    /// <param name="isSought">Whether the frame was looked for, and not said.</param>
    public static StillVerdict VerdictOf(LookDifference difference, LookLimits limits, bool isSought)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(limits);
        if (difference.Cells == 0 || (!difference.IsPlain && difference.Likeness < Least(limits, isSought))) return StillVerdict.NotFound;
        return difference.Median > limits.Median || difference.Percentile95 > limits.Percentile95 ? StillVerdict.Differs : StillVerdict.Same;
    }

    /// <summary>One or two sentences about it.</summary>
    /// <param name="difference">The picture's less the still's.</param>
    /// <param name="limits">From where on it is told.</param>
    /// <param name="isSought">Whether the frame was looked for, and not said.</param>
    /// <param name="still">The still's name.</param>
    public static string Of(LookDifference difference, LookLimits limits, bool isSought, string still)
    {
        ArgumentNullException.ThrowIfNull(difference);
        ArgumentNullException.ThrowIfNull(limits);
        var figures = string.Create(CultureInfo.InvariantCulture, $"{difference.Percentile95:0.0} ΔE2000 (95th percentile; median {difference.Median:0.0})");
        return VerdictOf(difference, limits, isSought) switch
        {
            StillVerdict.Same => $"The picture has the look of the still {still}: {figures}.",
            StillVerdict.Differs => $"The picture is {figures} from the DIT's still {still}: {Directions(difference, limits)}. Look whether the clip has the CDL, LUT or AMF that the still was made with.",
            _ => string.Create(CultureInfo.InvariantCulture, $"No frame that was looked at shows what the still {still} shows (the nearest is {Math.Max(0, difference.Likeness):0.00} like it; {Least(limits, isSought):0.00} is asked for). {(isSought ? "It may be of another clip, or of an instant that was passed over: its timecode in its name tells." : "It may be of another clip.")}"),
        };
    }

    private static double Least(LookLimits limits, bool isSought) => isSought ? Math.Max(limits.Likeness, limits.SoughtLikeness) : limits.Likeness;

    private static string Directions(LookDifference difference, LookLimits limits)
    {
        var found = ImmutableArray.CreateBuilder<(double Weight, string Word)>();
        Tell(difference.Lightness, "brighter", "darker");
        Tell(difference.BlueYellow, "warmer", "cooler");
        Tell(difference.GreenRed, "redder", "greener");
        Tell(difference.Chroma, "more saturated", "less saturated");
        // A tenth of the contrast counts as one step of lightness.
        Tell(Math.Log(difference.Contrast) * 10 * limits.Told, "with more contrast", "flatter");
        var words = found.OrderByDescending(one => one.Weight).Take(2).Select(one => one.Word).ToArray();
        return words switch
        {
            [] => "in parts of the picture, not on the whole",
            [var only] => $"mostly {only}",
            _ => $"mostly {words[0]} and {words[1]}",
        };

        void Tell(double value, string above, string below)
        {
            if (Math.Abs(value) >= limits.Told) found.Add((Math.Abs(value), value > 0 ? above : below));
        }
    }
}
