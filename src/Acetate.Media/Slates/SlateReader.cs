using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats.FFprobe;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Media.Slates;

/// <summary>Reads the slate of a clip: frames of its beginning, and where that says nothing of its end, boards in them, their text and codes, and what the frames agree on.</summary>
/// <remarks>What it gives is a proposal. It never says of a slate what only one frame, or frames that disagree, say with a confidence near 1.</remarks>
/// <param name="clock">For time limits.</param>
public sealed class SlateReader(TimeProvider clock)
{
    /// <summary>Frames of one end that text is read in.</summary>
    public const int MostRead = 5;

    private const int MostWhole = 3, MostCells = 24, MostInParts = 2;

    private readonly SlateEngines engines = new(clock);

    /// <summary>Reads the slate of a movie.</summary>
    /// <param name="movie">A file on this machine that FFmpeg decodes, with the clip's frames from its first on.</param>
    /// <param name="frames">How many the clip has, where the movie does not say; null when that is not known either, and then only the beginning is looked at.</param>
    /// <param name="folder">Where pictures are written meanwhile; they are removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ToolMissingException">FFmpeg is not installed.</exception>
    public async Task<SlateRead> ReadAsync(string movie, long? frames, string folder, CancellationToken cancellationToken)
    {
        var said = await new ChildProcess { Program = "ffprobe", Arguments = FFprobeArguments.Describe(movie), Reads = [movie], Writes = [] }.RunAsync(clock, cancellationToken).ConfigureAwait(false);
        var stream = FFprobeReport.Parse(said.Output)?.Streams.FirstOrDefault(one => one.IsPicture);
        if (!FrameRate.TryParse(stream?.RFrameRate, out var rate)) return new(new() { Remarks = ["The clip's picture cannot be decoded, so its slate cannot be read."] }, null);
        var (fast, all) = ((double)rate.Numerator / rate.Denominator, long.TryParse(stream!.NbFrames, NumberStyles.None, CultureInfo.InvariantCulture, out var counted) && counted > 0 ? counted : frames);
        var taker = new SlateFrames(clock);
        var head = await taker.TakeAsync(movie, fast, all, isTail: false, folder, cancellationToken).ConfigureAwait(false);
        if (head.IsEmpty) return new(new() { Remarks = ["No frame of the clip's picture can be decoded, so its slate cannot be read."] }, null);
        var first = await ReadAsync(head, isTail: false, folder, cancellationToken).ConfigureAwait(false);
        var report = first.Report;
        if ((report[SlateField.Scene] is not null && report[SlateField.Take] is not null) || all is not { } length || length <= fast * SlateFrames.Seconds) return first;
        var tail = await taker.TakeAsync(movie, fast, all, isTail: true, folder, cancellationToken).ConfigureAwait(false);
        var last = await ReadAsync(tail, isTail: true, folder, cancellationToken).ConfigureAwait(false);
        var better = Weight(last.Report) > Weight(report) ? last : first;
        return better with { Report = better.Report with { FramesSeen = report.FramesSeen + last.Report.FramesSeen, FramesRead = report.FramesRead + last.Report.FramesRead, Codes = [.. report.Codes.Union(last.Report.Codes)] } };

        static double Weight(SlateReport report) => report.Values.Where(value => value.Field is SlateField.Scene or SlateField.Take).Sum(value => value.Confidence);
    }

    /// <summary>Reads the slate in some frames.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="isTail">Whether they are of the end: boards are held upside down there.</param>
    /// <param name="folder">Where pictures are written meanwhile; they are removed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SlateRead> ReadAsync(IReadOnlyList<SlateFrame> frames, bool isTail, string folder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(frames);
        var (readsText, readsCodes) = (SlateEngines.ReadsText, SlateEngines.ReadsCodes);
        var chosen = Choose(frames);
        var into = Directory.CreateDirectory(Path.Join(folder, $"slate-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var readings = new List<SlateReading>();
            var unknown = new List<string>();
            if (readsCodes) await CodesAsync(chosen, into, readings, unknown, cancellationToken).ConfigureAwait(false);
            if (readsText) readings.AddRange(await TextAsync(chosen, isTurned: false, into, cancellationToken).ConfigureAwait(false));
            // What looked most like a board was perhaps none: the frames as a whole, which is slower and reads less well.
            if (readsText && !Says(readings)) readings.AddRange(await TextAsync([.. chosen.Where(one => one.Board is not null).Take(MostWhole).Select(one => one with { Board = null })], isTurned: false, into, cancellationToken).ConfigureAwait(false));
            if (readsText && isTail && !Says(readings)) readings.AddRange(await TextAsync(chosen, isTurned: true, into, cancellationToken).ConfigureAwait(false));
            var values = SlateVote.Of(readings);
            var best = Best(values, readings);
            return new(new()
            {
                Values = values,
                Codes = [.. unknown.Distinct(StringComparer.Ordinal).Take(8)],
                Frame = best,
                IsTail = isTail,
                FramesSeen = frames.Count,
                FramesRead = chosen.Count,
                Remarks = SlateEngines.Missing(readsText, readsCodes) is { Length: > 0 } missing ? [missing] : [],
            }, frames.FirstOrDefault(frame => frame.Number == best)?.Picture);
        }
        finally
        {
            Directory.Delete(into, recursive: true);
        }
    }

    private static bool Says(List<SlateReading> readings) => readings.Any(reading => reading.Field is SlateField.Scene or SlateField.Take);

    private sealed record Chosen(SlateFrame Frame, SlateBoard? Board);

