using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Json;

/// <summary>What a number may be.</summary>
/// <param name="Least">The smallest allowed, or the largest not allowed.</param>
/// <param name="IsLeastAllowed">Whether <paramref name="Least"/> itself is allowed.</param>
/// <param name="Most">The largest allowed.</param>
/// <param name="IsWhole">Whether it must be whole; 4096.0 is.</param>
internal sealed record NumberRange(double Least, bool IsLeastAllowed, double Most, bool IsWhole = false)
{
    public static readonly NumberRange Pixels = new(0, false, TemplateMath.MostPixels, IsWhole: true);
    public static readonly NumberRange Target = Pixels with { Tolerated = FdlRule.ZeroTarget };
    public static readonly NumberRange Aspect = new(0, false, int.MaxValue, IsWhole: true);
    public static readonly NumberRange Count = new(0, true, int.MaxValue, IsWhole: true);
    public static readonly NumberRange Version = new(int.MinValue, true, int.MaxValue, IsWhole: true);
    public static readonly NumberRange Length = new(0, false, TemplateMath.MostPixels);
    public static readonly NumberRange Squeeze = new(0, false, 1000);
    public static readonly NumberRange TargetSqueeze = Squeeze with { Tolerated = FdlRule.ZeroSqueeze };
    public static readonly NumberRange Protection = new(0, true, 1_000_000);

    /// <summary>The kind of problem that 0 is where the value is kept although the schema forbids it; null where it is not.</summary>
    public FdlRule? Tolerated { get; init; }

    /// <summary>Whether a number that is too small is told but kept: the standard has changed its mind about it.</summary>
    public bool IsKeptWhenTooSmall { get; init; }

    public static NumberRange Anchor(bool negative) =>
        negative ? new(-TemplateMath.MostPixels, true, TemplateMath.MostPixels) : new(0, true, TemplateMath.MostPixels) { IsKeptWhenTooSmall = true };

    public bool Allows(double number) => IsLeastAllowed ? number >= Least : number > Least;

    public string Sentence(string name, string shown) => IsLeastAllowed ? $"'{name}' is {shown}, but must not be below {Least}." : $"'{name}' is {shown}, but must be above {Least}.";
}
