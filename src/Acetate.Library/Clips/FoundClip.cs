namespace Acetate.Library.Clips;

/// <summary>A clip that a name means, with what tells it from others of the same name.</summary>
/// <param name="Id">The clip.</param>
/// <param name="Name">Its name.</param>
/// <param name="Roll">The roll.</param>
/// <param name="RollName">The roll's name.</param>
/// <param name="ShootDay">When it was shot.</param>
public sealed record FoundClip(Guid Id, string Name, Guid Roll, string RollName, DateOnly ShootDay);
