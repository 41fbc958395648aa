using Acetate.Steps.Documents;

namespace Acetate.Tools.ConformPulls;

/// <summary>Whether a pull fits onto a drive, before anything is made.</summary>
/// <param name="Fits">Whether it does.</param>
/// <param name="Sentence">The answer in words, with what to do when it does not.</param>
/// <param name="Needed">Bytes that it needs, with the reserve.</param>
public sealed record DriveFit(bool Fits, string Sentence, long Needed)
{
    /// <summary>Lists, pictures of the check, hashes: what an estimate does not count.</summary>
    private const long Documents = 256L << 20;

    /// <summary>Holds an estimate against the room of a drive.</summary>
    /// <param name="bytes">About so many bytes are delivered.</param>
    /// <param name="free">Bytes that are free on the drive.</param>
    /// <param name="reserve">The share of the estimate that is kept besides, because sizes of pieces are estimated; the default is a twentieth.</param>
    public static DriveFit Check(long bytes, long free, double reserve = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNegative(free);
        ArgumentOutOfRangeException.ThrowIfNegative(reserve);
        var needed = (long)Math.Min(long.MaxValue / 2, Math.Ceiling(bytes * (1 + reserve))) + Documents;
        return needed <= free
            ? new(true, $"It fits: {ReportText.Size(needed)} are needed with reserve, and {ReportText.Size(free)} are free.", needed)
            : new(false, $"It does not fit: {ReportText.Size(needed)} are needed with reserve, and {ReportText.Size(free)} are free, {ReportText.Size(needed - free)} too few. Take a larger drive, ask for shorter handles, or split the pull by reels.", needed);
    }
}
