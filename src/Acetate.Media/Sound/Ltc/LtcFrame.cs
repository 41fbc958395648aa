namespace Acetate.Media.Sound.Ltc;

/// <summary>One word of linear timecode (SMPTE ST 12-1), as it was heard on a track.</summary>
/// <param name="Hours">0 to 23.</param>
/// <param name="Minutes">0 to 59.</param>
/// <param name="Seconds">0 to 59.</param>
/// <param name="Frames">0 to 29.</param>
/// <param name="IsDrop">The drop-frame flag, bit 10.</param>
/// <param name="UserBits">The eight groups, the first in the lowest four bits.</param>
/// <param name="Start">The sample at which the word begins in the file, with its fraction.</param>
/// <param name="Length">How many samples it takes.</param>
/// <param name="IsReverse">Whether the tape ran backwards: the word's last bit was heard first.</param>
public sealed record LtcFrame(int Hours, int Minutes, int Seconds, int Frames, bool IsDrop, uint UserBits, double Start, double Length, bool IsReverse)
{
    /// <summary>User bits as people write them, the eighth group first: <c>20261122</c>.</summary>
    public string UserText => UserBits.ToString("X8", System.Globalization.CultureInfo.InvariantCulture);
}
