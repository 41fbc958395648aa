using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Database;
using Acetate.Library.Matching;
using Acetate.Library.Search;

namespace Acetate.Library.Clips;

/// <summary>Clips in the library.</summary>
public static class ClipQueries
{
    private const string Columns =
        "id, roll_id, name, kind, reel, files, sidecars, frames, rate, timecode_start, timecode_end, width, height, codec, camera, state, facts, problems, "
        + "inspection, inspected_at, format_card_id, proxy_state, proxy_reason, proxy, proxied_at";

    extension(LibraryTransaction tx)
    {
        /// <summary>Keeps clips as they are now. A clip whose roll and name are known replaces that one and keeps its id, and what people said about it.</summary>
        public async Task PutClipsAsync(IEnumerable<Clip> clips, CancellationToken cancellationToken)
        {
            var all = await tx.WithSaidAsync(clips as IReadOnlyCollection<Clip> ?? [.. clips], cancellationToken);
            await tx.PutClipRowsAsync(all, cancellationToken);
            await tx.PutClipKeysAsync(all, cancellationToken);
            await tx.PutSearchRowsAsync(all, cancellationToken);
        }

        private Task<int> PutClipRowsAsync(IEnumerable<Clip> clips, CancellationToken cancellationToken) => tx.BulkAsync(
            $$"""
            INSERT INTO clips ({{Columns}}) SELECT {{string.Join(", ", Columns.Split(", ").Select(name => $"v.{name}"))}} FROM {rows} WHERE true
            ON CONFLICT (roll_id, name) DO UPDATE SET
                {{string.Join(", ", Columns.Split(", ").Except(["id", "roll_id", "name"]).Select(name => $"{name} = excluded.{name}"))}}
            """,
            clips,
            [
                new("id", BulkKind.Id, c => c.Id), new("roll_id", BulkKind.Id, c => c.Roll), new("name", BulkKind.Text, c => c.Name),
                new("kind", BulkKind.Text, c => c.Kind), new("reel", BulkKind.Text, c => Clean(c.Reel)),
                new("files", BulkKind.Text, c => LibraryJson.Write(c.Files)), new("sidecars", BulkKind.Text, c => LibraryJson.Write(c.Sidecars)), new("frames", BulkKind.Number, c => c.Frames),
                new("rate", BulkKind.Text, c => c.Rate), new("timecode_start", BulkKind.Text, c => c.TimecodeStart),
                new("timecode_end", BulkKind.Text, c => c.TimecodeEnd), new("width", BulkKind.Number, c => c.Width),
                new("height", BulkKind.Number, c => c.Height), new("codec", BulkKind.Text, c => Clean(c.Codec)), new("camera", BulkKind.Text, c => Clean(c.Camera)),
                new("state", BulkKind.Text, c => KebabCase.Of(c.State)), new("facts", BulkKind.Text, c => LibraryJson.Write(c.Facts)),
                new("problems", BulkKind.Text, c => LibraryJson.Write(c.Problems)), new("inspection", BulkKind.Text, c => c.Inspection?.GetRawText()),
                new("inspected_at", BulkKind.Instant, c => c.InspectedAt), new("format_card_id", BulkKind.Id, c => c.FormatCard),
                new("proxy_state", BulkKind.Text, c => KebabCase.Of(c.ProxyState)), new("proxy_reason", BulkKind.Text, c => Clean(c.ProxyReason)),
                new("proxy", BulkKind.Text, c => c.Proxy is null ? null : LibraryJson.Write(c.Proxy)), new("proxied_at", BulkKind.Instant, c => c.ProxiedAt),
            ],
            cancellationToken);

        /// <summary>The clip, or null.</summary>
        public async Task<Clip?> ClipAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM clips WHERE id = @id", new { id }, cancellationToken))?.ToClip();

