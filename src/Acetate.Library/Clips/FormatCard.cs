using System.Collections.Immutable;

namespace Acetate.Library.Clips;

/// <summary>Camera Format Card: one way in which one camera of the show was set up. It appears with the first clip of its kind.</summary>
/// <remarks>What a person corrects on the card holds for the clips that come later with the same key.</remarks>
public sealed record FormatCard
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>What makes it this card and no other.</summary>
    public required FormatCardKey Key { get; init; }

    /// <summary>What the first clip said about itself, by field.</summary>
    public ImmutableSortedDictionary<string, string> Found { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What people corrected, by field.</summary>
    public ImmutableSortedDictionary<string, string> Corrected { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The roll it was first seen on.</summary>
    public Guid? FirstRoll { get; init; }

    /// <summary>When it appeared.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last corrected, or appeared.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who corrected it last; empty when nobody did.</summary>
    public string ChangedBy { get; init; } = "";

    /// <summary>What holds: what was found, with the corrections over it.</summary>
    public ImmutableSortedDictionary<string, string> Values => Found.SetItems(Corrected);

    /// <summary>A clip's facts with the card's corrections in front; what the file itself said stays behind them, in its raw value.</summary>
    public ImmutableArray<ClipFact> ApplyTo(ImmutableArray<ClipFact> facts) =>
    [
        .. Corrected.Select(pair => new ClipFact(pair.Key, pair.Value, facts.FirstOrDefault(fact => fact.Field == pair.Key)?.Raw ?? "", "format-card")),
        .. facts.Where(fact => fact.Origin != "format-card" && !Corrected.ContainsKey(fact.Field)),
    ];
}

/// <summary>What makes a format card this one and no other. Empty where a clip does not say.</summary>
/// <param name="CameraLetter">Such as <c>A</c>.</param>
/// <param name="Model">Such as <c>ALEXA 35</c>.</param>
/// <param name="SensorMode">Such as <c>4.6K 3:2 Open Gate</c>.</param>
/// <param name="Codec">Such as <c>ARRIRAW</c>.</param>
/// <param name="Squeeze">The anamorphic squeeze as a ratio, such as <c>2</c>.</param>
public sealed record FormatCardKey(string CameraLetter, string Model, string SensorMode, string Codec, string Squeeze);

/// <summary>One correction of a format card.</summary>
/// <param name="Number">Its place in the card's history, from 1.</param>
/// <param name="Field">The field.</param>
/// <param name="Before">What it was; null for nothing.</param>
/// <param name="After">What it became; null when a correction was taken back.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who.</param>
/// <param name="At">When.</param>
public sealed record FormatCardCorrection(long Number, string Field, string? Before, string? After, string Reason, string Author, DateTimeOffset At);
