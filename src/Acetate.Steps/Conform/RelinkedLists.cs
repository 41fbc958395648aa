using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Cuts;
using Acetate.Cuts.Relinking;
using Acetate.Timing;

namespace Acetate.Steps.Conform;

/// <summary>The lists of a package: each cut pointed at what is delivered, in three formats, and the cut as it was handed in as OpenTimelineIO.</summary>
internal sealed class RelinkedLists
{
    private static readonly (CutFormat Format, string Extension)[] Formats = [(CutFormat.Otio, ".otio"), (CutFormat.Edl, ".edl"), (CutFormat.FcpXml, ".xml")];

    private readonly WriteConformListsRequest request;
    private readonly Dictionary<string, DeliveredMedium> media;
    private readonly Dictionary<Guid, ConformClip> clips;
    private readonly List<(string Path, byte[] Content)> documents = [];
    private readonly List<ListNote> notes = [];

    private RelinkedLists(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        this.request = request;
        this.media = media.Where(medium => medium.IsThere && !medium.Asked.IsSound).ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        clips = request.Clips.ToDictionary(clip => clip.Id);
    }

    /// <summary>Makes the lists.</summary>
    /// <exception cref="StepFailedException">A cut cannot be read, or a list cannot hold it.</exception>
    public static (List<(string Path, byte[] Content)> Documents, List<ListNote> Notes) Of(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var lists = new RelinkedLists(request, media);
        foreach (var cut in request.Cuts) lists.Add(cut);
        return (lists.documents, lists.notes);
    }

    private void Add(ConformCut handed)
    {
        try
        {
            var cut = Read(handed);
            if (cut.Format != CutFormat.Otio) documents.Add(($"cut/{handed.Name}.otio", CutWriter.Convert(cut, CutFormat.Otio).Documents[0].Content.ToArray()));
            var leaves = cut.Leaves.DistinctBy(item => item.Id).ToDictionary(item => item.Id, StringComparer.Ordinal);
            var entries = request.Events.Where(entry => entry.Cut == handed.Name && leaves.ContainsKey(entry.Id)).DistinctBy(entry => entry.Id).ToList();
            var (byUrl, byPath) = (new Dictionary<string, RelinkedSource>(StringComparer.Ordinal), new Dictionary<string, RelinkedSource>(StringComparer.Ordinal));
            foreach (var entry in entries)
                if (SourceOf(entry, leaves[entry.Id]) is { } source)
                {
                    byPath[entry.Id] = source;
                    byUrl[entry.Id] = source with { MediaPath = Escaped(source.MediaPath) };
                }

            var urls = CutRelinking.Relink(cut, byUrl);
            foreach (var note in urls.Notes) notes.Add(new($"lists/{handed.Name}", note));
            // Names in an EDL are plain text, and nothing turns a URL back there.
            var paths = CutRelinking.Relink(cut, byPath).Cut;
            foreach (var (format, extension) in Formats)
            {
                var written = CutWriter.Convert(format == CutFormat.Edl ? paths : urls.Cut, format, new() { Edl = request.Edl });
                foreach (var document in written.Documents) documents.Add(($"lists/{handed.Name}{document.Suffix}{extension}", document.Content.ToArray()));
                // That a relinked list is a new one is no news; what it could not carry is.
                foreach (var loss in written.Losses.Where(loss => loss.Code != "rewritten")) notes.Add(new($"lists/{handed.Name}{extension}", loss));
            }
        }
        catch (OverflowException problem)
        {
            throw new StepFailedException(RetryClass.Data, $"The times of '{handed.FileName}' are so far apart that they cannot be counted exactly.", "Look at the cut that was handed in; withdraw the pull and ask again with another one.", problem);
        }
        catch (CutException problem)
        {
            throw new StepFailedException(RetryClass.Data, problem.Message, "Look at the cut that was handed in; withdraw the pull and ask again with another one.", problem);
        }
    }

    private static Cut Read(ConformCut handed)
    {
        FrameRate? rate = null;
        if (handed.Rate is { } text) rate = FrameRate.TryParse(text, out var parsed, out var reason) ? parsed : throw new StepFailedException(RetryClass.Data, reason, "Plan the step again.");
        using var stream = new MemoryStream(handed.Content, writable: false);
        return CutReader.Read(stream, handed.FileName, new() { Rate = rate, Name = handed.Timeline });
    }

    private RelinkedSource? SourceOf(ConformEntry entry, CutEvent item)
    {
        if (entry.Clip is not { } id || !clips.TryGetValue(id, out var clip)) return null;
        if (entry.Step is { } step && media.TryGetValue(step, out var medium))
        {
            var range = medium.Range ?? new(0, 0);
            return SourceOf(entry, item, clip, range, request.Root + medium.First, medium.Asked.IsSequence && medium.Files.Length > 1 ? request.Root + medium.Files[^1].Path : null);
        }

        return entry.Earlier is { } earlier ? SourceOf(entry, item, clip, earlier.Range, PathOf(earlier), LastOf(earlier)) : null;
    }

    private string PathOf(ConformEarlier earlier) => earlier.IsFinal ? request.Root + earlier.Path : $"{request.Root}../{earlier.Package}/{earlier.Path}";

    // What an earlier package has of a sequence is known by its first file and how many there are.
    private string? LastOf(ConformEarlier earlier)
    {
        var first = PathOf(earlier);
        return earlier.IsSequence && ClipLabels.Sequence(first, first) is { First: { } number } files
            ? files.Prefix + (number + earlier.Range.End - earlier.Range.Start - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(files.Digits, '0') + files.Suffix
            : null;
    }

    private static RelinkedSource? SourceOf(ConformEntry entry, CutEvent item, ConformClip clip, TrimSpan range, string first, string? last)
    {
        if (ClipLabels.Range(clip, range.Start, range.End, range.Start) is not { } available) return null;
        var files = last is null ? null : ClipLabels.Sequence(first, last);
        var path = files is null ? first : $"{files.Prefix}[{Number(files.First)}-{Number(files.Last)}]{files.Suffix}";
        return new()
        {
            MediaPath = path,
            FileName = path[(path.LastIndexOf('/') + 1)..],
            // Finishing systems call a clip as its file; two pieces of one clip are two files.
            ClipName = files is null ? Path.GetFileNameWithoutExtension(path) : clip.Name,
            Reel = clip.Tape,
            Available = available,
            Shown = entry.Used is { } used ? Shown(entry, item, clip, used, range.Start) : null,
            Sequence = files,
        };

        string Number(long? number) => number!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(files!.Digits, '0');
    }

    /// <summary>Where the list's first frame is in the clip: before its first one, where the list asks for what is not there.</summary>
    private static CutRange? Shown(ConformEntry entry, CutEvent item, ConformClip clip, TrimSpan used, long origin)
    {
        var first = used.Start;
        if (entry.IsClamped && used.Start == 0 && (clip.Frames is not { } frames || used.End < frames)
            && (item.Source.Used ?? item.Source.Range) is { } said && FrameRate.TryParse(clip.Rate, out var rate) && said.Rate.LabelsPerSecond == rate.LabelsPerSecond)
            first = Math.Min(0, used.End - said.Frames.Length * Math.Max(1, clip.FramesPerLabel));
        return ClipLabels.Range(clip, first, used.End, origin);
    }

    /// <summary>A path as a URL that is relative to the list.</summary>
    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>What a list could not hold, or what was changed to fit.</summary>
/// <param name="List">The list's path in the package.</param>
/// <param name="Problem">What it is.</param>
internal sealed record ListNote(string List, CutProblem Problem);
