using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts.Writing;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Cuts.Cmx;

/// <summary>Writes a cut as edit decision lists: its own lines where it was read from one and no form was asked for, otherwise anew.</summary>
internal static class EdlOutput
{
    public static CutConversion Of(Cut cut, CutWriteOptions options)
    {
        var losses = new LossList();
        if (options.Edl is null && cut.Origin is { Document: EdlDocument read })
        {
            if (Layout.IsUnchanged(cut)) return new([new("", EdlWriter.ToBytes(read))], []);
            if (Patched(cut, read) is { } patched) return new([new("", EdlWriter.ToBytes(patched))], []);
            losses.Add("rewritten", null, "More was changed than names and times, so that the list was written anew; lines that were not understood stand below their events as they were.", "Compare it with the list it was read from.");
        }

        var programme = Programme(cut, losses);
        var composed = EdlComposer.Compose(programme, Style(options.Edl));
        foreach (var problem in composed.Problems)
            if (problem.Severity != EdlSeverity.Notice || problem.Rule == EdlRule.NotWritten)
                losses.Add(EdlNames.Kebab(problem.Rule.ToString()), null, problem.Message, problem.Fix.Length > 0 ? problem.Fix : "Look at the written list.");
        return new([.. composed.Lists.Select((list, i) => new CutDocument(i == 0 ? "" : $".{i + 1}", EdlWriter.ToBytes(list)))], losses.ToImmutable());
    }

    /// <summary>The list as read, with reels, clip names and times changed in their lines; null when more was changed.</summary>
    private static EdlDocument? Patched(Cut cut, EdlDocument read)
    {
        if (Layout.Changes(cut) is not { } changes) return null;
        var lines = read.Lines.ToBuilder();
        foreach (var (now, then) in changes)
        {
            var rest = now with { Name = then.Name, Source = then.Source, Record = then.Record };
            // Media stand in comments of many forms; to change them, the list is written anew.
            if (now.Source[SourceNameKind.MediaPath] != then.Source[SourceNameKind.MediaPath] || now.Source[SourceNameKind.SourceFile] != then.Source[SourceNameKind.SourceFile]) return null;
            if (rest != then || !cut.Origin!.Made.TryGetValue(now.Id, out var made) || made is not EdlEvent e) return null;
            if (now.Record?.Length != then.Record?.Length || now.Record is { IsWhole: false } || now.Source.Range is { IsWhole: false }) return null;
            var text = lines[e.Line - 1].Text;
            var columns = text.Length;
            // From the right, as the times stand at the end of the line.
            foreach (var (written, label) in new[]
            {
                (e.RecordOut.Text, now.Record == then.Record ? null : now.Record?.EndLabel), (e.RecordIn.Text, now.Record == then.Record ? null : now.Record?.StartLabel),
                (e.SourceOut.Text, now.Source.Range == then.Source.Range ? null : now.Source.Range?.EndLabel), (e.SourceIn.Text, now.Source.Range == then.Source.Range ? null : now.Source.Range?.StartLabel),
            })
            {
                var at = columns == 0 ? -1 : text.LastIndexOf(written, columns - 1, StringComparison.Ordinal);
                if (at < 0) return null;
                if (label is not null) text = string.Concat(text.AsSpan(0, at), label, text.AsSpan(at + written.Length));
                columns = at;
            }

            if (now.Source.Reel != then.Source.Reel)
            {
                var at = text.IndexOf(e.Reel, text.IndexOf(e.Number, StringComparison.Ordinal) + e.Number.Length, StringComparison.Ordinal);
                if (at < 0 || e.Reel.Length == 0 || now.Source.Reel is not { } reel || reel.AsSpan().ContainsAny('\r', '\n', '\t') || reel.Contains(' ', StringComparison.Ordinal)) return null;
                var after = at + e.Reel.Length;
                var blanks = text.AsSpan(after).IndexOfAnyExcept(' ');
                var kept = Math.Max(1, blanks - Math.Max(0, reel.Length - e.Reel.Length)) + Math.Max(0, e.Reel.Length - reel.Length);
                text = string.Concat(text.AsSpan(0, at), reel, new string(' ', kept), text.AsSpan(after + blanks));
            }

            lines[e.Line - 1] = lines[e.Line - 1] with { Text = text };
            if (now.Name == then.Name) continue;
            if (e.Comments.FirstOrDefault(comment => comment.Kind is EdlCommentKind.FromClipName or EdlCommentKind.ToClipName && comment.Value.Trim() == then.Name) is not { } comment || now.Name.AsSpan().ContainsAny('\r', '\n')) return null;
            var line = lines[comment.Line - 1];
            var place = line.Text.LastIndexOf(then.Name, StringComparison.Ordinal);
            if (place < 0) return null;
            lines[comment.Line - 1] = line with { Text = line.Text[..place] + now.Name };
        }

        return read.WithLines(lines);
    }

