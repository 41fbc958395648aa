using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Steps.Render;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>Small files that a plan made, to be put beside footage: lists, notes, sheets.</summary>
public sealed record WriteDocumentsRequest
{
    /// <summary>The store that takes them.</summary>
    public required Uri Store { get; init; }

    /// <summary>The folder in it; empty for the store itself.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The files.</summary>
    public required ImmutableArray<WrittenDocument> Documents { get; init; }
}

/// <summary>A small file.</summary>
/// <param name="Path">Its path below the prefix.</param>
/// <param name="Content">Its bytes; in JSON as Base64.</param>
public sealed record WrittenDocument(string Path, byte[] Content);

/// <summary>What was written.</summary>
/// <param name="Files">Paths, in the order of the request.</param>
public sealed record WriteDocumentsResult(ImmutableArray<string> Files);

/// <summary>Writes small files, each whole and read back; the same bytes under a name are the same file, other bytes are refused.</summary>
public static class WriteDocuments
{
    /// <summary>The name of the function.</summary>
    public const string Name = "write-documents";

    /// <summary>Runs the step.</summary>
    public static async Task<WriteDocumentsResult> RunAsync(WriteDocumentsRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        foreach (var document in request.Documents) _ = KeyText.Join(request.Prefix, document.Path);
        await using var store = await StoreUrl.OpenAsync(request.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var stored = new StoredBytes(store, request.Prefix, "document");
        for (var done = 0; done < request.Documents.Length; done++)
        {
            var document = request.Documents[done];
            try
            {
                await stored.PutAsync(document.Path, document.Content.Length, () => [document.Content], cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException problem) when (problem.Problem == StoreProblem.AlreadyExists)
            {
                throw new StepFailedException(RetryClass.Data, $"'{document.Path}' is there already and says something else, and nothing is overwritten.", "Move it away, or make the package anew under another name.", problem);
            }

            context.Report(done + 1, request.Documents.Length);
        }

        return new([.. request.Documents.Select(document => document.Path)]);
    }
}
