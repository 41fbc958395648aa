using System.Globalization;

namespace Acetate.Media.Inspect;

/// <summary>How far the pictures of a clip are turned where they are played, because the camera was held on its side or upside down.</summary>
public static class PictureRotation
{
    /// <summary>The fact that says it: 90, 180 or 270 degrees clockwise. A clip that is shown as it was recorded has none.</summary>
    public const string Field = "image.rotation";

    /// <summary>The degrees clockwise that players turn the pictures by: 0, 90, 180 or 270.</summary>
    public static int Of(ClipInspection inspection)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        return int.TryParse(inspection.Facts.FirstOrDefault(fact => fact.Field == Field)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var degrees) ? degrees : 0;
    }

    /// <summary>What a person should know before looking at pictures that are not turned; null where there is nothing to turn.</summary>
    public static string? Sentence(ClipInspection inspection) => Of(inspection) switch
    {
        0 => null,
        180 => "The camera was held upside down: players turn the picture by 180 degrees, and a plate stands as it was recorded.",
        var degrees => $"The camera was held on its side: players turn the picture by {degrees.ToString(CultureInfo.InvariantCulture)} degrees clockwise, and a plate lies as it was recorded.",
    };

    /// <summary>An angle as one of the four that pictures are turned by; 0 for any other.</summary>
    internal static int Clockwise(double degrees)
    {
        if (!double.IsFinite(degrees) || degrees % 90 != 0) return 0;
        return (int)((degrees % 360 + 360) % 360);
    }
}
