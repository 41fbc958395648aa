using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Returns;
using Acetate.Library.Workspaces;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Tools.Returns;

/// <summary>Brings a version into the library's store: out of sight until every byte was read back and the folder is sealed.</summary>
/// <param name="library">The library.</param>
/// <param name="vendor">The vendor's workspace.</param>
/// <param name="root">The folder that was handed in.</param>
/// <param name="actor">Who takes it in.</param>
internal sealed class ReturnIntake(MediaLibrary library, Workspace vendor, string root, string actor)
{
    private const string ReadBack = "read-back";

    /// <summary>Takes one in.</summary>
    /// <param name="item">What lies there.</param>
    /// <param name="one">The version, without what is known only when it is in the store.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<ReturnOutcome> TakeAsync(FoundReturn item, VendorReturn one, CancellationToken cancellationToken)
    {
        var known = await library.ReadAsync(tx => tx.ReturnsAsync(one.Show, one.Vendor, one.Shot, cancellationToken), cancellationToken).ConfigureAwait(false);
        var taken = known.Find(other => other.Version == one.Version && other.Task.Equals(one.Task, StringComparison.OrdinalIgnoreCase));
        // The same place for the same folder: what an interrupted intake brought there is taken up.
        var arriving = $".arriving/return-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{one.Show}\n{one.Vendor}\n{root}\n{item.Beginning}")))[..24]}";
        var prefix = $"{arriving}/{one.Name}";
        await using var store = await StoreUrl.OpenAsync(library.Options.Store, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
        var (files, hashed, problem) = await CopiedAsync(store, item, prefix, arriving, cancellationToken).ConfigureAwait(false);
        if (problem is not null) return new(item.Name, ReturnFate.NotTaken, $"'{item.Name}' was not taken in. {problem}", null);
        one = one with { Files = files.Count, Bytes = files.Sum(file => file.Length), Content = ContentOf(files.Take(item.Pictures.Length)) };
        if (known.Find(other => other.Content == one.Content) is { } same)
        {
            await store.RemoveFolderAsync(StoreKey.Parse(arriving), cancellationToken).ConfigureAwait(false);
            return new(item.Name, ReturnFate.SameContent, $"'{item.Name}' holds the very same pictures as {same.Title}, which was taken in on {same.ReceivedAt:yyyy-MM-dd} and is {KebabCase.Of(same.State)}: nothing was kept twice.{(same.Version == one.Version ? "" : " If something was to change, the wrong frames were sent.")}", same);
        }

        if (taken is not null)
        {
            await store.RemoveFolderAsync(StoreKey.Parse(arriving), cancellationToken).ConfigureAwait(false);
            return new(item.Name, ReturnFate.NotTaken, $"'{item.Name}' was not taken in: {taken.Title} is here already with other pictures, and nothing is overwritten. Hand it in as v{known.Where(other => other.Task.Equals(one.Task, StringComparison.OrdinalIgnoreCase)).Max(other => other.Version) + 1:000}.", taken);
        }

        one = one with { Prefix = $"{vendor.Show}/returns/{vendor.Name}/{one.Name}-{one.Id:N}" };
        await SealAsync(one, prefix, hashed!, cancellationToken).ConfigureAwait(false);
        await PublishFolder.RunAsync(new() { Store = library.Options.Store, From = prefix, To = one.Prefix }, new(), cancellationToken).ConfigureAwait(false);
        var kept = await library.WriteAsync(async tx =>
        {
            var added = await tx.AddReturnAsync(one, files, cancellationToken);
            await tx.AuditAsync(actor, "return.received", one.Id.ToString(), one.Show, new { one.Vendor, one.Shot, one.Task, one.Version, one.Content, one.Errors, one.Warnings }, cancellationToken);
            await tx.TellReturnAsync(added, "return.received", actor, $"{added.Title} was taken in{(added.Errors > 0 ? ", and does not pass the check" : "")}.", cancellationToken);
            return added;
        }, cancellationToken).ConfigureAwait(false);
        return new(item.Name, ReturnFate.Received, $"{kept.Title} was taken in and waits for a decision.", kept);
    }

    private async Task<(List<ReturnedFile> Files, HashFilesResult? Hashed, string? Problem)> CopiedAsync(IFileStore store, FoundReturn item, string prefix, string arriving, CancellationToken cancellationToken)
    {
        var skip = item.Beginning.LastIndexOf('/') + 1;
        ImmutableArray<string> paths = [.. item.Pictures, .. item.Documents];
        var request = new CopyFilesRequest
        {
            Source = StoreUrl.ForFolder(root),
            Target = library.Options.Store,
            TargetPrefix = prefix,
            Files = [.. paths.Select(path => new CopyFile(path, new FileInfo(Path.Join(root, path)).Length) { As = path[skip..] })],
        };
        var copied = await CopyFiles.RunAsync(request, new(), cancellationToken).ConfigureAwait(false);
        // What lies there is of an intake before the vendor changed the files: it was never a version.
        if (copied.Files.Any(file => file.Outcome == CopyOutcome.Conflict))
        {
            await store.RemoveFolderAsync(StoreKey.Parse(arriving), cancellationToken).ConfigureAwait(false);
            copied = await CopyFiles.RunAsync(request, new(), cancellationToken).ConfigureAwait(false);
        }

        if (copied.Files.FirstOrDefault(file => file.Outcome is not (CopyOutcome.Copied or CopyOutcome.AlreadyThere)) is { } failed)
            return ([], null, $"'{failed.Path}' could not be copied: {failed.Message} Take the folder in again when that is mended.");
        var hashed = await HashFiles.RunAsync(new() { Store = library.Options.Store, Prefix = prefix, Files = [.. copied.Files.Select(file => new HashFile(file.Path[skip..], file.Length) { Expected = file.Digests })] }, new(), cancellationToken).ConfigureAwait(false);
        if (hashed.Files.FirstOrDefault(file => file.Verdict != HashVerdict.Intact) is { } wrong)
        {
            await store.RemoveFolderAsync(StoreKey.Parse(arriving), cancellationToken).ConfigureAwait(false);
            return ([], null, $"'{wrong.Path}' does not read back as it was written: {wrong.Message} Look at the library's store, then take the folder in again.");
        }

        return ([.. hashed.Files.Select(file => new ReturnedFile(file.Path, file.Length, file.Digests.First(digest => digest.Format == "xxh128").Text))], hashed, null);
    }

    private Task<SealFolderResult> SealAsync(VendorReturn one, string prefix, HashFilesResult hashed, CancellationToken cancellationToken) => SealFolder.RunAsync(new()
    {
        Store = library.Options.Store,
        Prefix = prefix,
        RollName = one.Name,
        At = library.Clock.GetUtcNow(),
        Creator = ManifestMaker.For(actor),
    }, new() { Outputs = ImmutableDictionary<string, JsonElement>.Empty.Add(ReadBack, JsonSerializer.SerializeToElement(hashed, StepJson.Options)) }, cancellationToken);

    /// <summary>The hash of the pictures' hashes, in their order: what files are called does not count.</summary>
    private static string ContentOf(IEnumerable<ReturnedFile> pictures) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', pictures.Select(file => file.Xxh128)))));
}
