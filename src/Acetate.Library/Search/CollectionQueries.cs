namespace Acetate.Library.Search;

/// <summary>Smart collections in the library.</summary>
public static class CollectionQueries
{
    private const string Columns = "id, show, owner_id AS owner, name, query, sorting AS sort, created_by, created_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>The collections of some shows, and those of a person, by name.</summary>
        public async Task<List<SmartCollection>> SmartCollectionsAsync(IReadOnlyCollection<string> shows, Guid? owner, CancellationToken cancellationToken)
        {
            // Few hundred at most; the shows are held against what may be seen here, not in a statement of unknown length.
            var seen = shows.ToHashSet(StringComparer.Ordinal);
            return (await tx.QueryAsync<Row>($"SELECT {Columns} FROM smart_collections WHERE show IS NOT NULL OR owner_id = @owner ORDER BY name_key, id", new { owner }, cancellationToken))
                .Where(row => row.Show is null || seen.Contains(row.Show)).Select(row => row.ToCollection()).ToList();
        }

        /// <summary>The collection, or null.</summary>
        public async Task<SmartCollection?> SmartCollectionAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM smart_collections WHERE id = @id", new { id }, cancellationToken))?.ToCollection();

        /// <summary>Keeps a collection: a new one, or, with a known id, its new name, search and order.</summary>
        /// <exception cref="LibraryException">The show or the person has another one of this name.</exception>
        public async Task PutSmartCollectionAsync(SmartCollection collection, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(collection);
            var key = SearchText.Key(collection.Name);
            if (await tx.ScalarAsync<string>(
                    $"SELECT name FROM smart_collections WHERE {(collection.Show is null ? "owner_id = @Owner" : "show = @Show")} AND name_key = @key AND id <> @Id",
                    new { collection.Owner, collection.Show, key, collection.Id }, cancellationToken) is { } other)
                throw new LibraryException(LibraryProblem.Conflict, $"There is a collection '{other}' already. Choose another name, or change that one.");
            await tx.ExecuteAsync(
                """
                INSERT INTO smart_collections (id, show, owner_id, name, name_key, query, sorting, created_by, created_at) VALUES (@Id, @Show, @Owner, @Name, @key, @Query, @Sort, @CreatedBy, @CreatedAt)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, query = excluded.query, sorting = excluded.sorting
                """,
                new { collection.Id, collection.Show, collection.Owner, collection.Name, key, collection.Query, collection.Sort, collection.CreatedBy, collection.CreatedAt }, cancellationToken);
        }

        /// <summary>Removes a collection; the clips stay. Whether there was one.</summary>
        public async Task<bool> RemoveSmartCollectionAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync("DELETE FROM smart_collections WHERE id = @id", new { id }, cancellationToken) > 0;
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string? Show { get; set; }
        public Guid? Owner { get; set; }
        public string Name { get; set; } = "";
        public string Query { get; set; } = "";
        public string Sort { get; set; } = "";
        public string CreatedBy { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }

        public SmartCollection ToCollection() => new() { Id = Id, Show = Show, Owner = Owner, Name = Name, Query = Query, Sort = Sort, CreatedBy = CreatedBy, CreatedAt = CreatedAt };
    }
}
