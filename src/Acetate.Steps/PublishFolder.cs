using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Mhl;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Which folder is ready, and its final name.</summary>
public sealed record PublishFolderRequest
{
    /// <summary>The store that holds the folder.</summary>
    public required Uri Store { get; init; }

    /// <summary>Where it was made.</summary>
    public required string From { get; init; }

    /// <summary>Where people find it.</summary>
    public required string To { get; init; }
}

/// <summary>What people find there now.</summary>
/// <param name="Files">Files, manifests among them.</param>
/// <param name="Bytes">All their bytes.</param>
public sealed record PublishFolderResult(int Files, long Bytes);

/// <summary>Gives a folder its final name when it is whole and sealed: before that nobody finds anything under it.</summary>
public static class PublishFolder
{
    /// <summary>The name of the function.</summary>
    public const string Name = "publish-folder";

    /// <summary>Runs the step. Run again after it has done its work it says the same.</summary>
    public static async Task<PublishFolderResult> RunAsync(PublishFolderRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var (from, to) = (KeyText.Prefix(request.From), KeyText.Prefix(request.To));
        var (isWaiting, isPublished) = (await IsSealedAsync(store, from, cancellationToken).ConfigureAwait(false), await IsSealedAsync(store, to, cancellationToken).ConfigureAwait(false));
        var isLeft = isWaiting || await AnyAsync(store, from, cancellationToken).ConfigureAwait(false);
        if (isLeft && !isWaiting && !isPublished) throw new StepFailedException(RetryClass.Data, $"The folder '{request.From}' is not sealed: it has no ascmhl chain.", "Seal it; what is not sealed is not published.");
        // What is left beside a sealed folder of the final name may be the rest of a move that was interrupted: the store knows.
        if (isLeft)
        {
            try
            {
                await store.MoveFolderAsync(from, to, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException problem) when (problem.Problem == StoreProblem.AlreadyExists)
            {
                throw new StepFailedException(RetryClass.Data, $"'{request.To}' is there already, and nothing is overwritten: {problem.Message}", "Move what lies there elsewhere, then try again.", problem);
            }
        }
        else if (!isPublished)
        {
            throw new StepFailedException(RetryClass.Data, $"There is no sealed folder, neither at '{request.From}' nor at '{request.To}'.", "Somebody moved or removed it: put it back, or plan it anew.");
        }

        var (files, bytes) = (0, 0L);
        await foreach (var file in store.ListAsync(to, cancellationToken).ConfigureAwait(false)) (files, bytes) = (files + 1, bytes + file.Length);
        return new(files, bytes);
    }

    private static async Task<bool> IsSealedAsync(IFileStore store, StoreKey folder, CancellationToken cancellationToken) =>
        await store.FindAsync(folder.Append($"{MhlPath.HistoryFolder}/{MhlChain.FileName}"), cancellationToken).ConfigureAwait(false) is not null;

    private static async Task<bool> AnyAsync(IFileStore store, StoreKey folder, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.ListKeysAsync(folder, cancellationToken).ConfigureAwait(false)) return true;
        return false;
    }
}
