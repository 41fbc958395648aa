using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.Lint;

/// <summary>Looks through a cut before it is turned over: what a pull would stumble over, each with its line and what to do.</summary>
/// <remarks>Says nothing about the library: whether a source is there is the matcher's answer.</remarks>
public static class CutLint
{
    /// <summary>Frames that are too short to be an edit somebody meant.</summary>
    private const int FlashFrames = 2;

    private static readonly string[] GroupWords = [".SYNC.", ".GRP.", "GROUP CLIP", "MULTICAM", "MULTI-CAM", "MULTIGROUP", "NESTED SEQUENCE", "COMPOUND CLIP", "SYNCHRONIZED CLIP", ".SUB."];

    /// <summary>What reading found and what looking through finds, by line.</summary>
    public static ImmutableArray<CutProblem> Check(Cut cut)
    {
        ArgumentNullException.ThrowIfNull(cut);
        var log = new ProblemLog();
        if (cut.Events.IsEmpty) log.Warning("no-events", 0, "", "The cut has no events.", "Look whether the right sequence was exported.");
        foreach (var item in cut.Events) Event(cut, item, log);
        LintTracks.Check(cut, log);
        LintNames.Check(cut, log);
        foreach (var unknown in cut.Unknown.Concat(cut.Events.SelectMany(item => item.Unknown)))
            log.Note("unknown-part", unknown.Line, unknown.Where, $"It is not understood: {ProblemLog.Shown(unknown.Text)}.", "Nothing of it is lost in its own format; look whether it matters.");

        // The reader of a list may have said the same with more detail.
        var said = cut.Problems.Select(problem => (problem.Code, problem.Line)).ToHashSet();
        return [.. cut.Problems.Concat(log.ToImmutable().Where(problem => problem.Line == 0 || !said.Contains((problem.Code, problem.Line)))).OrderBy(problem => problem.Line)];
    }

    private static void Event(Cut cut, CutEvent item, ProblemLog log)
    {
        var (line, who) = (item.Line, Who(item));
        if (item.Kind == CutEventKind.Black)
        {
            log.Note("black", line, who, "The event is black.", "Nothing needs to be found for it; take it out if it was left by mistake.", item.Id);
            return;
        }

        if (!item.IsEnabled) log.Note("disabled", line, who, "The event is switched off.", "It is not pulled; take it out if nobody needs it.", item.Id);
        if (item.Kind is CutEventKind.Title or CutEventKind.Generator or CutEventKind.Bars or CutEventKind.Adjustment)
            log.Note("made-in-editing", line, who, $"The event is made in the editing system ({item.Kind.ToString().ToLowerInvariant()}).", "Nothing is pulled for it; the graphics department has to deliver it.", item.Id);
        Speed(item, log, line, who);
        Grouping(item, log, line, who);
        Times(cut, item, log, line, who);
        if (item.Reposition is { } placed)
            log.Note("reposition", line, who, placed.IsAnimated ? "The picture is repositioned, and moves." : "The picture is repositioned, scaled or flipped.", "Lists carry it only in part; hand over a reference movie.", item.Id);
        if (item.TransitionIn is { } mix && item.Record is { } record && mix.OutOffset > record.Length)
            log.Warning("long-transition", line, who, string.Create(CultureInfo.InvariantCulture, $"Its transition has {mix.Frames.Rounded} frames and is longer than the event."), "Shorten the transition in the editing system.", item.Id);
    }

    private static void Speed(CutEvent item, ProblemLog log, int line, string who)
    {
        if (item.Speed.Kind == SpeedKind.Ramp)
            log.Warning("speed-ramp", line, who, "The speed changes within the event.", "Have the vendor rebuild it from a reference movie; the whole source range is needed.", item.Id);
        else if (item.Speed.Kind == SpeedKind.Freeze)
            log.Warning("freeze", line, who, "One frame stands still.", "Check the frame against the reference movie.", item.Id);
        else if (item.Speed.IsReverse)
            log.Warning("reverse", line, who, string.Create(CultureInfo.InvariantCulture, $"The event runs backwards at {item.Speed.Factor.Absolute.Approximate * 100:0.###} %."), "Check first and last frame against the reference movie.", item.Id);
        else if (!item.Speed.IsNormal)
            log.Note("retime", line, who, string.Create(CultureInfo.InvariantCulture, $"The event runs at {item.Speed.Factor.Approximate * 100:0.###} %."), "Nothing needs to be done; handles are counted in source frames.", item.Id);
    }

