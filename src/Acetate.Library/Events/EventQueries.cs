using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Events;

/// <summary>The feed of what happened. Sequences rise in the order of commits, without holes: after N comes N + 1.</summary>
public static class EventQueries
{
    private const string Columns = "sequence, at, kind, actor, message, show, roll_id, clip_id, job_id, data";

    extension(LibraryTransaction tx)
    {
        /// <summary>Adds an event with this transaction; it gets its place in the order. Gives it as it is kept.</summary>
        public async Task<LibraryEvent> AppendEventAsync(LibraryEvent item, CancellationToken cancellationToken)
        {
            // Writers come one after the other, so the greatest number is the last one.
            var last = await tx.LastEventAsync(cancellationToken);
            item = item with { Sequence = last + 1, At = item.At.Kept(), Message = Readable(item.Message) };
            await tx.ExecuteAsync(
                $"INSERT INTO events ({Columns}) VALUES (@Sequence, @At, @Kind, @Actor, @Message, @Show, @Roll, @Clip, @Job, @data)",
                new
                {
                    item.Sequence,
                    item.At,
                    item.Kind,
                    Actor = Readable(item.Actor),
                    item.Message,
                    item.Show,
                    item.Roll,
                    item.Clip,
                    item.Job,
                    data = item.Data is { } data ? data.GetRawText() : null,
                },
                cancellationToken);
            tx.HasNewEvents = true;
            return item;
        }

        /// <summary>The sequence of the last event; 0 when nothing has happened yet.</summary>
        public async Task<long> LastEventAsync(CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long>("SELECT COALESCE(MAX(sequence), 0) FROM events", null, cancellationToken);

        /// <summary>Events after a sequence, in order.</summary>
        public async Task<List<LibraryEvent>> EventsAfterAsync(long after, EventFilter filter, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM events WHERE sequence > @after {filter.Condition} ORDER BY sequence LIMIT @limit",
                new { after, filter.Show, filter.Roll, filter.Job, limit }, cancellationToken)).ConvertAll(row => row.ToEvent());

        /// <summary>Events of every kind after a sequence, in order.</summary>
        public Task<List<LibraryEvent>> EventsAfterAsync(long after, int limit, CancellationToken cancellationToken) =>
            tx.EventsAfterAsync(after, EventFilter.All, limit, cancellationToken);

        /// <summary>Everything that happened to a roll, in order: its timeline.</summary>
        public Task<List<LibraryEvent>> TimelineAsync(Guid roll, CancellationToken cancellationToken) =>
            tx.EventsAfterAsync(0, new EventFilter { Roll = roll }, 100_000, cancellationToken);

        /// <summary>The latest of what happened to a roll before a sequence, in order.</summary>
        public async Task<List<LibraryEvent>> TimelineAsync(Guid roll, long before, int limit, CancellationToken cancellationToken)
        {
            var latest = await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM events WHERE roll_id = @roll AND sequence < @before ORDER BY sequence DESC LIMIT @limit", new { roll, before, limit }, cancellationToken);
            latest.Reverse();
            return latest.ConvertAll(row => row.ToEvent());
        }

        /// <summary>The latest of what happened of some kinds to one roll, or to every roll of a shoot day, in order.</summary>
        /// <param name="show">The show.</param>
        /// <param name="day">The shoot day.</param>
        /// <param name="roll">The roll; null for all of the day.</param>
        /// <param name="kinds">Only these kinds.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<LibraryEvent>> RollEventsAsync(string show, DateOnly day, Guid? roll, string[] kinds, int limit, CancellationToken cancellationToken)
        {
            var whose = roll is null ? "roll_id IN (SELECT id FROM rolls WHERE show = @show AND shoot_day = @day)" : "roll_id = @roll";
            var latest = await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM events WHERE {whose} AND kind {tx.Among("kinds")} ORDER BY sequence DESC LIMIT @limit",
                new { show, day, roll, kinds, limit }, cancellationToken);
            latest.Reverse();
            return latest.ConvertAll(row => row.ToEvent());
        }
    }

    // PostgreSQL cannot keep NUL in a text, and names from damaged files may hold one.
    private static string Readable(string text) => text.Replace('\0', '\uFFFD');

    private sealed class Row
    {
        public long Sequence { get; set; }
        public DateTimeOffset At { get; set; }
        public string Kind { get; set; } = "";
        public string Actor { get; set; } = "";
        public string Message { get; set; } = "";
        public string Show { get; set; } = "";
        public Guid? RollId { get; set; }
        public Guid? ClipId { get; set; }
        public Guid? JobId { get; set; }
        public string? Data { get; set; }

        public LibraryEvent ToEvent() => new()
        {
            Sequence = Sequence,
            At = At,
            Kind = Kind,
            Actor = Actor,
            Message = Message,
            Show = Show,
            Roll = RollId,
            Clip = ClipId,
            Job = JobId,
            Data = Data is null ? null : JsonSerializer.Deserialize<JsonElement>(Data),
        };
    }
}
