using System.Collections.Immutable;
using System.Globalization;
using Acetate.Aaf.Compositions;
using Acetate.Aaf.Mobs;
using Acetate.Aaf.Objects;
using Acetate.Cdl;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Aaf;

/// <summary>What effects, tags and markers of an item mean.</summary>
internal static class AafLook
{
    private const int MostShown = 40, MostColumns = 4096;
    private static readonly string[] Placing = ["Resize", "Reposition", "Reformat", "FrameFlex", "Flop", "Flip", "Picture-in-Picture", "PIP", "3D Warp", "Pan", "Crop", "Scale", "Stabilize"];
    private static readonly string[] Writing = ["Title", "Marquee", "SubCap", "Text", "Timecode Burn"];

    /// <summary>The speed of an item, its curve in source time.</summary>
    public static CutSpeed Speed(AafItem item, FrameRate track)
    {
        if (item.Speed is not { } speed)
            return CutSpeed.Normal;
        var factor = speed.Ratio.IsNumber ? new Ratio(speed.Ratio.Numerator, speed.Ratio.Denominator) : Ratio.One;
        var written = string.Create(CultureInfo.InvariantCulture, $"{item.Effects.LastOrDefault(IsSpeed)?.Operation.Name} {speed.Ratio}").Trim();
        if (speed.Kind != AafSpeedKind.Varying)
            return CutSpeed.Of(factor, written);

        // The chain stands at the clip's first seen frame; the curve counts from the first one.
        var points = ImmutableArray.CreateBuilder<SpeedPoint>();
        if (AafTimes.First(item) is { } first)
        {
            var step = SourceUse.Step(Ratio.One, first.Rate, track);
            var hidden = speed.SourceOffset(item.HeadOverlap) - speed.SourceOffset(0);
            foreach (var point in speed.Points)
            {
                if (Ratio.TryFrom(point.Frame - item.HeadOverlap, out var frame) && Ratio.TryFrom(point.Value - Math.Floor(hidden), out var place))
                    points.Add(new(frame, first.Start + (place * step), speed.Interpolation));
            }
        }

        return new() { Kind = SpeedKind.Ramp, Factor = factor, Points = points.ToImmutable(), AsWritten = written };
    }

    public static bool IsSpeed(AafComponent.Effect effect) => effect.Operation.IsTimeWarp || effect.Operation.Name is "Motion Control" or "Video Speed Control";