        /// <summary>The clip of this name in a roll, or null.</summary>
        public async Task<Clip?> ClipAsync(Guid roll, string name, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM clips WHERE roll_id = @roll AND name = @name", new { roll, name }, cancellationToken))?.ToClip();

        /// <summary>The clips of a show with exactly this name, by day; at most 100.</summary>
        public async Task<List<FoundClip>> ClipsNamedAsync(string show, string name, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<FoundRow>(
                "SELECT c.id, c.name, c.roll_id, r.name AS roll_name, r.shoot_day FROM rolls r JOIN clips c ON c.roll_id = r.id AND c.name = @name WHERE r.show = @show ORDER BY r.shoot_day, r.name LIMIT 100",
                new { show, name }, cancellationToken)).ConvertAll(row => new FoundClip(row.Id, row.Name, row.RollId, row.RollName, row.ShootDay));

        /// <summary>Clips of a roll by name, a page at a time.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="after">The name of the last clip of the page before; empty for the first page.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<Clip>> ClipsAsync(Guid roll, string after, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM clips WHERE roll_id = @roll AND name > @after ORDER BY name LIMIT @limit", new { roll, after, limit }, cancellationToken))
            .ConvertAll(row => row.ToClip());

        /// <summary>Clips of a roll by name, from a place in the list on.</summary>
        /// <param name="roll">The roll.</param>
        /// <param name="offset">How many clips stand before the first one wanted.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<Clip>> ClipsFromAsync(Guid roll, int offset, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM clips WHERE roll_id = @roll ORDER BY name LIMIT @limit OFFSET @offset", new { roll, offset, limit }, cancellationToken))
            .ConvertAll(row => row.ToClip());

        /// <summary>How many clips of a roll there are, and how many of them stand before this name.</summary>
        public async Task<(int Total, int Before)> ClipPlaceAsync(Guid roll, string name, CancellationToken cancellationToken) => (
            await tx.ScalarAsync<int>("SELECT COUNT(*) FROM clips WHERE roll_id = @roll", new { roll }, cancellationToken),
            name.Length == 0 ? 0 : await tx.ScalarAsync<int>("SELECT COUNT(*) FROM clips WHERE roll_id = @roll AND name < @name", new { roll, name }, cancellationToken));

        /// <summary>The names of a roll's clips.</summary>
        public Task<List<string>> ClipNamesAsync(Guid roll, CancellationToken cancellationToken) =>
            tx.QueryAsync<string>("SELECT name FROM clips WHERE roll_id = @roll ORDER BY name", new { roll }, cancellationToken);

        /// <summary>The media files of a clip in order, as paths within its roll: a sequence's pattern is opened to the frames that are there.</summary>
        public async Task<ImmutableArray<string>> MediaFilesAsync(Clip clip, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(clip);
            if (clip.Kind != "sequence" || clip.Files is not [var pattern]) return clip.Files;
            var end = pattern.LastIndexOf('#');
            if (end < 0) return clip.Files;
            var first = pattern.AsSpan(0, end).TrimEnd('#').Length;
            var (before, digits, after) = (pattern[..first], end - first + 1, pattern[(end + 1)..]);
            // Texts that begin with 'before' sort from it to the text with its last character raised; digits all sort below ':'.
            var paths = await tx.QueryAsync<string>(
                "SELECT path FROM roll_files WHERE roll_id = @roll AND path >= @low AND path < @high AND verdict <> 'missing' AND verdict <> 'ignored' ORDER BY path",
                new { roll = clip.Roll, low = before + "0", high = before + ":" }, cancellationToken);
            return
            [
                .. paths.Where(path => path.EndsWith(after, StringComparison.Ordinal) && path.Length - before.Length - after.Length >= digits
                        && !path.AsSpan(before.Length, path.Length - before.Length - after.Length).ContainsAnyExceptInRange('0', '9'))
                    .OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal),
            ];
        }

        /// <summary>All clips of a roll by name.</summary>
        public Task<List<Clip>> ClipsAsync(Guid roll, CancellationToken cancellationToken) => tx.ClipsAsync(roll, "", int.MaxValue, cancellationToken);

