namespace Acetate.Library.Deliveries;

/// <summary>The outbox: news kept in the transaction that made it, and sent afterwards.</summary>
public static class DeliveryQueries
{
    private const string Columns =
        "id, show, dedupe_key, kind, target, subject, payload, state, attempts, created_at, due_at, ended_at, last_error";

    extension(LibraryTransaction tx)
    {
        /// <summary>Puts news into the outbox; whether it is new. The same key is kept once.</summary>
        public async Task<bool> AddDeliveryAsync(Delivery delivery, CancellationToken cancellationToken) =>
            await tx.ExecuteAsync(
                $"""
                INSERT INTO deliveries ({Columns})
                VALUES (@Id, @Show, @Key, @kind, @Target, @Subject, @Payload, 'waiting', 0, @CreatedAt, @DueAt, @none, '') ON CONFLICT (dedupe_key) DO NOTHING
                """,
                new
                {
                    delivery.Id,
                    delivery.Show,
                    delivery.Key,
                    kind = KebabCase.Of(delivery.Kind),
                    delivery.Target,
                    delivery.Subject,
                    delivery.Payload,
                    delivery.CreatedAt,
                    delivery.DueAt,
                    none = (DateTimeOffset?)null,
                },
                cancellationToken) > 0;

        /// <summary>Whether news is due: asked before it is taken, because taking it makes other writers wait.</summary>
        public async Task<bool> IsDeliveryDueAsync(CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long>("SELECT COUNT(*) FROM (SELECT 1 FROM deliveries WHERE state = 'waiting' AND due_at <= @Now LIMIT 1) due", new { tx.Now }, cancellationToken) > 0;

        /// <summary>Takes news that is due, so that no other sender sends it meanwhile. A sender that dies loses it after the lease.</summary>
        public async Task<List<Delivery>> ClaimDeliveriesAsync(TimeSpan lease, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"""
                UPDATE deliveries SET attempts = attempts + 1, due_at = @until
                WHERE id IN (SELECT id FROM deliveries WHERE state = 'waiting' AND due_at <= @Now ORDER BY due_at, id LIMIT @limit)
                RETURNING {Columns}
                """,
                new { tx.Now, until = tx.Now + lease, limit }, cancellationToken)).ConvertAll(row => row.ToDelivery());

        /// <summary>Says that news arrived.</summary>
        public Task DeliveredAsync(Guid id, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE deliveries SET state = 'delivered', ended_at = @Now, last_error = '' WHERE id = @id", new { id, tx.Now }, cancellationToken);

        /// <summary>Says that news did not arrive: it is tried again then, or, with null, given up.</summary>
        public Task NotDeliveredAsync(Guid id, string error, DateTimeOffset? again, CancellationToken cancellationToken) => again is { } due
            ? tx.ExecuteAsync("UPDATE deliveries SET due_at = @due, last_error = @error WHERE id = @id", new { id, due, error }, cancellationToken)
            : tx.ExecuteAsync("UPDATE deliveries SET state = 'given-up', ended_at = @Now, last_error = @error WHERE id = @id", new { id, tx.Now, error }, cancellationToken);

        /// <summary>Puts news off that was taken and not tried: that it was taken does not count as a try.</summary>
        public Task PutOffDeliveryAsync(Guid id, DateTimeOffset due, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE deliveries SET due_at = @due, attempts = attempts - 1 WHERE id = @id AND state = 'waiting'", new { id, due }, cancellationToken);

        /// <summary>Says that news is not sent, and why.</summary>
        public Task WithdrawDeliveryAsync(Guid id, string reason, CancellationToken cancellationToken) => tx.ExecuteAsync(
            "UPDATE deliveries SET state = 'withdrawn', attempts = attempts - 1, ended_at = @Now, last_error = @reason WHERE id = @id AND state = 'waiting'", new { id, tx.Now, reason }, cancellationToken);

        /// <summary>The delivery, or null.</summary>
        public async Task<Delivery?> DeliveryAsync(Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM deliveries WHERE id = @id", new { id }, cancellationToken))?.ToDelivery();

        /// <summary>The newest deliveries of a show.</summary>
        public async Task<List<Delivery>> DeliveriesAsync(string show, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM deliveries WHERE show = @show ORDER BY created_at DESC, id DESC LIMIT @limit", new { show, limit }, cancellationToken))
            .ConvertAll(row => row.ToDelivery());
    }

    private sealed class Row
    {
        public Guid Id { get; set; }
        public string Show { get; set; } = "";
        public string DedupeKey { get; set; } = "";
        public string Kind { get; set; } = "";
        public string Target { get; set; } = "";
        public string Subject { get; set; } = "";
        public string Payload { get; set; } = "";
        public string State { get; set; } = "";
        public int Attempts { get; set; }
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset DueAt { get; set; }
        public DateTimeOffset? EndedAt { get; set; }
        public string LastError { get; set; } = "";

        public Delivery ToDelivery() => new()
        {
            Id = Id,
            Show = Show,
            Key = DedupeKey,
            Kind = KebabCase.Parse<DeliveryKind>(Kind),
            Target = Target,
            Subject = Subject,
            Payload = Payload,
            State = KebabCase.Parse<DeliveryState>(State),
            Attempts = Attempts,
            CreatedAt = CreatedAt,
            DueAt = DueAt,
            EndedAt = EndedAt,
            LastError = LastError,
        };
    }
}
