namespace Acetate.Cdl;

/// <summary>Three numbers, one per channel: a colour, or a slope, an offset, a power.</summary>
/// <param name="Red">The first.</param>
/// <param name="Green">The second.</param>
/// <param name="Blue">The third.</param>
public readonly record struct Rgb(double Red, double Green, double Blue)
{
    /// <summary>The same number three times.</summary>
    public static Rgb Of(double all) => new(all, all, all);

    /// <summary>Whether no channel is infinite or not a number.</summary>
    public bool IsFinite => double.IsFinite(Red) && double.IsFinite(Green) && double.IsFinite(Blue);

    /// <summary>The result of a function on each channel.</summary>
    public Rgb Select(Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function(Red), function(Green), function(Blue));
    }
}
