namespace Acetate.Library.Shows;

/// <summary>Shows in the library.</summary>
public static class ShowQueries
{
    private const string Columns = "name, title, settings, created_at, version";

    extension(LibraryTransaction tx)
    {
        /// <summary>The show of this name, in whatever case, or null.</summary>
        public async Task<Show?> ShowAsync(string name, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM shows WHERE lower(name) = lower(@name)", new { name }, cancellationToken))?.ToShow();

        /// <summary>The show of this name; throws <see cref="LibraryProblem.NotFound"/> when there is none.</summary>
        public async Task<Show> RequireShowAsync(string name, CancellationToken cancellationToken) =>
            await tx.ShowAsync(name, cancellationToken)
                ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no show '{name}' in the library. Create it first, or check the name.");

        /// <summary>All shows by name.</summary>
        public async Task<List<Show>> ShowsAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM shows ORDER BY name", null, cancellationToken)).ConvertAll(row => row.ToShow());

        /// <summary>Adds a show. A name that differs from another show's only by case is taken.</summary>
        /// <exception cref="LibraryException">The name or the settings are not valid, or the name is taken.</exception>
        public async Task<Show> AddShowAsync(Show show, CancellationToken cancellationToken)
        {
            Check(show);
            if (await tx.ShowAsync(show.Name, cancellationToken) is { } other)
                throw new LibraryException(LibraryProblem.Conflict, $"There is a show '{other.Name}' already. Choose another name.");
            show = show with { CreatedAt = show.CreatedAt == default ? tx.Now : show.CreatedAt, Version = 1 };
            await tx.ExecuteAsync(
                $"INSERT INTO shows ({Columns}) VALUES (@Name, @Title, @settings, @CreatedAt, 1)",
                new { show.Name, show.Title, settings = LibraryJson.Write(show.Settings), show.CreatedAt }, cancellationToken);
            return show;
        }

        /// <summary>Writes a show's title, settings and version over what stands there.</summary>
        internal async Task PutShowAsync(Show show, CancellationToken cancellationToken)
        {
            Check(show);
            await tx.ExecuteAsync(
                "UPDATE shows SET title = @Title, settings = @settings, version = @Version WHERE name = @Name",
                new { show.Name, show.Title, settings = LibraryJson.Write(show.Settings), show.Version }, cancellationToken);
        }
    }

    private static void Check(Show show)
    {
        if (Show.WhyNotName(show.Name) is { } reason) throw new LibraryException(LibraryProblem.Settings, reason);
        if (show.Settings.Problems().FirstOrDefault() is { } problem) throw new LibraryException(LibraryProblem.Settings, problem);
    }

    private sealed class Row
    {
        public string Name { get; set; } = "";
        public string Title { get; set; } = "";
        public string Settings { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public long Version { get; set; }

        public Show ToShow() => new() { Name = Name, Title = Title, Settings = LibraryJson.Read<ShowSettings>(Settings), CreatedAt = CreatedAt, Version = Version };
    }
}
