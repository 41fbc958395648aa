using System.Collections.Immutable;
using Acetate.Library.Clips;
using Acetate.Library.Database;
using Acetate.Library.Rolls;

namespace Acetate.Library.Search;

/// <summary>Keeps what is searched beside the clips, in the transaction that changes them.</summary>
internal static class SearchIndex
{
    private const string Columns = "id, roll_id, name, kind, reel, files, frames, rate, timecode_start, timecode_end, width, height, codec, camera, state, facts, problems, proxy_state";

    private const string RollColumns =
        """
        r.id, r.show, r.name, r.kind, r.shoot_day, r.unit, r.episode, r.tags, CASE WHEN r.hold_reason IS NULL THEN 0 ELSE 1 END = 1 AS held,
        EXISTS (SELECT 1 FROM copies a WHERE a.roll_id = r.id AND a.tier = 'archive' AND a.state = 'verified') AS archived
        """;

    private static readonly string Put =
        $$"""
        INSERT INTO clip_search (clip_id, roll_id, {{string.Join(", ", SearchRow.Columns.Select(c => c.Name))}})
        SELECT c.id, c.roll_id, {{string.Join(", ", SearchRow.Columns.Select(c => $"v.{c.Name}"))}} FROM {rows} JOIN clips c ON c.roll_id = v.of_roll AND c.name = v.of_name WHERE true
        ON CONFLICT (clip_id) DO UPDATE SET {{string.Join(", ", SearchRow.Columns.Select(c => $"{c.Name} = excluded.{c.Name}"))}}
        """;

    private static readonly BulkColumn<SearchRow>[] PutColumns =
        [new("of_roll", BulkKind.Id, r => r.Clip.Roll), new("of_name", BulkKind.Text, r => r.Clip.Name), .. SearchRow.Columns];

    private const string Changed = "FROM {rows} JOIN clips c ON c.roll_id = v.of_roll AND c.name = v.of_name JOIN clip_search s ON s.clip_id = c.id WHERE s.text <> v.text";

    private static readonly BulkColumn<SearchRow>[] ChangedColumns = [.. PutColumns.Where(c => c.Name is "of_roll" or "of_name" or "text")];

    extension(LibraryTransaction tx)
    {
        /// <summary>Makes clips that were just kept searchable. Their own ids do not count: roll and name say which they are.</summary>
        public async Task PutSearchRowsAsync(IReadOnlyCollection<Clip> clips, CancellationToken cancellationToken)
        {
            var rolls = new Dictionary<Guid, SearchRow.RollFacts>();
            foreach (var id in clips.Select(clip => clip.Roll).Distinct())
                if (await tx.FirstOrDefaultAsync<SearchRow.RollFacts>($"SELECT {RollColumns} FROM rolls r WHERE r.id = @id", new { id }, cancellationToken) is { } roll) rolls[id] = roll;
            SearchRow[] rows = [.. clips.Where(clip => rolls.ContainsKey(clip.Roll)).Select(clip => new SearchRow { Clip = clip, Roll = rolls[clip.Roll] })];
            if (tx.IsPostgres)
            {
                await tx.BulkAsync(Put, rows, PutColumns, cancellationToken);
                return;
            }

            var last = await tx.ScalarAsync<long?>("SELECT MAX(number) FROM clip_search", null, cancellationToken) ?? 0;
            await tx.BulkAsync($"INSERT INTO clip_parts (clip_parts, rowid, text) SELECT 'delete', s.number, s.text {Changed}", rows, ChangedColumns, cancellationToken);
            await tx.BulkAsync($"DELETE FROM clip_search WHERE number IN (SELECT s.number {Changed})", rows, ChangedColumns, cancellationToken);
            await tx.BulkAsync(Put, rows, PutColumns, cancellationToken);
            await tx.ExecuteAsync("INSERT INTO clip_parts (rowid, text) SELECT number, text FROM clip_search WHERE number > @last", new { last }, cancellationToken);
        }

        /// <summary>Follows a roll that was just changed: its clips are found by what it is called now, and by whether it is held.</summary>
        public async Task FollowRollAsync(Roll before, Roll roll, CancellationToken cancellationToken)
        {
            if (Called(before) != Called(roll))
                await tx.PutSearchRowsAsync((await tx.QueryAsync<Row>($"SELECT {Columns} FROM clips WHERE roll_id = @Id", new { roll.Id }, cancellationToken)).ConvertAll(row => row.ToClip()), cancellationToken);
            else if (before.Hold is null != roll.Hold is null)
                await tx.ExecuteAsync("UPDATE clip_search SET held = @held WHERE roll_id = @Id", new { roll.Id, held = roll.Hold is null ? 0 : 1 }, cancellationToken);

            static string Called(Roll roll) => LibraryJson.Write(new { roll.Name, roll.Kind, roll.ShootDay, roll.Unit, roll.Episode, Tags = roll.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal) });
        }

