using System.Collections.Immutable;
using System.Globalization;
using Acetate.Imaging.Compare;

namespace Acetate.Steps.Compare;

/// <summary>What a comparison came to, in words.</summary>
internal static class CheckWords
{
    /// <summary>A verdict in a word or two.</summary>
    public static string Of(PictureVerdict verdict) => verdict switch
    {
        PictureVerdict.Alike => "alike",
        PictureVerdict.Doubtful => "doubtful",
        PictureVerdict.Different => "different",
        PictureVerdict.NotComparable => "not compared",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };

    /// <summary>A sentence or two, with what to look at.</summary>
    /// <param name="likeness">What was found.</param>
    /// <param name="places">The names of its places.</param>
    /// <param name="clip">The clip's name.</param>
    public static string Of(EventLikeness likeness, ImmutableArray<string> places, string clip)
    {
        var said = likeness.Verdict switch
        {
            PictureVerdict.NotComparable => "There is too little in the picture to compare: it is black, or nearly of one brightness.",
            PictureVerdict.Different => $"Wrong take? The offline shows another picture than '{clip}': look at the picture, and at how the event was matched.",
            PictureVerdict.Alike => "Original and offline show the same.",
            _ when !likeness.PlaceSlips.IsEmpty => $"The offline runs at another speed than the list says: {string.Join(", ", likeness.PlaceSlips.Select((slip, i) => $"{Shift(slip)} at the {places[i]}"))}.",
            _ when likeness is { Slip: not 0, IsAtEdge: true } => $"The offline is at least {Shift(likeness.Slip)} in the clip than the list says, or it is another take.",
            _ when likeness.Slip != 0 => $"The offline is {Shift(likeness.Slip)} in the clip than the list says.",
            _ when likeness.IsOddlyFramed => "The offline lies otherwise in its frame than in the other events: a reposition, or another moment of a shot in which the camera moves.",
            _ => Partly(likeness, places),
        };
        return likeness.Verdict is PictureVerdict.Different or PictureVerdict.NotComparable || likeness.Places.FirstOrDefault(place => place.Framing.IsSeen) is not { } framed
            ? said : $"{said} {Framed(framed.Framing)}";
    }

    private static string Partly(EventLikeness likeness, ImmutableArray<string> places)
    {
        var least = likeness.Places.Min(place => place.Score);
        var odd = places.Where((_, i) => likeness.Places[i].Score < 0.5 * (least + likeness.Places.Max(place => place.Score)) || likeness.Places[i].Dissent > 0).ToList();
        var where = odd.Count == 0 || odd.Count == places.Length ? "Parts of the picture differ" : $"At the {string.Join(" and the ", odd)} the pictures differ";
        return $"{where}: another take of the same set, a transition, an effect or a title. Look at the picture.";
    }

    private static string Shift(int slip) => slip == 0 ? "as listed" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(slip)} {(Math.Abs(slip) == 1 ? "frame" : "frames")} {(slip > 0 ? "later" : "earlier")}");

    private static string Framed(Reframing framing) => framing switch
    {
        { IsMirrored: true } => "The offline has left and right exchanged.",
        { Scale: < 0.98 } => string.Create(CultureInfo.InvariantCulture, $"The offline is enlarged to {100 / framing.Scale:0} %."),
        { Scale: > 1.02 } => string.Create(CultureInfo.InvariantCulture, $"The offline is reduced to {100 / framing.Scale:0} %."),
        _ => "The offline is moved in its frame.",
    };
}
