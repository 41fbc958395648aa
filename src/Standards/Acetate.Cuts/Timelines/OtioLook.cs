using System.Collections.Immutable;
using Acetate.Cdl;
using Acetate.Cuts.Reading;
using Acetate.Otio;

namespace Acetate.Cuts.Timelines;

/// <summary>Speed, kind, grade and placement of an item.</summary>
internal static class OtioLook
{
    public static CutSpeed Speed(Item item, ProblemLog log, string id)
    {
        var factor = Ratio.One;
        var (isRamp, written) = (false, "");
        foreach (var effect in item.Effects)
        {
            if (effect is TimeWarp warp)
            {
                if (!Ratio.TryFrom(warp.TimeScalar, out var scalar) || scalar.Absolute > 1_000_000)
                {
                    log.Error("bad-speed", 0, $"{item.SchemaName} '{ProblemLog.Shown(item.Name)}'", $"Its time scalar {warp.TimeScalar} is no speed; 1 was taken.", "Look at the clip's speed.", id);
                    continue;
                }

                factor *= scalar;
                written = $"{warp.SchemaName} {warp.TimeScalar.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            }
            else if (effect is TimeEffect)
            {
                (isRamp, written) = (true, "TimeEffect");
            }
        }

        return isRamp ? new() { Kind = SpeedKind.Ramp, Factor = factor, AsWritten = written } : CutSpeed.Of(factor, written);
    }

    public static CutEventKind Kind(Clip? clip)
    {
        if (clip?.MediaReference is not GeneratorReference made) return CutEventKind.Clip;
        var kind = made.GeneratorKind;
        return kind.Contains("black", StringComparison.OrdinalIgnoreCase) ? CutEventKind.Black
            : kind.Contains("bars", StringComparison.OrdinalIgnoreCase) ? CutEventKind.Bars
            : kind.Contains("title", StringComparison.OrdinalIgnoreCase) || kind.Contains("text", StringComparison.OrdinalIgnoreCase) ? CutEventKind.Title : CutEventKind.Generator;
    }

    /// <summary>The values that the EDL adapter and we keep: <c>cdl</c> with <c>asc_sop</c> and <c>asc_sat</c>.</summary>
    public static CdlValues? Grade(Item item)
    {
        if (item.Metadata["cdl"] is not { } cdl) return null;
        CdlValues? grade = null;
        if (cdl["asc_sop"] is { } sop && Of(sop["slope"]) is { } slope && Of(sop["offset"]) is { } offset && Of(sop["power"]) is { } power)
            grade = new() { Slope = slope, Offset = offset, Power = power };
        if (cdl["asc_sat"]?.AsNumber is { } saturation) grade = (grade ?? CdlValues.Neutral) with { Saturation = saturation };
        return grade?.WhyNot() is null ? grade : null;

        static Rgb? Of(OtioValue? values) =>
            values?.Items is [var red, var green, var blue] && red.AsNumber is { } r && green.AsNumber is { } g && blue.AsNumber is { } b ? new(r, g, b) : null;
    }

    /// <summary>What DaVinci Resolve writes of a clip's transform into its effects.</summary>
    public static CutReposition? Reposition(Item item)
    {
        var values = ImmutableArray.CreateBuilder<CutValue>();
        var isAnimated = false;
        foreach (var effect in item.Effects.OfType<NamedObject>())
        {
            if (effect.Metadata["Resolve_OTIO"] is not { } resolve || resolve["Effect Name"]?.AsText is not ("Transform" or "Cropping" or "Dynamic Zoom")) continue;
            foreach (var parameter in resolve["Parameters"]?.Items ?? [])
            {
                if (parameter["Parameter ID"]?.AsText is not { } name || parameter["Parameter Value"] is not { } value) continue;
                isAnimated |= parameter["Key Frames"] is OtioValue.Dictionary { Members.Count: > 1 };
                values.Add(new(name, value.AsText ?? value.AsNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? value.AsBool?.ToString() ?? ""));
            }
        }

        return values.Count == 0 ? null : new() { Values = values.ToImmutable(), IsAnimated = isAnimated };
    }
}