        /// <summary>Forgets the parts of a roll's clips before they are removed; their rows go with them.</summary>
        public async Task ForgetRollAsync(Guid roll, CancellationToken cancellationToken)
        {
            if (!tx.IsPostgres) await tx.ExecuteAsync("INSERT INTO clip_parts (clip_parts, rowid, text) SELECT 'delete', number, text FROM clip_search WHERE roll_id = @roll", new { roll }, cancellationToken);
        }

        /// <summary>Follows a copy of a roll that was just changed.</summary>
        public Task FollowCopyAsync(Guid roll, CancellationToken cancellationToken) => tx.ExecuteAsync(
            """
            UPDATE clip_search SET archived = 1 - archived WHERE roll_id = @roll AND archived <>
                (SELECT COUNT(*) FROM (SELECT 1 FROM copies a WHERE a.roll_id = @roll AND a.tier = 'archive' AND a.state = 'verified' LIMIT 1) AS one)
            """, new { roll }, cancellationToken);

        /// <summary>Whether everything is searchable by this program's folding.</summary>
        public async Task<bool> IsSearchableAsync(CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long?>("SELECT MAX(version) FROM clip_search_folding", null, cancellationToken) == SearchText.FoldVersion;

        /// <summary>Makes all clips searchable anew.</summary>
        public async Task RemakeSearchAsync(CancellationToken cancellationToken)
        {
            const int Page = 5000;
            var rolls = (await tx.QueryAsync<SearchRow.RollFacts>($"SELECT {RollColumns} FROM rolls r", null, cancellationToken)).ToDictionary(roll => roll.Id);
            await tx.ExecuteAsync("DELETE FROM clip_search", null, cancellationToken);
            for (var after = Guid.Empty; ;)
            {
                var rows = await tx.QueryAsync<Row>($"SELECT {Columns} FROM clips WHERE id > @after ORDER BY id LIMIT @Page", new { after, Page }, cancellationToken);
                await tx.BulkAsync(Put, rows.Select(row => row.ToClip()).Select(clip => new SearchRow { Clip = clip, Roll = rolls[clip.Roll] }), PutColumns, cancellationToken);
                if (rows.Count < Page) break;
                after = rows[^1].Id;
            }

            if (!tx.IsPostgres) await tx.ExecuteAsync("INSERT INTO clip_parts (clip_parts) VALUES ('rebuild')", null, cancellationToken);
            await tx.ExecuteAsync("DELETE FROM clip_search_folding", null, cancellationToken);
            await tx.ExecuteAsync("INSERT INTO clip_search_folding (version) VALUES (@FoldVersion)", new { SearchText.FoldVersion }, cancellationToken);
        }
    }

    /// <summary>What of a clip is searched; its inspection, some kilobytes, is not read.</summary>
    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid RollId { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Reel { get; set; } = "";
        public string Files { get; set; } = "[]";
        public long? Frames { get; set; }
        public string Rate { get; set; } = "";
        public string TimecodeStart { get; set; } = "";
        public string TimecodeEnd { get; set; } = "";
        public int? Width { get; set; }
        public int? Height { get; set; }
        public string Codec { get; set; } = "";
        public string Camera { get; set; } = "";
        public string State { get; set; } = "";
        public string Facts { get; set; } = "[]";
        public string Problems { get; set; } = "[]";
        public string ProxyState { get; set; } = "";

        public Clip ToClip() => new()
        {
            Id = Id,
            Roll = RollId,
            Name = Name,
            Kind = Kind,
            Reel = Reel,
            Files = LibraryJson.Read<ImmutableArray<string>>(Files),
            Frames = Frames,
            Rate = Rate,
            TimecodeStart = TimecodeStart,
            TimecodeEnd = TimecodeEnd,
            Width = Width,
            Height = Height,
            Codec = Codec,
            Camera = Camera,
            State = KebabCase.Parse<ClipState>(State),
            Facts = LibraryJson.Read<ImmutableArray<ClipFact>>(Facts),
            Problems = LibraryJson.Read<ImmutableArray<string>>(Problems),
            ProxyState = KebabCase.Parse<ProxyState>(ProxyState),
        };
    }
}
