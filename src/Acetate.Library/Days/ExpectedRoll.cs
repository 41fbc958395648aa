using System.Collections.Immutable;
using Acetate.Library.Rolls;

namespace Acetate.Library.Days;

/// <summary>A roll that a camera or sound report says was shot, whether or not it has arrived.</summary>
public sealed record ExpectedRoll
{
    /// <summary>The library's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly ShootDay { get; init; }

    /// <summary>The roll's name as the report says it.</summary>
    public required string Name { get; init; }

    /// <summary>Camera or sound.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The unit; empty when the report does not say.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The clips the report names; none when it names none.</summary>
    public ImmutableArray<string> Clips { get; init; } = [];

    /// <summary>The report: its file name.</summary>
    public string Source { get; init; } = "";

    /// <summary>Who imported it.</summary>
    public string ImportedBy { get; init; } = "";

    /// <summary>When it was imported.</summary>
    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>Who said that it need not arrive; null when nobody did.</summary>
    public string? WaivedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? WaivedAt { get; init; }

    /// <summary>Why.</summary>
    public string? WaivedReason { get; init; }
}

/// <summary>A delivery of rolls that belong together: one drive, one upload.</summary>
/// <param name="Id">The library's id.</param>
/// <param name="Show">The show.</param>
/// <param name="ShootDay">The shoot day.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Note">A note.</param>
/// <param name="By">Who submitted it.</param>
/// <param name="At">When.</param>
public sealed record Submission(Guid Id, string Show, DateOnly ShootDay, string Source, string Note, string By, DateTimeOffset At);
