using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Acetate.Library.Rolls;
using Acetate.Tools.Delimited;

namespace Acetate.Tools.Ingest.Expected;

/// <summary>What a camera or sound report says was shot: the rolls and clips that must arrive.</summary>
public sealed record ProductionReport
{
    /// <summary>Camera or sound.</summary>
    public required RollKind Kind { get; init; }

    /// <summary>The shoot day, when the report names it.</summary>
    public DateOnly? ShootDay { get; init; }

    /// <summary>The rolls, in the order of the report.</summary>
    public required ImmutableArray<ReportedRoll> Rolls { get; init; }

    /// <summary>Lines that could not be understood, with their numbers.</summary>
    public ImmutableArray<ReportProblem> Problems { get; init; } = [];
}

/// <summary>A roll that a report names.</summary>
/// <param name="Name">As written.</param>
/// <param name="Clips">Its clips; empty when the report lists rolls only.</param>
/// <param name="ClipCount">How many clips the report promises, when it gives a number.</param>
public sealed record ReportedRoll(string Name, ImmutableArray<ReportedClip> Clips, int? ClipCount = null);

/// <summary>A clip that a report names.</summary>
public sealed record ReportedClip
{
    /// <summary>The clip or file name as written; the extension is kept.</summary>
    public required string Name { get; init; }

    /// <summary>The scene.</summary>
    public string Scene { get; init; } = "";

    /// <summary>The take.</summary>
    public string Take { get; init; } = "";

    /// <summary>Whether the take was circled.</summary>
    public bool Circled { get; init; }

    /// <summary>The first timecode as written.</summary>
    public string StartTimecode { get; init; } = "";

    /// <summary>What somebody noted.</summary>
    public string Notes { get; init; } = "";
}

/// <summary>A line of a report that could not be used.</summary>
public sealed record ReportProblem(int Line, string Message);

/// <summary>Reads camera and sound reports as CSV, in the dialects of the programs that write them.</summary>
public static partial class ProductionReportReader
{
    private static readonly Dictionary<string, string> Columns = ColumnNames();

    /// <summary>Reads a report.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="fileName">Its name, which may tell camera from sound and the day.</param>
    /// <exception cref="FormatException">It has no line of column names that we know.</exception>
    public static ProductionReport Read(ReadOnlySpan<byte> bytes, string fileName)
    {
        var rows = CsvText.Rows(CsvText.Decode(bytes));
        var headerAt = HeaderRow(rows);
        if (headerAt < 0)
            throw new FormatException($"'{fileName}' has no line of column names with a roll and a clip or file. Known names: Roll, Reel, Card, Tape, Clip, File Name, Scene, Take.");
        var columns = Map(rows[headerAt].Cells);
        var facts = Preamble(rows, headerAt);
        var defaultRoll = facts.GetValueOrDefault("roll", "");
        var (rolls, problems) = (new List<ReportedRoll>(), ImmutableArray.CreateBuilder<ReportProblem>());
        var clips = new Dictionary<string, (ImmutableArray<ReportedClip>.Builder Clips, int? Count)>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>();
        DateOnly? day = facts.TryGetValue("date", out var text) ? Day(text) : null;
        foreach (var (line, cells) in rows.Skip(headerAt + 1))
        {
            string Cell(string column) => columns.TryGetValue(column, out var i) && i < cells.Length ? cells[i] : "";
            day ??= Day(Cell("date"));
            var roll = Cell("roll") is { Length: > 0 } own ? own : defaultRoll;
            var clip = Cell("file") is { Length: > 0 } file ? file : Cell("clip");
            if (roll.Length == 0 && RollOfClip(clip) is { } derived) roll = derived;
            if (roll.Length == 0)
            {
                if (clip.Length > 0) problems.Add(new ReportProblem(line, $"'{clip}' names no roll; it is left out."));
                continue;
            }

            if (!clips.TryGetValue(roll, out var known))
            {
                known = (ImmutableArray.CreateBuilder<ReportedClip>(), null);
                names.Add(roll);
            }

            if (int.TryParse(Cell("count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) known.Count = count;
            if (clip.Length > 0 && known.Clips.All(c => c.Name != clip))
                known.Clips.Add(new ReportedClip
                {
                    Name = clip,
                    Scene = Cell("scene"),
                    Take = Cell("take"),
                    Circled = IsYes(Cell("circled")),
                    StartTimecode = Cell("start"),
                    Notes = Cell("notes"),
                });
            clips[roll] = known;
        }

        foreach (var name in names) rolls.Add(new ReportedRoll(name, clips[name].Clips.ToImmutable(), clips[name].Count));
        return new ProductionReport
        {
            Kind = KindOf(rows, headerAt, columns, fileName),
            ShootDay = day ?? Day(fileName),
            Rolls = [.. rolls],
            Problems = problems.ToImmutable(),
        };
    }

    private static int HeaderRow(ImmutableArray<(int Line, ImmutableArray<string> Cells)> rows)
    {
        for (var i = 0; i < Math.Min(rows.Length, 60); i++)
        {
            var map = Map(rows[i].Cells);
            if (map.Count >= 2 && (map.ContainsKey("roll") || map.ContainsKey("file")) && !rows[i].Cells.Any(c => c.EndsWith(':'))) return i;
        }

        return -1;
    }

    private static Dictionary<string, int> Map(ImmutableArray<string> cells)
    {
        var map = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length; i++)
            if (Columns.TryGetValue(Key(cells[i]), out var column))
                map.TryAdd(column, i);
        return map;
    }

    /// <summary>The lines above the columns: <c>Roll:,"S001"</c> or <c>Date,2026-05-11</c>.</summary>
    private static Dictionary<string, string> Preamble(ImmutableArray<(int Line, ImmutableArray<string> Cells)> rows, int headerAt)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (_, cells) in rows.Take(headerAt))
            for (var i = 0; i + 1 < cells.Length; i += 2)
                if (Columns.TryGetValue(Key(cells[i].TrimEnd(':')), out var column) && cells[i + 1].Length > 0)
                    facts.TryAdd(column, cells[i + 1]);
        return facts;
    }