    private static EdlProgramme Programme(Cut cut, LossList losses)
    {
        var tracks = ImmutableArray.CreateBuilder<EdlTrack>();
        var (video, audio) = (0, 0);
        var lines = Lines(cut);
        foreach (var (track, events) in Layout.Tracks(Layout.Flat(cut, losses, "A list"), losses))
        {
            if (track.Kind == TrackKind.Other)
            {
                losses.Add("track", null, $"The track {track.Id} is neither picture nor sound and was left out.", "A list holds picture and sound only.");
                continue;
            }

            var channel = new EdlChannel(track.Kind == TrackKind.Video, track.Kind == TrackKind.Video ? ++video : ++audio);
            tracks.Add(new(channel, [.. events.Select(item => Clip(cut, item, lines, losses)).OfType<EdlClip>()]));
        }

        if (cut.Events.Any(item => item.Record is null)) losses.Add("no-record", null, "Events without a record time are not in the list.", "A list of clips has no place in a programme; convert it to OpenTimelineIO.");
        return new() { Title = cut.Name.Length > 0 ? cut.Name : "UNTITLED", Rate = cut.Rate, Tracks = tracks.ToImmutable(), OtherLines = [.. lines[""]] };
    }

    /// <summary>Lines of the list it was read from that were not understood, by the event they stand below; those above all events by an empty id.</summary>
    private static ILookup<string, string> Lines(Cut cut)
    {
        if (cut.Origin?.Document is not EdlDocument read) return Array.Empty<string>().ToLookup(_ => "");
        var events = cut.Events.Where(item => item.Line > 0).OrderBy(item => item.Line).ToList();
        var own = events.SelectMany(item => item.Unknown.Select(one => (item.Id, one.Line)));
        var other = cut.Unknown.Select(one => (Id: Above(one.Line), one.Line));
        return own.Concat(other).Where(one => one.Line > 0 && one.Line <= read.Lines.Length).OrderBy(one => one.Line).ToLookup(one => one.Id, one => read.Lines[one.Line - 1].Text);

        string Above(int line)
        {
            var at = events.BinarySearch(new() { Id = "", Line = line }, Comparer<CutEvent>.Create((a, b) => a.Line.CompareTo(b.Line)));
            return at >= 0 ? events[at].Id : ~at == 0 ? "" : events[~at - 1].Id;
        }
    }

