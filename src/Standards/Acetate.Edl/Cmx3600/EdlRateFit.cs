using Acetate.Timing;

namespace Acetate.Edl.Cmx3600;

/// <summary>How a frame rate fits a list. Rates with the same labels, such as 23.976 and 24, cannot be told apart by a list.</summary>
/// <param name="Rate">The rate.</param>
/// <param name="IsPossible">Whether every label of the events exists at it.</param>
/// <param name="Compared">Events whose source and record length could be compared.</param>
/// <param name="Contradictions">How many of them differ.</param>
/// <param name="Line">The line of the evidence; 0 where it is the whole list.</param>
/// <param name="Evidence">A whole sentence.</param>
public sealed record EdlRateFit(FrameRate Rate, bool IsPossible, int Compared, int Contradictions, int Line, string Evidence)
{
    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsPerfect => IsPossible && Contradictions == 0;
}
