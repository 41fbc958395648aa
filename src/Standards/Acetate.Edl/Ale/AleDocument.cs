using System.Collections.Immutable;
using Acetate.Timing;

namespace Acetate.Edl.Ale;

/// <summary>An Avid Log Exchange as it stands in its file: heading, columns, rows. <see cref="Clips"/> reads the meaning.</summary>
public sealed record AleDocument
{
    /// <summary>Keys and values of the heading, in order.</summary>
    public ImmutableArray<AleField> Heading { get; init; } = [];

    /// <summary>Names of the columns, in order and as written; the same name may stand there twice.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>The rows, in order.</summary>
    public ImmutableArray<AleRow> Rows { get; init; } = [];

    /// <summary>What is wrong or unusual in the file itself; empty for documents made here.</summary>
    public ImmutableArray<AleProblem> Problems { get; init; } = [];

    /// <summary>The rate the heading names, exact: 23.98 and 23.976 are both 24000/1001. Null when it names none.</summary>
    public FrameRate? Rate => this["FPS"] is { } text && FrameRate.TryParse(text, out var rate) ? rate.ToKnown() : null;

    /// <summary>The value of a heading key, compared without case; null when it is not there.</summary>
    public string? this[string key] => Heading.FirstOrDefault(field => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase))?.Value;

    /// <summary>The cell of a column, compared without case; of columns with the same name the last that is not empty. Null when it is empty or not there.</summary>
    public string? Cell(AleRow row, string column)
    {
        ArgumentNullException.ThrowIfNull(row);
        for (var i = Math.Min(Columns.Length, row.Cells.Length) - 1; i >= 0; i--)
            if (Columns[i].AsSpan().Trim().Equals(column, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(row.Cells[i]))
                return row.Cells[i].Trim();
        return null;
    }

    /// <summary>The rows as clips, one each, with what is wrong in them.</summary>
    /// <param name="defaultRate">The rate of times where the heading names none.</param>
    public IEnumerable<AleClip> Clips(FrameRate defaultRate)
    {
        var rate = Rate ?? defaultRate;
        return Rows.Select(row => AleClip.Of(this, row, rate));
    }

    /// <summary>The value of the heading key VIDEO_FORMAT for pictures of this height: 1080, 720, PAL, NTSC or CUSTOM.</summary>
    public static string VideoFormat(int height) => height switch
    {
        1080 => "1080",
        720 => "720",
        576 => "PAL",
        486 => "NTSC",
        _ => "CUSTOM",
    };

    /// <summary>A new log of these clips: Name, Tracks, Start, End, Duration, Source File and Tape first, then every column any clip has.</summary>
    /// <remarks>Avid merges a log into a bin by Name, Start and End. Grade, AMF and FDL get their columns only when a clip has them.</remarks>
    /// <exception cref="ArgumentException">A clip has another rate than the log.</exception>
    public static AleDocument Create(FrameRate rate, string videoFormat, IEnumerable<AleClip> clips)
    {
        ArgumentNullException.ThrowIfNull(clips);
        var all = clips.ToList();
        if (all.Find(clip => clip.Start is { } start && start.Rate != rate) is { } other)
            throw new ArgumentException($"The clip {other.Name} has {other.Start!.Value.Rate} frames per second and the log {rate}.", nameof(clips));
        var rows = all.ConvertAll(clip => clip.Fields().ToList());
        List<string> columns = ["Name", "Tracks", "Start", "End", "Duration", "Source File", "Tape"];
        var known = columns.ToHashSet(StringComparer.OrdinalIgnoreCase);
        columns.AddRange(rows.SelectMany(row => row).Select(field => field.Name).Where(known.Add));
        return new()
        {
            Heading = [new("FIELD_DELIM", "TABS"), new("VIDEO_FORMAT", videoFormat), new("AUDIO_FORMAT", "48khz"), new("FPS", rate.ToString())],
            Columns = [.. columns],
            Rows = [.. rows.Select(row => new AleRow(0, [.. columns.Select(column => row.Find(field => string.Equals(field.Name, column, StringComparison.OrdinalIgnoreCase))?.Value ?? "")]))],
        };
    }
}

/// <summary>A name and its value.</summary>
/// <param name="Name">A heading key or the name of a column.</param>
/// <param name="Value">The text as written.</param>
public sealed record AleField(string Name, string Value);

/// <summary>One row. Cells that a short row lacks are not here; those beyond the columns are.</summary>
/// <param name="Line">In the file, from 1; 0 when made here.</param>
/// <param name="Cells">The texts as written, in the order of the columns.</param>
public sealed record AleRow(int Line, ImmutableArray<string> Cells);

/// <summary>Something wrong or unusual.</summary>
/// <param name="Line">In the file, from 1.</param>
/// <param name="IsError">Whether something could not be read; otherwise it was read in spite of it.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record AleProblem(int Line, bool IsError, string Message);

/// <summary>A file that is no ALE. The message is a whole sentence that begins with file and line.</summary>
/// <param name="message">A whole sentence.</param>
/// <param name="document">The file's name.</param>
/// <param name="line">From 1; 0 when not known.</param>
public sealed class AleException(string message, string document, int line = 0)
    : IOException(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}")
{
    /// <summary>The file's name.</summary>
    public string Document { get; } = document;

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; } = line;
}
