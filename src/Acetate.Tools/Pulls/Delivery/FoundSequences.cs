using System.Collections.Immutable;
using System.Globalization;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Sequences of frames, OpenEXR unless another extension is named, by their names alone, where no package says what they are to be.</summary>
internal static class FoundSequences
{
    // What is longer is no number of a frame but a date and a time together.
    private const int MostDigits = 12;

    /// <summary>Each sequence from its lowest number to its highest. Names whose numbers have other digits than the rest are told.</summary>
    public static ImmutableArray<ExpectedPlate> Of(DeliveredFiles files, DeliveryFindings findings, ISet<string> told, string extension = ".exr")
    {
        var found = ImmutableArray.CreateBuilder<ExpectedPlate>();
        var groups = files.Paths.Where(path => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)).Select(Split).OfType<Numbered>().GroupBy(one => (one.Before, one.After)).OrderBy(group => group.Key.Before, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var frames = group.ToList();
            // 0999 and 1000 have four digits each; 999 and 1000 are one sequence too, whose numbers are not padded.
            var digits = frames.GroupBy(frame => frame.Digits.Length).OrderByDescending(same => same.Count()).ThenBy(same => same.Key).First().Key;
            if (frames.All(frame => frame.Digits[0] != '0' || frame.Digits.Length == 1)) digits = frames.Min(frame => frame.Digits.Length);
            var regular = frames.Where(frame => Number(frame.Digits).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0') == frame.Digits).ToList();
            foreach (var odd in frames.Except(regular))
            {
                told.Add(odd.Path);
                findings.Error("frame-name", odd.Path, $"Its number has {odd.Digits.Length} digits, and those of the other frames {digits}.", "Give all frames numbers of as many digits.");
            }

            if (regular.Count == 0) continue;
            var numbers = regular.ConvertAll(frame => Number(frame.Digits));
            var (first, last) = (numbers.Min(), numbers.Max());
            // A number that lies a lifetime away is another thing's, and not the end of a gap.
            if (last - first >= Packages.PackageRules.MostFrames)
            {
                findings.Warning("frame-missing", regular[0].Path, string.Create(CultureInfo.InvariantCulture, $"The frames between {first} and {last} are too many to look for."), "Put what is another sequence into a folder of its own.");
                continue;
            }

            var pattern = group.Key.Before + new string('#', digits) + group.Key.After;
            found.Add(new() { Name = pattern[(pattern.LastIndexOf('/') + 1)..], Pattern = pattern, First = first, Last = last });
        }

        return found.ToImmutable();
    }

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Numbered? Split(string path)
    {
        var end = path.LastIndexOf('.');
        var begin = end;
        while (begin > 0 && char.IsAsciiDigit(path[begin - 1]) && end - begin < MostDigits) begin--;
        // The pattern's sign in a name of its own would be taken for the number's place.
        return begin == end || path.Contains('#', StringComparison.Ordinal) ? null : new(path, path[..begin], path[begin..end], path[end..]);
    }

    private sealed record Numbered(string Path, string Before, string Digits, string After);
}
