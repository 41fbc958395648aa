using System.Collections.Immutable;

namespace Acetate.Library.Scheduling;

/// <summary>What servers of one library must know of each other.</summary>
public static class SharedStateQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The records of uploads under way, as whoever put them there wrote them.</summary>
        public async Task<ImmutableArray<string>> UploadsUnderWayAsync(string shelf, CancellationToken cancellationToken) =>
            [.. await tx.QueryAsync<string>("SELECT record FROM uploads_under_way WHERE shelf = @shelf ORDER BY id", new { shelf }, cancellationToken)];

        /// <summary>Keeps the record of an upload, in place of the one of the same id.</summary>
        public Task PutUploadUnderWayAsync(string shelf, string id, string record, CancellationToken cancellationToken) => tx.NoteAsync(
            "INSERT INTO uploads_under_way (shelf, id, record) VALUES (@shelf, @id, @record) ON CONFLICT (shelf, id) DO UPDATE SET record = excluded.record",
            new { shelf, id, record }, cancellationToken);

        /// <summary>Forgets the record of an upload.</summary>
        public Task RemoveUploadUnderWayAsync(string shelf, string id, CancellationToken cancellationToken) =>
            tx.NoteAsync("DELETE FROM uploads_under_way WHERE shelf = @shelf AND id = @id", new { shelf, id }, cancellationToken);

        /// <summary>The fingerprint of a key that all servers must have; null when none has it yet.</summary>
        public Task<string?> KeyFingerprintAsync(string name, CancellationToken cancellationToken) =>
            tx.ScalarAsync<string>("SELECT fingerprint FROM key_fingerprints WHERE name = @name", new { name }, cancellationToken);

        /// <summary>Notes the fingerprint of a key, in place of the one before.</summary>
        public Task PutKeyFingerprintAsync(string name, string fingerprint, CancellationToken cancellationToken) =>
            tx.NoteAsync("INSERT INTO key_fingerprints (name, fingerprint) VALUES (@name, @fingerprint) ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint", new { name, fingerprint }, cancellationToken);

        /// <summary>Servers that gave a sign of life lately, by the database's clock.</summary>
        public async Task<ImmutableArray<LibraryServer>> ServersAsync(CancellationToken cancellationToken) =>
            !tx.IsPostgres ? [] : [.. await tx.QueryAsync<LibraryServer>($"{LibraryServer.Rows} WHERE s.{LibraryServer.IsThere} ORDER BY s.started_at, s.id", null, cancellationToken)];

        /// <summary>Running steps of runners other than one, with how far they are: what the server of that runner does not hear of by itself.</summary>
        public async Task<ImmutableArray<RunningElsewhere>> RunningElsewhereAsync(string own, CancellationToken cancellationToken) =>
        [
            .. await tx.QueryAsync<RunningElsewhere>("""
                SELECT a.id AS attempt, s.job_id AS job, s.name AS step, j.show, j.subject, s.stage, s.done, s.total, s.detail
                FROM attempts a JOIN steps s ON s.id = a.step_id JOIN jobs j ON j.id = s.job_id
                WHERE a.state = 'running' AND a.runner > '' AND a.runner <> @own AND s.state = 'running' AND s.total > 0
                """, new { own }, cancellationToken),
        ];
    }
}

/// <summary>How far a step is that runs at another server.</summary>
public sealed record RunningElsewhere
{
    /// <summary>The attempt.</summary>
    public required string Attempt { get; init; }

    /// <summary>Its job.</summary>
    public Guid Job { get; init; }

    /// <summary>The step's name.</summary>
    public required string Step { get; init; }

    /// <summary>The job's show.</summary>
    public required string Show { get; init; }

    /// <summary>What the job is about.</summary>
    public required string Subject { get; init; }

    /// <summary>The stage people see it in.</summary>
    public required string Stage { get; init; }

    /// <summary>Work done, in the function's unit.</summary>
    public double Done { get; init; }

    /// <summary>All the work, in the same unit.</summary>
    public double Total { get; init; }

    /// <summary>Rates and estimates, as JSON; null when there are none.</summary>
    public string? Detail { get; init; }
}
