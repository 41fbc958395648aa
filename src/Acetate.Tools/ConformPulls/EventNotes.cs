using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts;

namespace Acetate.Tools.ConformPulls;

/// <summary>What a person should know about an event, in words.</summary>
internal static class EventNotes
{
    /// <summary>The event with what its range lacks.</summary>
    public static ConformedEvent Of(ConformedEvent one, ConformRange range)
    {
        var notes = one.Notes.ToBuilder();
        if (range.Clamped > 0) notes.Add(new(ConformConcern.RangeClamped, $"The list asks for {Frames(range.Clamped)} beyond the clip's edge, which are not there: an odd way of counting, or a transition that the clip is too short for."));
        if (range.MissingHead > 0) notes.Add(new(ConformConcern.HandlesShort, $"The handle before it is {Frames(range.MissingHead)} short: the clip begins there."));
        if (range.MissingTail > 0) notes.Add(new(ConformConcern.HandlesShort, $"The handle after it is {Frames(range.MissingTail)} short: the clip ends there."));
        return one with { Notes = notes.ToImmutable() };
    }

    /// <summary>How the cut changes the event's speed; empty when it does not.</summary>
    public static string SpeedOf(CutEvent one) => one.Speed switch
    {
        { IsNormal: true } => "",
        { Kind: SpeedKind.Freeze } => "The cut stands it still.",
        { Kind: SpeedKind.Ramp } => $"The cut changes its speed within the event{(one.Speed.AsWritten.Length > 0 ? $" ({one.Speed.AsWritten})" : "")}.",
        _ => $"The cut plays it at {(one.Speed.Factor.Absolute.Approximate * 100).ToString("0.###", CultureInfo.InvariantCulture)} % of its speed{(one.Speed.IsReverse ? ", backwards" : "")}.",
    };

    /// <summary>How the cut places the picture, as values; empty when it does not.</summary>
    public static ImmutableArray<CutValue> RepositionOf(CutEvent one)
    {
        if (one.Reposition is not { } place) return [];
        var values = ImmutableArray.CreateBuilder<CutValue>();
        Add("scale x", place.ScaleX, "");
        Add("scale y", place.ScaleY, "");
        Add("x", place.X, place.Unit);
        Add("y", place.Y, place.Unit);
        Add("rotation", place.Rotation, "degrees");
        if (place.IsFlippedHorizontally) values.Add(new("flip", "left and right"));
        if (place.IsFlippedVertically) values.Add(new("flop", "up and down"));
        if (place.IsAnimated) values.Add(new("animated", "the values are those of the first frame"));
        values.AddRange(place.Values);
        return values.ToImmutable();

        void Add(string name, double? value, string unit)
        {
            if (value is { } number) values.Add(new(name, number.ToString("0.######", CultureInfo.InvariantCulture) + (unit.Length > 0 ? $" {unit}" : "")));
        }
    }

    /// <summary>A placing in a sentence.</summary>
    public static string RepositionIn(ImmutableArray<CutValue> values) =>
        $"The list places its picture, which the delivered file does not: {string.Join("; ", values.Take(12).Select(value => $"{value.Name} {value.Value}"))}.";

    /// <summary>A number of frames in words.</summary>
    public static string Frames(long count) => count == 1 ? "1 frame" : string.Create(CultureInfo.InvariantCulture, $"{count} frames");
}
