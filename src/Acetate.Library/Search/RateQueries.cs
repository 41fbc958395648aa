using Acetate.Library.Shows;
using Acetate.Timing;

namespace Acetate.Library.Search;

/// <summary>At which rate a show counts.</summary>
public static class RateQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The rate that a show's lists are counted at where they do not say it: the one of its settings, else the one that all its clips have.</summary>
        /// <returns>As people say it, such as <c>23.976</c>; null when the show says none, and its clips have several or none.</returns>
        /// <exception cref="LibraryException">There is no such show.</exception>
        public async Task<string?> CountedRateAsync(string show, CancellationToken cancellationToken)
        {
            var known = await tx.RequireShowAsync(show, cancellationToken);
            if (known.Settings.FrameRate.Length > 0) return known.Settings.FrameRate;
            // Both ends of an index, however many clips there are.
            var slowest = await tx.FirstOrDefaultAsync<long?>("SELECT MIN(rate) FROM clip_search WHERE show = @show AND rate > 0", new { show = known.Name }, cancellationToken);
            var fastest = await tx.FirstOrDefaultAsync<long?>("SELECT MAX(rate) FROM clip_search WHERE show = @show AND rate > 0", new { show = known.Name }, cancellationToken);
            return slowest == fastest && FrameRate.Known.FirstOrDefault(rate => FieldReader.Millionths(rate) == slowest) is { IsSet: true } rate ? $"{rate}" : null;
        }
    }
}
