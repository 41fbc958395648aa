using System.Security.Cryptography;

namespace Acetate.Library.Matching;

/// <summary>Cuts that people handed in.</summary>
public static class CutQueries
{
    private const string Columns = "id, show, name, rate, timeline, events, length, sha256, kept_by, kept_at, removed_by, removed_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a cut. The same file, read in the same way, is kept once: handed in again, it is on the list again.</summary>
        /// <param name="show">The show, as the library writes it.</param>
        /// <param name="name">The file's name.</param>
        /// <param name="rate">The rate that was said for it as a ratio; empty for none.</param>
        /// <param name="timeline">Which cut of the file; empty for the first.</param>
        /// <param name="events">How many picture events it has.</param>
        /// <param name="content">The file.</param>
        /// <param name="by">Who hands it in.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <returns>The cut, and whether it was not kept before.</returns>
        public async Task<(KeptCut Cut, bool IsNew)> KeepCutAsync(string show, string name, string rate, string timeline, int events, byte[] content, string by, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(content);
            var fresh = new { id = Guid.CreateVersion7(tx.Now), show, name, rate, timeline, events, length = (long)content.Length, sha256 = Convert.ToHexStringLower(SHA256.HashData(content)), content, by, at = tx.Now };
            var isNew = await tx.ExecuteAsync(
                $"INSERT INTO cuts ({Columns}, content) VALUES (@id, @show, @name, @rate, @timeline, @events, @length, @sha256, @by, @at, NULL, NULL, @content) ON CONFLICT DO NOTHING", fresh, cancellationToken) > 0;
            const string same = "show = @show AND name = @name AND sha256 = @sha256 AND rate = @rate AND timeline = @timeline";
            await tx.ExecuteAsync($"UPDATE cuts SET removed_by = NULL, removed_at = NULL WHERE {same}", fresh, cancellationToken);
            var kept = await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM cuts WHERE {same}", fresh, cancellationToken);
            return (kept?.ToCut() ?? throw new InvalidOperationException("The cut that was kept is not there."), isNew);
        }

        /// <summary>The cuts of a show that nobody took off the list, the newest first.</summary>
        public async Task<List<KeptCut>> CutsAsync(string show, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM cuts WHERE show = @show AND removed_at IS NULL ORDER BY kept_at DESC, id DESC", new { show }, cancellationToken)).ConvertAll(row => row.ToCut());

        /// <summary>The cut of this id, on the list or not; null when there is none.</summary>
        public async Task<KeptCut?> CutAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM cuts WHERE id = @id", new { id }, cancellationToken))?.ToCut();

        /// <summary>The cut of this id.</summary>
        /// <exception cref="LibraryException">There is none.</exception>
        public async Task<KeptCut> RequireCutAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.CutAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no cut {id}. Hand the list in again.");

        /// <summary>The file of a cut, as it came.</summary>
        public async Task<byte[]> CutContentAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Content>("SELECT content AS bytes FROM cuts WHERE id = @id", new { id }, cancellationToken))?.Bytes
            ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no cut {id}. Hand the list in again.");

        /// <summary>Takes a cut off the list, or puts it back. Pulls and decisions that were made from it stay.</summary>
        public Task RemoveCutAsync(Guid id, bool isRemoved, string by, CancellationToken cancellationToken) => tx.ExecuteAsync(
            isRemoved ? "UPDATE cuts SET removed_by = @by, removed_at = @at WHERE id = @id AND removed_at IS NULL" : "UPDATE cuts SET removed_by = NULL, removed_at = NULL WHERE id = @id",
            new { id, by, at = tx.Now }, cancellationToken);
    }

    private sealed class Content
    {
        public byte[] Bytes { get; set; } = [];
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string Name { get; set; } = "";
        public string Rate { get; set; } = "";
        public string Timeline { get; set; } = "";
        public int Events { get; set; }
        public long Length { get; set; }
        public string Sha256 { get; set; } = "";
        public string KeptBy { get; set; } = "";
        public DateTimeOffset KeptAt { get; set; }
        public string? RemovedBy { get; set; }
        public DateTimeOffset? RemovedAt { get; set; }

        public KeptCut ToCut() => new()
        {
            Id = Id,
            Show = Show,
            Name = Name,
            Rate = Rate,
            Timeline = Timeline,
            Events = Events,
            Length = Length,
            Sha256 = Sha256,
            KeptBy = KeptBy,
            KeptAt = KeptAt,
            RemovedBy = RemovedBy,
            RemovedAt = RemovedAt,
        };
    }
}