    private static void Grouping(CutEvent item, ProblemLog log, int line, string who)
    {
        if (item.Grouping is CutGrouping.Multicam)
            log.Warning("multicam", line, who, "The event is a multicam group: its name may be that of one angle and its picture that of another.", "Commit the multicam edits before exporting, or check the picture.", item.Id);
        else if (item.Grouping is not (CutGrouping.None or CutGrouping.Audition))
            log.Warning("nested", line, who, $"The event is a {item.Grouping.ToString().ToLowerInvariant()} clip{(item.Inner.IsEmpty ? ", and the file does not hold what is in it" : "")}.", "Flatten it before exporting where lists are handed over.", item.Id);
        else if (item.Source.Names.FirstOrDefault(name => name.Kind is SourceNameKind.ClipName && GroupWords.Any(word => name.Value.Contains(word, StringComparison.OrdinalIgnoreCase))) is { } suspect)
            log.Warning("group-suspected", line, who, $"The name '{ProblemLog.Shown(suspect.Value)}' looks like a group, a subclip or a synchronized clip.", "Check that reel and timecode are those of the picture and not of the sound or another angle.", item.Id);
    }

    private static void Times(Cut cut, CutEvent item, ProblemLog log, int line, string who)
    {
        if (item.Kind == CutEventKind.Clip && item.Source.Range is null && item.Source.Used is null)
            log.Error("no-source-time", line, who, "It says no source time.", "Without it a clip can be found by its whole name only; export a list with source timecode.", item.Id);
        foreach (var (range, side) in new[] { (item.Source.Range, "source"), (item.Record, "record") })
        {
            if (range is not { } time) continue;
            var day = time.Rate.LabelsPerSecond <= 1000 ? Timing.Timecode.FramesPerDay(time.Rate, time.IsDrop) : long.MaxValue;
            if (time.Start.Sign < 0 || time.Start >= day)
                log.Error("beyond-day", line, who, $"Its {side} begins at {time.StartLabel}, which no timecode says.", "Look at the start timecode; a day ends with 23:59:59.", item.Id);
        }

        if (item.Record is not { } record) return;
        if (record.IsEmpty) log.Warning("no-length", line, who, "It has no length in the programme.", "Take it out in the editing system.", item.Id);
        else if (record.Length <= FlashFrames && item.TransitionIn is null && item.TransitionOut is null && !(item.Tracks is [['A', ..], ..]))
            log.Warning("flash-frame", line, who, string.Create(CultureInfo.InvariantCulture, $"It is {record.Length.Ceiling} frame{(record.Length > 1 ? "s" : "")} long."), "Look whether the edit was meant.", item.Id);
        if (item.Source.Range is not { } source) return;
        if (source.Rate != record.Rate)
            log.Warning("other-rate", line, who, $"Its source counts at {source.Rate} and the cut at {record.Rate}.", "Check the clip's rate; frames are dropped, doubled or played at another speed.", item.Id);
        else if (item.Speed.IsNormal && item.Speed.AsWritten.Length == 0 && source.Length != record.Length && cut.Format is CutFormat.Edl or CutFormat.ShotList)
            log.Error("length-mismatch", line, who, string.Create(CultureInfo.InvariantCulture, $"The source has {source.Length} frames and the record {record.Length}, and no speed is said."), "Export the list with speed effects (M2), or correct the times.", item.Id);
        if (item.Source.Available is { } available && item.Source.Used is { } used && available.Rate == used.Rate && (used.Start < available.Start || used.End > available.End))
            log.Warning("outside-medium", line, who, $"It uses {used} of a medium that has {available}.", "Relink the clip; the list may point at the wrong file.", item.Id);
    }

    internal static string Who(CutEvent item) => $"event {(item.Number.Length > 0 ? item.Number : item.Id)}{(item.Name.Length > 0 ? $" '{ProblemLog.Shown(item.Name)}'" : "")}";
}
