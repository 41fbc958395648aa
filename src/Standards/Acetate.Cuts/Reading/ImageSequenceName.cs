using System.Globalization;
using System.Text.RegularExpressions;

namespace Acetate.Cuts.Reading;

/// <summary>Names that stand for a file per frame, in the ways lists write them.</summary>
internal static partial class ImageSequenceName
{
    /// <summary><c>name.[1001-1048].exr</c>, <c>name.(1025@1222).dpx</c>, <c>name.%04d.exr</c>, <c>name.####.exr</c>; null for anything else.</summary>
    public static ImageSequence? Of(string path)
    {
        if (path.Length > 4096) return null;
        if (Range().Match(path) is { Success: true } range)
        {
            var (first, last) = (range.Groups["first"].Value, range.Groups["last"].Value);
            return new(path[..range.Index], path[(range.Index + range.Length)..], Math.Max(first.Length, 1), Number(first), Number(last));
        }

        if (Pattern().Match(path) is { Success: true } pattern)
        {
            var digits = pattern.Groups["hash"].Success ? pattern.Groups["hash"].Length
                : pattern.Groups["digits"].Length > 0 ? (int)Number(pattern.Groups["digits"].Value) : 1;
            return new(path[..pattern.Index], path[(pattern.Index + pattern.Length)..], digits, null, null);
        }

        return null;
    }

    private static long Number(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[\[(](?<first>\d{1,12})[-@](?<last>\d{1,12})[\])]", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex(@"%0?(?<digits>\d{0,2})d|(?<hash>#{2,12})", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
