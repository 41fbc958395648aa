using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Matching.Names;
using Acetate.Timing;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace Acetate.Library.Matching;

/// <summary>Gathers the clips of a show that lookups find, each once.</summary>
/// <remarks>PostgreSQL answers thousands of lookups in one statement; SQLite answers each in microseconds, prepared.</remarks>
internal sealed class ClipSearch
{
    /// <summary>Sorts after every letter, in bytes.</summary>
    private const string AfterAll = "\U0010FFFF";

    private const string ClipColumns = "c.id, c.roll_id, c.name, c.reel, c.files, c.rate, c.timecode_start, c.frames, c.width, c.height";

    private readonly LibraryTransaction tx;
    private readonly int most;
    private readonly Dictionary<Guid, FilmedRoll> rolls;
    private readonly ILookup<string, FilmedRoll> rollsByKey;
    private readonly Dictionary<Guid, FilmedClip> clips = [];
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FrameRate> rates = new(StringComparer.Ordinal);

    private ClipSearch(LibraryTransaction tx, int most, List<FilmedRoll> all)
    {
        (this.tx, this.most) = (tx, most);
        rolls = all.ToDictionary(r => r.Id);
        rollsByKey = all.ToLookup(r => LetterKey.Folded(LetterKey.Of(r.Name)), StringComparer.Ordinal);
    }

    /// <summary>What was found so far.</summary>
    public IEnumerable<FilmedClip> Clips => clips.Values;

    public static async Task<ClipSearch> BeginAsync(LibraryTransaction tx, string show, int most, CancellationToken cancellationToken) =>
        new(tx, most, (await tx.QueryAsync<RollRow>("SELECT id, name, shoot_day, unit FROM rolls WHERE show = @show", new { show }, cancellationToken))
            .ConvertAll(r => new FilmedRoll(r.Id, r.Name, r.ShootDay, r.Unit)));

    /// <summary>Adds what lookups find.</summary>
    public async Task AddAsync(ClipLookup lookup, CancellationToken cancellationToken)
    {
        var ranges = lookup.Names.Select(n => (From: n, To: n))
            .Concat(lookup.Beginnings.Select(b => (From: b, To: b + AfterAll)))
            .Concat(lookup.Umids.Select(u => (From: ClipKeys.OfUmid(u), To: ClipKeys.OfUmid(u))))
            .Where(r => asked.Add($"{r.From}\0{r.To}")).ToList();
        var found = new Dictionary<Guid, string>();
        if (tx.IsPostgres) await FindAsync(ranges, found, cancellationToken);
        else await tx.GuardAsync(() => Task.FromResult(Find(ranges, found, cancellationToken)));
        foreach (var roll in lookup.Rolls.SelectMany(key => rollsByKey[key]))
            if (asked.Add($"roll {roll.Id}"))
                foreach (var id in await tx.QueryAsync<Guid>("SELECT id FROM clips WHERE roll_id = @id ORDER BY name LIMIT @most", new { id = roll.Id, most }, cancellationToken)) found.TryAdd(id, "");
        await AddAsync(found.Keys, cancellationToken);
        foreach (var (id, umid) in found)
            if (umid.Length > 0 && clips.TryGetValue(id, out var clip)) clips[id] = clip with { Umid = umid };
    }

