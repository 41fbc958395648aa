using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Mhl;
using Acetate.Steps.Transfer;
using Acetate.Storage;
using Acetate.Storage.Http;
using Microsoft.Extensions.Logging;

namespace Acetate.Steps;

/// <summary>What to copy where.</summary>
public sealed record CopyFilesRequest
{
    /// <summary>The store to read; only ever read.</summary>
    public required Uri Source { get; init; }

    /// <summary>The folder in it; empty for all of it.</summary>
    public string SourcePrefix { get; init; } = "";

    /// <summary>The store to write.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in it; empty for its root.</summary>
    public string TargetPrefix { get; init; } = "";

    /// <summary>The files, by their paths below the prefixes.</summary>
    public required ImmutableArray<CopyFile> Files { get; init; }

    /// <summary>Hashes to make of every file besides those that are expected; the default is xxh128.</summary>
    public ImmutableArray<string> Formats { get; init; } = ["xxh128"];

    /// <summary>Whether a file of the same name gives way, and only then when the bytes that were copied hash to all that is expected of them:
    /// a damaged file is better than none. Files of which nothing is expected replace nothing. The default, false, leaves what is there alone.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether each file must hash to what the ASC MHL history of the source folder says of it; a folder that has none that can be relied upon, and a
    /// file that it does not know, fail the step before anything is copied. The default is false.</summary>
    public bool AsSealed { get; init; }

    /// <summary>Whether the step fails when a file did not arrive, which the message names; run again, it copies those alone. The default, false, leaves it to whoever reads the result.</summary>
    public bool RequireAll { get; init; }

    /// <summary>The rate to begin with, in bytes per second; the default, null, is the context's.</summary>
    public long? ThrottleBytesPerSecond { get; init; }
}

/// <summary>A file to copy.</summary>
/// <param name="Path">Below the prefixes, with <c>/</c>.</param>
/// <param name="Length">Bytes that it had when it was planned; null when nobody knew.</param>
[JsonConverter(typeof(CopyFileJson))]
public sealed record CopyFile(string Path, long? Length)
{
    /// <summary>Its path below the target's prefix; null: <see cref="Path"/>.</summary>
    public string? As { get; init; }

    /// <summary>What its bytes must hash to, all of them; may be empty.</summary>
    public ImmutableArray<DigestText> Expected { get; init; } = [];
}

/// <summary>What became of the files, in the order of the request.</summary>
/// <param name="Files">One entry for each file.</param>
/// <param name="Bytes">Bytes of the files that are in the target now.</param>
/// <param name="LimitedBy">What the copy waited for most.</param>
public sealed record CopyFilesResult(ImmutableArray<CopiedFile> Files, long Bytes, TransferLimit LimitedBy);

/// <summary>What became of one file.</summary>
/// <param name="Path">As in the request.</param>
/// <param name="Length">Bytes in the source now.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Digests">What its bytes hash to, where they were read to the end.</param>
/// <param name="Message">Why, when it was not copied; else empty.</param>
[JsonConverter(typeof(CopiedFileJson))]
public sealed record CopiedFile(string Path, long Length, CopyOutcome Outcome, ImmutableArray<DigestText> Digests, string Message);

/// <summary>What became of a file.</summary>
public enum CopyOutcome
{
    /// <summary>It is in the target, whole and durable.</summary>
    Copied,

    /// <summary>It was in the target already, with the same bytes.</summary>
    AlreadyThere,

    /// <summary>It is not as long as planned; nothing was published.</summary>
    SizeDiffers,

    /// <summary>Its bytes do not hash to what was expected; nothing was published.</summary>
    Mismatch,

    /// <summary>The source could not be read.</summary>
    Unreadable,

    /// <summary>It is no longer in the source.</summary>
    Vanished,

    /// <summary>The target has a file of that name with other bytes. It was left alone.</summary>
    Conflict,

    /// <summary>The target cannot hold a file of that name or size.</summary>
    Refused,
}

/// <summary>Copies files from store to store, reading each byte once and hashing it on the way.</summary>
/// <remarks>
/// A file that goes wrong has its outcome and does not stop the others. Trouble with the target as a whole stops the step,
/// which can be run again: what is there is compared, what was begun is taken up.
/// </remarks>
public static class CopyFiles
{
    /// <summary>The name of the function.</summary>
    public const string Name = "copy-files";

