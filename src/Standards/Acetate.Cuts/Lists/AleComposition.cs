using System.Collections.Frozen;
using Acetate.Cuts.Writing;
using Acetate.Edl.Ale;
using Acetate.Timing;

namespace Acetate.Cuts.Lists;

/// <summary>Writes the sources of a cut as an Avid Log Exchange: a row for each event, of nested ones for what is seen in them.</summary>
internal static class AleComposition
{
    private static readonly (SourceNameKind Kind, string Column)[] Columns =
    [
        (SourceNameKind.CameraRoll, "Camroll"), (SourceNameKind.LabRoll, "Labroll"), (SourceNameKind.SoundRoll, "Soundroll"), (SourceNameKind.MediaPath, "Source Path"), (SourceNameKind.Umid, "UMID"),
        (SourceNameKind.Scene, "Scene"), (SourceNameKind.Take, "Take"), (SourceNameKind.Camera, "Camera"), (SourceNameKind.Shot, "Shot"),
    ];

    /// <summary>How the reader says where a name stood.</summary>
    private const string Column = "column ";

    /// <summary>Columns that a clip writes itself.</summary>
    private static readonly FrozenSet<string> Written =
        new[] { "Name", "Tracks", "Start", "End", "Duration", "Source File", "Tape", "ASC_SOP", "ASC_SAT", "AMF_UUID", "AMF_NAME", "fdl-uuid", "fdl-framing-decision-id" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static CutConversion Of(Cut cut)
    {
        var losses = new LossList();
        if (cut.Events.Any(item => item.Record is not null)) losses.Add("record", null, "A log is a list of clips: record times, the order of tracks and what is switched off have no place in it.", "Hand over a list or a timeline with it.");
        var clips = cut.Leaves.Where(item => item.Kind is not (CutEventKind.Black or CutEventKind.Adjustment)).Select(item => Clip(cut, item, losses)).ToList();
        using var memory = new MemoryStream();
        AleWriter.Write(AleDocument.Create(cut.Rate, cut.Dialect.StartsWith("VIDEO_FORMAT ", StringComparison.Ordinal) ? cut.Dialect["VIDEO_FORMAT ".Length..] : "CUSTOM", clips), memory);
        return new([new("", memory.ToArray())], losses.ToImmutable());
    }

    private static AleClip Clip(Cut cut, CutEvent item, LossList losses)
    {
        if (item.TransitionIn is not null) losses.Add("transition", item, "A log has no column for its transition.", "Hand over a list or a timeline with it.");
        if (!item.Speed.IsNormal) losses.Add("speed", item, "A log has no column for its speed; the source that is seen was written.", "Hand over a list or a timeline with it.");
        if (item.Reposition is not null) losses.Add("reposition", item, "A log has no column for scale, position and flips.", "Carry them over by hand.");
        var range = item.Speed.IsNormal ? item.Source.Range ?? item.Source.Used : item.Source.Used ?? item.Source.Range;
        if (range is { IsWhole: false }) losses.Add("between-frames", item, "It begins or ends between two frames; whole frames were written.", "Look at the edit.");
        if (range is { } other && other.Rate.LabelsPerSecond != cut.Rate.LabelsPerSecond)
        {
            losses.Add("source-rate", item, $"Its source counts at {other.Rate}, the log at {cut.Rate}; the time was converted.", "Write a log for each rate.");
            range = new CutRange(other.Start.Sign < 0 ? 0 : other.Start, other.Length, other.Rate, other.IsDrop).ConvertTo(cut.Rate, other.IsDrop);
        }

        var isLog = cut.Format == CutFormat.Ale && item.Source.Names.All(name => name.Origin.StartsWith(Column, StringComparison.Ordinal));
        var reel = item.Source[SourceNameKind.Tape] ?? item.Source[SourceNameKind.LongReel] ?? item.Source.Reel;
        var others = isLog ? Own(item) : Others(item, reel);
        if (isLog) reel = item.Source.Names.FirstOrDefault(name => name.Origin.Equals("column Tape", StringComparison.OrdinalIgnoreCase))?.Value;
        return new()
        {
            Name = item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? reel ?? "",
            Tracks = item.Tracks.IsEmpty ? null : string.Concat(item.Tracks.Select(track => track == "V1" ? "V" : track)),
            Start = range is { } used ? Timecode.Wrapping(used.Start.Floor, cut.Rate, used.IsDrop && cut.Rate.CanDropFrames) : null,
            Frames = range?.Frames.Length,
            Reel = reel,
            SourceFile = isLog ? item.Source.Names.FirstOrDefault(name => name.Origin.Equals("column Source File", StringComparison.OrdinalIgnoreCase))?.Value : item.Source[SourceNameKind.SourceFile],
            Grade = item.Grade,
            AmfUuid = item.Source[SourceNameKind.AmfUuid],
            AmfName = item.Source[SourceNameKind.AmfName],
            FdlUuid = item.Source[SourceNameKind.FdlUuid],
            FdlFramingDecision = item.Source[SourceNameKind.FdlFramingDecision],
            Others = [.. others],
        };
    }

    private static IEnumerable<AleField> Others(CutEvent item, string? reel)
    {
        if (item.Source.Reel is { } second && second != reel) yield return new("Reel", second);
        foreach (var (kind, column) in Columns)
            if (item.Source[kind] is { } value) yield return new(column, value);
        if (item.Comments.Length > 0) yield return new("Comments", string.Join(" | ", item.Comments));
    }

    /// <summary>The columns that the log had: names by where they were read, and what names no source, which came as comments.</summary>
    private static IEnumerable<AleField> Own(CutEvent item)
    {
        var names = item.Source.Names.Where(name => name.Origin.StartsWith(Column, StringComparison.Ordinal)).Select(name => new AleField(name.Origin[Column.Length..], name.Value));
        var comments = item.Comments.Select(comment => comment.Split(": ", 2)).Where(parts => parts.Length == 2).Select(parts => new AleField(parts[0], parts[1]));
        return names.Concat(comments).Where(field => !Written.Contains(field.Name)).DistinctBy(field => field.Name, StringComparer.OrdinalIgnoreCase);
    }
}
