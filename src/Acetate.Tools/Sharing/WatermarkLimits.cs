using System.Text.Json;
using Acetate.Library;

namespace Acetate.Tools.Sharing;

/// <summary>How many copies with the name of their viewer are made and kept: the section <c>"watermarks"</c> of the library's settings.</summary>
public sealed record WatermarkLimits
{
    private static readonly string[] Known = ["viewersAtOnce", "keepMinutes", "keepBytes"];

    /// <summary>For how many viewers a copy is made at the same time, 1 to 256; 2 by default. Others wait.</summary>
    public int ViewersAtOnce { get; init; } = 2;

    /// <summary>For how long a copy is kept that nobody plays, 5 to 1,440 minutes; 120 by default.</summary>
    public TimeSpan Kept { get; init; } = TimeSpan.FromMinutes(120);

    /// <summary>How many bytes of copies are kept before others must wait until some are gone; 50 GiB by default.</summary>
    public long KeepBytes { get; init; } = 50L << 30;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="LibraryException">They are wrong.</exception>
    public static WatermarkLimits Of(LibraryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Settings is not { } settings || !settings.TryGetProperty("watermarks", out var section)) return new();
        if (section.ValueKind != JsonValueKind.Object) throw Wrong("must be an object", "");
        foreach (var property in section.EnumerateObject())
            if (!Known.Contains(property.Name)) throw Wrong($"is not a setting. There are: {string.Join(", ", Known)}", "." + property.Name);
        var limits = new WatermarkLimits();
        return new()
        {
            ViewersAtOnce = (int)(Number("viewersAtOnce", 1, 256) ?? limits.ViewersAtOnce),
            Kept = Number("keepMinutes", 5, 1440) is { } minutes ? TimeSpan.FromMinutes(minutes) : limits.Kept,
            KeepBytes = Number("keepBytes", 1, long.MaxValue) ?? limits.KeepBytes,
        };

        long? Number(string name, long least, long most)
        {
            if (!section.TryGetProperty(name, out var value)) return null;
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number
                : throw Wrong($"must be a whole number from {least} to {most}", "." + name);
        }

        static LibraryException Wrong(string what, string where) => new(LibraryProblem.Settings, $"\"watermarks{where}\" in {LibraryOptions.SettingsFile} {what}.");
    }
}