    public static bool IsTitle(AafItem item) => item.Effects.Any(effect => Writing.Any(word => effect.Operation.Name.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static bool IsPlacing(AafComponent.Effect effect) =>
        effect.Media != AafMediaKind.Sound && Placing.Any(word => effect.Operation.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) && !effect.Operation.Name.Contains("Audio", StringComparison.OrdinalIgnoreCase);

    /// <summary>Resize, reposition and flips, with every setting as written; numbers keep Avid's units.</summary>
    public static CutReposition? Reposition(AafItem item)
    {
        CutReposition? placed = null;
        foreach (var effect in item.Effects.Where(IsPlacing))
        {
            var name = effect.Operation.Name;
            placed = (placed ?? new()) with
            {
                IsFlippedHorizontally = (placed?.IsFlippedHorizontally ?? false) ^ name.Contains("Flop", StringComparison.OrdinalIgnoreCase),
                IsFlippedVertically = (placed?.IsFlippedVertically ?? false) ^ name.Contains("Flip", StringComparison.OrdinalIgnoreCase),
                IsAnimated = (placed?.IsAnimated ?? false) || effect.Parameters.Any(parameter => parameter.Points.Select(point => Shown(point.Value)).Distinct().Skip(1).Any()),
                Values = (placed?.Values ?? []).AddRange(effect.Parameters.Select(parameter => new CutValue($"{name}/{(parameter.Name.Length > 0 ? parameter.Name : parameter.Id)}", Shown(parameter)))),
            };
        }

        return placed;
    }

    /// <summary>Names of the effects that stand for nothing else.</summary>
    public static ImmutableArray<string> Others(AafItem item) =>
        [.. item.Effects.Where(effect => !IsSpeed(effect) && !IsPlacing(effect)).Select(effect => effect.Operation.Name is { Length: > 0 } name ? name : effect.Operation.Id.ToString())];

    public static CutTransition Transition(AafItem item, string? from, string? to, Ratio perFrame)
    {
        var cut = item.CutPoint ?? item.Range.Start;
        return new()
        {
            Kind = Says("Dissolve") || Says("Fade") || Says("Dip") ? TransitionKind.Dissolve : Says("Wipe") ? TransitionKind.Wipe : Says("Key") ? TransitionKind.Key : TransitionKind.Other,
            Name = item.Name,
            InOffset = Math.Max(0, cut - item.Range.Start) * perFrame,
            OutOffset = Math.Max(0, item.Range.End - cut) * perFrame,
            From = from,
            To = to,
        };

        bool Says(string word) => item.Name.Contains(word, StringComparison.OrdinalIgnoreCase);
    }

    public static CutMarker Marker(AafMarker marker, long frame, FrameRate rate, Ratio start, bool isDrop)
    {
        var length = Math.Clamp(marker.Length, 0, int.MaxValue);
        var at = new CutRange(Math.Clamp(frame, -int.MaxValue, int.MaxValue), length, marker.Rate).ConvertTo(rate, isDrop);
        return new()
        {
            Name = marker.Text.Comment,
            Color = marker.Text.ColourName.Length > 0 ? marker.Text.ColourName : marker.Text.Colour is { } colour ? $"#{colour.Red >> 8:X2}{colour.Green >> 8:X2}{colour.Blue >> 8:X2}" : "",
            At = at.Shift(start),
        };
    }

    /// <summary>The ASC values that came with the clip's columns.</summary>
    public static CdlValues? Grade(IEnumerable<AafMob> mobs, ProblemLog log, string id)
    {
        CdlValues? grade = null;
        foreach (var mob in mobs)
        {
            if (Column(mob, "ASC_SOP") is { } sop && !CdlText.TryParse(sop, out grade, out var why))
                log.Error("bad-cdl", 0, $"column ASC_SOP of '{ProblemLog.Shown(mob.Name)}'", why, "Correct the column in the bin and export again; the event has no grade until then.", id);
            if (Column(mob, "ASC_SAT") is { } sat)
            {
                if (CdlText.TryParseSaturation(sat, out var saturation, out var reason))
                    grade = (grade ?? CdlValues.Neutral) with { Saturation = saturation };
                else
                    log.Error("bad-cdl", 0, $"column ASC_SAT of '{ProblemLog.Shown(mob.Name)}'", reason, "Correct the column in the bin and export again.", id);
            }

            if (grade is not null)
                return grade;
        }

        return null;
    }

    private static string? Column(AafMob mob, string name) =>
        mob.Comments.Take(MostColumns).FirstOrDefault(tag => tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Text.Trim() is { Length: > 0 } text ? text : null;

    private static string Shown(AafParameter parameter) => parameter.Points.IsEmpty
        ? Shown(parameter.Value)
        : string.Join("; ", parameter.Points.Take(MostShown).Select(point => $"{point.Time}: {Shown(point.Value)}")) + (parameter.Points.Length > MostShown ? "; …" : "");

    private static string Shown(AafValue? value) => value switch
    {
        AafValue.Whole { Name: { } name } => name,
        AafValue.Whole whole => whole.Number.ToString(null, CultureInfo.InvariantCulture),
        AafValue.Ratio ratio => ratio.Number.ToString(),
        AafValue.Text text => ProblemLog.Shown(text.Content),
        AafValue.Bytes { Content.Length: <= MostShown } bytes => Convert.ToHexString(bytes.Content.Span),
        AafValue.Bytes bytes => $"{bytes.Content.Length} bytes",
        AafValue.Identifier id => id.Name ?? id.Id.ToString(),
        _ => "",
    };
}
