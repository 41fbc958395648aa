using System.Buffers;
using System.Data;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Acetate.Library.Audit;

/// <summary>The audit log in the library: append-only, every entry chained to the one before.</summary>
public static class AuditLog
{
    private const string Columns = "sequence, at, actor, action, target, show, detail, previous_hash, hash";
    private const int PageSize = 1000;

    extension(LibraryTransaction tx)
    {
        /// <summary>Adds an entry with this transaction: what was done and that it was done are kept together, or neither.</summary>
        /// <param name="actor">Who.</param>
        /// <param name="action">What, such as <c>token.revoked</c>.</param>
        /// <param name="target">To what.</param>
        /// <param name="show">In which show; empty for none.</param>
        /// <param name="detail">More facts, written as JSON; null for none. Never a secret.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<AuditEntry> AuditAsync(
            string actor, string action, string target, string show, object? detail, CancellationToken cancellationToken)
        {
            var last = await tx.AuditHeadAsync(cancellationToken);
            var entry = new AuditEntry
            {
                Sequence = (last?.Sequence ?? 0) + 1,
                At = tx.Now,
                Actor = Clean(actor),
                Action = Clean(action),
                Target = Clean(target),
                Show = Clean(show),
                Detail = CanonicalJson.Of(detail),
                PreviousHash = last?.Hash ?? AuditEntry.Origin,
                Hash = "",
            };
            entry = entry with { Hash = entry.ComputeHash() };
            await tx.NoteAsync(
                $"INSERT INTO audit ({Columns}) VALUES (@Sequence, @At, @Actor, @Action, @Target, @Show, @Detail, @PreviousHash, @Hash)", entry, cancellationToken);
            return entry;
        }

        /// <summary>The last entry, or null. Keep its hash elsewhere, and a log that was cut short is noticed.</summary>
        public async Task<AuditEntry?> AuditHeadAsync(CancellationToken cancellationToken) =>
            await tx.FirstOrDefaultAsync<AuditEntry>($"SELECT {Columns} FROM audit ORDER BY sequence DESC LIMIT 1", null, cancellationToken);

        /// <summary>Entries after a sequence, in order.</summary>
        public Task<List<AuditEntry>> AuditAfterAsync(long after, int limit, CancellationToken cancellationToken) =>
            tx.QueryAsync<AuditEntry>($"SELECT {Columns} FROM audit WHERE sequence > @after ORDER BY sequence LIMIT @limit", new { after, limit }, cancellationToken);

        /// <summary>Entries before a sequence, newest first, for reading on a page.</summary>
        /// <param name="before">The last entry seen; null for the newest.</param>
        /// <param name="actor">Only by this actor; null for all.</param>
        /// <param name="target">Only on this target; null for all.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<List<AuditEntry>> AuditBeforeAsync(long? before, string? actor, string? target, int limit, CancellationToken cancellationToken) =>
            tx.QueryAsync<AuditEntry>(
                $"SELECT {Columns} FROM audit WHERE sequence < @before {(actor is null ? "" : "AND actor = @actor ")}{(target is null ? "" : "AND target = @target ")}"
                + "ORDER BY sequence DESC LIMIT @limit",
                new { before = before ?? long.MaxValue, actor, target, limit }, cancellationToken);

        /// <summary>Checks the whole log.</summary>
        /// <param name="keptHash">A head hash that was kept elsewhere: it must be in the log. Null when none was.</param>
        /// <param name="cancellationToken">Stops the check.</param>
        public async Task<AuditVerdict> VerifyAuditAsync(string? keptHash, CancellationToken cancellationToken)
        {
            var whole = 0L;
            async IAsyncEnumerable<AuditEntry> Counted([EnumeratorCancellation] CancellationToken token = default)
            {
                await foreach (var entry in tx.AllAuditAsync(token))
                {
                    yield return entry;
                    whole++;
                }
            }

            try
            {
                var verdict = await AuditChain.VerifyAsync(Counted(cancellationToken), keptHash, cancellationToken);
                return verdict is AuditVerdict.Intact { Entries: 0 } && await tx.HasHistoryAsync(cancellationToken) ? AuditVerdict.Emptied : verdict;
            }
            catch (LibraryException e) when (e.InnerException is DataException)
            {
                return new AuditVerdict.Broken(whole + 1, $"Entry {whole + 1} holds a value that was never written so: it was changed.");
            }
        }

        /// <summary>Writes the whole log as JSON lines, which <see cref="AuditChain.VerifyFileAsync"/> reads without a library.</summary>
        /// <returns>How many entries.</returns>
        public async Task<long> ExportAuditAsync(Stream target, CancellationToken cancellationToken)
        {
            var count = 0L;
            await foreach (var entry in tx.AllAuditAsync(cancellationToken))
            {
                var canonical = entry.Canonical();
                await target.WriteAsync(Encoding.UTF8.GetBytes($"{canonical[..^1]},\"hash\":\"{entry.Hash}\"}}\n"), cancellationToken);
                count++;
            }

            return count;
        }

        /// <summary>Whether something is there that cannot have come without an entry: a principal or a roll.</summary>
        private async Task<bool> HasHistoryAsync(CancellationToken cancellationToken) =>
            await tx.ScalarAsync<long>("SELECT CASE WHEN EXISTS (SELECT 1 FROM principals) OR EXISTS (SELECT 1 FROM rolls) THEN 1 ELSE 0 END", null, cancellationToken) > 0;

        private async IAsyncEnumerable<AuditEntry> AllAuditAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var (after, size) = (long.MinValue, PageSize);
            while (true)
            {
                List<AuditEntry> page;
                try
                {
                    page = await tx.AuditAfterAsync(after, size, cancellationToken);
                }
                catch (LibraryException e) when (e.InnerException is DataException && size > 1)
                {
                    // Somewhere in this page is an entry that cannot be read: those before it still can.
                    size = 1;
                    continue;
                }

                if (page.Count == 0) yield break;
                foreach (var entry in page) yield return entry;
                after = page[^1].Sequence;
            }
        }
    }

    private static string Clean(string text) => text.Replace('\0', '\uFFFD');
}

/// <summary>JSON with its members sorted by name and without spaces, so that equal facts have equal texts.</summary>
internal static class CanonicalJson
{
    public static string Of(object? value)
    {
        if (value is null) return "{}";
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
            Write(writer, JsonSerializer.SerializeToElement(value, value.GetType(), LibraryJson.Options));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
