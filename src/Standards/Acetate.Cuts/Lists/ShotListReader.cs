using System.Collections.Immutable;
using System.Globalization;
using Acetate.Cuts.Reading;
using Acetate.Timing;

namespace Acetate.Cuts.Lists;

/// <summary>Reads shot lists: a table with a row of names first and an event in each row after it.</summary>
internal sealed class ShotListReader
{
    private static readonly (string Field, string[] Names)[] Usual =
    [
        ("Shot", ["shot", "shotname", "shotcode", "shotid", "vfxshot", "vfxid", "vfxshotid"]),
        ("Number", ["event", "number", "no", "nr", "edit", "eventnumber", "#"]),
        ("Reel", ["reel", "reelname", "tape", "tapename", "sourcereel", "camroll", "cameraroll", "roll"]),
        ("ClipName", ["clip", "clipname", "name", "sourceclip", "sourceclipname", "fromclipname", "plate", "source"]),
        ("SourceFile", ["sourcefile", "file", "filename", "sourcefilename", "sourcepath", "path", "media"]),
        ("SourceIn", ["sourcein", "sourcetcin", "srcin", "srctcin", "tcin", "in", "start", "starttc", "sourcestart", "timecodein", "intc", "sourceintc", "clipin"]),
        ("SourceOut", ["sourceout", "sourcetcout", "srcout", "srctcout", "tcout", "out", "end", "endtc", "sourceend", "timecodeout", "outtc", "sourceouttc", "clipout"]),
        ("RecordIn", ["recordin", "recordtcin", "recin", "rectcin", "recordstart", "timelinein", "seqin"]),
        ("RecordOut", ["recordout", "recordtcout", "recout", "rectcout", "recordend", "timelineout", "seqout"]),
        ("Duration", ["duration", "length", "frames", "framecount", "cutlength", "cutduration", "dur"]),
        ("Speed", ["speed", "retime", "speedpercent", "speed%", "retime%"]),
        ("Track", ["track", "channel", "videotrack"]),
        ("Comment", ["comment", "comments", "note", "notes", "description", "vfxnotes"]),
        ("Rate", ["fps", "rate", "framerate", "sourcefps"]),
    ];

    private readonly ProblemLog problems = new();
    private readonly Dictionary<string, int> places = [];
    private readonly CutReadOptions options;
    private readonly FrameRate rate;
    private List<string> header = [];

    private ShotListReader(CutReadOptions options) => (this.options, rate) = (options, options.Rate ?? FrameRate.Fps24);

    /// <exception cref="CutException">No column says which source is meant.</exception>
    public static Cut Read(byte[] bytes, string name, CutReadOptions options) => new ShotListReader(options).Cut(bytes, name);

