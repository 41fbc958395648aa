using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Library.Matching;

/// <summary>What the matcher found for a whole cut.</summary>
public sealed record MatchResult
{
    /// <summary>One outcome for each event, in the order of the events.</summary>
    public required ImmutableArray<MatchOutcome> Outcomes { get; init; }

    /// <summary>Rolls whose timecode is off by the same amount in most of their events.</summary>
    public ImmutableArray<RollOffset> Offsets { get; init; } = [];

    /// <summary>Rolls that the cut needs and the library lacks, by day and name.</summary>
    public ImmutableArray<NeededRoll> NeededRolls { get; init; } = [];

    /// <summary>The version of the rules.</summary>
    public required int RulesVersion { get; init; }
}

/// <summary>A roll whose labels in the cut are off from those of its clips.</summary>
/// <param name="Roll">The roll.</param>
/// <param name="Frames">What is added to the cut's labels to get the clips', in frames.</param>
/// <param name="Rate">The rate of those frames.</param>
/// <param name="Agreeing">Events that it explains.</param>
/// <param name="Events">Events of the roll that could be compared.</param>
/// <param name="IsExact">Whether the events leave no other offset, or a whole number of hours is one they allow; else frames must be looked at.</param>
public sealed record RollOffset(FilmedRoll Roll, long Frames, FrameRate Rate, int Agreeing, int Events, bool IsExact);

/// <summary>A roll that a cut needs and the library lacks.</summary>
/// <param name="Name">Its name, as far as the list tells it.</param>
/// <param name="ShootDay">The day in the names; null when they have none.</param>
/// <param name="Clips">The names the list uses for its clips.</param>
/// <param name="Events">The events that need it.</param>
public sealed record NeededRoll(string Name, DateOnly? ShootDay, ImmutableArray<string> Clips, ImmutableArray<string> Events);
