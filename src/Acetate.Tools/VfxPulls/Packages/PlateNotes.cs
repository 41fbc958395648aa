using System.Collections.Immutable;
using System.Globalization;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Library;
using Acetate.Steps;
using Acetate.Timing;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>The words of a plate's note: what it is, and what is left to do to see what editorial saw. What was done to its pictures is added when they are made.</summary>
internal static class PlateNotes
{
    /// <summary>The note of a plate, whose frames are made by these steps.</summary>
    public static PlateNote Of(PullPackage package, DeliveredPlateFacts facts, ImmutableArray<string> steps) =>
        new(facts.Paths.Note, Heading(package, facts), steps, facts.Plate.Pattern, Remaining(facts));

    /// <summary>What is not in the pictures, a sentence each.</summary>
    public static ImmutableArray<string> Remaining(DeliveredPlateFacts facts)
    {
        var lines = facts.Plate.Remaining.ToBuilder();
        if (facts.Cdl is { } cdl) lines.Add($"ASC CDL {Name(facts.BesideOf(cdl))} ({cdl.Name}: {cdl.Why}).");
        foreach (var (events, values) in facts.Cdl is null ? facts.Grades : [])
            lines.Add($"ASC CDL of the cut{(facts.Grades.Length > 1 ? $", event {events}" : "")}: {Numbers(values)} ({Name(facts.CdlPath!)}).");
        if (facts.Lut is { } lut) lines.Add($"Look-up table {Name(facts.BesideOf(lut))} ({lut.Name}: {lut.Why}).");
        if (facts.AmfDocument is { } amf)
        {
            foreach (var step in AmfExplanation.Of(amf).Steps.Where(step => step.Stage is AmfStepStage.Look or AmfStepStage.Output && step.Applied != true))
                lines.Add($"{(step.Stage == AmfStepStage.Look ? "Look" : "Output transform")} of its AMF: {step.Name}.");
        }
        else
        {
            lines.Add(facts.Amf is null
                ? $"To look at it: the output transform that its AMF ({Name(facts.Paths.Amf)}) names, ACES for a Rec.709 display."
                : $"What its AMF ({Name(facts.Paths.Amf)}) marks as not applied: looks and the output transform.");
        }

        return lines.ToImmutable();
    }

    /// <summary>What a person should know: what was decided, and where its frames come from.</summary>
    public static ImmutableArray<string> Notes(DeliveredPlateFacts facts)
    {
        var lines = facts.Plate.Notes.ToBuilder();
        if (facts.Cdl is { } cdl && !facts.Grades.IsEmpty) lines.Add($"The cut carries a CDL too ({string.Join("; ", facts.Grades.Select(grade => Numbers(grade.Values)))}); {cdl.Name} goes before it.");
        foreach (var reused in facts.Reused)
        {
            var (first, last) = (NumberOf(facts, reused.Run.Start), NumberOf(facts, reused.Run.End - 1));
            lines.Add($"{(first == last ? $"Frame {first} is" : $"Frames {first} to {last} are")} those of version {Text(reused.From.Plate.Version)} ({reused.From.Package}), byte for byte: their headers name that pull.");
        }

        return lines.ToImmutable();
    }

    /// <summary>The labels of the first frame delivered and of the one after the last; null where the clip has none.</summary>
    public static (string? In, string? Out) LabelsOf(DeliveredPlateFacts facts)
    {
        var clip = facts.Clip.Clip;
        return FrameRate.TryParse(clip.Rate, out var rate) && Timecode.TryParse(clip.TimecodeStart, rate, out var start)
            ? (start.AddWrapping(facts.Plate.Range.Start).ToString(), start.AddWrapping(facts.Plate.Range.End).ToString())
            : (null, null);
    }

    private static ImmutableArray<string> Heading(PullPackage package, DeliveredPlateFacts facts)
    {
        var (plate, clip, range) = (facts.Plate, facts.Clip, facts.Plate.Range);
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{plate.Shot} {plate.Element}, version {Text(plate.Version)} ({KebabCase.Of(plate.Change)})");
        lines.Add($"For {package.Pull.Recipient}, show {package.Pull.Show}{(package.Pull.Number > 0 ? $", pull {Text(package.Pull.Number)}" : "")}, {package.Name}");
        lines.Add($"Clip {clip.Clip.Name}, roll {clip.Roll.Name}{(clip.Clip.Reel.Length > 0 ? $", reel {clip.Clip.Reel}" : "")}, shot on {clip.Roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        var first = plate.FirstNumber;
        lines.Add($"Frames {Text(first)} to {Text(first + range.Frames - 1)}, {Text(range.Frames)} in all; the cut shows {NumberOf(facts, range.UsedStart)} to {NumberOf(facts, range.UsedEnd - 1)}");
        if (LabelsOf(facts) is ({ } @in, { } @out)) lines.Add($"Source timecode {@in} up to, without, {@out}, at {clip.Clip.Rate} frames per second");
        lines.Add($"{Text(plate.Width)} × {Text(plate.Height)} pixels");
        if (!facts.Events.IsEmpty) lines.Add($"Event{(facts.Events.Length > 1 ? "s" : "")} {string.Join(", ", facts.Events.Select(DeliveredDocuments.NumberOf))} of {package.Pull.CutName}");
        if (facts.Amf is { } amf) lines.Add($"Made by the AMF {amf.Name}: {amf.Why}");
        if (facts.Fdl is { } fdl) lines.Add($"Framing decision list {fdl.Name}: {fdl.Why}");
        lines.AddRange(Notes(facts));
        return lines.ToImmutable();
    }

    private static string NumberOf(DeliveredPlateFacts facts, long frame) => Text(facts.Plate.FirstNumber + frame - facts.Plate.Range.Start);

    private static string Numbers(CdlValues values) => $"SOP {CdlText.WriteSop(values)}, SAT {CdlText.WriteSaturation(values)}";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
