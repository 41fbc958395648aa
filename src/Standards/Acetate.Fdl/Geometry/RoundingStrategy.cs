namespace Acetate.Fdl.Geometry;

/// <summary>Which numbers rounding may give.</summary>
public enum RoundTo
{
    /// <summary>Whole numbers.</summary>
    Whole,

    /// <summary>Even numbers: what most codecs and chroma subsampling want.</summary>
    Even,
}

/// <summary>In which direction rounding goes. The sign is set aside first: up is away from zero.</summary>
public enum RoundMode
{
    /// <summary>To the next number.</summary>
    Up,

    /// <summary>To the number before.</summary>
    Down,

    /// <summary>To the nearest number; a tie goes to the even neighbour.</summary>
    Nearest,
}

/// <summary>How a canvas template turns the size of a new canvas into whole pixels (specification 2.0.1, <c>round</c>).</summary>
/// <param name="To">Whole or even numbers.</param>
/// <param name="Mode">The direction.</param>
/// <remarks>The default of the type is not the default of the standard: use <see cref="Default"/>.</remarks>
public readonly record struct RoundingStrategy(RoundTo To, RoundMode Mode)
{
    /// <summary>What a template without <c>round</c> means: up to even numbers.</summary>
    public static RoundingStrategy Default { get; } = new(RoundTo.Even, RoundMode.Up);

    /// <summary>Rounds a number of pixels.</summary>
    /// <param name="value">Any finite number.</param>
    /// <returns>A whole number; an even one if the strategy says so.</returns>
    public double Round(double value)
    {
        var size = Math.Abs(value);
        var whole = Mode switch
        {
            RoundMode.Up => Math.Ceiling(size),
            RoundMode.Down => Math.Floor(size),
            _ => Math.Round(size, MidpointRounding.ToEven),
        };
        if (To == RoundTo.Even && whole % 2 != 0)
        {
            whole += Mode switch
            {
                RoundMode.Up => 1,
                RoundMode.Down => -1,
                // 3.2 is nearer to 4 than to 2, and 3 itself goes up.
                _ => size < whole ? -1 : 1,
            };
        }

        return value < 0 ? -whole : whole;
    }

    /// <summary>The largest number allowed by <see cref="To"/> that is not larger than a limit.</summary>
    /// <param name="value">What would be rounded.</param>
    /// <param name="limit">What must not be passed, such as the size of the layer around.</param>
    internal double RoundWithin(double value, double limit)
    {
        var rounded = Round(value);
        if (rounded <= limit) return rounded;
        var below = (this with { Mode = RoundMode.Down }).Round(limit);
        return below > 0 ? below : limit;
    }
}