    private static RollKind KindOf(
        ImmutableArray<(int Line, ImmutableArray<string> Cells)> rows, int headerAt, Dictionary<string, int> columns, string fileName)
    {
        var header = rows[headerAt].Cells.Select(Key).ToHashSet(StringComparer.Ordinal);
        var title = string.Join(' ', rows.Take(headerAt).SelectMany(r => r.Cells)) + " " + fileName;
        if (header.Overlaps(["lens", "fstop", "tstop", "iso", "ei", "fps", "filter", "shutter", "camera", "camroll", "cameraroll", "magazine"])) return RollKind.Camera;
        if (header.Overlaps(["t1", "trk1", "track1", "tracks", "channels", "bitdepth", "samplerate", "soundroll", "tape"])) return RollKind.Sound;
        if (SoundWords().IsMatch(title)) return RollKind.Sound;
        var files = columns.TryGetValue("file", out var at) ? rows.Skip(headerAt + 1).Where(r => at < r.Cells.Length).Select(r => r.Cells[at]) : [];
        return files.Any(Scan.MediaNames.IsSound) ? RollKind.Sound : RollKind.Camera;
    }

    /// <summary>Without a roll column the clip's own name tells: <c>A001C003_…</c> belongs to A001.</summary>
    private static string? RollOfClip(string clip) => RollInClip().Match(clip) is { Success: true } m ? m.Groups["roll"].Value : null;

    private static DateOnly? Day(string text)
    {
        if (DayInText().Match(text) is not { Success: true } m) return null;
        var value = m.Value.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : DateOnly.TryParseExact(text.Trim(), ["dd.MM.yyyy", "MM/dd/yyyy", "M/d/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day) ? day : null;
    }

    private static bool IsYes(string text) => text.ToUpperInvariant() is "Y" or "YES" or "TRUE" or "1" or "X" or "*" or "O" or "CIRCLED" or "●" or "◯";

    private static string Key(string header) => string.Concat(header.ToLowerInvariant().Where(c => char.IsAsciiLetterOrDigit(c) || c == '#'));

    private static Dictionary<string, string> ColumnNames()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string column, string synonyms)
        {
            foreach (var synonym in synonyms.Split(' ')) names.Add(synonym, column);
        }

        Add("roll", "roll reel rollname reelname rollid card cardname cameraroll camroll soundroll tape magazine mag rollnumber rollno roll# volume medianame");
        Add("clip", "clip clipname clip# clipno clipnumber");
        Add("file", "filename file originalfilename sourcefile");
        Add("scene", "scene slate scenename");
        Add("take", "take take# takenumber takeno");
        Add("circled", "circled circle print circletake good goodtake");
        Add("start", "starttc start timecode tcin tcstart starttimecode intc");
        Add("notes", "notes note comments comment remarks description");
        Add("date", "date shootdate shootingdate shootday recorddate");
        Add("count", "clips clipcount numberofclips #clips files filecount");
        return names;
    }

    [GeneratedRegex(@"(19|20)\d\d[-_]?[01]\d[-_]?[0-3]\d|^\s*\d{1,2}[./]\d{1,2}[./]\d{4}\s*$")]
    private static partial Regex DayInText();

    [GeneratedRegex(@"\b(sound|audio|mixer)|sound_?report", RegexOptions.IgnoreCase)]
    private static partial Regex SoundWords();

    [GeneratedRegex(@"^(?<roll>[A-Z]\d{3}(?=[CD]\d{3}_)|[A-Z]\d{3}(?=_[A-Z]\d{3}_)|[A-Z][A-Z_]\d{4}(?=[CD]\d{3}))")]
    private static partial Regex RollInClip();
}
