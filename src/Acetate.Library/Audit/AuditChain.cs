using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Acetate.Library.Database;

namespace Acetate.Library.Audit;

/// <summary>Checks that an audit log is whole: every entry there, in order, unchanged. Needs no library.</summary>
public static class AuditChain
{
    /// <summary>Checks entries from the first on.</summary>
    /// <param name="entries">The log in its order.</param>
    /// <param name="keptHash">A head hash that was kept elsewhere: it must be in the log. Null when none was.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    public static async Task<AuditVerdict> VerifyAsync(IAsyncEnumerable<AuditEntry> entries, string? keptHash, CancellationToken cancellationToken)
    {
        var count = 0L;
        var previous = AuditEntry.Origin;
        var kept = keptHash is null || keptHash == AuditEntry.Origin;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            count++;
            if (entry.Sequence != count)
                return new AuditVerdict.Broken(count, $"Entry {count} is missing or out of its place: entry {entry.Sequence} stands there.");
            if (entry.PreviousHash != previous)
                return new AuditVerdict.Broken(count, $"Entry {count} does not continue the entry before it: one of the two was replaced.");
            if (entry.ComputeHash() != entry.Hash)
                return new AuditVerdict.Broken(count, $"Entry {count} was changed after it was written: its hash does not match its content.");
            previous = entry.Hash;
            kept |= string.Equals(entry.Hash, keptHash, StringComparison.OrdinalIgnoreCase);
        }

        return kept
            ? new AuditVerdict.Intact(count, previous)
            : new AuditVerdict.Broken(count + 1, $"The log ends at entry {count} and does not hold the hash that was kept: it was cut short, or written anew.");
    }

    /// <summary>Checks an exported file of JSON lines.</summary>
    public static async Task<AuditVerdict> VerifyFileAsync(Stream file, string? keptHash, CancellationToken cancellationToken)
    {
        var line = new LineNumber();
        try
        {
            return await VerifyAsync(ReadAsync(file, line, cancellationToken), keptHash, cancellationToken);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            var why = e switch
            {
                JsonException => "It is not JSON, or breaks off.",
                KeyNotFoundException => "A member of an entry is missing.",
                InvalidOperationException => "It is no JSON object, or a member has a value of the wrong kind.",
                _ => e.Message,
            };
            return new AuditVerdict.Broken(line.Value, $"Line {line.Value} is not an entry of an audit log. {why}");
        }
    }

    private static async IAsyncEnumerable<AuditEntry> ReadAsync(Stream file, LineNumber line, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: false), leaveOpen: true);
        var lines = new BoundedLines(reader);
        while (true)
        {
            line.Value++;
            if (await lines.NextAsync(cancellationToken) is not { } text) yield break;
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4 });
            var members = document.RootElement;
            string Text(string name) => members.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
            // Anything beyond the members that are hashed could say what the hash does not cover.
            if (members.EnumerateObject().Count() != 9) throw new FormatException("It does not have the nine members of an entry.");
            yield return new AuditEntry
            {
                Sequence = members.GetProperty("sequence").TryGetInt64(out var sequence) ? sequence : throw new FormatException("Its sequence is no whole number."),
                At = DateTimeOffset.TryParseExact(
                    Text("at"), SqlTypes.InstantFormat, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at)
                    ? at : throw new FormatException("Its time is none."),
                Actor = Text("actor"),
                Action = Text("action"),
                Target = Text("target"),
                Show = Text("show"),
                Detail = Text("detail"),
                PreviousHash = Text("previousHash"),
                Hash = Text("hash"),
            };
        }
    }

    /// <summary>Lines of a file that may come from anybody: one that is longer than any entry ends the check, not the memory.</summary>
    private sealed class BoundedLines(StreamReader reader)
    {
        private const int Longest = 128 * 1024 * 1024;

        private readonly char[] block = new char[32 * 1024];
        private int at;
        private int end;

        public async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
        {
            var text = new StringBuilder();
            while (true)
            {
                if (at == end)
                {
                    (at, end) = (0, await reader.ReadAsync(block, cancellationToken));
                    if (end == 0) return text.Length > 0 ? text.ToString() : null;
                }

                var length = block.AsSpan(at, end - at).IndexOf('\n');
                text.Append(block, at, length < 0 ? end - at : length);
                at = length < 0 ? end : at + length + 1;
                if (length >= 0) return text.ToString();
                if (text.Length > Longest) throw new FormatException("It is longer than any entry.");
            }
        }
    }

    private sealed class LineNumber
    {
        public long Value { get; set; }
    }
}

/// <summary>What checking an audit log gave.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    /// <summary>There is no entry, although the library holds what cannot have come without one.</summary>
    public static Broken Emptied { get; } = new(1, "The log is empty, but the library is not: the log was emptied.");

    /// <summary>Every entry is there, in order and unchanged.</summary>
    /// <param name="Entries">How many.</param>
    /// <param name="Head">The hash of the last one: keep it elsewhere.</param>
    public sealed record Intact(long Entries, string Head) : AuditVerdict;

    /// <summary>The log was tampered with, or is damaged.</summary>
    /// <param name="Sequence">The first entry that is not right.</param>
    /// <param name="Reason">What is wrong with it: one sentence.</param>
    public sealed record Broken(long Sequence, string Reason) : AuditVerdict;
}
