using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cdl;
using Acetate.Timing;

namespace Acetate.Edl.Ale;

/// <summary>What a row says about a clip, as exact values.</summary>
public sealed record AleClip
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Name", "Tracks", "Start", "End", "Duration", "Source File", "Tape", "ASC_SOP", "ASC_SAT", "CDL",
        "AMF_UUID", "AMF_NAME", "fdl-uuid", "fdl-framing-decision-id",
    };

    /// <summary>The clip's name; empty when the row has none.</summary>
    public required string Name { get; init; }

    /// <summary>Such as VA1A2; null when not said.</summary>
    public string? Tracks { get; init; }

    /// <summary>Source timecode of the first frame.</summary>
    public Timecode? Start { get; init; }

    /// <summary>Length in frames; null when it is not said, or said twice differently.</summary>
    public long? Frames { get; init; }

    /// <summary>Tape, else Reel, else Camroll; null when none is said.</summary>
    public string? Reel { get; init; }

    /// <summary>The media file's name; null when not said.</summary>
    public string? SourceFile { get; init; }

    /// <summary>Of the columns ASC_SOP and ASC_SAT, else of CDL. Where an AMF is named, the AMF counts and this does not.</summary>
    public CdlValues? Grade { get; init; }

    /// <summary>The clip's ACES metadata file by its id, without <c>urn:uuid:</c>.</summary>
    public string? AmfUuid { get; init; }

    /// <summary>The clip's ACES metadata file by its name; with an id too, the id decides.</summary>
    public string? AmfName { get; init; }

    /// <summary>The clip's framing decision list by its id.</summary>
    public string? FdlUuid { get; init; }

    /// <summary>The framing decision in that list.</summary>
    public string? FdlFramingDecision { get; init; }

    /// <summary>All other columns that are not empty, in order.</summary>
    public ImmutableArray<AleField> Others { get; init; } = [];

    /// <summary>What is wrong in this row.</summary>
    public ImmutableArray<AleProblem> Problems { get; init; } = [];

    /// <summary>Timecode after the last frame, as ALE counts; over midnight if need be.</summary>
    public Timecode? End => Start is { } start && Frames is { } frames ? start.AddWrapping(frames) : null;

    internal static AleClip Of(AleDocument log, AleRow row, FrameRate rate)
    {
        var problems = ImmutableArray.CreateBuilder<AleProblem>();
        var (start, frames) = Times(log, row, rate, problems);
        return new()
        {
            Name = log.Cell(row, "Name") ?? "",
            Tracks = log.Cell(row, "Tracks"),
            Start = start,
            Frames = frames,
            Reel = log.Cell(row, "Tape") ?? log.Cell(row, "Reel") ?? log.Cell(row, "Camroll"),
            SourceFile = log.Cell(row, "Source File"),
            Grade = GradeOf(log, row, problems),
            AmfUuid = log.Cell(row, "AMF_UUID"),
            AmfName = log.Cell(row, "AMF_NAME"),
            FdlUuid = log.Cell(row, "fdl-uuid"),
            FdlFramingDecision = log.Cell(row, "fdl-framing-decision-id"),
            Others = [.. OtherCells(log, row)],
            Problems = problems.ToImmutable(),
        };
    }

    internal IEnumerable<AleField> Fields()
    {
        yield return new("Name", Name);
        if (Tracks is not null) yield return new("Tracks", Tracks);
        if (Start is { } start) yield return new("Start", start.ToString());
        if (End is { } end) yield return new("End", end.ToString());
        if (Start is { } from && Frames is { } frames) yield return new("Duration", Timecode.Wrapping(frames, from.Rate, from.IsDrop).ToString());
        if (SourceFile is not null) yield return new("Source File", SourceFile);
        if (Reel is not null) yield return new("Tape", Reel);
        if (AmfUuid is not null) yield return new("AMF_UUID", AmfUuid);
        if (AmfName is not null) yield return new("AMF_NAME", AmfName);
        if (FdlUuid is not null) yield return new("fdl-uuid", FdlUuid);
        if (FdlFramingDecision is not null) yield return new("fdl-framing-decision-id", FdlFramingDecision);
        if (Grade is { } grade && AmfUuid is null && AmfName is null)
        {
            yield return new("ASC_SOP", CdlText.WriteSop(grade));
            yield return new("ASC_SAT", CdlText.WriteSaturation(grade));
        }

        foreach (var other in Others) yield return other;
    }

    /// <summary>Two of start, end and duration are enough; three must agree, or the length is not known.</summary>
    private static (Timecode? Start, long? Frames) Times(AleDocument log, AleRow row, FrameRate rate, ImmutableArray<AleProblem>.Builder problems)
    {
        var start = Time("Start");
        var end = Time("End");
        var duration = Time("Duration")?.Frame;
        if (start is { } a && end is { } b)
        {
            if (a.IsDrop != b.IsDrop)
            {
                problems.Add(new(row.Line, true, $"Start {a} and End {b} count differently; the length of the clip is not known."));
                return (start, null);
            }

            var between = b.FramesSinceWrapping(a);
            if (duration is null || duration == between) return (start, between);
            problems.Add(new(
                row.Line,
                true,
                string.Create(CultureInfo.InvariantCulture, $"From {a} to {b} are {between} frames, and Duration says {log.Cell(row, "Duration")}, which is {duration}; the length of the clip is not known.")));
            return (start, null);
        }

        if (start is null && end is { } last && duration is { } length) return (last.AddWrapping(-length), length);
        return (start, duration);

        Timecode? Time(string column)
        {
            if (log.Cell(row, column) is not { } text) return null;
            if (Timecode.TryParse(text, rate, out var time, out var reason)) return time;
            problems.Add(new(row.Line, true, $"{column}: {reason}"));
            return null;
        }
    }

    private static CdlValues? GradeOf(AleDocument log, AleRow row, ImmutableArray<AleProblem>.Builder problems)
    {
        CdlValues? grade = null;
        foreach (var column in new[] { "ASC_SOP", "CDL" })
        {
            if (grade is not null || log.Cell(row, column) is not { } text) continue;
            if (!CdlText.TryParse(text, out grade, out var reason)) problems.Add(new(row.Line, true, $"{column}: {reason}"));
        }

        if (log.Cell(row, "ASC_SAT") is { } saturation)
        {
            if (CdlText.TryParseSaturation(saturation, out var number, out var reason)) grade = (grade ?? CdlValues.Neutral) with { Saturation = number };
            else problems.Add(new(row.Line, true, $"ASC_SAT: {reason}"));
        }

        return grade;
    }

    private static IEnumerable<AleField> OtherCells(AleDocument log, AleRow row)
    {
        for (var i = 0; i < Math.Min(log.Columns.Length, row.Cells.Length); i++)
            if (!Known.Contains(log.Columns[i].Trim()) && !string.IsNullOrWhiteSpace(row.Cells[i]))
                yield return new(log.Columns[i].Trim(), row.Cells[i].Trim());
    }
}
