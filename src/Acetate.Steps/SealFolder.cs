using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Mhl;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Which folder to seal. What its files hash to comes from the outputs of the hash-files steps that are used.</summary>
public sealed record SealFolderRequest
{
    /// <summary>The store that holds the folder.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for all of it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The name of the roll, which the manifests carry.</summary>
    public required string RollName { get; init; }

    /// <summary>Who seals.</summary>
    public required MhlCreator Creator { get; init; }

    /// <summary>What was being done; the default is a transfer.</summary>
    public MhlProcess Process { get; init; } = MhlProcess.Transfer;

    /// <summary>When sealing began. The same moment gives the same bytes, so a step that is run again adds no second generation.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the hashed files are only some of the folder's; the default is false.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether the manifest leaves out when files were changed last, so that the same files give the same manifest whenever they were written; the default is false.</summary>
    public bool OmitsModified { get; init; }
}

/// <summary>The generation that now seals the folder.</summary>
/// <param name="Generation">Its number.</param>
/// <param name="ManifestPath">Its manifest, below the prefix.</param>
/// <param name="Chain">The chain file, below the prefix.</param>
/// <param name="Entries">Files and folders in the manifest of the root and of the histories nested in it.</param>
/// <param name="Mismatches">Files that differ from an earlier generation; the manifest marks them as failed.</param>
public sealed record SealFolderResult(int Generation, string ManifestPath, string Chain, int Entries, int Mismatches);

/// <summary>Writes the next ASC MHL generation of a folder in a store, keeping the history that is there.</summary>
public static class SealFolder
{
    /// <summary>The name of the function.</summary>
    public const string Name = "seal-folder";

    /// <summary>Runs the step.</summary>
    public static async Task<SealFolderResult> RunAsync(SealFolderRequest request, StepContext context, CancellationToken cancellationToken)
    {
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var observed = Observed(request, context);
        var files = StoredHistory.In(store, KeyText.Prefix(request.Prefix));
        try
        {
            var history = await MhlHistory.LoadAsync(files, request.RollName, cancellationToken).ConfigureAwait(false);
            var prepared = history.PrepareGeneration(new GenerationRequest
            {
                At = request.At,
                Creator = request.Creator,
                Process = request.Process,
                Files = observed,
                IsPartial = request.IsPartial,
                IsRetry = true,
            });
            await prepared.WriteAsync(files, cancellationToken).ConfigureAwait(false);
            return new SealFolderResult(prepared.Number, prepared.ManifestPath, $"{MhlPath.HistoryFolder}/{MhlChain.FileName}",
                prepared.Manifests.Sum(one => one.Manifest.Entries.Length), prepared.Comparison.Count(FileStatus.Mismatch));
        }
        catch (MhlException problem)
        {
            throw new StepFailedException(RetryClass.Data, $"The folder '{request.Prefix}' cannot be sealed: {problem.Message}",
                "Look at its ascmhl folder; the files themselves were not touched.", problem);
        }
    }

    private static List<ObservedFile> Observed(SealFolderRequest request, StepContext context)
    {
        var files = new List<ObservedFile>();
        foreach (var step in context.Outputs.Keys.Order(StringComparer.Ordinal))
            foreach (var file in context.Output<HashFilesResult>(step).Files)
            {
                // What is not there is missing from the manifest, and the comparison says so.
                if (file.Verdict == HashVerdict.Missing) continue;
                var digests = file.Digests.Select(one => one.ToDigest()).Where(digest => MhlFormats.All.Contains(digest.Format));
                files.Add(new ObservedFile(file.Path, file.Length, [.. digests], request.OmitsModified ? null : file.Modified, file.Digests.IsEmpty ? file.Message : null));
            }

        return files.Count > 0 ? files : throw new StepFailedException(RetryClass.Data,
            "There is nothing to seal: no hashed files were handed over.", "Name the hash-files steps in 'uses' of the plan.");
    }
}