    private static EdlClip? Clip(Cut cut, CutEvent item, ILookup<string, string> lines, LossList losses)
    {
        var record = item.Record!.Value;
        if (record.Start.Sign < 0)
        {
            losses.Add("before-midnight", item, "It begins before 00:00:00:00, which a list cannot say, and was left out.", "Give the sequence a later start.");
            return null;
        }

        if (item.Reposition is not null) losses.Add("reposition", item, "A list carries no scale, position or flips.", "Carry them by OpenTimelineIO or XML, or by hand.");
        if (item.Speed.Kind == SpeedKind.Ramp) losses.Add("ramp", item, $"A list carries no ramp; its average speed {item.Speed.Factor.Approximate:0.###} was written.", "Rebuild the ramp in the target system.");
        foreach (var effect in item.Effects.Take(1)) losses.Add("effect", item, $"A list carries no effects; '{Reading.ProblemLog.Shown(effect)}' is lost.", "Rebuild it in the target system.");
        if (!record.IsWhole) losses.Add("between-frames", item, "It begins or ends between two frames; the nearest frames were written.", "Look at the edit.");
        var (start, end) = (record.Start.Rounded, record.End.Rounded);
        var source = item.Source.Range ?? item.Source.Used;
        var first = Ratio.Zero;
        if (source is { } range)
        {
            if (range.Rate.LabelsPerSecond != cut.Rate.LabelsPerSecond)
                losses.Add("source-rate", item, $"Its source counts at {range.Rate}, the list at {cut.Rate}; the time was converted.", "Give the matcher the list it was read from.");
            // The earliest frame shown: labels stay where both rates have the same, otherwise the time does.
            var used = item.Source.Used is { } seen && item.Speed.Kind != SpeedKind.Ramp ? Reading.SourceUse.FirstPlayed(item, seen) : range.Start;
            first = range.Rate.LabelsPerSecond == cut.Rate.LabelsPerSecond ? used : new CutRange(used.Sign < 0 ? 0 : used, 0, range.Rate).ConvertTo(cut.Rate).Start;
        }

        var mix = item.TransitionIn;
        if (mix is { Kind: not (TransitionKind.Dissolve or TransitionKind.Wipe) }) losses.Add("transition", item, $"The transition '{mix.Name}' is written as a dissolve.", "Rebuild it in the target system.");
        if (item.TransitionOut is { To: null }) losses.Add("fade-out", item, "It fades out to black; the list has a cut there.", "Put a dissolve to black there in the target system.");
        var isDrop = cut.IsDrop && cut.Rate.CanDropFrames;
        var frames = mix is null ? 0 : (int)Math.Clamp(mix.Frames.Rounded, 0, 999_999);
        return new()
        {
            Name = item.Name.Length > 0 ? item.Name : item.Source.ClipName ?? "",
            Reel = item.Source[SourceNameKind.LongReel] ?? item.Source.Reel ?? item.Source[SourceNameKind.Tape],
            IsBlack = item.Kind == CutEventKind.Black,
            IsEnabled = item.IsEnabled,
            MediaPath = item.Source[SourceNameKind.MediaPath],
            MediaStart = item.Source.Available is { } media && media.Rate.LabelsPerSecond == cut.Rate.LabelsPerSecond ? Timecode.Wrapping(media.Start.Floor, cut.Rate, media.IsDrop && cut.Rate.CanDropFrames) : null,
            SourceFile = item.Source[SourceNameKind.SourceFile],
            SourceIn = Timecode.Wrapping(first.Floor, cut.Rate, (source?.IsDrop ?? false) && cut.Rate.CanDropFrames),
            RecordIn = Timecode.Wrapping(start, cut.Rate, isDrop),
            RecordFrames = Math.Max(0, end - start),
            Speed = item.Speed.IsNormal ? EdlFactor.One : new(item.Speed.Factor.Numerator, item.Speed.Factor.Denominator),
            Transition = frames == 0 ? EdlTransition.Cut : mix!.Kind == TransitionKind.Wipe ? EdlTransition.Wipe(Wipe(mix.Name), frames) : EdlTransition.Dissolve(frames),
            TransitionFramesBefore = mix is null ? 0 : (int)Math.Clamp(mix.InOffset.Rounded, 0, frames),
            EffectName = frames > 0 && mix!.Name.Length > 0 ? mix.Name : null,
            Grade = item.Grade is { } grade ? new EdlGrade(0) { Slope = grade.Slope, Offset = grade.Offset, Power = grade.Power, Saturation = grade.Saturation } : null,
            GradeReference = item.GradeId,
            AmfName = item.Source[SourceNameKind.AmfName],
            AmfUuid = item.Source[SourceNameKind.AmfUuid],
            FdlUuid = item.Source[SourceNameKind.FdlUuid],
            FdlFramingDecision = item.Source[SourceNameKind.FdlFramingDecision],
            Markers = [.. item.Markers.Select(marker => Marker(cut, item, marker)).OfType<EdlMarker>()],
            Comments = item.Comments,
            OtherLines = [.. lines[item.Id]],
        };
    }

    private static EdlMarker? Marker(Cut cut, CutEvent item, CutMarker marker)
    {
        if (marker.At is not { } at) return null;
        var place = marker.Clock == CutClock.Record ? at.Start
            : item.Source.Range is { } range ? item.Record!.Value.Start + new CutRange(0, Ratio.Max(0, at.Start - range.Start), at.Rate).ConvertTo(cut.Rate).Length : item.Record!.Value.Start;
        if (place.Sign < 0) return null;
        var time = Timecode.Wrapping(place.Rounded, cut.Rate, cut.IsDrop && cut.Rate.CanDropFrames);
        var text = marker.Name.Length > 0 && marker.Comment.Length > 0 ? $"{marker.Name} {marker.Comment}" : marker.Name + marker.Comment;
        return new(0, new(time.ToString(), time), marker.Color.Length > 0 ? marker.Color.ToUpperInvariant().Replace(' ', '_') : "RED", text);
    }

    private static int Wipe(string name) => name.Length > 1 && name[0] is 'W' && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var pattern) && pattern <= 999 ? pattern : 1;

    private static EdlStyle Style(EdlForm? form) => form switch
    {
        EdlForm.AvidFile32 => EdlStyle.AvidFile32,
        EdlForm.AvidFile16 => EdlStyle.AvidFile16,
        EdlForm.Cmx3600 => EdlStyle.Avid,
        EdlForm.Premiere => EdlStyle.Premiere,
        EdlForm.FinalCut => EdlStyle.FinalCut,
        EdlForm.Flame => EdlStyle.Flame,
        EdlForm.Nucoda => EdlStyle.Nucoda,
        _ => EdlStyle.AvidFile129,
    };
}
