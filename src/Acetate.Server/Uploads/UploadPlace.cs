using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Access;
using Acetate.Library.Rolls;
using Acetate.Server.Access;
using Acetate.Server.Problems;
using Acetate.Storage;

namespace Acetate.Server.Uploads;

/// <summary>Where a key of the library store belongs, and what the roll's plan says about the file.</summary>
/// <param name="Show">The show of the roll.</param>
/// <param name="Roll">The roll.</param>
/// <param name="Path">The path within the roll.</param>
/// <param name="Length">The length that the scan of the card found; null when the scan does not list the file.</param>
/// <param name="Expected">Digests that the card's manifest states, as <c>format:text</c>.</param>
public sealed record UploadPlace(string Show, Guid Roll, string Path, long? Length, ImmutableArray<string> Expected)
{
    /// <summary>Finds the roll whose folder holds the key, and demands that the caller may do this in its show.</summary>
    public static async Task<UploadPlace> FindAsync(
        MediaLibrary library, StoreKey key, Caller caller, LibraryAction action, CancellationToken cancellationToken)
    {
        var place = await library.ReadAsync(tx => FindAsync(tx, key, cancellationToken), cancellationToken);
        if (place is null || AccessCheck.Of(caller.Bearer, action, place.Show, library.Clock.GetUtcNow()) is AccessVerdict.NoSuchShow)
            throw new ProblemException(ProblemType.KeyRefused, $"{key} lies in the folder of no roll.",
                "Submit the card first; its plan says where its files belong.");
        if (AccessCheck.Of(caller.Bearer, action, place.Show, library.Clock.GetUtcNow()) is AccessVerdict.NotPermitted refused)
            throw new ProblemException(ProblemType.NotPermitted, refused.Reason);
        return place;
    }

    private static async Task<UploadPlace?> FindAsync(LibraryTransaction tx, StoreKey key, CancellationToken cancellationToken)
    {
        if (await tx.RollHoldingAsync(key.ToString(), cancellationToken) is not { } roll) return null;
        var path = key.ToString()[(roll.StorePrefix.Length + 1)..];
        var file = await tx.RollFileAsync(roll.Id, path, cancellationToken);
        return new UploadPlace(roll.Show, roll.Id, path, file?.Length, file is null ? [] : [.. file.Expected.Select(digest => $"{digest.Format}:{digest.Text}")]);
    }
}