    /// <summary>Adds clips by their ids; those of other shows and those that are sound are left out.</summary>
    public async Task AddAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Where(id => !clips.ContainsKey(id)).Distinct().Chunk(5000))
        {
            if (!tx.IsPostgres)
            {
                await tx.GuardAsync(() => Task.FromResult(Read(chunk, cancellationToken)));
                continue;
            }

            foreach (var row in await tx.QueryAsync<ClipRow>($"SELECT {ClipColumns} FROM clips c WHERE c.id = ANY(@chunk) AND c.kind <> 'sound'", new { chunk }, cancellationToken)) Add(row);
        }
    }

    private void Add(ClipRow row)
    {
        if (!rolls.TryGetValue(row.RollId, out var roll)) return;
        if (!rates.TryGetValue(row.Rate, out var rate)) rates[row.Rate] = rate = FrameRate.TryParse(row.Rate, out var read) ? read : default;
        clips[row.Id] = new FilmedClip
        {
            Id = row.Id,
            Name = row.Name,
            Roll = roll,
            Reel = row.Reel,
            Files = row.Files == "[]" ? [] : ClipKeys.FileNames(row.Name, LibraryJson.Read<ImmutableArray<string>>(row.Files)),
            Start = rate.IsSet && Timecode.TryParse(row.TimecodeStart, rate, out var start) ? start : default,
            Frames = row.Frames,
            Width = row.Width,
            Height = row.Height,
        };
    }

    private async Task FindAsync(List<(string From, string To)> ranges, Dictionary<Guid, string> found, CancellationToken cancellationToken)
    {
        foreach (var chunk in ranges.Chunk(20_000))
            await tx.GuardAsync(async () =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    SELECT k.clip_id, k.key FROM unnest(@from, @to) AS q (low, high)
                    CROSS JOIN LATERAL (SELECT key, clip_id FROM clip_keys WHERE key >= q.low COLLATE "C" AND key <= q.high COLLATE "C" ORDER BY key, clip_id LIMIT @most) k
                    """,
                    (NpgsqlConnection)tx.Connection, (NpgsqlTransaction?)tx.Transaction);
                command.Parameters.AddWithValue("from", chunk.Select(r => r.From).ToArray());
                command.Parameters.AddWithValue("to", chunk.Select(r => r.To).ToArray());
                command.Parameters.AddWithValue("most", most + 1);
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken)) Found(found, reader.GetGuid(0), reader.GetString(1));
                return true;
            });
    }

    // Straight to SQLite's own interface: thousands of small questions, and the driver would take longer than the answers.
    private bool Find(List<(string From, string To)> ranges, Dictionary<Guid, string> found, CancellationToken cancellationToken)
    {
        using var statement = Prepare("SELECT clip_id, key FROM clip_keys WHERE key >= ?1 AND key <= ?2 ORDER BY key, clip_id LIMIT ?3");
        Check(raw.sqlite3_bind_int(statement, 3, most + 1));
        foreach (var (from, to) in ranges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(raw.sqlite3_bind_text(statement, 1, from));
            Check(raw.sqlite3_bind_text(statement, 2, to));
            while (Step(statement)) Found(found, IdAt(statement, 0), raw.sqlite3_column_text(statement, 1).utf8_to_string());
            Check(raw.sqlite3_reset(statement));
        }

        return true;
    }

    private bool Read(Guid[] ids, CancellationToken cancellationToken)
    {
        using var statement = Prepare($"SELECT {ClipColumns} FROM clips c WHERE c.id = ?1 AND c.kind <> 'sound'");
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Check(raw.sqlite3_bind_text(statement, 1, id.ToString("D", CultureInfo.InvariantCulture)));
            if (Step(statement))
                Add(new ClipRow
                {
                    Id = id,
                    RollId = IdAt(statement, 1),
                    Name = TextAt(statement, 2),
                    Reel = TextAt(statement, 3),
                    Files = TextAt(statement, 4),
                    Rate = TextAt(statement, 5),
                    TimecodeStart = TextAt(statement, 6),
                    Frames = NumberAt(statement, 7),
                    Width = (int?)NumberAt(statement, 8),
                    Height = (int?)NumberAt(statement, 9),
                });
            Check(raw.sqlite3_reset(statement));
        }

        return true;
    }

    private static void Found(Dictionary<Guid, string> found, Guid id, string key)
    {
        var umid = ClipKeys.UmidIn(key);
        if (!found.TryGetValue(id, out var known) || known.Length == 0) found[id] = umid;
    }

    private sqlite3 Database => ((SqliteConnection)tx.Connection).Handle!;

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Database, sql, out var statement));
        return statement;
    }

    private bool Step(sqlite3_stmt statement)
    {
        var answer = raw.sqlite3_step(statement);
        if (answer is not (raw.SQLITE_ROW or raw.SQLITE_DONE)) Check(answer);
        return answer == raw.SQLITE_ROW;
    }

    private void Check(int answer) => SqliteException.ThrowExceptionForRC(answer, Database);

    private static Guid IdAt(sqlite3_stmt statement, int column) =>
        Guid.TryParseExact(TextAt(statement, column), "D", out var id) ? id : throw new System.Data.DataException("a clip's id that is none");

    private static string TextAt(sqlite3_stmt statement, int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    private static long? NumberAt(sqlite3_stmt statement, int column) =>
        raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL ? null : raw.sqlite3_column_int64(statement, column);

    private sealed class RollRow
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public DateOnly ShootDay { get; set; }
        public string Unit { get; set; } = "";
    }

    private sealed class ClipRow
    {
        public Guid Id { get; set; }
        public Guid RollId { get; set; }
        public string Name { get; set; } = "";
        public string Reel { get; set; } = "";
        public string Files { get; set; } = "[]";
        public string Rate { get; set; } = "";
        public string TimecodeStart { get; set; } = "";
        public long? Frames { get; set; }
        public int? Width { get; set; }
        public int? Height { get; set; }
    }
}
