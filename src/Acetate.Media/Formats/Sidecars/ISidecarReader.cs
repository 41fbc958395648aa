using System.Collections.Immutable;
using Acetate.Media.Inspect;

namespace Acetate.Media.Formats.Sidecars;

/// <summary>Reads one kind of file that cameras write beside a clip. It says something about the clip; it is not footage.</summary>
public interface ISidecarReader
{
    /// <summary>Where its facts come from, as origins say it: <c>sony xml</c>.</summary>
    string Origin { get; }

    /// <summary>Whether this is such a file, by its name and first bytes.</summary>
    bool Knows(ClipFile file, ReadOnlySpan<byte> head);

    /// <summary>Reads it into the draft of its clip; never fails because of what it contains.</summary>
    void Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft);
}

/// <summary>Every kind of sidecar that is read.</summary>
public static class SidecarReaders
{
    /// <summary>Bytes of a sidecar that are read; a longer one is left alone.</summary>
    public const int Largest = 4 << 20;

    private const int Most = 32;

    /// <summary>Names that are looked into at all: thumbnails and proxies beside a clip are many, and say nothing.</summary>
    private static readonly HashSet<string> Extensions = ["xml", "rmd", "ale", "srt"];

    /// <summary>In the order in which they are asked.</summary>
    public static ImmutableArray<ISidecarReader> All { get; } =
        [new SonyClipXml(), new SonyCardXml(), new PanasonicXml(), new RedSidecar(), new DjiSubtitles(), new AleSidecar()];

    /// <summary>Reads the sidecars of a clip into its draft.</summary>
    public static void Read(InspectionDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        foreach (var file in draft.Clip.Sidecars.Where(IsWorthReading).Take(Most))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var content = file.Open();
            Read(file, StreamBytes.At(content, 0, Largest), draft);
        }
    }

    /// <summary>Reads one; whether anything knew it.</summary>
    public static bool Read(ClipFile file, ReadOnlySpan<byte> bytes, InspectionDraft draft)
    {
        foreach (var reader in All)
        {
            if (!reader.Knows(file, bytes[..Math.Min(bytes.Length, 2048)])) continue;
            draft.Fact("sidecar", file.ShortName, reader.Origin);
            reader.Read(file, bytes, draft);
            return true;
        }

        return false;
    }

    /// <summary>Whether a file has the name and size of a sidecar.</summary>
    public static bool IsWorthReading(ClipFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file is { CanOpen: true, Length: > 0 and <= Largest } && Extensions.Contains(file.Extension);
    }

    /// <summary>Whether a name is that of a sidecar.</summary>
    public static bool HasName(string name) => Extensions.Contains(new ClipFile(name, null, 0).Extension);
}
