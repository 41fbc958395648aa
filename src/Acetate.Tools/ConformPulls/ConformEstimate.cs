using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.ConformPulls;

/// <summary>What making a conform pull takes.</summary>
/// <param name="Files">Files of picture and sound.</param>
/// <param name="Frames">Frames of picture.</param>
/// <param name="Bytes">About so many bytes of picture and sound.</param>
/// <param name="WholeCopies">Pieces that are copied whole because their format cannot be cut.</param>
/// <param name="WholeBytes">Their bytes, which are in <paramref name="Bytes"/>.</param>
/// <param name="Saved">Bytes of the same clips that are left out by cutting.</param>
public sealed record ConformEstimate(int Files, long Frames, long Bytes, int WholeCopies, long WholeBytes, long Saved)
{
    /// <summary>The work, by what such work took here before; null for pulls that were planned before this was known.</summary>
    public WorkEstimate? Work { get; init; }
}
