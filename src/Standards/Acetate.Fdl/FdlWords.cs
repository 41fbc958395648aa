using Acetate.Fdl.Geometry;

namespace Acetate.Fdl;

/// <summary>The words of the standard for our values, and back.</summary>
internal static class FdlWords
{
    public const string FitSource = "fit_source";
    public const string Preserve = "preserve_from_source_canvas";
    public const string TargetDimensions = "target_dimensions";
    public const string TargetSqueeze = "target_anamorphic_squeeze";
    public const string MaximumDimensions = "maximum_dimensions";
    public const string Round = "round";

    public static readonly (string Word, FrameLayer Value)[] Layers =
    [
        ("framing_decision.dimensions", FrameLayer.Framing),
        ("framing_decision.protection_dimensions", FrameLayer.Protection),
        ("canvas.dimensions", FrameLayer.Canvas),
        ("canvas.effective_dimensions", FrameLayer.Effective),
    ];

    public static readonly (string Word, FitMethod Value)[] FitMethods =
        [("width", FitMethod.Width), ("height", FitMethod.Height), ("fit_all", FitMethod.FitAll), ("fill", FitMethod.Fill)];

    public static readonly (string Word, VerticalAlignment Value)[] Vertical =
        [("top", VerticalAlignment.Top), ("center", VerticalAlignment.Center), ("bottom", VerticalAlignment.Bottom)];

    public static readonly (string Word, HorizontalAlignment Value)[] Horizontal =
        [("left", HorizontalAlignment.Left), ("center", HorizontalAlignment.Center), ("right", HorizontalAlignment.Right)];

    public static readonly (string Word, RoundTo Value)[] RoundTos = [("whole", RoundTo.Whole), ("even", RoundTo.Even)];

    public static readonly (string Word, RoundMode Value)[] RoundModes =
        [("up", RoundMode.Up), ("down", RoundMode.Down), ("round", RoundMode.Nearest)];

    public static string Of<T>((string Word, T Value)[] words, T value) where T : struct, Enum
    {
        foreach (var (word, known) in words)
            if (EqualityComparer<T>.Default.Equals(known, value))
                return word;
        throw new ArgumentOutOfRangeException(nameof(value), value, "The standard has no word for it.");
    }

    public static string Of(FrameLayer layer) => Of(Layers, layer);
}