    private Cut Cut(byte[] bytes, string name)
    {
        var text = DelimitedText.Text(bytes, name, problems);
        var budget = new EventBudget(name);
        var events = ImmutableArray.CreateBuilder<CutEvent>();
        foreach (var (line, cells) in DelimitedText.Rows(text, options.Columns.Delimiter ?? DelimitedText.Delimiter(text), name))
        {
            if (header.Count == 0)
            {
                Header(cells, line, name);
                continue;
            }

            budget.Take(line);
            events.Add(Event(cells, line, $"{events.Count + 1:D4}"));
        }

        if (header.Count == 0) throw new CutException("The file is empty; a shot list begins with a row of column names.", name);
        if (options.Rate is null && !places.ContainsKey("Rate") && events.Any(item => item.Source.Range is not null || item.Record is not null))
            problems.Warning("rate-assumed", 1, "", "A shot list does not say its rate; 24 was taken.", "Give the rate.");
        if (events.Count == 0) problems.Warning("no-events", 1, "", "The shot list has no rows.", "Look whether the right table was exported.");
        var tracks = events.SelectMany(item => item.Tracks).Distinct().Select((id, i) => new CutTrack { Id = id, Kind = id.StartsWith('A') ? TrackKind.Audio : TrackKind.Video, Order = i + 1 });
        return new()
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Format = CutFormat.ShotList,
            Rate = rate,
            IsDrop = events.Any(item => item.Record is { IsDrop: true }),
            Tracks = [.. tracks],
            Events = events.ToImmutable(),
            Problems = problems.ToImmutable(),
        };
    }

    private void Header(List<string> cells, int line, string name)
    {
        header = cells;
        var keys = cells.ConvertAll(cell => new string([.. cell.Where(c => char.IsLetterOrDigit(c) || c is '#' or '%').Select(char.ToLowerInvariant)]));
        foreach (var (field, names) in Usual)
        {
            if (Named(field) is { } given)
            {
                var at = cells.FindIndex(cell => cell.Equals(given, StringComparison.OrdinalIgnoreCase));
                if (at < 0) throw new CutException($"There is no column '{ProblemLog.Shown(given)}'; the columns are {Shown(cells)}.", name, line);
                places[field] = at;
                continue;
            }

            foreach (var usual in names)
            {
                var at = keys.IndexOf(usual);
                if (at < 0 || places.ContainsValue(at)) continue;
                places[field] = at;
                break;
            }
        }

        if (!places.ContainsKey("Reel") && !places.ContainsKey("ClipName") && !places.ContainsKey("SourceFile") && !places.ContainsKey("Shot"))
            throw new CutException($"No column names a reel, a clip, a file or a shot; the columns are {Shown(cells)}. Name the columns that are meant.", name, line);
    }

    private static string Shown(List<string> cells) => string.Join(", ", cells.Take(30).Select(cell => $"'{ProblemLog.Shown(cell)}'"));

    private string? Named(string field) => field switch
    {
        "Shot" => options.Columns.Shot,
        "Number" => options.Columns.Number,
        "Reel" => options.Columns.Reel,
        "ClipName" => options.Columns.ClipName,
        "SourceFile" => options.Columns.SourceFile,
        "SourceIn" => options.Columns.SourceIn,
        "SourceOut" => options.Columns.SourceOut,
        "RecordIn" => options.Columns.RecordIn,
        "RecordOut" => options.Columns.RecordOut,
        "Duration" => options.Columns.Duration,
        "Speed" => options.Columns.Speed,
        "Track" => options.Columns.Track,
        "Comment" => options.Columns.Comment,
        _ => options.Columns.Rate,
    };

    private CutEvent Event(List<string> cells, int line, string id)
    {
        if (cells.Count > header.Count && cells.Skip(header.Count).Any(cell => cell.Length > 0))
            problems.Error("long-row", line, "", $"The row has {cells.Count} cells and there are {header.Count} columns.", "Put quotation marks around cells that hold the delimiter.", id);
        var itsRate = rate;
        if (Cell("Rate") is { } written)
        {
            if (FrameRate.TryParse(written, out var parsed, out var reason)) itsRate = parsed.ToKnown();
            else problems.Error("bad-rate", line, header[places["Rate"]], reason, "Correct the rate; the times of the row were read at the rate of the list.", id);
        }

        var names = ImmutableArray.CreateBuilder<SourceName>();
        Add("Reel", SourceNameKind.Reel);
        Add("ClipName", SourceNameKind.ClipName);
        Add("SourceFile", Cell("SourceFile") is { } file && file.AsSpan().ContainsAny('/', '\\') ? SourceNameKind.MediaPath : SourceNameKind.SourceFile);
        Add("Shot", SourceNameKind.Shot);
        var speed = Speed();
        var record = Range("RecordIn", "RecordOut", rate, CutSpeed.Normal);
        var range = Range("SourceIn", "SourceOut", itsRate, speed);
        var used = range is { } said && speed.Kind == SpeedKind.Freeze ? new CutRange(said.Start, 1, said.Rate, said.IsDrop) : range;
        return new()
        {
            Id = id,
            Number = Cell("Number") ?? "",
            Line = line,
            Name = Cell("ClipName") ?? Cell("Shot") ?? "",
            Tracks = Cell("Track") is { } track ? [track] : record is null ? [] : ["V1"],
            Source = new() { Names = names.ToImmutable(), Range = range, Used = used, Sequence = Cell("SourceFile") is { } path ? ImageSequenceName.Of(path) : null },
            Record = record,
            Speed = speed,
            Comments =
            [
                .. Cell("Comment") is { } comment ? new[] { comment } : [],
                .. Enumerable.Range(0, Math.Min(cells.Count, header.Count)).Where(i => cells[i].Length > 0 && !places.ContainsValue(i)).Select(i => $"{header[i]}: {cells[i]}"),
            ],
        };

        string? Cell(string field) => places.TryGetValue(field, out var at) && at < cells.Count && cells[at].Length > 0 ? cells[at] : null;

        void Add(string field, SourceNameKind kind)
        {
            if (Cell(field) is { } value) names.Add(new(kind, value, $"column {header[places[field]]}", line));
        }

        CutSpeed Speed()
        {
            if (Cell("Speed") is not { } text) return CutSpeed.Normal;
            if (Ratio.TryParse(text.TrimEnd('%', ' '), out var percent)) return CutSpeed.Of(percent / 100, percent == 100 ? "" : text);
            problems.Error("bad-speed", line, header[places["Speed"]], $"'{ProblemLog.Shown(text)}' is no speed in percent.", "Write it like 200 or -100%; the row was read as 100%.", id);
            return CutSpeed.Normal;
        }

        CutRange? Range(string from, string to, FrameRate at, CutSpeed itsSpeed)
        {
            if (Time(from, at) is not { } start) return null;
            if (Time(to, at) is { } end)
            {
                var length = end.Frame - start.Frame + (options.Columns.IsOutInclusive ? 1 : 0);
                // A source that runs over midnight ends at an earlier label.
                if (length < 0 && start.IsLabel) length += Timecode.FramesPerDay(at, start.IsDrop);
                if (length >= 0) return new(start.Frame, length, at, start.IsDrop);
                problems.Error("ends-before-start", line, header[places[to]], $"The range ends at {Cell(to)}, before its start {Cell(from)}.", "Correct the row.", id);
                return null;
            }

            if (Time("Duration", at) is not { } duration) return null;
            return new(start.Frame, itsSpeed.Factor.Sign == 0 ? duration.Frame : duration.Frame * itsSpeed.Factor.Absolute, at, start.IsDrop);
        }

        (long Frame, bool IsDrop, bool IsLabel)? Time(string field, FrameRate at)
        {
            if (Cell(field) is not { } text) return null;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var frame) && frame < 1L << 40) return (frame, false, false);
            if (Timecode.TryParse(text, at, out var label, out var reason)) return (label.Frame, label.IsDrop, true);
            problems.Error("bad-time", line, header[places[field]], reason, "Correct the time, or give the rate it belongs to.", id);
            return null;
        }
    }
}
