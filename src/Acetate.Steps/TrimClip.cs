using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Trim;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Steps;

/// <summary>Cuts a part out of a clip without decoding it, and publishes the files in a store.</summary>
/// <remarks>A clip that cannot be cut is a result with its reason. Run again it makes the same bytes; what is there already with the same bytes counts as made.</remarks>
public static class TrimClip
{
    /// <summary>The function's name.</summary>
    public const string Name = "trim-clip";

    /// <summary>Trims one clip.</summary>
    public static async Task<TrimClipResult> RunAsync(TrimClipRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
        await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        using var staged = await StagedClip.OpenAsync(store, request.Prefix, request.Clip, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
        if (staged.Problems.FirstOrDefault() is { } lacking) throw Data($"{lacking.File}: {lacking.Message}", "Bring the file back, or plan the step without it.");
        var folder = Directory.CreateDirectory(Path.Join(context.ScratchFolder, $"trim-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var inspection = await new ClipInspector(context.Clock).InspectAsync(staged.Source, cancellationToken).ConfigureAwait(false);
            var outcome = await new ClipTrimmer(context.Clock)
                .TrimAsync(staged.Source, inspection, Order(request), folder, (done, total) => context.Report(done, total), cancellationToken).ConfigureAwait(false);
            if (outcome is TrimOutcome.Refused refused) return new() { Reason = refused.Reason };
            var made = (TrimOutcome.Made)outcome;
            var files = ImmutableArray.CreateBuilder<TrimmedFile>();
            foreach (var file in made.Files) files.Add(await PublishAsync(file, folder, target, request.TargetPrefix, cancellationToken).ConfigureAwait(false));
            return new() { Method = made.Method, Exact = made.Exact, Proof = made.Proof, Range = made.Range, Files = files.ToImmutable(), Missing = made.Missing, Notes = made.Notes };
        }
        catch (TrimRangeException range)
        {
            throw Data(range.Message, "Ask for a part that the clip has.", range);
        }
        catch (InvalidDataException damaged)
        {
            throw Data(damaged.Message, "Look at the file that is named, then try again.", damaged);
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static TrimOrder Order(TrimClipRequest request)
    {
        var ways = (request.In is null && request.Out is null ? 0 : 1) + (request.Frames is null ? 0 : 1) + (request.Samples is null ? 0 : 1);
        if (ways != 1 || request.In is null != request.Out is null) throw Data("The request must name one part: in and out, frames, or samples.", "Plan the step again.");
        if (request.Rate is { } text && !FrameRate.TryParse(text, out _, out var reason)) throw Data(reason, "Plan the step again.");
        return new()
        {
            Selection = request.Frames is { } frames ? new TrimSelection.Frames(frames.Start, frames.End)
                : request.Samples is { } samples ? new TrimSelection.Samples(samples.Start, samples.End) : new TrimSelection.Labels(request.In!, request.Out!),
            OrWhole = request.OrWhole,
            Rate = request.Rate is { } rate ? FrameRate.Parse(rate) : default,
        };
    }

    private static async Task<TrimmedFile> PublishAsync(TrimmedFile file, string folder, IFileStore target, string prefix, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(prefix.Length == 0 ? file.Path : $"{prefix}/{file.Path}");
        if (await target.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } there)
        {
            if (there.Length != file.Size || await HashAsync(target, key, cancellationToken).ConfigureAwait(false) != file.Sha256)
                throw Data($"'{key}' is there already with other bytes, and nothing is overwritten.", "Name another folder, or move that file away.");
            return file with { Path = key.ToString() };
        }

        await using var source = new FileStream(Path.Join(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        await using var writer = await target.OpenWriteAsync(key, new() { Length = file.Size, ResumeTag = file.Sha256 }, cancellationToken).ConfigureAwait(false);
        source.Position = writer.Position;
        var buffer = new byte[1 << 18];
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            await writer.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        await writer.PublishAsync(cancellationToken).ConfigureAwait(false);
        if (await HashAsync(target, key, cancellationToken).ConfigureAwait(false) != file.Sha256)
            throw Data($"'{key}' reads back differently from what was written.", "Look at the device or the network of that store, then try again.");
        return file with { Path = key.ToString() };
    }

    private static async Task<string> HashAsync(IFileStore target, StoreKey key, CancellationToken cancellationToken)
    {
        await using var content = await target.OpenReadAsync(key, new() { BypassCache = true }, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
    }

    private static StepFailedException Data(string message, string advice, Exception? cause = null) => new(RetryClass.Data, message, advice, cause);
}

/// <summary>Which part of which clip to cut out, and where to put it. Exactly one of <see cref="In"/> with <see cref="Out"/>, <see cref="Frames"/> and <see cref="Samples"/> is set.</summary>
public sealed record TrimClipRequest
{
    /// <summary>URL of the store that has the clip.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in the store that the clip's files are relative to; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The clip.</summary>
    public required ClipFiles Clip { get; init; }

    /// <summary>Label of the first frame.</summary>
    public string? In { get; init; }

    /// <summary>Label of the frame after the last.</summary>
    public string? Out { get; init; }

    /// <summary>Frames, counted from 0.</summary>
    public TrimSpan? Frames { get; init; }

    /// <summary>Samples of sound, counted from 0.</summary>
    public TrimSpan? Samples { get; init; }

    /// <summary>Frames per second of the labels, for sound that does not say.</summary>
    public string? Rate { get; init; }

    /// <summary>Copy the clip whole when it cannot be cut; the default, false, is to say why not.</summary>
    public bool OrWhole { get; init; }

    /// <summary>URL of the store that takes the files.</summary>
    public required Uri Target { get; init; }

    /// <summary>The folder in that store.</summary>
    public string TargetPrefix { get; init; } = "";
}

/// <summary>A half-open span.</summary>
/// <param name="Start">The first.</param>
/// <param name="End">The one after the last.</param>
public sealed record TrimSpan(long Start, long End);

/// <summary>What was made.</summary>
public sealed record TrimClipResult
{
    /// <summary>How it was cut; null when it was not.</summary>
    public TrimMethod? Method { get; init; }

    /// <summary>Why it was not cut.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the files hold exactly the part that was asked for, proved.</summary>
    public bool Exact { get; init; }

    /// <summary>How that was proved.</summary>
    public string? Proof { get; init; }

    /// <summary>The part of the source that the files hold.</summary>
    public TrimmedRange? Range { get; init; }

    /// <summary>The files by their keys.</summary>
    public ImmutableArray<TrimmedFile> Files { get; init; } = [];

    /// <summary>Frames of the range that the source lacks.</summary>
    public ImmutableArray<long> Missing { get; init; } = [];

    /// <summary>What a person should know.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
