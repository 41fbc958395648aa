using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>Reads the statements of a list at a frame rate.</summary>
internal sealed class EdlTiming(EdlStructure structure, FrameRate rate)
{
    private readonly EdlProblems problems = new();
    private readonly EdlComment?[] latest = new EdlComment?[(int)EdlCommentKind.MarkerTable + 1];
    private ReelNames? reels;
    private FrameRate? better;

    public EdlReading Read()
    {
        foreach (var problem in structure.Problems) problems.Add(problem);
        if (structure.DropLine is { } line && !rate.CanDropFrames)
            problems.Add(EdlRule.DropFrame, EdlSeverity.Warning, line, $"FCM says DROP FRAME, and {rate} has no drop-frame labels; times with colons are read as they stand.", "Read the list at 29.97 or 59.94 if that is its rate.");
        reels = new(structure.ReelNames, problems);
        var events = ImmutableArray.CreateBuilder<EdlEvent>(structure.Events.Count);
        for (var i = 0; i < structure.Events.Count; i++)
        {
            var first = structure.Events[i];
            var second = first is { Side: EdlSide.Outgoing, Partner: { } partner } ? structure.Events[partner] : null;
            var (one, two) = EventLines.Of(first, second, problems);
            var markers = Markers(second ?? first);
            if (second is null)
            {
                events.Add(Event(i, first, one, markers, null));
                continue;
            }

            var outgoing = Event(i, first, one, Markers(first), second);
            var (gone, come) = Shared(markers, outgoing);
            events.Add(outgoing with { LastLine = second.LastLine, Markers = outgoing.Markers.AddRange(gone) });
            events.Add(Event(++i, second, two!, come, first));
        }

        var all = events.MoveToImmutable();
        RecordChecks.Tell(all, structure, problems);
        return new()
        {
            Rate = rate,
            Title = structure.Title,
            Events = all,
            Markers = [.. structure.TableMarkers.Select(TableMarker)],
            Problems = problems.ByLine(),
        };
    }

    private EdlEvent Event(int index, EventStatement e, EventLines lines, ImmutableArray<EdlMarker> markers, EventStatement? partner)
    {
        Array.Clear(latest);
        foreach (var comment in lines.Comments)
            if (comment.Value.Length > 0 || comment.Kind is EdlCommentKind.FreezeFrame or EdlCommentKind.AscSop or EdlCommentKind.AscSat)
                latest[(int)comment.Kind] = comment;
        var sourceIn = Time(e, "source in", e.SourceIn, e.SourceIsDrop);
        var sourceOut = Time(e, "source out", e.SourceOut, e.SourceIsDrop);
        var recordIn = Time(e, "record in", e.RecordIn, e.RecordIsDrop);
        var recordOut = Time(e, "record out", e.RecordOut, e.RecordIsDrop);
        var kind = EventLines.Kind(e.Reel);
        var isFreeze = lines.Speed is { FramesPerSecond: 0 } || (lines.Speed is null && latest[(int)EdlCommentKind.FreezeFrame] is not null);
        var speed = lines.Speed is { } s ? Speed(s, e) : null;
        var sourceFrames = Frames(e, "source", sourceIn, sourceOut);
        var recordFrames = Frames(e, "record", recordIn, recordOut);
        var truncated = latest[(int)EdlCommentKind.OtioTruncatedReel];
        var path = Last(EdlCommentKind.FromClip) ?? Last(EdlCommentKind.ToClip) ?? Last(EdlCommentKind.OtioReference);
        var file = Last(EdlCommentKind.FromFile) ?? Last(EdlCommentKind.ToFile);
        var flame = Flame(e);
        var made = new EdlEvent
        {
            Index = index,
            Line = e.Line,
            LastLine = e.LastLine,
            Number = e.Number,
            Reel = e.Reel,
            ReelColumn = e.ReelColumn,
            ReelKind = kind,
            ReelNames = reels!.Of(e, partner, truncated is null ? null : new(truncated.Line, EdlReelOrigin.OpenTimelineIO, e.Reel, truncated.Value)),
            ChannelText = e.ChannelText,
            Channels = e.Channels,
            Transition = e.Transition,
            Side = e.Side,
            Partner = e.Partner,
            SourceIn = sourceIn,
            SourceOut = sourceOut,
            RecordIn = recordIn,
            RecordOut = recordOut,
            SourceFrames = sourceFrames,
            RecordFrames = recordFrames,
            Speed = speed,
            IsFreeze = isFreeze,
            HasSpeedRamp = latest[(int)EdlCommentKind.Timewarp] is not null,
            ClipName = ClipName(e, lines),
            ClipPath = path,
            FilePath = file,
            SourceFile = Last(EdlCommentKind.SourceFile) is { } source && !source.Equals("(NULL)", StringComparison.OrdinalIgnoreCase) ? source : null,
            ReelComment = Last(EdlCommentKind.Reel),
            ImageSequence = CommentWords.Sequence(file) ?? CommentWords.Sequence(path) ?? CommentWords.Sequence(flame?.Files.FirstOrDefault()),
            EffectName = lines.EffectName ?? Last(EdlCommentKind.EffectName),
            KeyClipName = Last(EdlCommentKind.KeyClipName),
            Grade = latest[(int)EdlCommentKind.AscSop] is null && latest[(int)EdlCommentKind.AscSat] is null ? null : Grades.Of(lines.Comments, problems),
            GradeReference = Last(EdlCommentKind.AscCcXml),
            AmfName = Last(EdlCommentKind.AmfName),
            AmfUuid = Uuid(Last(EdlCommentKind.AmfUuid)),
            FdlUuid = Uuid(Last(EdlCommentKind.FdlUuid)),
            FdlFramingDecision = Last(EdlCommentKind.FdlFramingDecision),
            FrameCount = Last(EdlCommentKind.FrameCount) is { } count ? CommentWords.FrameCount(count) : null,
            Flame = flame,
            Splits = Splits(e),
            Markers = markers,
            Comments = [.. lines.Comments],
        };
        made.Played = PlayedSource.Of(made, rate, problems);
        return made;

        string? Last(EdlCommentKind wanted) => latest[(int)wanted]?.Value;
    }

