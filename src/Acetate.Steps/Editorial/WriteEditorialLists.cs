using System.Collections.Immutable;
using Acetate.Cdl;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Editorial;
using Acetate.Steps.Render;

namespace Acetate.Steps.Editorial;

/// <summary>Which clips' lists are written, and where they go.</summary>
public sealed record WriteEditorialListsRequest
{
    /// <summary>The store that takes them.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How the names of the day's files begin, such as <c>20260504_MAIN</c>; up to 50 characters.</summary>
    public required string Stem { get; init; }

    /// <summary>The clips, in the order of the lists.</summary>
    public required ImmutableArray<EditorialClipRecord> Clips { get; init; }

    /// <summary>The bins of media for Avid; the default is none.</summary>
    public ImmutableArray<EditorialBinRequest> Bins { get; init; } = [];
}

/// <summary>A bin: the media of one kind for Avid.</summary>
public sealed record EditorialBinRequest
{
    /// <summary>What the bin is told apart by where there are several, such as the deliverable's name.</summary>
    public required string Name { get; init; }

    /// <summary>The media, in the order of the bin.</summary>
    public required ImmutableArray<EditorialMedia> Media { get; init; }

    /// <summary>What leads from the folder of the lists to what the names of media files begin at, such as <c>../</c>; the default: they begin there.</summary>
    public string MediaPath { get; init; } = "";
}

/// <summary>The lists that were written.</summary>
public sealed record WriteEditorialListsResult
{
    /// <summary>The files: names below the prefix.</summary>
    public required ImmutableArray<EditorialFile> Files { get; init; }

    /// <summary>What lists could not carry, in sentences.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];
}

/// <summary>Writes the lists of a day's clips that lie beside their media: logs (ALE) of the day and of each scene, the EDL, the grades from set as CDL, and the bin (AAF) of media for Avid.</summary>
/// <remarks>
/// <para>The log of the day, the EDL, the bin and the collection of grades (CCC) lie in the folder itself, logs of scenes in <c>scenes</c>, and a CDL of each clip in <c>cdl</c>.</para>
/// <para>One clip does not cost a day its lists: a clip that cannot be logged is left out, a grade that cannot be a file of its own stands in the log alone, and each is told. Nothing is read from a
/// clock: the same request gives the same bytes, and nothing is overwritten.</para>
/// </remarks>
public static class WriteEditorialLists
{
    /// <summary>The function's name.</summary>
    public const string Name = "write-editorial-lists";

    // With rate and scene a name of a file has at most the 100 characters that every editing system takes.
    private const int MostOfStem = 50, MostOfScene = 30, MostOfCdl = 100;

