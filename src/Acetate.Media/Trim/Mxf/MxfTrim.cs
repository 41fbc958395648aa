using Acetate.Media.Inspect;
namespace Acetate.Media.Trim.Mxf;
internal static class MxfTrim
{
    public static TrimPlan Plan(ClipFile file, ClipInspection inspection, TrimOrder order, string name) => throw new CannotTrimException("MXF");
}
