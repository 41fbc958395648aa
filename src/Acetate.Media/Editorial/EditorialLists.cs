using System.Collections.Immutable;
using Acetate.Cdl;
using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Media.Editorial;

/// <summary>The lists of a day that lie beside its media: an EDL that plays the clips one after the other, and the grades from set as CDL.</summary>
public static class EditorialLists
{
    /// <summary>Writes them into a folder: <c>STEM.edl</c>, and, where clips have grades, <c>STEM.ccc</c> with all of them and a <c>.cdl</c> of each. They appear there when all are whole and were read back.</summary>
    /// <remarks>
    /// The EDL is of Avid's kind File_32, begins at hour one, and names the tape as the reel; scene and take stand in a comment, the grade as ASC_SOP and ASC_SAT. A list has one frame rate:
    /// a day of several has several, whose names say it. Grades are read from the columns <c>ASC_SOP</c> and <c>ASC_SAT</c>, where <see cref="EditorialSlate.ToNotes"/> puts them; a correction's id is the clip's name.
    /// </remarks>
    /// <param name="stem">How the names of the files of the day begin.</param>
    /// <param name="clips">The clips, in order; those without a picture are left out.</param>
    /// <param name="folder">Where to; must be there.</param>
    /// <param name="cancellationToken">Ends it, and takes away what was written.</param>
    /// <exception cref="EditorialException">A file is there already, clips that have one name have two grades, a clip lacks something, or the day is longer than a list can count.</exception>
    /// <exception cref="IOException">A file cannot be written, or does not read back as it was written.</exception>
    public static async Task<EditorialListsReport> WriteDayAsync(string stem, IReadOnlyCollection<LoggedClip> clips, string folder, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(stem);
        ArgumentNullException.ThrowIfNull(clips);
        var pictures = clips.Where(one => one.Height > 0).Select(one => one.Clip.Checked()).ToList();
        var files = new List<(string, byte[])>();
        var notices = ImmutableArray.CreateBuilder<string>();
        var rates = pictures.GroupBy(clip => clip.Start.Rate).ToList();
        foreach (var rate in rates)
        {
            var name = FileNames.Plain(rates.Count == 1 ? stem : $"{stem}_{rate.Key}fps");
            var composed = EdlComposer.Compose(Programme(name, rate.Key, [.. rate]), EdlStyle.AvidFile32);
            files.Add((name + ".edl", EdlWriter.ToBytes(composed.Lists[0])));
            notices.AddRange(composed.Problems.Where(problem => problem.Severity != EdlSeverity.Notice).Select(problem => problem.Message));
        }

        files.AddRange(Grades(FileNames.Plain(stem), pictures));
        return new(await StagedFiles.WriteAsync(folder, files, cancellationToken).ConfigureAwait(false), notices.ToImmutable());
    }

    private static EdlProgramme Programme(string title, FrameRate rate, ImmutableArray<EditorialClip> clips)
    {
        var record = Timecode.Parse(clips[0].Start.IsDrop ? "01:00:00;00" : "01:00:00:00", rate);
        var events = ImmutableArray.CreateBuilder<EdlClip>();
        foreach (var clip in clips)
        {
            if (record.Frame + clip.Frames > Timecode.FramesPerDay(rate, record.IsDrop))
                throw new EditorialException($"The clips together are longer than the 23 hours that a list beginning at hour one can count; '{clip.Name}' does not fit in. Write lists of parts of the day.");
            var (scene, take) = (Note(clip, "Scene"), Note(clip, "Take"));
            events.Add(new()
            {
                Name = clip.Name,
                Reel = clip.Tape,
                SourceIn = clip.Start,
                RecordIn = record,
                RecordFrames = clip.Frames,
                SourceFile = Note(clip, "Source File"),
                Grade = GradeOf(clip) is { } grade ? new(0) { Slope = grade.Slope, Offset = grade.Offset, Power = grade.Power, Saturation = grade.Saturation } : null,
                Comments = scene is null && take is null ? [] : [$"SCENE {scene ?? "-"} TAKE {take ?? "-"}"],
            });
            record = record.AddWrapping(clip.Frames);
        }

        return new() { Title = title, Rate = rate, Tracks = [new(new(true, 1), events.ToImmutable())] };
    }

    private static IEnumerable<(string, byte[])> Grades(string stem, List<EditorialClip> clips)
    {
        var corrections = new List<ColorCorrection>();
        foreach (var same in clips.Where(clip => GradeOf(clip) is not null).GroupBy(clip => clip.Name, StringComparer.Ordinal))
        {
            if (same.Select(GradeOf).Distinct().Count() > 1) throw new EditorialException($"The clips called '{same.Key}' have different grades, and a correction is found by the clip's name. Give the clips names of their own.");
            corrections.Add(ColorCorrection.Of(same.Key, GradeOf(same.First())!));
        }

        if (corrections.Count == 0) yield break;
        yield return (stem + ".ccc", Bytes(CdlDocument.Of(CdlDocumentKind.Collection, corrections)));
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var correction in corrections)
        {
            var name = FileNames.Plain(correction.Id!);
            if (!taken.Add(name)) throw new EditorialException($"Two clips would have their grade in '{name}.cdl'. Give the clips names that differ in letters and digits.");
            yield return (name + ".cdl", Bytes(CdlDocument.Of(CdlDocumentKind.DecisionList, correction)));
        }
    }

    private static byte[] Bytes(CdlDocument document)
    {
        using var memory = new MemoryStream();
        CdlWriter.Write(document, memory);
        return memory.ToArray();
    }

    private static string? Note(EditorialClip clip, string column) => clip.Notes.FirstOrDefault(note => string.Equals(note.Column, column, StringComparison.OrdinalIgnoreCase))?.Value;

    private static CdlValues? GradeOf(EditorialClip clip)
    {
        if (Note(clip, "ASC_SOP") is not { } sop) return null;
        if (!CdlText.TryParse(sop, out var grade, out var reason)) throw new EditorialException($"The grade of '{clip.Name}' cannot be read: {reason}");
        if (Note(clip, "ASC_SAT") is not { } sat) return grade;
        return CdlText.TryParseSaturation(sat, out var saturation, out reason) ? grade with { Saturation = saturation } : throw new EditorialException($"The grade of '{clip.Name}' cannot be read: {reason}");
    }
}

/// <summary>The lists as they were written.</summary>
/// <param name="Files">The files, in order.</param>
/// <param name="Notices">What a list could not carry, in sentences.</param>
public sealed record EditorialListsReport(ImmutableArray<EditorialFile> Files, ImmutableArray<string> Notices);
