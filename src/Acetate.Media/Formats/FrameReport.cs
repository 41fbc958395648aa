using Acetate.Media.Inspect;

namespace Acetate.Media.Formats;

/// <summary>What one frame's header says, put into a clip's draft.</summary>
internal static class FrameReport
{
    /// <summary>Reads a single frame, as a still or the first of a sequence.</summary>
    public static void Add(IFrameInspector format, ClipFile file, Stream content, InspectionDraft draft)
    {
        try
        {
            var header = format.ReadHeader(content);
            Add(header, draft);
            foreach (var problem in header.Problems) draft.Problem("damaged", ProblemSeverity.Warning, problem, file.Name);
            if (header.LeastLength > content.Length)
                draft.Problem("truncated", ProblemSeverity.Error,
                    $"The file is cut: its picture ends at byte {header.LeastLength}, the file at {content.Length}.", file.Name);
            if (draft.Clip.Kind != ClipKind.Sequence) draft.Fact("clip.frames", 1, "file count");
        }
        catch (InvalidDataException broken)
        {
            draft.Problem("unreadable", ProblemSeverity.Error, broken.Message, file.Name);
        }
    }

    /// <summary>Adds the facts of a header.</summary>
    public static void Add(FrameHeader header, InspectionDraft draft)
    {
        foreach (var fact in header.Facts) draft.Fact(fact.Field, fact.Value, fact.Origin, fact.Raw);
        draft.Fact("timecode.start", header.Timecode, "first frame");
    }
}
