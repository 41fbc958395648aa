using Acetate.Media.Formats;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Formats.Sidecars;
using Acetate.Media.Native;

namespace Acetate.Media.Inspect;

/// <summary>Inspects one clip: finds the readers that know its files and gathers what they say.</summary>
public sealed class ClipInspector(TimeProvider clock)
{
    // What FFprobe gets of a file elsewhere, besides what our readers fetched: enough for the first pictures.
    private const int StandInHead = 1 << 20;

    /// <summary>Inspects a clip. What is wrong with its files stands in <see cref="ClipInspection.Problems"/>, never in an exception.</summary>
    /// <exception cref="ToolMissingException">FFprobe is needed and not installed.</exception>
    /// <exception cref="IOException">A file cannot be read because of the disk, not because of what it contains.</exception>
    public async Task<ClipInspection> InspectAsync(ClipSource clip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var draft = new InspectionDraft(clip);
        if (clip.Kind == ClipKind.Sequence) Sequence(draft, cancellationToken);
        else await FilesAsync(draft, cancellationToken).ConfigureAwait(false);
        // The clip's own files come first: what stands beside it may be of a later hand.
        SidecarReaders.Read(draft, cancellationToken);
        return draft.Build();
    }

    private async Task FilesAsync(InspectionDraft draft, CancellationToken cancellationToken)
    {
        var isFirst = true;
        foreach (var file in draft.Clip.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Length == 0)
            {
                draft.Problem("zero-length", ProblemSeverity.Error, "The file has no bytes.", file.Name);
                continue;
            }

            // The parts of a spanned clip say the same again; only what is wrong with them is news, and how long they are.
            var part = isFirst ? draft : new InspectionDraft(draft.Clip);
            await FileAsync(file, part, cancellationToken).ConfigureAwait(false);
            if (!isFirst) AddPart(part, file, draft);
            isFirst = false;
        }
    }

    private async Task FileAsync(ClipFile file, InspectionDraft draft, CancellationToken cancellationToken)
    {
        if (!file.CanOpen) return;
        using var content = file.Open();
        var head = StreamBytes.At(content, 0, FormatInspectors.HeadLength);
        var format = FormatInspectors.For(head);
        draft.Fact("file.format", format?.Name, "first bytes");
        try
        {
            format?.Inspect(file, content, draft);
        }
        catch (InvalidDataException tooMuch) when (content is RangedStream)
        {
            draft.Problem("not-read-whole", ProblemSeverity.Warning, tooMuch.Message, file.Name);
        }

        if (format is null && SidecarReaders.IsWorthReading(file) && SidecarReaders.Read(file, StreamBytes.At(content, 0, SidecarReaders.Largest), draft)) return;
        if (format is null && ClosedFormats.NameOf(file) is { } closed)
            draft.Problem("no-reader", ProblemSeverity.Note, $"{closed} is not read yet beyond its name and size; it is kept, hashed and archived like everything else.", file.Name);
        else if (format is null || format.WantsFFprobe(draft))
            await ProbeAsync(file, content, draft, cancellationToken).ConfigureAwait(false);
        if (content is RangedStream ranged) draft.Fact("inspection.bytesRead", ranged.Fetched, "acetate");
    }

    /// <summary>FFprobe opens local files only. Of a file elsewhere it gets a stand-in: what was read so far, in its places, and nothing between.</summary>
    private async Task ProbeAsync(ClipFile file, Stream content, InspectionDraft draft, CancellationToken cancellationToken)
    {
        if (content is not RangedStream ranged)
        {
            await FFprobeInspector.InspectAsync(file, draft, clock, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A movie is read by its index, wherever that stands. Whatever is read from packet to packet would be searched through all the emptiness, so it ends where the head does.
        var isMovie = draft["file.format"] == "QuickTime";
        StreamBytes.At(ranged, 0, StandInHead);
        var end = isMovie ? file.Length : StandInHead;
        var folder = Directory.CreateTempSubdirectory("acetate-stand-in-").FullName;
        try
        {
            var path = Path.Join(folder, file.ShortName);
            await ranged.WriteStandInAsync(path, end, cancellationToken).ConfigureAwait(false);
            draft.Fact("inspection.standIn", $"{ranged.Fetched} of {file.Length} bytes were given to FFprobe", "acetate");
            await FFprobeInspector.InspectAsync(file with { LocalPath = path, Ranges = null }, draft, clock, isStandIn: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AddPart(InspectionDraft part, ClipFile file, InspectionDraft clip)
    {
        foreach (var problem in part.Problems) clip.Problem(problem.Code, problem.Severity, problem.Message, problem.File ?? file.Name);
        if (clip.Clip.Kind == ClipKind.Spanned) clip.Extend("clip.frames", part.Number("clip.frames"));
        // A take recorded as one file per track: the tracks add up, in the order of the files.
        if (clip.Clip.Kind == ClipKind.Sound)
        {
            var before = (int)(clip.Number("sound.channels") ?? 0);
            clip.Extend("sound.channels", part.Number("sound.channels"));
            foreach (var track in part.Tracks) clip.Track(track with { Index = before + track.Index });
        }
    }

    private static void Sequence(InspectionDraft draft, CancellationToken cancellationToken)
    {
        SequenceCheck.Numbers(draft);
        SequenceCheck.Sizes(draft);
        foreach (var file in draft.Clip.Files)
        {
            if (file is not { CanOpen: true, Length: > 0 }) continue;
            using var content = file.Open();
            var head = StreamBytes.At(content, 0, 4096);
            if (FormatInspectors.For(head) is not IFrameInspector format)
            {
                draft.Problem("unknown-format", ProblemSeverity.Warning, "No reader here knows this kind of frame; only names and sizes were checked.", file.Name);
                return;
            }

            draft.Fact("file.format", format.Name, "first bytes");
            SequenceCheck.Headers(format, draft, cancellationToken);
            return;
        }
    }
}
