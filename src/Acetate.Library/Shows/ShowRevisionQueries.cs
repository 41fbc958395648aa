using System.Text.Json;
using Acetate.Library.Events;
using Acetate.Library.Usage;

namespace Acetate.Library.Shows;

/// <summary>Changes of shows: who changed which field when, and the way back.</summary>
public static class ShowRevisionQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Changes a show, unless somebody else changed the same field since the author looked.</summary>
        /// <param name="name">The show.</param>
        /// <param name="wish">What it is to be.</param>
        /// <param name="author">Who wants it.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <exception cref="LibraryException">There is no such show, it never had that version, or the settings are not valid.</exception>
        public async Task<ShowChangeOutcome> ChangeShowAsync(string name, ShowWish wish, string author, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(wish);
            var now = await tx.RequireShowAsync(name, cancellationToken);
            var seen = wish.Version is { } version && version != now.Version ? await tx.ShowAtAsync(now, version, cancellationToken) : now;
            return await tx.ApplyAsync(now, seen, seen with { Title = wish.Title ?? seen.Title, Settings = wish.Settings ?? seen.Settings }, author, cancellationToken);
        }

        /// <summary>Brings the fields that a change touched back to what they were; that is a new change. Fields that were changed again since are a conflict.</summary>
        /// <exception cref="LibraryException">There is no such show or change, or what stood there is not valid any more.</exception>
        public async Task<ShowChangeOutcome> RevertShowAsync(string name, long version, string author, CancellationToken cancellationToken)
        {
            var now = await tx.RequireShowAsync(name, cancellationToken);
            var row = await tx.FirstOrDefaultAsync<Row>("SELECT * FROM show_revisions WHERE show = @Name AND version = @version", new { now.Name, version }, cancellationToken)
                ?? throw new LibraryException(LibraryProblem.NotFound, $"The show {now.Name} has no change {version}. Its changes are listed on its page.");
            return await tx.ApplyAsync(now, Kept.Of(row.After, now), Kept.Of(row.Before, now), author, cancellationToken);
        }

        /// <summary>Changes of a show before a version, the last first.</summary>
        public async Task<List<ShowRevision>> ShowRevisionsAsync(string show, long before, int limit, CancellationToken cancellationToken)
        {
            var there = await tx.RequireShowAsync(show, cancellationToken);
            return (await tx.QueryAsync<Row>(
                "SELECT * FROM show_revisions WHERE show = @Name AND version < @before ORDER BY version DESC LIMIT @limit", new { there.Name, before, limit }, cancellationToken)).ConvertAll(row => row.ToRevision(there));
        }

        private async Task<Show> ShowAtAsync(Show now, long version, CancellationToken cancellationToken)
        {
            var next = await tx.FirstOrDefaultAsync<Row>("SELECT * FROM show_revisions WHERE show = @Name AND version = @next", new { now.Name, next = version + 1 }, cancellationToken)
                ?? throw new LibraryException(LibraryProblem.Settings, $"The show {now.Name} has version {now.Version} and never had {version}. Read the show again.");
            return Kept.Of(next.Before, now);
        }

        // Three states: what the author saw, what they want, and what stands there now.
        private async Task<ShowChangeOutcome> ApplyAsync(Show now, Show seen, Show wanted, string author, CancellationToken cancellationToken)
        {
            var (theirs, before, yours) = (ShowFields.Of(now), ShowFields.Of(seen), ShowFields.Of(wanted));
            var apart = ShowFields.Different(theirs, yours);
            var changed = ShowFields.Different(before, yours).Where(apart.Contains).ToList();
            if (changed.Count == 0) return new ShowChangeOutcome.Unchanged(now);
            var moved = ShowFields.Different(before, theirs);
            if (changed.Find(moved.Contains) is { } both)
            {
                var last = (await tx.ShowRevisionsAsync(now.Name, long.MaxValue, 1000, cancellationToken)).Find(one => one.Fields.Any(field => field.Field == both));
                return new ShowChangeOutcome.Conflicting(now.Version, both, ShowFields.Shown(theirs.GetValueOrDefault(both)), ShowFields.Shown(yours.GetValueOrDefault(both)), last?.Author ?? "", last?.At);
            }

            var next = ShowFields.With(now, changed.Select(field => (field, yours.GetValueOrDefault(field)))) with { Version = now.Version + 1 };
            await tx.PutShowAsync(next, cancellationToken);
            await tx.ExecuteAsync(
                "INSERT INTO show_revisions (show, version, before, after, author, at) VALUES (@Name, @Version, @before, @after, @author, @at)",
                new { next.Name, next.Version, before = Kept.From(now), after = Kept.From(next), author, at = tx.Now }, cancellationToken);
            await tx.AppendEventAsync(new()
            {
                At = tx.Now,
                Kind = "show.changed",
                Actor = author,
                Message = $"{author} changed the settings of {next.Name}: {string.Join(", ", changed)}.",
                Show = next.Name,
                Data = JsonSerializer.SerializeToElement(new { version = next.Version, fields = changed }),
            }, cancellationToken);
            // What the budget held goes on at once when it was raised.
            if (now.Settings.Budget != next.Settings.Budget) await tx.SettleBudgetAsync(next.Name, cancellationToken);
            return new ShowChangeOutcome.Kept(next);
        }
    }

    /// <summary>A title and settings as they are kept.</summary>
    private sealed record Kept(string Title, ShowSettings Settings)
    {
        public static string From(Show show) => LibraryJson.Write(new Kept(show.Title, show.Settings));

        public static Show Of(string text, Show show) => LibraryJson.Read<Kept>(text) is { } kept ? show with { Title = kept.Title, Settings = kept.Settings } : show;
    }

    private sealed class Row
    {
        public string Show { get; set; } = "";
        public long Version { get; set; }
        public string Before { get; set; } = "";
        public string After { get; set; } = "";
        public string Author { get; set; } = "";
        public DateTimeOffset At { get; set; }

        public ShowRevision ToRevision(Show show)
        {
            var (before, after) = (ShowFields.Of(Kept.Of(Before, show)), ShowFields.Of(Kept.Of(After, show)));
            return new()
            {
                Version = Version,
                Author = Author,
                At = At,
                Fields = [.. ShowFields.Different(before, after).Select(field => new ShowFieldChange(field, ShowFields.Shown(before.GetValueOrDefault(field)), ShowFields.Shown(after.GetValueOrDefault(field))))],
            };
        }
    }
}
