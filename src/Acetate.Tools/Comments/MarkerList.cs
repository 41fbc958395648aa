using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Steps.Documents;
using Acetate.Timing;

namespace Acetate.Tools.Comments;

/// <summary>Markers of clips as lists that editing systems and people read.</summary>
/// <remarks>
/// A clip is an event as long as the clip, with its markers where they stand in the clip's own time. In an edit decision list of one clip the record side
/// is the clip's own timecode, so its locators are the clip's; several clips lie one after the other from 01:00:00:00 on.
/// </remarks>
public static class MarkerList
{
    /// <summary>The forms there are, by the ends of file names.</summary>
    public static ImmutableArray<string> Forms { get; } = ["otio", "edl", "csv"];

    private static readonly string[] Header =
        ["Clip", "Roll", "Shoot Day", "First Frame", "Frames", "Timecode In", "Timecode Out", "Rate", "Colour", "State", "Answers", "Author", "Said At", "Text"];

    /// <summary>The list as bytes.</summary>
    /// <param name="form">One of <see cref="Forms"/>.</param>
    /// <param name="name">The title of the list.</param>
    /// <param name="clips">The clips with their threads.</param>
    /// <exception cref="LibraryException">There is no such form, or a clip cannot stand in it; the message says which and why.</exception>
    public static ReadOnlyMemory<byte> Of(string form, string name, ImmutableArray<MarkedClip> clips) => form switch
    {
        "csv" => Encoding.UTF8.GetBytes(Csv(clips)),
        "edl" => CutWriter.Convert(CutOf(name, clips, CutFormat.Edl), CutFormat.Edl).Documents[0].Content,
        "otio" => CutWriter.Convert(CutOf(name, clips, CutFormat.Otio), CutFormat.Otio).Documents[0].Content,
        _ => throw new LibraryException(LibraryProblem.Settings, $"There is no list of markers in the form '{form}'. Ask for {string.Join(", ", Forms[..^1])} or {Forms[^1]}."),
    };

    /// <summary>The clips as a cut, one after the other.</summary>
    /// <exception cref="LibraryException">A clip has no rate or no length, or an edit decision list would mix rates.</exception>
    public static Cut CutOf(string name, ImmutableArray<MarkedClip> clips, CutFormat format)
    {
        if (clips.FirstOrDefault(one => !one.Time.Rate.IsSet || LengthOf(one) <= 0) is { } odd)
            throw new LibraryException(LibraryProblem.Settings, $"Clip {odd.Clip.Name} does not say how {(odd.Time.Rate.IsSet ? "long it is" : "fast it runs")}, so it has no place in a timeline. Take its markers as CSV.");
        var (rate, isDrop) = (clips[0].Time.Rate, clips.All(one => one.Time.Start is { IsDrop: true }));
        if (format == CutFormat.Edl && clips.FirstOrDefault(one => one.Time.Rate != rate) is { } other)
            throw new LibraryException(LibraryProblem.Settings, $"An edit decision list has one rate, and {clips[0].Clip.Name} runs at {rate} and {other.Clip.Name} at {other.Time.Rate}. Export them apart, or as OTIO.");
        Ratio at = clips.Length == 1 ? clips[0].Time.Start?.Frame ?? 0 : Timecode.Parse(isDrop ? "01:00:00;00" : "01:00:00:00", rate).Frame;
        var (first, events) = (at, ImmutableArray.CreateBuilder<CutEvent>());
        foreach (var one in clips)
        {
            var source = new CutRange(one.Time.Start?.Frame ?? 0, LengthOf(one), one.Time.Rate, one.Time.Start is { IsDrop: true });
            var length = new CutRange(0, source.Length, one.Time.Rate).ConvertTo(rate).Length;
            var reel = one.Clip.Reel.Length > 0 ? one.Clip.Reel : one.Roll.Name;
            events.Add(new()
            {
                Id = one.Clip.Id.ToString("N"),
                Name = one.Clip.Name,
                Tracks = ["V1"],
                Source = new()
                {
                    Names = [new(SourceNameKind.ClipName, one.Clip.Name, "library"), new(SourceNameKind.Reel, reel, "library"), new(SourceNameKind.Tape, reel, "library")],
                    Range = source,
                    Used = source,
                    Available = source,
                },
                Record = new(at, length, rate, isDrop),
                Markers = [.. one.Threads.Select(thread => MarkerOf(one, thread, source, format))],
            });
            at += length;
        }

        return new() { Name = name, Format = format, Rate = rate, IsDrop = isDrop, RecordStart = first, Tracks = [new() { Id = "V1", Kind = TrackKind.Video, Order = 1 }], Events = events.ToImmutable() };
    }

    private static long LengthOf(MarkedClip one) =>
        one.Clip.Frames is { } frames ? (frames + one.Time.FramesPerLabel - 1) / one.Time.FramesPerLabel
        : one.Time.Start is { } start && Timecode.TryParse(one.Clip.TimecodeEnd, one.Time.Rate, out var end) ? end.FramesSinceWrapping(start) : 0;

    private static CutMarker MarkerOf(MarkedClip one, CommentThread thread, CutRange source, CutFormat format)
    {
        var (marker, each) = (thread.Marker, one.Time.FramesPerLabel);
        var isEdl = format == CutFormat.Edl;
        // A locator stands under a label and has no length; a timeline holds both exactly.
        var start = source.Start + (isEdl ? marker.FirstFrame / each : new Ratio(marker.FirstFrame, each));
        var said = thread.Replies.Prepend(marker).Select(comment => $"{comment.Author}: {comment.Text}".TrimEnd(':', ' '));
        var state = marker.ResolvedBy is { } by ? $"done, says {by}" : "";
        return new()
        {
            Name = isEdl ? "" : marker.Text.Split('\n')[0],
            Comment = isEdl
                ? string.Join(' ', new[] { OneLine(string.Join(" / ", said)), marker.Frames > 1 ? $"[{marker.Frames} frames]" : "", state.Length > 0 ? $"[{state}]" : "" }.Where(part => part.Length > 0))
                : string.Join('\n', said.Append(state).Where(part => part.Length > 0)),
            Color = marker.Colour.ToString().ToUpperInvariant(),
            At = new(start, isEdl ? 0 : new Ratio(marker.Frames, each), source.Rate, source.IsDrop),
            Clock = CutClock.Source,
        };
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Csv(ImmutableArray<MarkedClip> clips)
    {
        var text = new StringBuilder();
        CsvTable.Line(text, Header);
        foreach (var one in clips)
            foreach (var thread in one.Threads)
                foreach (var comment in thread.Replies.Prepend(thread.Marker))
                    CsvTable.Line(text,
                    [
                        one.Clip.Name, one.Roll.Name, one.Roll.ShootDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Number(comment.FirstFrame), Number(comment.Frames),
                        one.Time.LabelOf(comment.FirstFrame), one.Time.LabelOf(comment.FirstFrame + comment.Frames), one.Clip.Rate, KebabCase.Of(comment.Colour),
                        thread.Marker.ResolvedBy is { } by ? $"done, says {by}" : "open", comment.Thread is null ? "" : "answer", comment.Author, ReportText.Moment(comment.CreatedAt), comment.Text,
                    ]);
        return text.ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
