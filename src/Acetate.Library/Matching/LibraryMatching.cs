namespace Acetate.Library.Matching;

/// <summary>Matching against the library: only the clips that a cut's names bring up are read, however large the library is.</summary>
public static class LibraryMatching
{
    extension(MediaLibrary library)
    {
        /// <summary>Matches a cut against a show's footage, with what people decided before.</summary>
        /// <param name="show">The show.</param>
        /// <param name="events">What the cut says.</param>
        /// <param name="matcher">The matcher, with its rules.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <remarks>Nothing is written, except that a library of an earlier program gets its keys once.</remarks>
        public async Task<MatchResult> MatchAsync(string show, IReadOnlyList<EventClaim> events, ClipMatcher matcher, CancellationToken cancellationToken)
        {
            if (!await library.ReadAsync(tx => tx.HasClipKeysAsync(cancellationToken), cancellationToken))
                await library.WriteAsync(tx => tx.RemakeClipKeysAsync(cancellationToken), cancellationToken);
            var (run, index, decisions) = await library.ReadAsync(async tx =>
            {
                var most = matcher.Rules.Document.MostClips;
                var search = await ClipSearch.BeginAsync(tx, show, most, cancellationToken);
                var run = new MatchRun(matcher.Rules, events);
                await search.AddAsync(run.First(), cancellationToken);
                run.Begin(ClipIndex.Of(search.Clips));
                await search.AddAsync(run.Second(), cancellationToken);
                var decided = await tx.MatchDecisionsAsync(show, cancellationToken);
                var keys = events.Select(MatchDecision.KeyOf).ToHashSet(StringComparer.Ordinal);
                var held = decided.Where(d => keys.Contains(d.Names)).ToList();
                await search.AddAsync(held.Select(d => d.Clip).OfType<Guid>(), cancellationToken);
                return (run, ClipIndex.Of(search.Clips), held);
            }, cancellationToken);
            return run.End(index, decisions);
        }
    }
}
