using Acetate.Media.Inspect;

namespace Acetate.Media.Trim.Mxf;

/// <summary>MXF files.</summary>
internal static class MxfTrim
{
    /// <summary>Refuses: partitions, index and durations would have to be written anew.</summary>
    public static TrimPlan Plan(ClipFile file, ClipInspection inspection, TrimOrder order, string name) =>
        throw new CannotTrimException("An MXF file is not cut here: its partitions, its index and its durations would have to be written anew.");
}
