using System.Text.Json.Serialization;

namespace Acetate.Library.Days;

/// <summary>What people said about a shoot day: whether everything of it has come.</summary>
/// <param name="Show">The show.</param>
/// <param name="ShootDay">The day.</param>
/// <param name="State">Open or confirmed.</param>
/// <param name="ChangedBy">Who said so; of a day that is open again, who had confirmed it; empty when nobody said anything yet.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Note">Why, such as the roll that opened the day again.</param>
public sealed record DayStatus(string Show, DateOnly ShootDay, DayState State, string ChangedBy, DateTimeOffset? ChangedAt, string Note);

/// <summary>What people said about a shoot day.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<DayState>))]
public enum DayState
{
    /// <summary>Rolls may still come.</summary>
    Open,

    /// <summary>Somebody confirmed that everything has come and is safe.</summary>
    Confirmed,

    /// <summary>It was confirmed, and then something came or changed.</summary>
    Reopened,
}

/// <summary>A shoot day in a list.</summary>
/// <param name="ShootDay">The day.</param>
/// <param name="Rolls">Rolls that are known.</param>
/// <param name="Complete">Rolls that are complete.</param>
/// <param name="Held">Rolls that wait for a person.</param>
/// <param name="Expected">Rolls that reports name and nobody waived.</param>
/// <param name="Missing">Those of them that have not arrived.</param>
/// <param name="Files">Files of the known rolls.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="State">What people said.</param>
public sealed record DaySummary(DateOnly ShootDay, int Rolls, int Complete, int Held, int Expected, int Missing, long Files, long Bytes, DayState State);