    private string? ClipName(EventStatement e, EventLines lines)
    {
        EdlComment? from = null, to = null;
        foreach (var comment in lines.Comments)
        {
            if (comment.Value.Length == 0) continue;
            if (comment.Kind == EdlCommentKind.FromClipName) from ??= comment;
            if (comment.Kind == EdlCommentKind.ToClipName) to ??= comment;
        }

        if (e.Side == EdlSide.Incoming)
        {
            // The clip of a key is what is laid over the background.
            var key = e.Transition.Kind is EdlTransitionKind.Key or EdlTransitionKind.KeyOut ? latest[(int)EdlCommentKind.KeyClipName]?.Value : null;
            return to?.Value ?? key ?? lines.NameBorrowed ?? (e.Partner is null ? from?.Value : null);
        }

        if (from is null && to is not null && e.Side == EdlSide.Whole)
            problems.Add(EdlRule.CommentSide, EdlSeverity.Notice, to.Line, $"'{to.Text}' names what comes, and event {e.Number} is no transition; it was taken for its clip.");
        return from?.Value ?? (e.Side == EdlSide.Whole ? to?.Value : null);
    }

    private EdlTime Time(EventStatement e, string what, TimeText text, bool isDrop)
    {
        var time = text.At(rate, isDrop, out var reason);
        if (reason is null) return new(text.Text, time);
        var isBeyond = text.IsLabel && text.Frames >= rate.LabelsPerSecond;
        var isDropped = text.IsMarkedDrop && !rate.CanDropFrames;
        var (rule, fix) = isBeyond || isDropped
            ? (isBeyond ? EdlRule.FrameBeyondRate : EdlRule.DropFrame, Better() is { IsSet: true } fits ? $"Read the list at {fits}, the next rate that has all its labels." : "No known rate has all labels of the list; correct the time.")
            : (EdlRule.BadTime, isDrop && text.IsLabel && !text.IsMarkedDrop ? "Correct the time, or the FCM line above if the list is not drop-frame." : "Correct the time, or export the list again.");
        problems.Add(rule, EdlSeverity.Error, e.Line, isBeyond ? $"The {what} {text.Text} of event {e.Number} has frame {text.Frames}; a second at {rate} ends with {rate.LabelsPerSecond - 1}." : $"The {what} of event {e.Number}: {reason}", fix);
        return new(text.Text, null);
    }

    private FrameRate Better() => better ??= EdlRateFits.Next(structure, rate);

    private long? Frames(EventStatement e, string what, EdlTime from, EdlTime to)
    {
        if (from.Timecode is not { } start || to.Timecode is not { } end) return null;
        if (start.IsDrop != end.IsDrop)
        {
            problems.Add(EdlRule.DropFrame, EdlSeverity.Error, e.Line, $"The {what} of event {e.Number} begins with {from} and ends with {to}, which count differently; its length is not known.", "Write both with ; or both with :.");
            return null;
        }

        var frames = end.FramesSinceWrapping(start);
        if (end.Frame >= start.Frame) return frames;
        if (frames > Timecode.FramesPerDay(rate, start.IsDrop) / 2)
        {
            problems.Add(EdlRule.OutBeforeIn, EdlSeverity.Error, e.Line, $"The {what} out {to} of event {e.Number} lies before its in {from}; its length is not known.", "Correct one of the two. A source that is played backwards has an M2 line with a negative speed instead.");
            return null;
        }

        problems.Add(EdlRule.OverMidnight, EdlSeverity.Notice, e.Line, $"The {what} of event {e.Number} runs over midnight, from {from} to {to}: {frames} frames.");
        return frames;
    }

