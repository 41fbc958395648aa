using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Compare;
using Acetate.Steps.Documents;

namespace Acetate.Steps.Compare;

/// <summary>Which events were compared. What was found comes from the outputs of the compare-pictures steps that are used.</summary>
public sealed record ListChecksRequest
{
    /// <summary>The store that takes the list.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it, in which the pictures lie where <see cref="EventCheck.Picture"/> says.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What the page is called: the package's name.</summary>
    public required string Title { get; init; }

    /// <summary>The events in the order of the list.</summary>
    public required ImmutableArray<CheckedEvent> Events { get; init; }

    /// <summary>What was not compared and why, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>An event of the list.</summary>
/// <param name="Step">The step that compared it.</param>
/// <param name="Id">Its id in the cut, and in that step's output.</param>
/// <param name="Reel">The cut it is in.</param>
/// <param name="Number">Its number as written.</param>
/// <param name="Record">Label of its first record frame.</param>
/// <param name="Clip">The clip's name.</param>
public sealed record CheckedEvent(string Step, string Id, string Reel, string Number, string Record, string Clip);

/// <summary>Writes what comparing came to for people and spreadsheets: <c>check/check.csv</c>, and <c>check/index.html</c> with the pictures.</summary>
public static class ListChecks
{
    /// <summary>The name of the function.</summary>
    public const string Name = "list-checks";

    /// <summary>The table.</summary>
    public const string CsvPath = "check/check.csv";

    /// <summary>The page.</summary>
    public const string PagePath = "check/index.html";

    /// <summary>Runs the step.</summary>
    public static Task<WriteDocumentsResult> RunAsync(ListChecksRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var found = request.Events.Select(one => one.Step).Distinct(StringComparer.Ordinal)
            .ToDictionary(step => step, step => context.Output<ComparePicturesResult>(step), StringComparer.Ordinal);
        var checks = found.ToDictionary(one => one.Key, one => one.Value.Events.ToDictionary(check => check.Event, StringComparer.Ordinal), StringComparer.Ordinal);
        var rows = request.Events.Where(one => checks[one.Step].ContainsKey(one.Id)).Select(one => (Event: one, Check: checks[one.Step][one.Id])).ToList();
        var warnings = request.Notes.Concat(found.Values.SelectMany(result => result.Warnings)).Distinct(StringComparer.Ordinal).ToList();
        return WriteDocuments.RunAsync(
            new()
            {
                Store = request.Store,
                Prefix = request.Prefix,
                Documents = [new(CsvPath, Encoding.UTF8.GetBytes(Csv(rows))), new(PagePath, Encoding.UTF8.GetBytes(Page(request.Title, rows, warnings)))],
            },
            context, cancellationToken);
    }

    private static string Csv(List<(CheckedEvent Event, EventCheck Check)> rows) => CsvTable.Of(
        ["reel", "event", "record in", "clip", "verdict", "slip", "least score", "what was found", "picture"],
        rows.Select(row => (string[])
        [
            row.Event.Reel, row.Event.Number, row.Event.Record, row.Event.Clip, CheckWords.Of(row.Check.Verdict), row.Check.Slip?.ToString(CultureInfo.InvariantCulture) ?? "",
            row.Check.Places.Min(place => place.Score)?.ToString("0.00", CultureInfo.InvariantCulture) ?? "", row.Check.Sentence, row.Check.Picture ?? "",
        ]));

    // Those that a person must look at come first; within a verdict the order is that of the cut.
    private static string Page(string title, List<(CheckedEvent Event, EventCheck Check)> rows, List<string> warnings)
    {
        var page = new StringBuilder();
        var name = Html($"Conform check: {title}");
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{name}</title>\n")
            .Append("<style>body{font:14px/1.4 system-ui,sans-serif;margin:2rem;background:#181818;color:#ddd}img{max-width:100%}h2{font-size:1rem;margin:2rem 0 .3rem}p{margin:.2rem 0}</style>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{name}</h1>\n<p>{string.Join(", ", Verdicts.Select(verdict => $"{rows.Count(row => row.Check.Verdict == verdict)} {CheckWords.Of(verdict)}"))}</p>\n");
        foreach (var warning in warnings) page.Append(CultureInfo.InvariantCulture, $"<p>{Html(warning)}</p>\n");
        foreach (var (one, check) in Verdicts.SelectMany(verdict => rows.Where(row => row.Check.Verdict == verdict)))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Html($"{one.Reel}, event {one.Number}, {one.Record}: {CheckWords.Of(check.Verdict)}")}</h2>\n<p>{Html($"{one.Clip}. {check.Sentence}")}</p>\n");
            // The page lies in the folder of the pictures.
            if (check.Picture is { } picture) page.Append(CultureInfo.InvariantCulture, $"<img loading=\"lazy\" alt=\"\" src=\"{Html(Uri.EscapeDataString(picture[(picture.LastIndexOf('/') + 1)..]))}\">\n");
        }

        return page.Append("</html>\n").ToString();
    }

    private static readonly PictureVerdict[] Verdicts = [PictureVerdict.Different, PictureVerdict.Doubtful, PictureVerdict.NotComparable, PictureVerdict.Alike];

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