    /// <summary>The frames that show a board most clearly; where none does, two of them as a whole.</summary>
    private static List<Chosen> Choose(IReadOnlyList<SlateFrame> frames)
    {
        var boards = frames.Select(frame => new Chosen(frame, SlateBoard.Find(frame.Picture) is [var best, ..] ? best : null)).ToList();
        var clear = boards.Where(one => one.Board is not null).Select(one => (One: one, Detail: SlateBoard.Detail(one.Frame.Picture, one.Board!.Corners) * Math.Sqrt(one.Board.Corners.Area)))
            .OrderByDescending(one => one.Detail).Take(MostRead).Select(one => one.One).ToList();
        if (clear.Count >= 2) return clear;
        return [.. clear, .. boards.Except(clear).Select(one => one with { Board = null }).OrderByDescending(one => SlateBoard.Detail(one.Frame.Picture, Quad.Of(one.Frame.Picture))).Take(2)];
    }

    private async Task CodesAsync(List<Chosen> chosen, string folder, List<SlateReading> readings, List<string> unknown, CancellationToken cancellationToken)
    {
        List<Part> parts = [.. chosen.Select(one => new Part(one.Frame, one.Frame.Picture, 0, 0))];
        var codes = await engines.CodesAsync(Write(parts.Select(part => part.Picture), folder, "code"), cancellationToken).ConfigureAwait(false);
        if (codes.IsEmpty)
        {
            // Data Matrix codes are looked for from the middle of a picture alone, so its parts are looked at as well.
            parts = [.. chosen.Take(MostInParts).SelectMany(PartsOf)];
            codes = await engines.CodesAsync(Write(parts.Select(part => part.Picture), folder, "part"), cancellationToken).ConfigureAwait(false);
        }

        foreach (var code in codes.Where(code => code.Page < parts.Count))
        {
            var part = parts[code.Page];
            var there = code with { Left = code.Left + part.Left, Right = code.Right + part.Left, Top = code.Top + part.Top, Bottom = code.Bottom + part.Top };
            var found = SlateCodes.Read(there, part.Frame.Picture, part.Frame.Number);
            if (found.Count == 0 && code.Text.Length > 0) unknown.Add(code.Text);
            readings.AddRange(found);
        }
    }

    /// <summary>A part of a frame.</summary>
    private sealed record Part(SlateFrame Frame, GreyPicture Picture, int Left, int Top);

    /// <summary>Nine parts of a frame, each half as wide and high, that overlap by half.</summary>
    private static IEnumerable<Part> PartsOf(Chosen one)
    {
        var whole = one.Frame.Picture;
        var (width, height) = (Math.Max(1, whole.Width / 2), Math.Max(1, whole.Height / 2));
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var (left, top) = (column * (whole.Width - width) / 2, row * (whole.Height - height) / 2);
                var pixels = new byte[width * height];
                for (var y = 0; y < height; y++) whole.Pixels.AsSpan(((top + y) * whole.Width) + left, width).CopyTo(pixels.AsSpan(y * width));
                yield return new(one.Frame, new(width, height, pixels), left, top);
            }
    }

    private async Task<List<SlateReading>> TextAsync(List<Chosen> chosen, bool isTurned, string folder, CancellationToken cancellationToken)
    {
        var flat = chosen.ConvertAll(one =>
        {
            var corners = one.Board?.Corners ?? Quad.Of(one.Frame.Picture);
            return FlatSlate.Of(one.Frame.Picture, isTurned ? corners.UpsideDown() : corners, one.Board?.IsDark ?? false);
        });
        var name = Guid.CreateVersion7().ToString("N");
        var words = await engines.WordsAsync(Write(flat.Select(slate => slate.Picture), folder, $"flat-{name}-"), isLine: false, folder, cancellationToken).ConfigureAwait(false);
        var layouts = chosen.Select((one, page) => new SlateLayout(words.Where(word => word.Page == page), flat[page], one.Frame.Picture, one.Frame.Number)).ToList();
        var cells = layouts.SelectMany(layout => layout.Cells()).Take(MostCells).ToList();
        var again = await engines.WordsAsync(Write(cells.Select(cell => cell.Picture), folder, $"cell-{name}-"), isLine: true, folder, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < cells.Count; i++) cells[i].Read([.. again.Where(word => word.Page == i)]);
        return [.. layouts.SelectMany(layout => layout.Readings())];
    }

    private static List<string> Write(IEnumerable<GreyPicture> pictures, string folder, string name)
    {
        var files = new List<string>();
        foreach (var picture in pictures)
        {
            files.Add(Path.Join(folder, $"{name}{files.Count:00}.pgm"));
            using var file = File.Create(files[^1]);
            picture.WritePgm(file);
        }

        return files;
    }

    /// <summary>The frame in which most of what is proposed was read, most surely.</summary>
    private static long? Best(ImmutableArray<SlateValue> values, List<SlateReading> readings) => readings
        .Where(reading => values.Any(value => value.Field == reading.Field && value.Value == reading.Value))
        .GroupBy(reading => reading.Frame).OrderByDescending(group => group.Sum(reading => reading.Confidence)).ThenBy(group => group.Key).FirstOrDefault()?.Key;
}

/// <summary>What was read of a slate, and the frame that shows it.</summary>
/// <param name="Report">What was read.</param>
/// <param name="Picture">The frame that shows it best; null when nothing was read.</param>
public sealed record SlateRead(SlateReport Report, GreyPicture? Picture);
