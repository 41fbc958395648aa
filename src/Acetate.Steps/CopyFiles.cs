using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Steps.Transfer;
using Acetate.Storage;

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

    /// <summary>The rate to begin with, in bytes per second; the default, null, is the context's.</summary>
    public long? ThrottleBytesPerSecond { get; init; }
}

/// <summary>A file to copy.</summary>
/// <param name="Path">Below the prefixes, with <c>/</c>.</param>
/// <param name="Length">Bytes that it had when it was planned.</param>
[JsonConverter(typeof(CopyFileJson))]
public sealed record CopyFile(string Path, long Length)
{
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
    internal static async Task<CopyFilesResult> RunAsync(
        CopyFilesRequest request, IFileStore source, IFileStore target, StepContext context, CancellationToken cancellationToken)
    {
        if (request.ThrottleBytesPerSecond is { } rate) context.Throttle.BytesPerSecond ??= Math.Max(1, rate);
        ImmutableArray<HashFormat> formats = [.. request.Formats.Select(DigestText.FormatOf).Distinct()];
        var times = new StageTimes();
        var progress = new TransferProgress(context, times, request.Files.Sum(file => file.Length), request.Files.Length,
            source.Features.IsRemote, target.Features.IsRemote);
        var copy = new CopyRun(request, source, target, formats, context, times, progress);
        var files = await copy.RunAsync(cancellationToken).ConfigureAwait(false);
        progress.Report(always: true);
        return new CopyFilesResult(
            files, files.Where(file => file.Outcome is CopyOutcome.Copied or CopyOutcome.AlreadyThere).Sum(file => file.Length), progress.LimitedBy);
    }
}
