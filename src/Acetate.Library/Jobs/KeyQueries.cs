using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library.Database;

namespace Acetate.Library.Jobs;

/// <summary>Exclusive keys: what only so many steps may hold at a time, whichever engine and server runs them.</summary>
/// <remarks>
/// A step holds its key while it is running in the ledger, and nothing else is kept: so an attempt whose runner died holds it until somebody
/// has found out that it is lost, and no key is ever forgotten or given back twice.
/// </remarks>
public static class KeyQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>How the keys of some steps stand, by name.</summary>
        public async Task<Dictionary<string, KeyUse>> KeysOfAsync(IEnumerable<StepRow> steps, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(steps);
            return await UsesAsync(tx, [.. steps.Select(step => step.ExclusiveKey).Where(key => key.Length > 0).Distinct(StringComparer.Ordinal)], cancellationToken);
        }

        /// <summary>Says how many steps may hold a key from now on; a key that no step has is left alone.</summary>
        public Task SetKeyWidthAsync(string name, int width, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
            return tx.ExecuteAsync("UPDATE exclusive_keys SET width = @width WHERE name = @name AND width <> @width", new { name, width }, cancellationToken);
        }

        /// <summary>The keys that are held or wanted now, by name, with how many steps wait for each.</summary>
        internal async Task<ImmutableArray<KeyUse>> KeysInUseAsync(CancellationToken cancellationToken) =>
            [.. (await tx.QueryAsync<KeyUse>($"SELECT {WithWaiting} FROM exclusive_keys k ORDER BY k.name", null, cancellationToken)).Where(key => key.Used + key.Waiting > 0)];

        /// <summary>The keys that ready steps want.</summary>
        internal Task<List<KeyUse>> WantedKeysAsync(CancellationToken cancellationToken) =>
            // One look for each key, of which there are few: EXISTS would be made a join with all steps by a planner that has no figures yet.
            tx.QueryAsync<KeyUse>($"SELECT {Columns} FROM exclusive_keys k WHERE (SELECT s.id FROM steps s WHERE s.exclusive_key = k.name AND s.exclusive_key <> '' AND s.state = 'ready' LIMIT 1) IS NOT NULL ORDER BY k.name", null, cancellationToken);

        /// <summary>The steps, of some that may begin and have keys, whose keys are free, earlier ones first.</summary>
        internal async Task<List<Guid>> WithFreeKeysAsync(IReadOnlyCollection<Guid> chosen, CancellationToken cancellationToken)
        {
            var keys = (await tx.QueryAsync<KeyOfStep>(
                $"SELECT id, exclusive_key FROM steps WHERE id {tx.AmongIds("ids")} AND state = 'ready' AND exclusive_key <> ''", new { ids = chosen.Texts() }, cancellationToken)).ToDictionary(one => one.Id, one => one.ExclusiveKey);
            if (keys.Count == 0) return [];
            var room = (await UsesAsync(tx, [.. keys.Values.Distinct(StringComparer.Ordinal)], cancellationToken)).ToDictionary(one => one.Key, one => one.Value.Room, StringComparer.Ordinal);
            var free = new List<Guid>();
            foreach (var id in chosen)
            {
                if (!keys.TryGetValue(id, out var key) || room.GetValueOrDefault(key) <= 0) continue;
                room[key]--;
                free.Add(id);
            }

            return free;
        }

        /// <summary>Notes what the keys of new steps are; keys that no step needs any more are forgotten.</summary>
        internal async Task NoteKeysAsync(IEnumerable<StepKey> keys, CancellationToken cancellationToken)
        {
            var named = keys.DistinctBy(key => key.Name, StringComparer.Ordinal).OrderBy(key => key.Name, StringComparer.Ordinal).ToArray();
            if (named.Length == 0) return;
            await tx.ExecuteAsync("DELETE FROM exclusive_keys WHERE NOT EXISTS (SELECT 1 FROM steps s WHERE s.exclusive_key = exclusive_keys.name AND s.exclusive_key <> '' AND s.state <> 'done')", null, cancellationToken);
            foreach (var key in named)
                await tx.ExecuteAsync("""
                    INSERT INTO exclusive_keys (name, width, label) VALUES (@Name, @Width, @Label) ON CONFLICT (name) DO UPDATE SET width = excluded.width, label = excluded.label
                    """, new { key.Name, key.Width, key.Label }, cancellationToken);
        }
    }

    private const string Columns = "k.name, k.width, k.label, (SELECT COUNT(*) FROM steps s WHERE s.exclusive_key = k.name AND s.exclusive_key <> '' AND s.state = 'running') AS used";
    private const string WithWaiting = $"{Columns}, (SELECT COUNT(*) FROM steps s WHERE s.exclusive_key = k.name AND s.exclusive_key <> '' AND s.state = 'ready') AS waiting";

    private static async Task<Dictionary<string, KeyUse>> UsesAsync(LibraryTransaction tx, string[] names, CancellationToken cancellationToken) =>
        names.Length == 0 ? [] : (await tx.QueryAsync<KeyUse>($"SELECT {Columns} FROM exclusive_keys k WHERE k.name {tx.Among("names")}", new { names }, cancellationToken)).ToDictionary(one => one.Name, StringComparer.Ordinal);

    private sealed record KeyOfStep
    {
        public Guid Id { get; init; }
        public string ExclusiveKey { get; init; } = "";
    }
}

/// <summary>What a step must hold while it runs, and only so many may hold at a time.</summary>
/// <param name="Name">What it is known by, such as <c>adapter:RED</c>.</param>
/// <param name="Width">How many steps may hold it at once; at least 1. The plan that was submitted last decides for all.</param>
/// <param name="Label">What a step waits for, in words: "a licence of RED".</param>
public sealed record StepKey(string Name, int Width, string Label);

/// <summary>How many hold an exclusive key now.</summary>
public sealed record KeyUse
{
    /// <summary>What it is known by.</summary>
    public required string Name { get; init; }

    /// <summary>How many steps may hold it at once.</summary>
    public int Width { get; init; }

    /// <summary>What a step waits for, in words: "a licence of RED".</summary>
    public string Label { get; init; } = "";

    /// <summary>How many steps hold it.</summary>
    public int Used { get; init; }

    /// <summary>How many steps could begin but for it, or wait for their turn: those that are ready and have it as their key.</summary>
    public int Waiting { get; init; }

    /// <summary>How many more may hold it.</summary>
    [JsonIgnore]
    public int Room => Math.Max(0, Width - Used);

    /// <summary>What a step with this key waits for; empty when it does not wait for the key.</summary>
    public string WhyWaits(StepRow step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.State is StepState.Ready && step.ExclusiveKey == Name && Room == 0 ? $"It waits for {Label}: {Used} of {Width} in use." : "";
    }
}
