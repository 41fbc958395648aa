using System.Globalization;
using Acetate.Media.Formats;
using Acetate.Timing;

namespace Acetate.Media.Inspect;

/// <summary>Whether the frames of a clip with one file per frame belong together: numbers, sizes, headers, timecodes.</summary>
internal static class SequenceCheck
{
    /// <summary>Headers that are read of one sequence; of a longer one this many, spread evenly, the first and last among them.</summary>
    public const int MostHeaders = 1000;

    private static readonly string[] SameInAll = ["image.width", "image.height", "image.bitDepth", "image.codec", "image.rate", "image.squeeze", "camera.serial", "clip.reel"];

    public static void Numbers(InspectionDraft draft)
    {
        var files = draft.Clip.Files;
        var numbers = new List<(long Number, ClipFile File)>();
        foreach (var file in files)
            if (NumberOf(file.ShortName) is { } number)
                numbers.Add((number, file));
        if (numbers.Count != files.Length)
            draft.Problem("unnumbered", ProblemSeverity.Warning, $"{files.Length - numbers.Count} of {files.Length} files of the sequence have no number.");
        numbers.Sort((one, other) => one.Number.CompareTo(other.Number));
        for (var i = 1; i < numbers.Count; i++)
        {
            var (before, here) = (numbers[i - 1], numbers[i]);
            if (here.Number == before.Number)
                draft.Problem("duplicate-number", ProblemSeverity.Error, $"Frame {here.Number} is there twice: {before.File.ShortName} and {here.File.ShortName}.", here.File.Name);
            else if (here.Number > before.Number + 1)
                draft.Problem("hole", ProblemSeverity.Error, here.Number == before.Number + 2
                    ? $"Frame {before.Number + 1} is missing."
                    : $"Frames {before.Number + 1} to {here.Number - 1} are missing ({here.Number - before.Number - 1}).");
        }

        if (numbers.Count > 0)
            draft.Fact("sequence.range", $"{numbers[0].Number}-{numbers[^1].Number}", "file names");
        draft.Fact("clip.frames", files.Length, "file count");
        foreach (var empty in files.Where(file => file.Length == 0).Take(20))
            draft.Problem("zero-length", ProblemSeverity.Error, "The frame has no bytes.", empty.Name);
    }

    /// <summary>Uncompressed frames all have one size; when nine in ten agree, the others are odd. Frames of compressed formats all differ.</summary>
    public static void Sizes(InspectionDraft draft)
    {
        var files = draft.Clip.Files;
        if (files.Length < 3) return;
        var usual = files.CountBy(file => file.Length).MaxBy(group => group.Value);
        if (usual.Value == files.Length || usual.Value * 10L < files.Length * 9L && usual.Value < files.Length - 1) return;
        foreach (var odd in files.Where(file => file.Length != usual.Key && file.Length > 0).Take(20))
            draft.Problem("odd-size", ProblemSeverity.Error, $"The frame has {odd.Length} bytes, the others {usual.Key}.", odd.Name);
    }

    /// <summary>Reads headers and compares them with the first readable one.</summary>
    public static void Headers(IFrameInspector format, InspectionDraft draft, CancellationToken cancellationToken)
    {
        var files = draft.Clip.Files.Where(file => file is { CanOpen: true, Length: > 0 }).ToList();
        var picked = files.Count <= MostHeaders ? files
            : [.. Enumerable.Range(0, MostHeaders).Select(i => files[(int)((long)i * (files.Count - 1) / (MostHeaders - 1))])];
        FrameHeader? first = null;
        ClipFile? firstFile = null;
        var differences = 0;
        foreach (var file in picked)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(format, file, draft) is not { } header) continue;
            if (header.LeastLength > file.Length)
                draft.Problem("truncated", ProblemSeverity.Error, $"The frame is cut: its picture ends at byte {header.LeastLength}, the file at {file.Length}.", file.Name);
            foreach (var problem in header.Problems.Take(1)) draft.Problem("damaged", ProblemSeverity.Warning, problem, file.Name);
            if (first is null)
            {
                (first, firstFile) = (header, file);
                FrameReport.Add(header, draft);
                continue;
            }

            foreach (var field in SameInAll)
                if (header[field] != first[field] && differences++ < 20)
                    draft.Problem("header-differs", ProblemSeverity.Error,
                        $"{field} is '{header[field]}' here but '{first[field]}' in {firstFile!.ShortName}.", file.Name);
            if (differences < 20 && !TimecodeFits(first, firstFile!, header, file))
            {
                differences++;
                draft.Problem("timecode-jump", ProblemSeverity.Warning, $"The timecode {header.Timecode} does not fit {first.Timecode} of {firstFile!.ShortName}.", file.Name);
            }
        }

        draft.Fact("sequence.headersRead", picked.Count, "acetate");
    }

    /// <summary>The last group of digits before the extension.</summary>
    public static long? NumberOf(string name)
    {
        var end = Path.GetFileNameWithoutExtension(name).Length;
        while (end > 0 && !char.IsAsciiDigit(name[end - 1])) end--;
        var start = end;
        while (start > 0 && char.IsAsciiDigit(name[start - 1]) && end - start < 18) start--;
        return end > start ? long.Parse(name.AsSpan(start, end - start), NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    private static FrameHeader? Read(IFrameInspector format, ClipFile file, InspectionDraft draft)
    {
        try
        {
            using var content = file.Open();
            var head = new byte[16];
            var length = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (!format.Knows(head.AsSpan(0, length))) throw new InvalidDataException($"The file does not begin like {format.Name}.");
            return format.ReadHeader(content);
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            draft.Problem("unreadable", ProblemSeverity.Error, broken.Message, file.Name);
            return null;
        }
    }

    private static bool TimecodeFits(FrameHeader first, ClipFile firstFile, FrameHeader header, ClipFile file)
    {
        if (first.Timecode is null && header.Timecode is null) return true;
        if (NumberOf(firstFile.ShortName) is not { } from || NumberOf(file.ShortName) is not { } to) return true;
        if (!FrameRate.TryParse(first["image.rate"], out var rate)
            || !Timecode.TryParse(first.Timecode, rate, out var start) || !Timecode.TryParse(header.Timecode, rate, out var here)) return header.Timecode is not null;
        return start.AddWrapping(to - from) == here;
    }
}
