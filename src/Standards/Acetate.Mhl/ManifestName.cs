using System.Globalization;

namespace Acetate.Mhl;

/// <summary>The names of manifest files: <c>NNNN_folder_YYYY-MM-DD_HHMMSSZ.mhl</c>.</summary>
public static class ManifestName
{
    private const string Extension = ".mhl";

    /// <summary>The name of a new manifest.</summary>
    /// <param name="generation">From 1; at least four digits are written.</param>
    /// <param name="scopeName">The name of the scope's root folder, kept as it is.</param>
    /// <param name="started">When the process began; written in UTC.</param>
    public static string Create(int generation, string scopeName, DateTimeOffset started)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(generation);
        return string.Create(CultureInfo.InvariantCulture, $"{generation:0000}_{scopeName}_{Stamp(started)}{Extension}");
    }

    /// <summary>The name of a packing list made from a history.</summary>
    public static string CreatePackingList(string scopeName, DateTimeOffset started) => $"packinglist_{scopeName}_{Stamp(started)}{Extension}";

    /// <summary>Reads the generation from a file name; false when it is not the name of a manifest.</summary>
    /// <remarks>Four or more digits, then nothing or an underscore and at least one character, then <c>.mhl</c>.</remarks>
    public static bool TryParse(string fileName, out int generation)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        generation = 0;
        if (!fileName.EndsWith(Extension, StringComparison.Ordinal)) return false;
        var stem = fileName.AsSpan(0, fileName.Length - Extension.Length);
        var digits = 0;
        while (digits < stem.Length && char.IsAsciiDigit(stem[digits])) digits++;
        if (digits < 4 || digits > 9) return false;
        if (digits < stem.Length && (stem[digits] != '_' || digits + 1 == stem.Length)) return false;
        generation = int.Parse(stem[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd_HHmmss'Z'", CultureInfo.InvariantCulture);
}
