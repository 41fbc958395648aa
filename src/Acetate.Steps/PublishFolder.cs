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
        var ready = await CountAsync(store, from, cancellationToken).ConfigureAwait(false);
        if (ready.Files > 0)
        {
            if (!ready.IsSealed) throw new StepFailedException(RetryClass.Data, $"The folder '{request.From}' is not sealed: it has no ascmhl chain.", "Seal it; what is not sealed is not published.");
            try
            {
                await store.MoveFolderAsync(from, to, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException problem) when (problem.Problem == StoreProblem.AlreadyExists)
            {
                throw new StepFailedException(RetryClass.Data, $"'{request.To}' is there already, and nothing is overwritten: {problem.Message}", "Move what lies there elsewhere, or give the package another name; then replay the step.", problem);
            }
        }

        var published = await CountAsync(store, to, cancellationToken).ConfigureAwait(false);
        return published.IsSealed ? new PublishFolderResult(published.Files, published.Bytes)
            : throw new StepFailedException(RetryClass.Data, $"There is no sealed folder, neither at '{request.From}' nor at '{request.To}'.", "Somebody moved or removed it; run the job again.");
    }

    private static async Task<(int Files, long Bytes, bool IsSealed)> CountAsync(IFileStore store, StoreKey folder, CancellationToken cancellationToken)
    {
        var (files, bytes) = (0, 0L);
        await foreach (var file in store.ListAsync(folder, cancellationToken).ConfigureAwait(false)) (files, bytes) = (files + 1, bytes + file.Length);
        var isSealed = files > 0 && await store.FindAsync(folder.Append($"{MhlPath.HistoryFolder}/{MhlChain.FileName}"), cancellationToken).ConfigureAwait(false) is not null;
        return (files, bytes, isSealed);
    }
}
