using System.Text.Json;
using Acetate.Library;

namespace Acetate.Server.Tools.Workspaces;

/// <summary>How much people may put into workspaces: the section <c>"uploads"</c> of the library's settings.</summary>
public sealed record UploadLimits
{
    /// <summary>The most files that one person has under way in one workspace.</summary>
    public const int MostUnfinished = 200;

    private static readonly string[] Known = ["largestFile", "workspaceQuota", "keepFree", "filesAtOnce", "binDays"];

    /// <summary>The largest file, in bytes; 2 TiB by default.</summary>
    public long LargestFile { get; init; } = 2L << 40;

    /// <summary>What people may keep in one workspace, in bytes; null (the default) for as much as there is room. Packages do not count.</summary>
    public long? WorkspaceQuota { get; init; }

    /// <summary>Bytes of the disk that uploads leave free; 1 GiB by default.</summary>
    public long KeepFree { get; init; } = 1L << 30;

    /// <summary>How many files a browser sends at the same time, 1 to 8; 3 by default.</summary>
    public int FilesAtOnce { get; init; } = 3;

    /// <summary>Days after which what lies in a bin goes for good, 0 to 36,500; null (the default) for never.</summary>
    public int? BinDays { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="LibraryException">They are wrong.</exception>
    public static UploadLimits Of(LibraryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Settings is not { } settings || !settings.TryGetProperty("uploads", out var section)) return new();
        if (section.ValueKind != JsonValueKind.Object) throw Wrong("must be an object", "");
        foreach (var property in section.EnumerateObject())
            if (!Known.Contains(property.Name)) throw Wrong($"is not a setting. There are: {string.Join(", ", Known)}", "." + property.Name);
        var limits = new UploadLimits();
        return new()
        {
            LargestFile = Number("largestFile", 1, long.MaxValue) ?? limits.LargestFile,
            WorkspaceQuota = Number("workspaceQuota", 0, long.MaxValue),
            KeepFree = Number("keepFree", 0, long.MaxValue) ?? limits.KeepFree,
            BinDays = (int?)Number("binDays", 0, 36_500),
            FilesAtOnce = (int)(Number("filesAtOnce", 1, 8) ?? limits.FilesAtOnce),
        };

        long? Number(string name, long least, long most)
        {
            if (!section.TryGetProperty(name, out var value)) return null;
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number
                : throw Wrong($"must be a whole number from {least} to {most}", "." + name);
        }

        static LibraryException Wrong(string what, string where) => new(LibraryProblem.Settings, $"\"uploads{where}\" in {LibraryOptions.SettingsFile} {what}.");
    }
}