    /// <summary>Runs the step.</summary>
    /// <exception cref="StepFailedException">The stem is none, or a file is there already and says something else.</exception>
    public static async Task<WriteEditorialListsResult> RunAsync(WriteEditorialListsRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        if (string.IsNullOrWhiteSpace(request.Stem) || request.Stem.Length > MostOfStem)
            throw new StepFailedException(RetryClass.Data, $"'{request.Stem}' cannot be the beginning of the lists' names: it has 1 to {MostOfStem} characters.", "Name the day more shortly.");
        var notices = ImmutableArray.CreateBuilder<string>();
        var clips = Logged(request.Clips.IsDefault ? [] : request.Clips, notices);
        var bins = request.Bins.IsDefault ? [] : request.Bins;
        if (clips.Count == 0 && bins.All(bin => bin.Media.IsDefaultOrEmpty)) return new() { Files = [], Notices = [.. notices, "There is no clip to list."] };
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"lists-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var logs = EditorialLog.OfDay(request.Stem, clips);
            var files = (await EditorialLog.WriteAsync(logs, folder, cancellationToken).ConfigureAwait(false))
                .Select((file, i) => (File: file, Path: logs[i].Scene is null ? file.Name : $"scenes/{file.Name}")).ToList();
            var lists = await ListsAsync(request.Stem, clips, folder, notices, cancellationToken).ConfigureAwait(false);
            files.AddRange(lists.Select(file => (file, file.Name.EndsWith(".cdl", StringComparison.Ordinal) ? $"cdl/{file.Name}" : file.Name)));
            foreach (var bin in bins) files.AddRange(await BinAsync(bins.Length == 1 ? request.Stem : $"{request.Stem}_{bin.Name}", bin, folder, notices, cancellationToken).ConfigureAwait(false));
            var documents = ImmutableArray.CreateBuilder<WrittenDocument>();
            foreach (var (file, path) in files) documents.Add(new(path, await File.ReadAllBytesAsync(Path.Join(folder, file.Name), cancellationToken).ConfigureAwait(false)));
            await WriteDocuments.RunAsync(new() { Store = request.Store, Prefix = request.Prefix, Documents = documents.ToImmutable() }, context, cancellationToken).ConfigureAwait(false);
            return new() { Files = [.. files.Select(one => one.File with { Name = one.Path })], Notices = notices.ToImmutable() };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The clips that can be logged; each other is told.</summary>
    private static List<LoggedClip> Logged(ImmutableArray<EditorialClipRecord> records, ImmutableArray<string>.Builder notices)
    {
        var clips = new List<LoggedClip>();
        foreach (var record in records)
        {
            try
            {
                var clip = record.ToLogged();
                clip = clip with { Clip = clip.Clip with { Notes = [.. clip.Clip.Notes.Select(note => IsColumn(note, "Scene") ? note with { Value = EditorialClipRecord.Shortened(note.Value.Trim(), MostOfScene) } : note)] } };
                // What cannot stand in a log alone cannot stand in one with others.
                _ = EditorialLog.OfDay("one", [clip]);
                clips.Add(clip);
            }
            catch (EditorialException unusable)
            {
                notices.Add($"'{EditorialClipRecord.Shortened(record.Name, 80)}' is in no list. {unusable.Message}");
            }
        }

        return clips;
    }

    private static async Task<IEnumerable<(EditorialFile, string)>> BinAsync(string stem, EditorialBinRequest bin, string folder, ImmutableArray<string>.Builder notices, CancellationToken cancellationToken)
    {
        var clips = new List<BinnedClip>();
        foreach (var media in bin.Media.IsDefault ? [] : bin.Media)
        {
            try
            {
                clips.Add(Binned(media, bin.MediaPath));
            }
            catch (EditorialException unusable)
            {
                notices.Add($"'{EditorialClipRecord.Shortened(media.Clip.Name, 80)}' is not in the bin. {unusable.Message}");
            }
        }

        try
        {
            var report = await EditorialBin.WriteAsync(stem, clips, folder, cancellationToken).ConfigureAwait(false);
            notices.AddRange(report.Notices);
            return report.Files.Select(file => (file, file.Name));
        }
        catch (EditorialException impossible)
        {
            notices.Add($"There is no bin '{bin.Name}'. {impossible.Message}");
            return [];
        }
    }

    private static BinnedClip Binned(EditorialMedia media, string path)
    {
        if (media.Avid is null) throw new EditorialException("Its media was made before numbers were noted, or is none for Avid. Have the clip made again where it should be in.");
        return new()
        {
            Clip = media.Clip.ToClip(),
            Material = UmidOf(media.Avid.Material),
            Tape = UmidOf(media.Avid.Tape),
            Picture = media.Avid.Picture,
            Files = [.. (media.Files.IsDefault ? [] : media.Files).Select(file => new BinnedFile(file.Letter, file.TrackName, UmidOf(file.Umid), path + file.Name))],
        };
    }

    private static Umid UmidOf(string text) => Umid.TryParse(text, out var umid) ? umid : throw new EditorialException($"'{EditorialClipRecord.Shortened(text, 80)}' is no number (UMID) that was made here. Have the clip made again.");

    private static async Task<ImmutableArray<EditorialFile>> ListsAsync(string stem, List<LoggedClip> clips, string folder, ImmutableArray<string>.Builder notices, CancellationToken cancellationToken)
    {
        try
        {
            var report = await EditorialLists.WriteDayAsync(stem, Graded(clips, notices), folder, cancellationToken).ConfigureAwait(false);
            notices.AddRange(report.Notices);
            return report.Files;
        }
        catch (EditorialException impossible)
        {
            notices.Add($"There is no EDL, and no grade is a file of its own. {impossible.Message}");
            return [];
        }
    }

    /// <summary>The clips with those grades alone that can be files: found by name, each with a file name of its own.</summary>
    private static List<LoggedClip> Graded(List<LoggedClip> clips, ImmutableArray<string>.Builder notices)
    {
        var without = new Dictionary<LoggedClip, string>(ReferenceEqualityComparer.Instance);
        var graded = new List<(LoggedClip Clip, CdlValues Grade)>();
        foreach (var clip in clips)
        {
            if (Note(clip, "ASC_SOP") is not { } sop) continue;
            if (!CdlText.TryParse(sop, out var grade, out var reason)) without.Add(clip, $"It cannot be read: {reason}");
            else if (Note(clip, "ASC_SAT") is { } sat && !CdlText.TryParseSaturation(sat, out _, out reason)) without.Add(clip, $"It cannot be read: {reason}");
            else if (clip.Clip.Name.Length > MostOfCdl) without.Add(clip, $"The clip's name is longer than the {MostOfCdl} characters that a file may have.");
            else if (clip.Height > 0) graded.Add((clip, Note(clip, "ASC_SAT") is { } saturation && CdlText.TryParseSaturation(saturation, out var number, out _) ? grade with { Saturation = number } : grade));
        }

        // As names of files are made: what is no plain letter, digit, point or dash becomes an underscore.
        foreach (var alike in graded.GroupBy(one => string.Concat(one.Clip.Clip.Name.Trim().Select((c, i) => char.IsAsciiLetterOrDigit(c) || c is '-' || (c == '.' && i > 0) ? char.ToUpperInvariant(c) : '_'))))
        {
            if (alike.Select(one => (one.Clip.Clip.Name.Trim(), one.Grade)).Distinct().Count() == 1) continue;
            foreach (var (clip, _) in alike) without.Add(clip, "Another clip has the same name, or one that is the same as a file's name, and another grade.");
        }

        foreach (var (clip, why) in without) notices.Add($"The grade of '{clip.Clip.Name}' stands in the log alone. {why}");
        return [.. clips.Select(clip => without.ContainsKey(clip) ? clip with { Clip = clip.Clip with { Notes = [.. clip.Clip.Notes.Where(note => !IsColumn(note, "ASC_SOP") && !IsColumn(note, "ASC_SAT"))] } } : clip)];
    }

    private static string? Note(LoggedClip clip, string column) => clip.Clip.Notes.FirstOrDefault(note => IsColumn(note, column) && !string.IsNullOrWhiteSpace(note.Value))?.Value;

    private static bool IsColumn(EditorialNote note, string column) => string.Equals(note.Column, column, StringComparison.OrdinalIgnoreCase);
}
