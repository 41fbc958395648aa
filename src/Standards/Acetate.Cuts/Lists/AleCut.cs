using System.Collections.Frozen;
using System.Collections.Immutable;
using Acetate.Cuts.Reading;
using Acetate.Edl.Ale;
using Acetate.Timing;

namespace Acetate.Cuts.Lists;

/// <summary>The rows of an Avid Log Exchange as events without a place in a programme.</summary>
internal static class AleCut
{
    private static readonly FrozenDictionary<string, SourceNameKind> Names = new Dictionary<string, SourceNameKind>
    {
        ["Name"] = SourceNameKind.ClipName,
        ["Tape"] = SourceNameKind.Tape,
        ["TapeID"] = SourceNameKind.Tape,
        ["Reel"] = SourceNameKind.Reel,
        ["Reel #"] = SourceNameKind.Reel,
        ["Reel Name"] = SourceNameKind.Reel,
        ["VFX Reel"] = SourceNameKind.Reel,
        ["Camroll"] = SourceNameKind.CameraRoll,
        ["Labroll"] = SourceNameKind.LabRoll,
        ["Soundroll"] = SourceNameKind.SoundRoll,
        ["Source File"] = SourceNameKind.SourceFile,
        ["Source File Name"] = SourceNameKind.SourceFile,
        ["DPX"] = SourceNameKind.SourceFile,
        ["Source Path"] = SourceNameKind.MediaPath,
        ["UNC Path"] = SourceNameKind.MediaPath,
        ["Original_Video"] = SourceNameKind.SourceFile,
        ["UMID"] = SourceNameKind.Umid,
        ["Scene"] = SourceNameKind.Scene,
        ["Take"] = SourceNameKind.Take,
        ["Camera"] = SourceNameKind.Camera,
        ["AMF_UUID"] = SourceNameKind.AmfUuid,
        ["AMF_NAME"] = SourceNameKind.AmfName,
        ["fdl-uuid"] = SourceNameKind.FdlUuid,
        ["fdl-framing-decision-id"] = SourceNameKind.FdlFramingDecision,
        ["Shot"] = SourceNameKind.Shot,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Elsewhere = new[] { "Tracks", "Start", "End", "Duration", "ASC_SOP", "ASC_SAT", "CDL" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a column of a bin names; null when it names no source.</summary>
    public static SourceNameKind? KindOf(string column) => Names.TryGetValue(column.Trim(), out var kind) ? kind : null;

    public static Cut Read(Stream source, string name, CutReadOptions options)
    {
        AleDocument log;
        try
        {
            log = AleReader.Read(source, name);
        }
        catch (AleException problem)
        {
            var plain = problem.Message[(problem.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            throw new CutException(plain, name, problem.Line, problem);
        }

        var problems = new ProblemLog();
        foreach (var problem in log.Problems) Tell(problems, problem, null);
        var rate = log.Rate ?? options.Rate;
        if (rate is null)
            problems.Warning("rate-assumed", 1, "FPS", "The heading has no FPS that can be; 24 was taken.", "Give the rate.");
        var budget = new EventBudget(name);
        var events = ImmutableArray.CreateBuilder<CutEvent>(log.Rows.Length);
        foreach (var (row, clip) in log.Rows.Zip(log.Clips(rate ?? FrameRate.Fps24)))
        {
            budget.Take(row.Line);
            var id = $"{events.Count + 1:D4}";
            foreach (var problem in clip.Problems) Tell(problems, problem, id);
            events.Add(Event(log, row, clip, id));
        }

        return new()
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Format = CutFormat.Ale,
            Dialect = log["VIDEO_FORMAT"] is { Length: > 0 } format ? $"VIDEO_FORMAT {format}" : "",
            Rate = rate ?? FrameRate.Fps24,
            IsDrop = events.Any(item => item.Source.Range is { IsDrop: true }),
            Events = events.ToImmutable(),
            Problems = problems.ToImmutable(),
        };
    }

    private static CutEvent Event(AleDocument log, AleRow row, AleClip clip, string id)
    {
        var names = ImmutableArray.CreateBuilder<SourceName>();
        var comments = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < Math.Min(log.Columns.Length, row.Cells.Length); i++)
        {
            var (column, cell) = (log.Columns[i].Trim(), row.Cells[i].Trim());
            if (cell.Length == 0 || column.Length == 0) continue;
            if (Names.TryGetValue(column, out var kind)) names.Add(new(kind, cell, $"column {column}", row.Line));
            else if (!Elsewhere.Contains(column)) comments.Add($"{column}: {cell}");
        }

        var range = clip is { Start: { } start, Frames: { } frames } ? new CutRange(start.Frame, frames, start.Rate, start.IsDrop) : (CutRange?)null;
        var file = names.FirstOrDefault(name => name.Kind == SourceNameKind.SourceFile)?.Value;
        return new()
        {
            Id = id,
            Line = row.Line,
            Name = clip.Name,
            Tracks = clip.Tracks is { } tracks ? [.. TrackNames(tracks)] : [],
            Source = new() { Names = names.ToImmutable(), Range = range, Used = range, Available = range, Sequence = file is null ? null : ImageSequenceName.Of(file) },
            Comments = comments.ToImmutable(),
            Grade = clip.Grade,
        };
    }

    /// <summary><c>VA1A2</c> is a picture and two sounds.</summary>
    private static IEnumerable<string> TrackNames(string tracks)
    {
        for (var i = 0; i < Math.Min(tracks.Length, 400); i++)
        {
            if (tracks[i] is not ('V' or 'A' or 'v' or 'a')) continue;
            var end = i + 1;
            while (end < tracks.Length && char.IsAsciiDigit(tracks[end])) end++;
            yield return end == i + 1 ? $"{char.ToUpperInvariant(tracks[i])}1" : $"{char.ToUpperInvariant(tracks[i])}{tracks[(i + 1)..end]}";
            i = end - 1;
        }
    }

    private static void Tell(ProblemLog problems, AleProblem problem, string? id)
    {
        if (problem.IsError) problems.Error("ale", problem.Line, "", problem.Message, "Correct the row in the editing system and export the log again.", id);
        else problems.Note("ale", problem.Line, "", problem.Message, "Nothing needs to be done; it was read all the same.", id);
    }
}
