using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Clips;
using Acetate.Library.Downloads;
using Acetate.Library.Rolls;
using Acetate.Mhl;
using Acetate.Server.Access;
using Acetate.Server.Hosting;
using Acetate.Server.Problems;
using Acetate.Server.Tools.Ingest;
using Acetate.Storage;
using Acetate.Tools.Downloader;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Acetate.Server.Tools.Downloader;

/// <summary>Rolls for machines outside that fetch them: which there are, what files they have with their hashes, and the files.</summary>
public static class DownloadApi
{
    private const int MostFiles = 5_000;
    private const int MostWords = 50;

    /// <summary>Maps <c>/api/shows/{show}/downloads</c> and <c>/api/rolls/{id}/download</c>.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/shows/{show}/downloads", OfferedAsync).WithTags("Downloads").WithName("ListDownloads")
            .WithSummary("The rolls of a show whose first copy was read back and is right, in the order in which they were; of some units, a day, some kinds or cameras if wanted")
            .NeedsIn(ShowOf.Route, LibraryAction.DownloadRolls);
        routes.MapPost("/api/shows/{show}/downloads/approval", AskAsync).WithTags("Downloads").WithName("AskForStandingRule")
            .WithSummary("Asks that another person agree once to a standing rule, so that originals may be fetched by it beyond what is free in an hour; answers how that stands")
            .NeedsIn(ShowOf.Route, LibraryAction.DownloadRolls);
        Map(routes.MapGroup("/api/rolls/{id:guid}/download/{asset}").WithTags("Downloads"));
    }

    private static void Map(RouteGroupBuilder roll)
    {
        roll.MapGet("", FilesAsync).WithName("ListDownloadFiles").WithSummary("The files of a roll that can be fetched, with the hashes that the library knows, a page at a time")
            .NeedsIn(ShowOf.Roll, LibraryAction.DownloadRolls);
        roll.MapMethods("/files/{**path}", [HttpMethods.Get, HttpMethods.Head], FileAsync).WithName("GetDownloadFile").WithSummary("A file of a roll, or a range of it")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Roll, LibraryAction.DownloadRolls);
        roll.MapGet("/pack", PackAsync).WithName("GetDownloadPack")
            .WithSummary("Many small files in one answer, by their numbers ('1-40,42'): before each its length, as 8 bytes with the lowest first")
            .Produces<Stream>(contentType: "application/octet-stream").NeedsIn(ShowOf.Roll, LibraryAction.DownloadRolls);
    }

    private static async Task<Ok<OfferedRollList>> OfferedAsync(
        string show, DateOnly? day, string? site, MediaLibrary library, CancellationToken cancellationToken,
        [FromQuery] string[]? unit = null, [FromQuery] string[]? kind = null, [FromQuery] string[]? camera = null)
    {
        var filter = new DownloadFilter { Units = [.. unit ?? []], Day = day, Kinds = [.. (kind ?? []).Select(Kind)], Cameras = [.. camera ?? []] };
        var (rolls, first) = await library.ReadAsync(async tx => (await tx.OfferedRollsAsync(show, cancellationToken), await tx.PutFirstInAsync(show, site ?? "", cancellationToken)), cancellationToken);
        return TypedResults.Ok(new OfferedRollList([.. rolls.Where(filter.Wants).Select(roll => first.TryGetValue(roll.Id, out var at) ? roll with { PutFirstAt = at } : roll)]));
    }

    private static async Task<Ok<BulkRequest>> AskAsync(string show, StandingRuleAsked body, Caller caller, MediaLibrary library, ShowOfRequest found, CancellationToken cancellationToken)
    {
        var site = body.Site.Trim();
        if (SiteName.WhyNot(site) is { } wrong) throw new ProblemException(ProblemType.InvalidRequest, wrong);
        var words = (body.Units ?? []).Concat(body.Cameras ?? []).ToList();
        if (words.Count > MostWords || words.Any(word => word is null || word.Length is 0 or > MostWords || word.Any(char.IsControl))) throw new ProblemException(ProblemType.InvalidRequest, $"A rule names up to {MostWords} units and cameras, each of 1 to {MostWords} characters.");
        // In one order, so that a rule that was written down anew is the same rule.
        var rule = new DownloadFilter
        {
            Units = [.. (body.Units ?? []).Distinct().Order(StringComparer.Ordinal)],
            Day = body.Day,
            Kinds = [.. (body.Kinds ?? []).Distinct().Order()],
            Cameras = [.. (body.Cameras ?? []).Distinct().Order(StringComparer.Ordinal)],
        };
        return TypedResults.Ok(await library.WriteAsync(tx => tx.AskForStandingAsync(found.Name, caller.Bearer.Principal, site, rule, cancellationToken), cancellationToken));
    }

    private static RollKind Kind(string text) => Enum.TryParse<RollKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind
        : throw new ProblemException(ProblemType.InvalidRequest, $"'{text}' is no kind of roll.", "Kinds are camera, sound and other.");

    private static async Task<Ok<OfferedFileList>> FilesAsync(
        Guid id, Word<DownloadAsset> asset, long? after, int? limit, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var (roll, most) = (await RequireAsync(id, library, cancellationToken), Math.Clamp(limit ?? 1000, 1, MostFiles));
        if (asset.Value == DownloadAsset.Proxies) return TypedResults.Ok(new OfferedFileList(roll, [.. await ProxiesAsync(id, library, stores, cancellationToken)], null));
        var (files, prefix) = await library.ReadAsync(async tx => (
            await tx.FilesAsync(id, null, after ?? 0, most, cancellationToken), (await tx.RequireRollAsync(id, cancellationToken)).StorePrefix), cancellationToken);
        var offered = files.Where(file => IsOffered(file) && (asset.Value == DownloadAsset.Originals || OfferedFile.IsSidecar(file.Path)))
            .Select(file => new OfferedFile(file.Number, file.Path, file.Length, file.ModifiedAt, file.Digests)).ToImmutableArray();
        if (files.Count == most) return TypedResults.Ok(new OfferedFileList(roll, offered, files[^1].Number));
        // The history comes last: it says of the other files what they must be, and goes on where they arrive.
        if (asset.Value == DownloadAsset.Originals) offered = offered.AddRange(await HistoryAsync(stores.Library, prefix, cancellationToken));
        return TypedResults.Ok(new OfferedFileList(roll, offered, null));
    }

    private static async Task<IResult> FileAsync(
        Guid id, Word<DownloadAsset> asset, string path, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, DownloadReads reads, OriginalsGate originals, CancellationToken cancellationToken)
    {
        var roll = await RequireAsync(id, library, cancellationToken);
        var (store, key) = asset.Value == DownloadAsset.Proxies
            ? (stores.Derived, (await ProxyKeysAsync(id, library, cancellationToken)).GetValueOrDefault(path))
            : (stores.Library, await KeyAsync(id, asset.Value, path, library, cancellationToken));
        if (key.IsEmpty || await store.FindAsync(key, cancellationToken) is not { } file) throw new ProblemException(ProblemType.NotFound, $"Roll {roll.Name} has no file '{path}'.");
        await reads.BeginAsync(context, roll, asset.Value, cancellationToken);
        return new StoredFileResult(store, file, "application/octet-stream", path[(path.LastIndexOf('/') + 1)..],
            mayAsync: asset.Value == DownloadAsset.Proxies ? null : bytes => DemandAsync(caller, roll, bytes, originals, library, cancellationToken));
    }

    private static async Task<IResult> PackAsync(
        Guid id, Word<DownloadAsset> asset, string files, HttpContext context, Caller caller, MediaLibrary library, LibraryStores stores, DownloadReads reads, OriginalsGate originals, CancellationToken cancellationToken)
    {
        var roll = await RequireAsync(id, library, cancellationToken);
        if (asset.Value == DownloadAsset.Proxies) throw new ProblemException(ProblemType.InvalidRequest, "Proxies are fetched one by one.");
        var numbers = PackResult.Numbers(files);
        var packed = await library.ReadAsync(async tx =>
        {
            var prefix = (await tx.RequireRollAsync(id, cancellationToken)).StorePrefix;
            var first = numbers.Count == 0 ? 0 : numbers.Min;
            var found = await tx.FilesAsync(id, null, first - 1, (int)Math.Min(numbers.Max - first + 1, PackResult.MostSpanned), cancellationToken);
            return found.Where(file => numbers.Contains(file.Number) && IsOffered(file) && (asset.Value == DownloadAsset.Originals || OfferedFile.IsSidecar(file.Path)))
                .Select(file => (Key: StoreKey.Parse($"{prefix}/{file.Path}"), file.Length)).ToImmutableArray();
        }, cancellationToken);
        if (packed.Length != numbers.Count) throw new ProblemException(ProblemType.NotFound, $"Roll {roll.Name} has {packed.Length} of the {numbers.Count} files that were asked for.");
        if (packed.Sum(file => file.Length) > PackResult.MostBytes) throw new ProblemException(ProblemType.InvalidRequest, $"These files have more than {PackResult.MostBytes:N0} bytes together.", "Ask for fewer at a time.");
        await DemandAsync(caller, roll, packed.Sum(file => file.Length), originals, library, cancellationToken);
        await reads.BeginAsync(context, roll, asset.Value, cancellationToken);
        return new PackResult(stores.Library, packed);
    }

    private static async Task<OfferedRoll> RequireAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken) =>
        await library.ReadAsync(tx => tx.OfferedRollAsync(id, cancellationToken), cancellationToken)
        ?? throw new ProblemException(ProblemType.Conflict, "The roll has no copy yet that was read back and is right.", "Wait until it is verified; it is offered then.");

    /// <summary>Originals in bulk need a second person here as everywhere; for rolls of a standing rule, once.</summary>
    private static async Task DemandAsync(Caller caller, OfferedRoll roll, long bytes, OriginalsGate originals, MediaLibrary library, CancellationToken cancellationToken)
    {
        if (await originals.AskAsync(caller.Bearer.Principal, roll.Show, bytes, cancellationToken) is OriginalsVerdict.NeedsAnother refused
            && !(await library.ReadAsync(tx => tx.StandingRulesAsync(caller.Bearer.Principal.Id, roll.Show, cancellationToken), cancellationToken)).Exists(rule => rule.Wants(roll)))
            throw new ProblemException(ProblemType.SecondPersonNeeded, $"Beyond {refused.FreeBytes:N0} bytes of {roll.Show} in an hour another person must agree.");
    }

    private static bool IsOffered(RollFile file) => file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored) && !file.Digests.IsEmpty && !MhlPath.IsInHistory(file.Path);

    /// <summary>Where a file of a roll lies: one that the library lists, or one of its history. Nothing else below the folder can be had.</summary>
    private static async Task<StoreKey> KeyAsync(Guid id, DownloadAsset asset, string path, MediaLibrary library, CancellationToken cancellationToken)
    {
        var (roll, file) = await library.ReadAsync(async tx => (await tx.RequireRollAsync(id, cancellationToken), await tx.RollFileAsync(id, path, cancellationToken)), cancellationToken);
        var isThere = file is not null && IsOffered(file) ? asset == DownloadAsset.Originals || OfferedFile.IsSidecar(path) : asset == DownloadAsset.Originals && MhlPath.IsInHistory(path);
        return isThere && StoreKey.TryParse($"{roll.StorePrefix}/{path}", out var key, out _) ? key : default;
    }

    private static async Task<ImmutableArray<OfferedFile>> HistoryAsync(IFileStore store, string prefix, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<OfferedFile>();
        await foreach (var key in store.ListKeysAsync(StoreKey.Parse(prefix), cancellationToken))
            if (key.ToString()[(prefix.Length + 1)..] is var path && MhlPath.IsInHistory(path) && await store.FindAsync(key, cancellationToken) is { } found)
                files.Add(new OfferedFile(0, path, found.Length, found.Modified, []));
        return files.ToImmutable();
    }

    private static async Task<List<OfferedFile>> ProxiesAsync(Guid id, MediaLibrary library, LibraryStores stores, CancellationToken cancellationToken)
    {
        var files = new List<OfferedFile>();
        foreach (var (path, key) in (await ProxyKeysAsync(id, library, cancellationToken)).OrderBy(one => one.Key, StringComparer.Ordinal))
            if (await stores.Derived.FindAsync(key, cancellationToken) is { } found)
                files.Add(new OfferedFile(0, path, found.Length, found.Modified, []));
        return files;
    }

    private static async Task<Dictionary<string, StoreKey>> ProxyKeysAsync(Guid id, MediaLibrary library, CancellationToken cancellationToken)
    {
        var keys = new Dictionary<string, StoreKey>(StringComparer.Ordinal);
        foreach (var clip in await library.ReadAsync(tx => tx.ClipsAsync(id, cancellationToken), cancellationToken))
            if (StoreKey.TryParse(clip.Proxy?.Video ?? "", out var key, out _))
                keys.TryAdd($"{clip.Name.Replace('/', '_')}{Path.GetExtension(key.Name)}", key);
        return keys;
    }
}

/// <summary>A standing rule: which originals of a show a downloader fetches as soon as they are offered. What is not named is not restricted.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Units">Only of these units.</param>
/// <param name="Day">Only of this day.</param>
/// <param name="Kinds">Only of these kinds.</param>
/// <param name="Cameras">Only of these cameras.</param>
public sealed record StandingRuleAsked(string Site, ImmutableArray<string>? Units = null, DateOnly? Day = null, ImmutableArray<RollKind>? Kinds = null, ImmutableArray<string>? Cameras = null);

/// <summary>Rolls that can be fetched.</summary>
/// <param name="Rolls">In the order in which they were read back.</param>
public sealed record OfferedRollList(ImmutableArray<OfferedRoll> Rolls);
