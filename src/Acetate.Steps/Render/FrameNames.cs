using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Acetate.Storage;

namespace Acetate.Steps.Render;

/// <summary>Names of frames by a pattern such as <c>A002C006.####.exr</c>: the signs <c>#</c> stand for the number, with as many digits at least.</summary>
public sealed record FrameNames
{
    private readonly string _before, _after;
    private readonly int _digits;
    private readonly long _start;

    private FrameNames(string before, int digits, string after, long start) => (_before, _digits, _after, _start) = (before, digits, after, start);

    /// <summary>The number of the first frame that is rendered.</summary>
    public long Start => _start;

    /// <summary>Reads a pattern, or says why it is none.</summary>
    /// <param name="pattern">With one run of <c>#</c>; with none for a single frame.</param>
    /// <param name="start">The number of the first frame, 0 or above.</param>
    /// <param name="names">The names.</param>
    /// <param name="reason">Why there are none.</param>
    public static bool TryParse(string pattern, long start, [NotNullWhen(true)] out FrameNames? names, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        (names, reason) = (null, null);
        var first = pattern.IndexOf('#', StringComparison.Ordinal);
        var end = first;
        while (end >= 0 && end < pattern.Length && pattern[end] == '#') end++;
        if (first < 0) reason = $"The name '{pattern}' has no place for the frame number. Write it as #### (such as NAME.####.exr).";
        else if (pattern.IndexOf('#', end) >= 0) reason = $"The name '{pattern}' has more than one place for the frame number. Write #### once.";
        else if (end - first > 12) reason = $"The name '{pattern}' asks for {end - first} digits; 12 are the most.";
        else if (start is < 0 or > 999_999_999_999) reason = $"Frames cannot be numbered from {start}; 0 to 999999999999 can be.";
        else if (StoreKey.TryParse(pattern, out _, out reason)) names = new(pattern[..first], end - first, pattern[end..], start);
        return names is not null;
    }

    /// <summary>The name of a single frame, without a number.</summary>
    public static bool TryParseSingle(string name, [NotNullWhen(true)] out FrameNames? names, [NotNullWhen(false)] out string? reason)
    {
        names = StoreKey.TryParse(name, out _, out reason) ? new(name, 0, "", 0) : null;
        return names is not null;
    }

    /// <summary>A pattern without the place of the number and without extension: what files that belong to all its frames are named by.</summary>
    public static string WithoutNumber(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var plain = pattern[..^Path.GetExtension(pattern).Length];
        var (begin, end) = (plain.IndexOf('#', StringComparison.Ordinal), plain.LastIndexOf('#') + 1);
        if (begin >= 0) plain = plain[..begin].TrimEnd('.', '_', '-', ' ') + plain[end..];
        return plain.Length == 0 || plain.EndsWith('/') ? plain + "plate" : plain;
    }

    /// <summary>The name of a frame.</summary>
    /// <param name="index">0 for the first that is rendered.</param>
    public string this[long index] => _digits == 0 ? _before : _before + (_start + index).ToString(CultureInfo.InvariantCulture).PadLeft(_digits, '0') + _after;
}
