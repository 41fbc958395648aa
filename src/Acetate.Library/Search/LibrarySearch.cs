namespace Acetate.Library.Search;

/// <summary>Finds clips. Whoever asks says which shows may be seen; what lies in others does not exist for the search, its counts or its facets.</summary>
public static class LibrarySearch
{
    /// <summary>The most clips in one part.</summary>
    public const int LongestPage = 500;

    /// <summary>How far a list can be jumped into; further on it is read part by part.</summary>
    public const int FurthestJump = 100_000;

    extension(MediaLibrary library)
    {
        /// <summary>Finds clips, a part at a time.</summary>
        /// <param name="query">What to find.</param>
        /// <param name="shows">The shows that may be seen.</param>
        /// <param name="order">In which order.</param>
        /// <param name="after">Where the part begins: what the part before gave; empty for the first. New clips do not shift what follows.</param>
        /// <param name="skip">How many clips to leave out from there, up to <see cref="FurthestJump"/>.</param>
        /// <param name="limit">How many, up to <see cref="LongestPage"/>.</param>
        /// <param name="cancellationToken">Stops the search.</param>
        /// <exception cref="FormatException">The place is none of this order.</exception>
        public async Task<SearchPage> SearchClipsAsync(
            ClipQuery query, IReadOnlyCollection<string> shows, SearchOrder order, string after, int skip, int limit, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(query);
            ArgumentNullException.ThrowIfNull(order);
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, LongestPage);
            ArgumentOutOfRangeException.ThrowIfNegative(skip);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(skip, FurthestJump);
            SearchOrder.Place? place = null;
            if (after.Length > 0) place = order.Read(after) ?? throw new FormatException("The place to go on from is not one of this search in this order. Begin again without it.");
            await library.MakeSearchableAsync(cancellationToken);
            return await library.ReadAsync(async tx =>
            {
                var finder = await ClipFinder.BeginAsync(tx, query, cancellationToken);
                var found = new List<SearchOrder.Place>();
                foreach (var show in Asked(query, shows)) found.AddRange(await finder.PlacesAsync(show, order, place, shows.Count == 1 ? skip : 0, limit + 1 + (shows.Count == 1 ? 0 : skip), cancellationToken));
                if (shows.Count > 1)
                {
                    found.Sort(order.Compare);
                    found = [.. found.Skip(skip).Take(limit + 1)];
                }

                var hasMore = found.Count > limit;
                if (hasMore) found.RemoveAt(limit);
                var clips = await HitRows.ReadAsync(tx, [.. found.Select(one => one.Id)], cancellationToken);
                return new SearchPage(clips, hasMore ? order.Write(found[^1]) : null);
            }, cancellationToken);
        }

        /// <summary>Counts what a search finds, and what there is of it by field.</summary>
        public async Task<SearchSummary> CountClipsAsync(ClipQuery query, IReadOnlyCollection<string> shows, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(query);
            await library.MakeSearchableAsync(cancellationToken);
            return await library.ReadAsync(async tx =>
            {
                var finder = await ClipFinder.BeginAsync(tx, query, cancellationToken);
                var count = new FacetCount();
                foreach (var show in Asked(query, shows)) await count.AddAsync(finder, show, cancellationToken);
                return count.Summary;
            }, cancellationToken);
        }

        private async Task MakeSearchableAsync(CancellationToken cancellationToken)
        {
            if (!await library.ReadAsync(tx => tx.IsSearchableAsync(cancellationToken), cancellationToken))
                await library.WriteAsync(tx => tx.RemakeSearchAsync(cancellationToken), cancellationToken);
        }
    }

    /// <summary>Of the shows that may be seen those that the query does not rule out by name.</summary>
    private static IEnumerable<string> Asked(ClipQuery query, IReadOnlyCollection<string> shows)
    {
        var named = query.Terms.OfType<SearchTerm.Of>().Where(term => term is { IsNot: false, Field.Name: "show" } && term.Values.All(value => value is FieldValue.Exactly)).ToList();
        return shows.Distinct(StringComparer.Ordinal)
            .Where(show => named.TrueForAll(term => term.Values.Any(value => value is FieldValue.Exactly exactly && exactly.Key == SearchText.Key(show)))).Order(StringComparer.Ordinal);
    }
}
