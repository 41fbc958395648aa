using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Mxf;

/// <summary>MXF: whether all partitions are there and closed, what the header metadata says, and the camera's notes of the first frame.</summary>
public sealed class MxfInspector : IFormatInspector
{
    /// <inheritdoc/>
    public string Name => "MXF";

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => HeaderAt(head) >= 0;

    /// <inheritdoc/>
    public bool WantsFFprobe(InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft["image.codec"]?.StartsWith("arriraw", StringComparison.Ordinal) == true) return false;
        var isPicture = draft.Has("mxf.picture") || draft.Has("image.codec");
        if (draft.Has("mxf.sound") && !draft.Has("sound.channels")) return true;
        // What the header does not say of colour, the pictures' own parameters may.
        if (draft["image.codec"] == "mpeg2video" && !draft.Has("image.colour.matrix")) return true;
        if (!isPicture) return !draft.Has("sound.codec") || !draft.Has("sound.samples");
        foreach (var field in (ReadOnlySpan<string>)["image.codec", "image.width", "image.height", "image.pixelFormat", "image.rate", "clip.frames"])
            if (!draft.Has(field)) return true;
        return false;
    }

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(draft);
        var head = StreamBytes.At(content, 0, FormatInspectors.HeadLength);
        var start = HeaderAt(head);
        if (start < 0 || MxfStructure.Read(content, head, start) is not { } structure)
        {
            draft.Problem("truncated", ProblemSeverity.Error, "The MXF header partition is cut.", file.Name);
            return;
        }

        Check(structure, content, file, draft);
        var metadata = MxfMetadata.Read(content, structure.Metadata.At, structure.Metadata.Length);
        if (metadata.IsCut) draft.Problem("damaged", ProblemSeverity.Note, "The MXF header metadata is longer than any camera writes; only its beginning was read.", file.Name);
        // A recorder that was still running when it wrote the header did not know the length; it says so again at the end.
        var complete = structure.Status is 1 or 3 && structure.FooterMetadata(content) is { } footer ? MxfMetadata.Read(content, footer.At, footer.Length) : null;
        MxfFacts.Add(complete is { Sets.Count: > 0 } ? complete : metadata, draft);
        MxfEssence.Add(structure, content, draft);
    }

    private static void Check(MxfStructure structure, Stream content, ClipFile file, InspectionDraft draft)
    {
        draft.Fact("mxf.operationalPattern", structure.OperationalPattern, "mxf header partition");
        draft.Fact("mxf.headerStatus", structure.Status switch { 1 => "open, incomplete", 2 => "closed, incomplete", 3 => "open, complete", 4 => "closed, complete", _ => $"{structure.Status}" },
            "mxf header partition");
        if (structure.CutAt is { } cut)
            draft.Problem("truncated", ProblemSeverity.Error,
                $"The file is cut: the packet at byte {cut} is longer than the rest of the file ({content.Length} bytes in all).", file.Name);
        if (structure.Footer > 0 && structure.Start + structure.Footer >= content.Length)
            draft.Problem("truncated", ProblemSeverity.Error,
                $"The header says the footer stands at byte {structure.Start + structure.Footer}; the file ends at {content.Length}.", file.Name);
        else if (!structure.HasFooter && structure.CutAt is null)
            draft.Problem("no-footer", structure.Status is 1 or 3 ? ProblemSeverity.Error : ProblemSeverity.Warning,
                "The file has no footer partition: the recording was not finished properly. Its end may be missing.", file.Name);
        draft.Fact("mxf.partitions", structure.Partitions.Length, "mxf");
    }

    private static int HeaderAt(ReadOnlySpan<byte> head)
    {
        // A run-in of up to 64 KiB may come first; it is never used by cameras, but allowed.
        for (var at = 0; at < Math.Min(65536, head.Length);)
        {
            var found = head[at..].IndexOf(MxfKey.Partition);
            if (found < 0 || at + found + 16 > head.Length) return -1;
            if (head[at + found + 13] == 2) return at + found;
            at += found + 1;
        }

        return -1;
    }
}
