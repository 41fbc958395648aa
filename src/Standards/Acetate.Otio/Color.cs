using System.Collections.Immutable;

namespace Acetate.Otio;

/// <summary>The colour of a label or a marker, for display only.</summary>
/// <param name="R">Red, from 0 to 1.</param>
/// <param name="G">Green, from 0 to 1.</param>
/// <param name="B">Blue, from 0 to 1.</param>
/// <param name="A">Opacity, from 0 to 1.</param>
/// <param name="Name">Its name; empty for none.</param>
public sealed record Color(double R, double G, double B, double A = 1, string Name = "") : OtioValue
{
    /// <summary>The colours that have a name, as version 0.19 of the reference names them.</summary>
    public static ImmutableArray<Color> Known { get; } =
    [
        new(1, 0, 1, 1, "Pink"), new(1, 0, 0, 1, "Red"), new(1, 0.5, 0, 1, "Orange"), new(1, 1, 0, 1, "Yellow"), new(0, 1, 0, 1, "Green"), new(0, 1, 1, 1, "Cyan"),
        new(0, 0, 1, 1, "Blue"), new(0.5, 0, 0.5, 1, "Purple"), new(1, 0, 1, 1, "Magenta"), new(0, 0, 0, 1, "Black"), new(1, 1, 1, 1, "White"), new(0, 0, 0, 0, "Transparent"),
    ];

    /// <summary>The colour of a name, compared without case, under this very name; white where nobody knows the name.</summary>
    public static Color Named(string name) => (Find(name) ?? new(1, 1, 1)) with { Name = name };

    /// <summary>The known colour of this name, without case.</summary>
    internal static Color? Find(string name) => Known.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What files from 0.19 on hold: a name in capitals, as older files write it, becomes the known one.</summary>
    internal Color ToObject() => Find(Name) is { } known && Name.All(char.IsAsciiLetterUpper) ? this with { Name = known.Name } : this;

    /// <summary>The name that files up to 0.18 hold: the known name in capitals, another name as it is, and without a name the nearest known colour.</summary>
    internal string ToName()
    {
        if (Name.Length > 0) return Known.Any(known => known.Name == Name) ? Name.ToUpperInvariant() : Name;
        return Known.Where(known => known.A > 0).MinBy(known => Math.Pow(known.R - R, 2) + Math.Pow(known.G - G, 2) + Math.Pow(known.B - B, 2))!.Name.ToUpperInvariant();
    }
}

/// <summary>A point in the plane of the pictures.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Upwards.</param>
public sealed record V2d(double X, double Y) : OtioValue;

/// <summary>A rectangle in the plane of the pictures.</summary>
/// <param name="Min">Its corner with the smallest numbers.</param>
/// <param name="Max">Its corner with the largest numbers.</param>
public sealed record Box2d(V2d Min, V2d Max) : OtioValue;
