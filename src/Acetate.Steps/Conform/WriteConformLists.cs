using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Steps.Compare;

namespace Acetate.Steps.Conform;

/// <summary>Writes the lists, tables and reports of a conform package, once it is known what trimming gave.</summary>
/// <remarks>Nothing is read from a clock or from elsewhere: the same request and the same trims give the same bytes, and nothing is overwritten.</remarks>
public static class WriteConformLists
{
    /// <summary>The name of the function.</summary>
    public const string Name = "write-conform-lists";

    /// <summary>Runs the step.</summary>
    /// <exception cref="StepFailedException">A cut cannot be read or written, or a file is there already and says something else.</exception>
    public static async Task<WriteConformListsResult> RunAsync(WriteConformListsRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        var media = DeliveredMedium.Of(request, context);
        request = Checked(Settled(request, media), context);
        request = request with { Clips = await ClipPosters.ReadAsync(request.Clips, cancellationToken).ConfigureAwait(false) };
        var (lists, notes) = RelinkedLists.Of(request, media);
        var documents = lists.Select(list => (list.Path, list.Content, Role: list.Path.StartsWith("cut/", StringComparison.Ordinal) ? "" : "list")).ToList();
        if (notes.Count > 0) Add("lists/notes.csv", ConformTables.Notes(notes), "list");
        Add("mapping.csv", ConformTables.Mapping(request, media), "mapping");
        Add("missing.csv", ConformTables.Missing(request), "missing");
        if (request.IsChange) Add("changes.csv", ConformTables.Changes(request, media), "mapping");
        if (request.Events.Any(entry => entry.Speed.Length > 0 || !entry.Reposition.IsEmpty)) Add("repositions.csv", ConformTables.Repositions(request), "report");
        Add("report.csv", ConformTables.Report(request, media), "report");
        Add("report.html", ConformHtml.Of(request, media, notes), "report");
        documents.Add(("report.pdf", ConformPdf.Of(request, media, notes), "report"));
        List<(string Path, string Role)> beside = request.Checks.IsEmpty ? [] : [(ListChecks.CsvPath, "report"), (ListChecks.PagePath, "report")];
        if (request.Manifest is not null)
        {
            try
            {
                documents.Add(("package.json", ConformManifest.Of(request, media, documents.Where(document => document.Role.Length > 0).Select(document => (document.Path, document.Role)).Concat(beside)), ""));
            }
            catch (Exception problem) when (problem is JsonException or InvalidOperationException)
            {
                throw new StepFailedException(RetryClass.Data, $"The planned package.json cannot be read: {problem.Message}", "Plan the pull again.", problem);
            }
        }

        var written = await WriteDocuments.RunAsync(
            new() { Store = request.Store, Prefix = request.Prefix, Documents = [.. documents.Select(document => new WrittenDocument(document.Path, document.Content))] },
            context, cancellationToken).ConfigureAwait(false);
        return new(written.Files);

        void Add(string path, string text, string role) => documents.Add((path, Encoding.UTF8.GetBytes(text), role));
    }

    /// <summary>The request with what holding its events against reference movies came to.</summary>
    private static WriteConformListsRequest Checked(WriteConformListsRequest request, StepContext context)
    {
        if (request.Checks.IsEmpty) return request;
        var checks = request.Checks.SelectMany(check => context.Output<ComparePicturesResult>(check.Step).Events, (check, found) => (Name: new ConformEventName(check.Cut, found.Event), found))
            .DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.found);
        return request with { Events = [.. request.Events.Select(entry => entry with { Check = checks.GetValueOrDefault(new(entry.Cut, entry.Id)) })] };
    }

    /// <summary>The request with events whose medium could not be made told as such.</summary>
    private static WriteConformListsRequest Settled(WriteConformListsRequest request, ImmutableArray<DeliveredMedium> media)
    {
        var refused = media.Where(medium => !medium.IsThere).ToDictionary(medium => medium.Asked.Step, StringComparer.Ordinal);
        if (refused.Count == 0) return request;
        return request with
        {
            Events = [.. request.Events.Select(entry => entry.Step is { } step && refused.TryGetValue(step, out var medium)
                ? entry with { Fate = "refused", Why = $"{entry.Why} But nothing was made of it: {medium.Result.Reason ?? "the trim gave no file."}" }
                : entry)],
        };
    }
}