    /// <summary>Runs the step.</summary>
    public static async Task<CopyFilesResult> RunAsync(CopyFilesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        await using var source = await StoreUrl.OpenAsync(request.Source, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        return await RunAsync(request, source, target, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the step between stores that are open.</summary>
    internal static Task<CopyFilesResult> RunAsync(CopyFilesRequest request, IFileStore source, IFileStore target, StepContext context, CancellationToken cancellationToken) =>
        RunAsync(request, source, target, context, arrived: null, cancellationToken);

    /// <summary>Runs the step between stores that are open; <paramref name="arrived"/> is told the path of each file as soon as it is in the target, whole and durable.</summary>
    internal static async Task<CopyFilesResult> RunAsync(
        CopyFilesRequest request, IFileStore source, IFileStore target, StepContext context, Action<string>? arrived, CancellationToken cancellationToken)
    {
        if (request.ThrottleBytesPerSecond is { } rate) context.Throttle.BytesPerSecond ??= Math.Max(1, rate);
        ImmutableArray<HashFormat> formats = [.. request.Formats.Select(DigestText.FormatOf).Distinct()];
        if (request.AsSealed) request = await ProvenAsync(request, source, cancellationToken).ConfigureAwait(false);
        request = await MeasuredAsync(request, source, cancellationToken).ConfigureAwait(false);
        var times = new StageTimes();
        var progress = new TransferProgress(context, times, request.Files.Sum(file => file.Length ?? 0), request.Files.Length,
            source.Features.IsRemote, target.Features.IsRemote);
        var copy = new CopyRun(request, source, target, formats, context, times, progress, arrived);
        var files = await copy.RunAsync(cancellationToken).ConfigureAwait(false);
        if (target.Features.IsRemote && LongWay.Last == LineKind.Unknown)
            context.Logger.LogInformation("The system has no BBR for long ways, or does not allow it: its own control of congestion was used, with more connections");
        progress.Report(always: true);
        if (request.RequireAll) DemandAll(files);
        return new CopyFilesResult(
            files, files.Where(file => file.Outcome is CopyOutcome.Copied or CopyOutcome.AlreadyThere).Sum(file => file.Length), progress.LimitedBy);
    }

    /// <summary>The request with the lengths that nobody knew; a file that is not there gets none, and its outcome says so.</summary>
    private static async Task<CopyFilesRequest> MeasuredAsync(CopyFilesRequest request, IFileStore source, CancellationToken cancellationToken)
    {
        if (request.Files.All(file => file.Length is not null)) return request;
        var files = request.Files.ToBuilder();
        for (var index = 0; index < files.Count; index++)
            if (files[index] is { Length: null } file)
                files[index] = file with { Length = (await source.FindAsync(KeyText.Join(request.SourcePrefix, file.Path), cancellationToken).ConfigureAwait(false))?.Length ?? 0 };
        return request with { Files = files.ToImmutable() };
    }

    /// <summary>The request with what the seal of the source folder says that the files hash to.</summary>
    private static async Task<CopyFilesRequest> ProvenAsync(CopyFilesRequest request, IFileStore source, CancellationToken cancellationToken)
    {
        const string advice = "Look at the folder with 'acetate mhl verify'; what is there was not touched.";
        MhlHistory history;
        try
        {
            history = await MhlHistory.LoadAsync(StoredHistory.In(source, KeyText.Prefix(request.SourcePrefix)), request.SourcePrefix, cancellationToken).ConfigureAwait(false);
            history.ThrowIfUntrusted();
        }
        catch (MhlException problem)
        {
            throw new StepFailedException(RetryClass.Data, $"What lies in '{request.SourcePrefix}' cannot be proven: {problem.Message}", advice, problem);
        }

        var files = request.Files.ToBuilder();
        for (var index = 0; index < files.Count; index++)
        {
            if (history.Find(files[index].Path) is not { Trusted: [var known, ..] })
                throw new StepFailedException(RetryClass.Data, $"'{files[index].Path}' is not among the files that the seal of '{request.SourcePrefix}' knows.", advice);
            files[index] = files[index] with { Expected = [.. files[index].Expected, DigestText.Of(known.Digest)] };
        }

        return request with { Files = files.ToImmutable() };
    }

    private static void DemandAll(ImmutableArray<CopiedFile> files)
    {
        var wrong = files.Where(file => file.Outcome is not (CopyOutcome.Copied or CopyOutcome.AlreadyThere)).ToList();
        if (wrong.Count == 0) return;
        throw new StepFailedException(RetryClass.Data,
            $"{(wrong.Count == 1 ? "1 file" : $"{wrong.Count} files")} of {files.Length} did not arrive. {string.Join(" ", wrong.Take(8).Select(file => $"'{file.Path}': {file.Message}"))}{(wrong.Count > 8 ? $" And {wrong.Count - 8} more." : "")}",
            "Mend what is named, then try again: only what is not there is copied again.");
    }
}
