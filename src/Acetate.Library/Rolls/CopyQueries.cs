using Acetate.Library.Search;

namespace Acetate.Library.Rolls;

/// <summary>Copies of rolls.</summary>
public static class CopyQueries
{
    private const string Columns = "id, roll_id, tier, store, prefix, place, state, message, files, bytes, generation, written_at, verified_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps a copy as it stands now: a new one, or, with a known id, another state.</summary>
        public async Task PutCopyAsync(RollCopy copy, CancellationToken cancellationToken)
        {
            await tx.PutCopyRowAsync(copy, cancellationToken);
            await tx.FollowCopyAsync(copy.Roll, cancellationToken);
        }

        private Task<int> PutCopyRowAsync(RollCopy copy, CancellationToken cancellationToken) => tx.ExecuteAsync(
            $"""
            INSERT INTO copies ({Columns}) VALUES (@Id, @Roll, @tier, @Store, @Prefix, @Place, @state, @Message, @Files, @Bytes, @Generation, @WrittenAt, @VerifiedAt)
            ON CONFLICT (id) DO UPDATE SET store = excluded.store, prefix = excluded.prefix, place = excluded.place, state = excluded.state,
                message = excluded.message, files = excluded.files, bytes = excluded.bytes, generation = excluded.generation,
                written_at = excluded.written_at, verified_at = excluded.verified_at
            """,
            new
            {
                copy.Id,
                copy.Roll,
                tier = KebabCase.Of(copy.Tier),
                copy.Store,
                copy.Prefix,
                copy.Place,
                state = KebabCase.Of(copy.State),
                copy.Message,
                copy.Files,
                copy.Bytes,
                copy.Generation,
                copy.WrittenAt,
                copy.VerifiedAt,
            },
            cancellationToken);

        /// <summary>The copies of a roll, copy 1 first.</summary>
        public async Task<List<RollCopy>> CopiesAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM copies WHERE roll_id = @roll ORDER BY tier DESC, store", new { roll }, cancellationToken))
            .ConvertAll(row => row.ToCopy());

        /// <summary>The copy of a roll in a tier, or null.</summary>
        public async Task<RollCopy?> CopyAsync(Guid roll, CopyTier tier, CancellationToken cancellationToken) =>
            (await tx.CopiesAsync(roll, cancellationToken)).FirstOrDefault(copy => copy.Tier == tier);

        /// <summary>Where the copies of all rolls lie, and how many in each place.</summary>
        public async Task<List<StoreUse>> StoresOfCopiesAsync(CancellationToken cancellationToken) =>
            (await tx.QueryAsync<UseRow>("SELECT store, tier, COUNT(*) AS copies FROM copies GROUP BY store, tier ORDER BY store, tier", null, cancellationToken))
            .ConvertAll(row => new StoreUse(row.Store, KebabCase.Parse<CopyTier>(row.Tier), row.Copies));

        /// <summary>The copies of one tier in a store, as copies name it.</summary>
        public async Task<List<RollCopy>> CopiesInAsync(string store, CopyTier tier, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM copies WHERE store = @store AND tier = @tier ORDER BY prefix, id", new { store, tier = KebabCase.Of(tier) }, cancellationToken))
            .ConvertAll(row => row.ToCopy());

        /// <summary>The folders in a store that hold copies whose bytes arrived.</summary>
        public Task<List<string>> PrefixesInAsync(string store, CancellationToken cancellationToken) =>
            tx.QueryAsync<string>("SELECT prefix FROM copies WHERE store = @store AND state IN ('written', 'verified') ORDER BY prefix", new { store }, cancellationToken);

        /// <summary>The copies of all rolls of a shoot day.</summary>
        public async Task<ILookup<Guid, RollCopy>> CopiesOnDayAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                "SELECT c.* FROM copies c JOIN rolls r ON r.id = c.roll_id WHERE r.show = @show AND r.shoot_day = @day ORDER BY c.tier DESC, c.store",
                new { show, day }, cancellationToken)).Select(row => row.ToCopy()).ToLookup(copy => copy.Roll);
    }

    private sealed class UseRow
    {
        public string Store { get; set; } = "";
        public string Tier { get; set; } = "";
        public long Copies { get; set; }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid RollId { get; set; }
        public string Tier { get; set; } = "";
        public string Store { get; set; } = "";
        public string Prefix { get; set; } = "";
        public string Place { get; set; } = "";
        public string State { get; set; } = "";
        public string Message { get; set; } = "";
        public long Files { get; set; }
        public long Bytes { get; set; }
        public int? Generation { get; set; }
        public DateTimeOffset? WrittenAt { get; set; }
        public DateTimeOffset? VerifiedAt { get; set; }

        public RollCopy ToCopy() => new()
        {
            Id = Id,
            Roll = RollId,
            Tier = KebabCase.Parse<CopyTier>(Tier),
            Store = Store,
            Prefix = Prefix,
            Place = Place,
            State = KebabCase.Parse<CopyState>(State),
            Message = Message,
            Files = Files,
            Bytes = Bytes,
            Generation = Generation,
            WrittenAt = WrittenAt,
            VerifiedAt = VerifiedAt,
        };
    }
}

/// <summary>A store in which copies of rolls lie.</summary>
/// <param name="Store">Its address, as the copies name it.</param>
/// <param name="Tier">Which copies.</param>
/// <param name="Copies">How many.</param>
public sealed record StoreUse(string Store, CopyTier Tier, long Copies);