        /// <summary>How many clips each roll of a shoot day has, how many were inspected, and how the proxies stand.</summary>
        public Task<Dictionary<Guid, ClipCounts>> ClipCountsOnDayAsync(string show, DateOnly day, CancellationToken cancellationToken) =>
            tx.ClipCountsAsync("JOIN rolls r ON r.id = c.roll_id WHERE r.show = @show AND r.shoot_day = @day", new { show, day }, cancellationToken);

        /// <summary>The same of one roll; null where it has no clips.</summary>
        public async Task<ClipCounts?> ClipCountsAsync(Guid roll, CancellationToken cancellationToken) =>
            (await tx.ClipCountsAsync("WHERE c.roll_id = @roll", new { roll }, cancellationToken)).GetValueOrDefault(roll);

        private async Task<Dictionary<Guid, ClipCounts>> ClipCountsAsync(string condition, object arguments, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<CountRow>(
                $"""
                SELECT c.roll_id AS roll, COUNT(*) AS clips, SUM(CASE WHEN c.state <> 'found' THEN 1 ELSE 0 END) AS inspected,
                    SUM(CASE WHEN c.proxy_state = 'made' THEN 1 ELSE 0 END) AS proxies, SUM(CASE WHEN c.proxy_state = 'unavailable' THEN 1 ELSE 0 END) AS unavailable,
                    SUM(CASE WHEN c.proxy_state = 'failed' THEN 1 ELSE 0 END) AS failed, SUM(CASE WHEN c.problems <> '[]' THEN 1 ELSE 0 END) AS with_problems
                FROM clips c {condition} GROUP BY c.roll_id
                """,
                arguments, cancellationToken))
            .ToDictionary(row => row.Roll, row => new ClipCounts(row.Clips, row.Inspected, row.Proxies, row.Unavailable, row.Failed, row.WithProblems));
    }

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');

    private sealed class FoundRow
    {
        public Guid Id { get; set; }
        public string Name { get; set; } = "";
        public Guid RollId { get; set; }
        public string RollName { get; set; } = "";
        public DateOnly ShootDay { get; set; }
    }

    private sealed class CountRow
    {
        public Guid Roll { get; set; }
        public int Clips { get; set; }
        public int Inspected { get; set; }
        public int Proxies { get; set; }
        public int Unavailable { get; set; }
        public int Failed { get; set; }
        public int WithProblems { get; set; }
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid RollId { get; set; }
        public string Name { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Reel { get; set; } = "";
        public string Files { get; set; } = "[]";
        public string Sidecars { get; set; } = "[]";
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
        public string? Inspection { get; set; }
        public DateTimeOffset? InspectedAt { get; set; }
        public Guid? FormatCardId { get; set; }
        public string ProxyState { get; set; } = "";
        public string ProxyReason { get; set; } = "";
        public string? Proxy { get; set; }
        public DateTimeOffset? ProxiedAt { get; set; }

        public Clip ToClip() => new()
        {
            Id = Id,
            Roll = RollId,
            Name = Name,
            Kind = Kind,
            Reel = Reel,
            Files = LibraryJson.Read<ImmutableArray<string>>(Files),
            Sidecars = LibraryJson.Read<ImmutableArray<string>>(Sidecars),
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
            Inspection = Inspection is null ? null : JsonSerializer.Deserialize<JsonElement>(Inspection),
            InspectedAt = InspectedAt,
            FormatCard = FormatCardId,
            ProxyState = KebabCase.Parse<ProxyState>(ProxyState),
            ProxyReason = ProxyReason,
            Proxy = Proxy is null ? null : LibraryJson.Read<ClipProxy>(Proxy),
            ProxiedAt = ProxiedAt,
        };
    }
}

/// <summary>How the clips of a roll stand.</summary>
/// <param name="Clips">All.</param>
/// <param name="Inspected">Inspected, readable or not.</param>
/// <param name="Proxies">With a proxy.</param>
/// <param name="ProxiesUnavailable">That cannot have one here.</param>
/// <param name="ProxiesFailed">Whose proxy failed.</param>
/// <param name="WithProblems">With something wrong.</param>
public sealed record ClipCounts(int Clips, int Inspected, int Proxies, int ProxiesUnavailable, int ProxiesFailed, int WithProblems);
