using System.Globalization;

namespace Acetate.Media.Inspect;

/// <summary>How the pictures of a clip are turned or mirrored where they are played: the camera was held on its side or upside down, or looked at who held it.</summary>
public static class PictureRotation
{
    /// <summary>The fact that says it: 90, 180 or 270 degrees clockwise. A clip that is shown as it was recorded has none.</summary>
    public const string Field = "image.rotation";

    /// <summary>The fact that says that the turned picture is shown mirrored, left and right changed: <c>yes</c>.</summary>
    public const string MirroredField = "image.mirrored";

    /// <summary>The degrees clockwise that players turn the pictures by: 0, 90, 180 or 270.</summary>
    public static int Of(ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        return int.TryParse(inspection.Facts.FirstOrDefault(fact => fact.Field == Field)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var degrees) ? degrees : 0;
    }

    /// <summary>Whether players mirror the pictures, left and right, when they are turned.</summary>
    public static bool IsMirrored(ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        return inspection.Facts.Any(fact => fact is { Field: MirroredField, Value: "yes" });
    }

    /// <summary>What a person should know before using plates, which are not turned; null where there is nothing to turn.</summary>
    public static string? Sentence(ClipInspection inspection)
    {
        var mirrored = IsMirrored(inspection) ? " and mirror it" : "";
        return Of(inspection) switch
        {
            0 => mirrored.Length > 0 ? "The clip was recorded mirrored: players change left and right, and a plate stands as it was recorded." : null,
            180 => $"The camera was held upside down: players turn the picture by 180 degrees{mirrored}, and a plate stands as it was recorded.",
            var degrees => $"The camera was held on its side: players turn the picture by {degrees.ToString(CultureInfo.InvariantCulture)} degrees clockwise{mirrored}, and a plate lies as it was recorded.",
        };
    }

    /// <summary>What the matrix of a movie's header does to pictures: ISO/IEC 14496-12, 6.2.2 shows a point (x, y) at (a·x + c·y, b·x + d·y), y downwards.</summary>
    /// <returns>Degrees clockwise, and whether left and right are changed after that; (0, false) for a matrix that does something else.</returns>
    internal static (int Degrees, bool IsMirrored) OfMatrix(int a, int b, int c, int d)
    {
        var isMirrored = (long)a * d - (long)b * c < 0;
        // Mirrored back, it only turns.
        var (x, y, z, w) = isMirrored ? (-(long)a, (long)b, -(long)c, (long)d) : (a, b, c, d);
        if (x != w || z != -y) return (0, false);
        return (x, y) switch
        {
            (0, > 0) => (90, isMirrored),
            ( < 0, 0) => (180, isMirrored),
            (0, < 0) => (270, isMirrored),
            ( > 0, 0) => (0, isMirrored),
            _ => (0, false),
        };
    }
}
