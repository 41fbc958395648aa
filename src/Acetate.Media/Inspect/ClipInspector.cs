using Acetate.Media.Formats;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;

namespace Acetate.Media.Inspect;

/// <summary>Inspects one clip: finds the readers that know its files and gathers what they say.</summary>
public sealed class ClipInspector(TimeProvider clock)
{
    /// <summary>Inspects a clip. What is wrong with its files stands in <see cref="ClipInspection.Problems"/>, never in an exception.</summary>
    /// <exception cref="ToolMissingException">FFprobe is needed and not installed.</exception>
    /// <exception cref="IOException">A file cannot be read because of the disk, not because of what it contains.</exception>
    public async Task<ClipInspection> InspectAsync(ClipSource clip, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clip);
        var draft = new InspectionDraft(clip);
        if (clip.Kind == ClipKind.Sequence) await SequenceAsync(draft, cancellationToken).ConfigureAwait(false);
        else await FilesAsync(draft, cancellationToken).ConfigureAwait(false);
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
        if (file.LocalPath is null) return;
        IFormatInspector? format;
        using (var content = new FileStream(file.LocalPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            var head = new byte[FormatInspectors.HeadLength];
            var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            format = FormatInspectors.For(head.AsSpan(0, length));
            draft.Fact("file.format", format?.Name, "first bytes");
            format?.Inspect(file, content, draft);
        }

        if (format is null && ClosedFormats.NameOf(file) is { } closed)
            draft.Problem("no-reader", ProblemSeverity.Note, $"{closed} is not read yet beyond its name and size; it is kept, hashed and archived like everything else.", file.Name);
        else if (format is null or { WantsFFprobe: true }) await FFprobeInspector.InspectAsync(file, draft, clock, cancellationToken).ConfigureAwait(false);
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

    private static async Task SequenceAsync(InspectionDraft draft, CancellationToken cancellationToken)
    {
        SequenceCheck.Numbers(draft);
        SequenceCheck.Sizes(draft);
        foreach (var file in draft.Clip.Files)
        {
            if (file is not { LocalPath: { } path, Length: > 0 }) continue;
            using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var head = new byte[4096];
            var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (FormatInspectors.For(head.AsSpan(0, length)) is not IFrameInspector format)
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
