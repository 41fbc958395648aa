using System.Text.Json;
using Acetate.Cli.Remote;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Cli.Ingest.Remote;

/// <summary>A server, as far as bringing cards in needs it.</summary>
internal sealed class IngestServer(ServerCalls calls)
{
    /// <summary>Where it is; ends with <c>/</c>.</summary>
    public Uri Address => calls.Address;

    /// <summary>Its API.</summary>
    public ServerCalls Calls => calls;

    /// <summary>Who we are there.</summary>
    public Task<WhoAmI> MeAsync(CancellationToken cancellationToken) => calls.MeAsync(cancellationToken);

    /// <summary>The library store, when machines beside cards may write to it themselves; null when everything goes through the server.</summary>
    public async Task<Uri?> DirectStoreAsync(CancellationToken cancellationToken) =>
        (await calls.GetAsync<DestinationSeen>("api/ingest/destination", cancellationToken)).Direct;

    /// <summary>Offers a card; its reading steps come to the station. Offering it again continues it.</summary>
    public Task<IngestReceipt> SubmitAsync(IngestOffer offer, IngestTags tags, string station, bool isDirect, CancellationToken cancellationToken) =>
        calls.SendAsync<IngestReceipt>(HttpMethod.Post, "api/ingest/submissions", new CardOffered(tags, offer, station, isDirect, Address), cancellationToken);

    /// <summary>What was promised for a day and never arrived, and gaps in the numbers of its rolls.</summary>
    public async Task<IReadOnlyList<Finding>> NeverArrivedAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
        (await calls.GetAsync<DaySeen>($"api/shows/{Uri.EscapeDataString(show)}/days/{day:yyyy-MM-dd}", cancellationToken)).Missing;

    /// <summary>A roll as it is now.</summary>
    public async Task<Roll> RollAsync(Guid id, CancellationToken cancellationToken) =>
        (await calls.GetAsync<RollSeen>($"api/rolls/{id}", cancellationToken)).Summary.Roll;

    /// <summary>Who cancelled a job; null while nobody has, and when the server itself did.</summary>
    public async Task<string?> CancelledByAsync(Guid job, CancellationToken cancellationToken) =>
        (await calls.GetAsync<JobSeen>($"api/jobs/{job}?limit=1", cancellationToken)).Job is { State: JobState.Cancelled, CancelledBy: { } who and not "ingest" } ? who : null;

    /// <summary>A roll's report.</summary>
    public Task<RollReport> ReportAsync(Guid id, CancellationToken cancellationToken) => calls.GetAsync<RollReport>($"api/rolls/{id}/report.json", cancellationToken);

    /// <summary>The manifest that seals the library's copy, relative to the roll; empty when it is not sealed.</summary>
    public async Task<string> ManifestAsync(Guid id, CancellationToken cancellationToken)
    {
        var timeline = await calls.GetAsync<JsonElement>($"api/rolls/{id}/timeline", cancellationToken);
        return timeline.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "roll.verified")
            .Select(e => e.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("manifest", out var path) ? path.GetString() ?? "" : "")
            .LastOrDefault("");
    }

    /// <summary>What went wrong with a roll and is tried again by itself, as sentences, in order: a store that is full or away.</summary>
    public async Task<List<string>> TroublesAsync(Guid id, CancellationToken cancellationToken)
    {
        var timeline = await calls.GetAsync<JsonElement>($"api/rolls/{id}/timeline", cancellationToken);
        return
        [
            .. timeline.GetProperty("events").EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "job.step-failed")
                .Select(e => $"{e.GetProperty("message").GetString()} {(e.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object && data.TryGetProperty("advice", out var advice) ? advice.GetString() : "")}".TrimEnd()),
        ];
    }

    /// <summary>Lets a held roll go on as it is.</summary>
    public Task<RollReceipt> ReleaseAsync(Guid id, string reason, CancellationToken cancellationToken) =>
        calls.SendAsync<RollReceipt>(HttpMethod.Post, $"api/rolls/{id}/release", new { reason }, cancellationToken);

    /// <summary>Has what waits for a person tried again, and the bad and missing files of a held roll sent again.</summary>
    public Task<RollReceipt> RetryAsync(Guid id, CancellationToken cancellationToken) =>
        calls.SendAsync<RollReceipt>(HttpMethod.Post, $"api/rolls/{id}/retry", null, cancellationToken);

    private sealed record CardOffered(IngestTags Tags, IngestOffer Offer, string Station, bool Direct, Uri Server);

    private sealed record DestinationSeen(Uri? Direct);

    private sealed record DaySeen(List<Finding> Missing);

    private sealed record JobSeen(JobRow Job);

    private sealed record RollSeen(RollSummarySeen Summary);

    private sealed record RollSummarySeen(Roll Roll);
}
