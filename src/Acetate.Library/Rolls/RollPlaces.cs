namespace Acetate.Library.Rolls;

/// <summary>Which roll a file of the store belongs to.</summary>
public static class RollPlaces
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The roll whose folder in the store holds this key, or null. Of nested folders the innermost counts.</summary>
        public async Task<Roll?> RollHoldingAsync(string key, CancellationToken cancellationToken)
        {
            var folders = new List<string>();
            for (var slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1)) folders.Add(key[..slash]);
            // Every folder of the store begins with the name of its show.
            var show = folders.Count == 0 ? "" : folders[^1];
            foreach (var folder in folders)
            {
                var id = await tx.ScalarAsync<Guid?>(
                    "SELECT id FROM rolls WHERE show = @show AND store_prefix = @folder AND store_prefix <> ''", new { show, folder }, cancellationToken);
                if (id is { } found) return await tx.RollAsync(found, cancellationToken);
            }

            return null;
        }
    }
}
