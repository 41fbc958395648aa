using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.QuickTime;

/// <summary>QuickTime and MP4: the structure is checked here; what it contains is read by FFprobe.</summary>
public sealed class QuickTimeInspector : IFormatInspector
{
    /// <inheritdoc/>
    public string Name => "QuickTime";

    /// <inheritdoc/>
    public bool WantsFFprobe(InspectionDraft draft) => true;

    /// <inheritdoc/>
    public bool Knows(ReadOnlySpan<byte> head) => QuickTimeReader.Knows(head);

    /// <inheritdoc/>
    public void Inspect(ClipFile file, Stream content, InspectionDraft draft)
    {
        var structure = QuickTimeReader.Read(content);
        draft.Fact("quicktime.brand", structure.Brand, "ftyp");
        foreach (var track in structure.Tracks) draft.Fact($"quicktime.track.{track.Handler}", track.Codec, "stsd");
        foreach (var (code, message) in structure.Findings)
            draft.Problem(code, code is "truncated" or "no-moov" ? ProblemSeverity.Error : ProblemSeverity.Warning, message, file.Name);
    }
}
