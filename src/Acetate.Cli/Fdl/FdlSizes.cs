using System.CommandLine;
using System.Globalization;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;

namespace Acetate.Cli.Fdl;

/// <summary>Sizes and shapes as people write them on a command line.</summary>
internal static class FdlSizes
{
    /// <summary>Reads <c>4448x3096</c>.</summary>
    public static bool TrySize(string text, out PixelSize size)
    {
        size = default;
        var parts = text.Split('x', 'X', '×');
        if (parts.Length != 2 || !TryWhole(parts[0], out var width) || !TryWhole(parts[1], out var height)) return false;
        size = new(width, height);
        return true;
    }

    /// <summary>Reads <c>4000x2000</c>, or <c>4000x2000+224+548</c> with the corner.</summary>
    public static bool TryArea(string text, out PixelSize size, out FramePoint? anchor)
    {
        (size, anchor) = (default, null);
        var parts = text.Split('+');
        if (parts.Length is not (1 or 3) || !TrySize(parts[0], out size)) return false;
        if (parts.Length == 1) return true;
        if (!TryCount(parts[1], out var x) || !TryCount(parts[2], out var y)) return false;
        anchor = new(x, y);
        return true;
    }

    /// <summary>Reads <c>2.39</c>, <c>2.39:1</c>, <c>16:9</c> or <c>239:100</c>, with or without a name before it: <c>theatrical=2.39</c>.</summary>
    /// <remarks>The standard wants whole numbers: 2.39 is 239 to 100. The id is made of the name, or of the digits: FI239, FI169.</remarks>
    public static bool TryIntent(string text, out FramingIntent intent)
    {
        intent = new() { Id = "", AspectRatio = default };
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (label, shape) = equals < 0 ? ("", text) : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        if (equals == 0) return false;
        var parts = shape.Split(':');
        if (parts.Length > 2 || !TryDecimal(parts[0], out var width) || !TryDecimal(parts.Length == 2 ? parts[1] : "1", out var height)) return false;
        var (across, down) = (width, height);
        while (across != decimal.Truncate(across) || down != decimal.Truncate(down)) (across, down) = (across * 10, down * 10);
        if (across > 1_000_000 || down > 1_000_000) return false;
        var ratio = parts is [var only, "1"] ? only : shape;
        var id = string.Concat((label.Length > 0 ? label : ratio).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' || letter == ' ').Select(letter => letter == ' ' ? '_' : letter));
        intent = new()
        {
            Label = label.Length > 0 ? label : ratio.Contains(':', StringComparison.Ordinal) ? ratio : $"{ratio}:1",
            Id = (label.Length > 0 ? id : $"FI{id}") is { Length: > 32 } longer ? longer[..32] : label.Length > 0 ? id : $"FI{id}",
            AspectRatio = new((int)across, (int)down),
        };
        return intent.Id.Length > 0;
    }

    /// <summary>An option of something that can be read or not.</summary>
    public static Option<T?> Option<T>(string name, string helpName, string description, Func<string, (bool IsRead, T? Value)> read, string example) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var text = result.Tokens is [var only] ? only.Value : "";
                var (isRead, value) = read(text);
                if (!isRead) result.AddError($"{name} takes {example}, not '{Table.Visible(text)}'.");
                return value;
            },
        };

    private static bool TryWhole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= 1 << 24;

    private static bool TryCount(string text, out double value)
    {
        var isCount = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole <= 1 << 24;
        value = whole;
        return isCount;
    }

    private static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is > 0 and <= 1_000_000 && decimal.Round(value, 6) == value;
}