    private EdlSpeed Speed(SpeedLine line, EventStatement e)
    {
        var start = line.Time is { } text ? new EdlTime(text.Text, text.At(rate, e.SourceIsDrop, out _)) : new(e.SourceIn.Text, e.SourceIn.At(rate, e.SourceIsDrop, out _));
        if (line.Time is not null && start.Timecode is null)
            problems.Add(EdlRule.Speed, EdlSeverity.Warning, line.Line, $"The time '{start}' of the speed of event {e.Number} does not exist at {rate}.", "The source in of the event is taken.");
        return new(line.Line, line.Reel, line.FramesPerSecond, start, PlayedSource.Factor(line.FramesPerSecond, rate));
    }

    private ImmutableArray<EdlSplit> Splits(EventStatement e)
    {
        if (e.Splits.Count == 0) return [];
        var splits = ImmutableArray.CreateBuilder<EdlSplit>(e.Splits.Count);
        foreach (var (line, isAudio, delay) in e.Splits.All)
        {
            var frames = delay.Duration(rate);
            if (frames is null)
                problems.Add(EdlRule.BadLine, EdlSeverity.Warning, line, $"The delay '{delay.Text}' of event {e.Number} is no length at {rate}.", "It should be like 00:00:00:05.");
            splits.Add(new(line, isAudio, delay.Text, frames));
        }

        return splits.MoveToImmutable();
    }

    private ImmutableArray<EdlMarker> Markers(EventStatement e)
    {
        if (e.Markers.Count == 0) return [];
        var markers = ImmutableArray.CreateBuilder<EdlMarker>(e.Markers.Count);
        foreach (var marker in e.Markers.All) markers.Add(Marker(marker, e));
        return markers.MoveToImmutable();
    }

    private EdlMarker Marker(MarkerLine marker, EventStatement e)
    {
        var text = marker.Time ?? e.RecordIn;
        var time = text.At(rate, e.RecordIsDrop, out var reason);
        if (reason is not null && marker.Time is not null) problems.Add(EdlRule.Marker, EdlSeverity.Warning, marker.Line, $"The marker of event {e.Number}: {reason}", "Its text is kept, without a place.");
        return new(marker.Line, new(text.Text, time), marker.Colour, marker.Text) { Frames = marker.Frames };
    }

    private EdlMarker TableMarker(TableMarker marker)
    {
        var time = marker.Time.At(rate, marker.IsDrop, out var reason);
        if (reason is not null) problems.Add(EdlRule.Marker, EdlSeverity.Warning, marker.Line, $"The marker in the table: {reason}", "Its text is kept, without a place.");
        return new(marker.Line, new(marker.Time.Text, time), marker.Colour, marker.Text)
        {
            Author = marker.Author.Length > 0 ? marker.Author : null,
            Track = marker.Track.Length > 0 ? marker.Track : null,
        };
    }

    private EdlFlameMedia? Flame(EventStatement e)
    {
        if (e.Flame.Count == 0) return null;
        EdlFlameMedia media = new() { Files = [.. e.Flame.All.ToArray().Where(line => line.Key == "FILENAME").Select(line => line.Value)] };
        foreach (var (line, key, value) in e.Flame.All)
        {
            if (key == "PATH") media = media with { Path = value };
            if (key == "ORIGIN") media = media with { Origin = value };
            if (key != "START TC") continue;
            var time = TimeText.Of(value).At(rate, e.SourceIsDrop, out var reason);
            if (reason is not null) problems.Add(EdlRule.BadTime, EdlSeverity.Warning, line, $"START TC of event {e.Number}: {reason}", "Correct the time, or export the list again.");
            media = media with { Start = new(value, time) };
        }

        return media;
    }

    /// <summary>A marker that lies in what goes belongs to it.</summary>
    private static (ImmutableArray<EdlMarker> Gone, ImmutableArray<EdlMarker> Come) Shared(ImmutableArray<EdlMarker> markers, EdlEvent outgoing) =>
        markers.IsEmpty ? ([], []) : ([.. markers.Where(marker => Lies(marker, outgoing))], markers.RemoveAll(marker => Lies(marker, outgoing)));

    private static bool Lies(EdlMarker marker, EdlEvent within) =>
        marker.Time.Timecode is { } time && within is { RecordIn.Timecode: { } start, RecordFrames: > 0 and var frames } && time.Frame >= start.Frame && time.Frame < start.Frame + frames;

    private static string? Uuid(string? text) => text is not null && text.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? text[9..] : text;
}
