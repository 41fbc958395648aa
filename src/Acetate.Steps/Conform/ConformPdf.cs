using System.Collections.Immutable;
using System.Globalization;
using Acetate.Steps.Documents;

namespace Acetate.Steps.Conform;

/// <summary>The report of a conform package on paper.</summary>
internal static class ConformPdf
{
    /// <summary>Its bytes.</summary>
    public static byte[] Of(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media, IReadOnlyList<ListNote> notes)
    {
        var pages = new PdfPages();
        var byStep = media.ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        var clips = request.Clips.ToDictionary(clip => clip.Id);
        pages.Title(request.Name, $"Camera originals of {request.Show} for {request.Recipient} · {ReportText.Moment(request.At)}");
        var open = request.Events.Count(ConformWords.IsOpen);
        pages.Statement(open == 0 ? "Every event that shows camera originals has them" : $"{ReportText.Count(open, "event is", "events are")} not delivered",
        [
            $"{ReportText.Count(media.Count(medium => medium.IsThere), "piece", "pieces")}, {ReportText.Count(media.Sum(medium => medium.Frames ?? 0), "frame", "frames")}, {ReportText.Size(media.Sum(medium => medium.Bytes))}.",
            .. ConformWords.Compared(request) is { Length: > 0 } compared ? new[] { compared } : [],
        ], open == 0);
        pages.Heading("Totals");
        pages.Table([("Cut", 3), ("Outcome", 3), ("Events", 1)], request.Cuts.SelectMany(cut => request.Events.Where(entry => entry.Cut == cut.Name).GroupBy(ConformWords.Of).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => Row(cut.Name, group.Key, Number(group.Count())))));
        var missing = request.Events.Where(ConformWords.IsMissing).ToList();
        if (missing.Count > 0)
        {
            pages.Heading($"Not delivered ({Number(missing.Count)})");
            pages.Table([("Event", 1.6), ("What", 1.2), ("List", 2.4), ("Why", 4), ("What to do", 3)],
                missing.Select(entry => Row($"{entry.Cut}\n{ConformWords.Name(entry)}", ConformWords.Of(entry), Lines(entry.Name, entry.Reel), entry.Why, ConformWords.Advice(entry))));
        }

        var hasPictures = request.Clips.Any(clip => clip.Picture is not null);
        foreach (var cut in request.Cuts)
        {
            pages.Heading($"Cut {cut.Name}");
            pages.Table([.. hasPictures ? new (string, double)[] { ("Picture", 1.6) } : [], ("Event", 1.5), ("List", 2.2), ("Outcome", 2.6), ("Why, and what to look at", 4.6)], request.Events.Where(entry => entry.Cut == cut.Name).Select(entry =>
            {
                var clip = entry.Clip is { } id ? clips.GetValueOrDefault(id) : null;
                var file = entry.Step is { } step && byStep.TryGetValue(step, out var medium) && medium.IsThere ? $"{medium.First}, {ConformTables.Treatment(medium)}" : entry.Earlier is { } earlier ? $"{earlier.Package}: {earlier.Path}" : "";
                string[] cells =
                [
                    $"{ConformWords.Name(entry)}\n{entry.RecordIn}\n{entry.RecordOut}", Lines(entry.Name, entry.Reel, entry.SourceIn),
                    Lines($"{ConformWords.Of(entry)} {ConformWords.Score(entry.Confidence)}".TrimEnd(), clip?.Name ?? entry.ClipName, clip?.Roll ?? "", file), Lines([entry.Why, .. ConformWords.Looks(entry)]),
                ];
                var picture = clip?.Picture is { } jpeg ? new ReadOnlyMemory<byte>(jpeg) : (ReadOnlyMemory<byte>?)null;
                return (picture, (hasPictures ? cells.Prepend("") : cells).Select(ConformLine).ToArray());
            }));
        }

        pages.Heading("Files");
        pages.Table([("File", 3.4), ("Original", 2), ("Timecode", 1.5), ("Frames", 1), ("Size", 1), ("Treatment", 3.2)], media.Select(medium => Row(
            medium.IsThere ? medium.First : "not made", $"{medium.Clip.Name}\n{medium.Clip.Roll}", $"{medium.TimecodeIn}\n{medium.TimecodeOut}", medium.Frames is { } frames ? Number(frames) : "–", ReportText.Size(medium.Bytes),
            medium.IsThere ? $"{ConformTables.Treatment(medium)}{(medium.Result.Exact ? ", exact" : "")}\n{medium.WhyWhole}".TrimEnd() : medium.Result.Reason ?? "")));
        if (notes.Count > 0)
        {
            pages.Heading("What the lists cannot carry");
            pages.Table([("List", 2), ("Where", 1.6), ("What", 4), ("What to do", 3)], notes.Take(500).Select(note => Row(note.List, note.Problem.Element, note.Problem.Message, note.Problem.Fix)));
            if (notes.Count > 500) pages.Text("There are more; lists/notes.csv has all.");
        }

        return pages.ToBytes(request.Name, request.At, $"{request.Name} · made by Acetate on {ReportText.Moment(request.At)}");
    }

    private static (ReadOnlyMemory<byte>?, string[]) Row(params string[] cells) => (null, [.. cells.Select(ConformLine)]);

    private static string ConformLine(string cell) => string.Join('\n', cell.Split('\n').Select(ConformWords.Plain));

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
