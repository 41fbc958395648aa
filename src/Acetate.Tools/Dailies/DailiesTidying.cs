using System.Globalization;
using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Storage;

namespace Acetate.Tools.Dailies;

/// <summary>Removes from the derived store what earlier work at dailies made, once what came after it has been delivered for a day. What was delivered lies in the workspace and stays.</summary>
/// <param name="library">The library.</param>
public sealed class DailiesTidying(MediaLibrary library)
{
    private static readonly TimeSpan Rest = TimeSpan.FromDays(1);

    // What could not be removed for so long is not asked for at every turn for ever.
    private static readonly TimeSpan Tries = TimeSpan.FromDays(14);

    /// <summary>Removes it.</summary>
    /// <returns>How many folders of clips went.</returns>
    /// <exception cref="StoreException">The store is away; the next turn goes on.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        var rolls = await library.ReadAsync(tx => tx.DailiesMadeAgainAsync(now - Tries, now - Rest, cancellationToken), cancellationToken);
        if (rolls.Count == 0) return 0;
        await using var derived = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.ReadWrite, cancellationToken);
        var removed = 0;
        foreach (var roll in rolls)
        {
            var clips = await library.ReadAsync(tx => tx.ClipDailiesAsync(roll.Roll, cancellationToken), cancellationToken);
            var kept = clips.Select(DailiesPlan.Folder).ToHashSet(StringComparer.Ordinal);
            var old = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var key in derived.ListKeysAsync(StoreKey.Parse(DailiesPlan.Folder(roll.Roll)), cancellationToken))
                // dailies, roll, attempt, place: what has another form are documents, which clips share.
                if (key.ToString().Split('/') is [var top, var id, var attempt, var place, ..] && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var which) && which < roll.Attempt
                    && $"{top}/{id}/{attempt}/{place}" is var folder && !kept.Contains(folder)) old.Add(folder);
            foreach (var folder in old)
                if (await derived.RemoveFolderAsync(StoreKey.Parse(folder), cancellationToken)) removed++;
        }

        return removed;
    }
}
