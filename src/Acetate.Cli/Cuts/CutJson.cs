using Acetate.Cdl;
using Acetate.Cuts;

namespace Acetate.Cli.Cuts;

/// <summary>Cuts as <c>--json</c> tells them. Ranges are half-open: the out does not belong to them.</summary>
internal static class CutJson
{
    public static object Of(Cut cut) => new
    {
        format = CutInput.Word(cut.Format),
        cut.Dialect,
        cut.Name,
        rate = cut.Rate.ToRatio(),
        dropFrame = cut.IsDrop,
        ranges = "half-open",
        recordStart = cut.RecordStart is { } start ? CutRange.Label(start.Floor, cut.Rate, cut.IsDrop) : null,
        tracks = cut.Tracks.Select(track => new { track.Id, track.Name, track.Kind, enabled = track.IsEnabled }),
        events = cut.Events.Select(Event),
        markers = cut.Markers.Select(Marker),
        comments = cut.Comments,
        unknown = cut.Unknown,
        problems = cut.Problems.Select(Problem),
    };

    public static object Event(CutEvent item) => new
    {
        item.Id,
        item.Number,
        item.Line,
        reel = item.Source.Reel,
        clipName = item.Source.ClipName ?? (item.Name.Length > 0 ? item.Name : null),
        sourceIn = item.Source.Range?.StartLabel,
        sourceOut = item.Source.Range?.EndLabel,
        recordIn = item.Record?.StartLabel,
        recordOut = item.Record?.EndLabel,
        sourceFrames = Range(item.Source.Range),
        recordFrames = Range(item.Record),
        usedFrames = Range(item.Source.Used),
        track = item.Tracks.FirstOrDefault(),
        tracks = item.Tracks,
        item.Kind,
        item.Grouping,
        enabled = item.IsEnabled,
        transition = Transition(item.TransitionIn),
        transitionOut = Transition(item.TransitionOut),
        speed = new { factor = item.Speed.Factor.ToString(), item.Speed.Kind, reverse = item.Speed.IsReverse, asWritten = item.Speed.AsWritten, points = item.Speed.Points.Select(point => new { record = point.Record.ToString(), source = point.Source.ToString(), point.Interpolation }) },
        names = item.Source.Names,
        sequence = item.Source.Sequence,
        locators = item.Markers.Select(Marker),
        item.Comments,
        cdl = Grade(item.Grade),
        gradeId = item.GradeId,
        reposition = item.Reposition,
        item.Effects,
        inner = item.Inner.Select(Event),
        item.Unknown,
    };

    public static object Problem(CutProblem problem) => new { problem.Line, problem.Severity, problem.Code, problem.Element, problem.Event, problem.Message, problem.Fix };

    /// <summary>Exact frames: a number, or a fraction where it begins or ends between two.</summary>
    private static object? Range(CutRange? range) => range is { } given ? new { start = given.Start.ToString(), length = given.Length.ToString(), rate = given.Rate.ToRatio(), dropFrame = given.IsDrop } : null;

    private static object? Transition(CutTransition? mix) => mix is null ? null
        : new { mix.Kind, mix.Name, frames = mix.Frames.ToString(), inOffset = mix.InOffset.ToString(), outOffset = mix.OutOffset.ToString(), mix.From, mix.To };

    private static object Marker(CutMarker marker) =>
        new { time = marker.At?.StartLabel, frames = marker.At?.Length.ToString(), marker.Clock, color = marker.Color, text = marker.Name, comment = marker.Comment, marker.AsWritten, marker.Line };

    private static object? Grade(CdlValues? grade) => grade is null ? null : new { slope = Triple(grade.Slope), offset = Triple(grade.Offset), power = Triple(grade.Power), saturation = grade.Saturation };

    private static double[] Triple(Rgb rgb) => [rgb.Red, rgb.Green, rgb.Blue];
}
