using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Acetate.Library.Audit;

/// <summary>One line of the audit log: who did what to what, chained to the line before by its hash.</summary>
public sealed record AuditEntry
{
    /// <summary>What the first entry names as the hash before it.</summary>
    public const string Origin = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The place in the log, from 1 without holes.</summary>
    public required long Sequence { get; init; }

    /// <summary>When, to the microsecond.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a principal's name, or the part of Acetate that acted.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done, in kebab case with the noun first: <c>token.revoked</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: an id or a name.</summary>
    public required string Target { get; init; }

    /// <summary>The show concerned; empty for none.</summary>
    public string Show { get; init; } = "";

    /// <summary>More facts, as canonical JSON; <c>{}</c> for none.</summary>
    public string Detail { get; init; } = "{}";

    /// <summary>The hash of the entry before.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>SHA-256, in hex, of <see cref="Canonical"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>The text that is hashed: one JSON object with exactly these members, in this order, without spaces, in UTF-8.</summary>
    /// <remarks>
    /// <c>sequence, at (yyyy-MM-ddTHH:mm:ss.ffffffZ), actor, action, target, show, detail, previousHash</c>. Texts are escaped
    /// as System.Text.Json does by default (every character outside plain ASCII as <c>\uXXXX</c>), the detail stands as text.
    /// </remarks>
    public string Canonical()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("sequence", Sequence);
            writer.WriteString("at", At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("actor", Actor);
            writer.WriteString("action", Action);
            writer.WriteString("target", Target);
            writer.WriteString("show", Show);
            writer.WriteString("detail", Detail);
            writer.WriteString("previousHash", PreviousHash);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The hash this entry should have.</summary>
    public string ComputeHash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));
}
