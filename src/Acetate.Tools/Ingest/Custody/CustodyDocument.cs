using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Ingest.Custody;

/// <summary>The chain of custody of one roll: from the drive's arrival over every verification to its return.</summary>
public sealed record CustodyDocument
{
    /// <summary>When the document was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The roll's name.</summary>
    public required string RollName { get; init; }

    /// <summary>The library's id.</summary>
    public required Guid Roll { get; init; }

    /// <summary>The drive it came on; empty when not known.</summary>
    public string Drive { get; init; } = "";

    /// <summary>Who brought it; empty when not said.</summary>
    public string BroughtBy { get; init; } = "";

    /// <summary>Files and bytes as they arrived, and a hash over all paths, lengths and digests.</summary>
    public required CustodyContent Content { get; init; }

    /// <summary>The copies and when each was last read back.</summary>
    public ImmutableArray<ReportCopy> Copies { get; init; } = [];

    /// <summary>Everything that happened to the roll, oldest first.</summary>
    public ImmutableArray<ReportEvent> Events { get; init; } = [];

    /// <summary>What people did to it, as it stands in the audit log, with the hashes that chain it.</summary>
    public ImmutableArray<AuditEntry> Audit { get; init; } = [];

    /// <summary>The last entry of the whole audit log when the document was made: it fixes everything before.</summary>
    public string AuditHead { get; init; } = "";
}

/// <summary>What a roll holds, in three numbers.</summary>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Sha256">SHA-256 over one line per file in the order of paths: path, tab, length, tab, digests.</param>
public sealed record CustodyContent(long Files, long Bytes, string Sha256);

/// <summary>A custody document with its signature: whoever has it can prove that not a letter was changed.</summary>
/// <param name="Document">The document as JSON, exactly the text that was signed.</param>
/// <param name="Sha256">SHA-256 of that text in UTF-8.</param>
/// <param name="Signature">ECDSA P-256 over that text, in base 64 (IEEE P1363).</param>
/// <param name="PublicKey">The library's key as SubjectPublicKeyInfo, in base 64.</param>
public sealed record SignedCustody(string Document, string Sha256, string Signature, string PublicKey)
{
    /// <summary>The keys that this one followed, oldest first: whoever kept an older key of the library can trust this one.</summary>
    public ImmutableArray<KeySuccession> Succession { get; init; } = [];

    /// <summary>What is wrong with the document; null when it is as it was signed.</summary>
    /// <param name="trustedKey">A key of the library that was kept elsewhere, older or newer; null to trust the one in the document.</param>
    /// <param name="known">Successions of keys that were kept with it, which lead from a newer key to an older document.</param>
    public string? WhyNot(string? trustedKey, params IReadOnlyCollection<KeySuccession> known)
    {
        if (Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document))) != Sha256) return "Its text is not the text that was signed.";
        try
        {
            if (trustedKey is not null && !KeySuccession.Leads(trustedKey, PublicKey, [.. Succession, .. known])) return "It was signed with another key than the one that is trusted, or one that followed it.";
            return CustodyKey.HasSigned(PublicKey, Document, Signature) ? null : "Its signature does not fit its text.";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return $"Its signature or key cannot be read: {e.Message}";
        }
    }
}

/// <summary>Makes and signs custody documents.</summary>
/// <param name="library">The library; its home folder keeps the key.</param>
public sealed class CustodyDesk(MediaLibrary library)
{
    private const string KeyFile = "custody-key.pem";

    private string KeyPath => Path.Join(library.Options.Home, KeyFile);

    /// <summary>The signed document of a roll, as it stands now.</summary>
    /// <exception cref="LibraryException">There is no such roll.</exception>
    public async Task<SignedCustody> SignAsync(Guid rollId, CancellationToken cancellationToken)
    {
        var document = await library.ReadAsync(tx => OfAsync(tx, rollId, cancellationToken), cancellationToken);
        var text = JsonSerializer.Serialize(document, LibraryJson.Indented);
        using var key = await KeyAsync(cancellationToken);
        return new SignedCustody(text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), key.Sign(text), key.Public) { Succession = key.Successions };
    }

    /// <summary>The library's key; made when it is first needed, readable by its owner alone.</summary>
    public Task<CustodyKey> KeyAsync(CancellationToken cancellationToken) => CustodyKey.OpenAsync(KeyPath, cancellationToken);

    /// <summary>Makes a new key in place of the library's, such as when somebody who could read it has left. Documents of the old one stay provable.</summary>
    public Task<CustodyKey> ReplaceKeyAsync(string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        // Who writes has the library to itself, so no two keys follow the same one.
        using var old = await KeyAsync(cancellationToken);
        await tx.AuditAsync(actor, "custody.key-replaced", old.Public, "", null, cancellationToken);
        return CustodyKey.Replace(old, KeyPath, tx.Now);
    }, cancellationToken);

    /// <summary>Notes that the drive of a roll went back, and to whom: the end of its chain of custody here.</summary>
    public Task ReturnDriveAsync(Guid rollId, string to, string actor, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        await tx.AuditAsync(actor, "drive.returned", rollId.ToString(), roll.Show, new { roll = roll.Name, drive = roll.Drive, to }, cancellationToken);
        await tx.TellRollAsync(roll, "drive.returned", actor, $"{(roll.Drive.Length > 0 ? roll.Drive : "The drive")} with roll {roll.Name} went back to {to}.", null, cancellationToken);
    }, cancellationToken);

    private static async Task<CustodyDocument> OfAsync(LibraryTransaction tx, Guid rollId, CancellationToken cancellationToken)
    {
        var roll = await tx.RequireRollAsync(rollId, cancellationToken);
        var audit = await tx.AuditBeforeAsync(null, null, rollId.ToString(), 10_000, cancellationToken);
        if (roll.Submission is { } submission) audit.AddRange(await tx.AuditBeforeAsync(null, null, submission.ToString(), 100, cancellationToken));
        return new CustodyDocument
        {
            MadeAt = tx.Now,
            Show = roll.Show,
            Roll = rollId,
            RollName = roll.Name,
            Drive = roll.Drive,
            BroughtBy = roll.CarriedBy,
            Content = Content(await RollFiles.AllAsync(tx, rollId, cancellationToken)),
            Copies = [.. (await tx.CopiesAsync(rollId, cancellationToken)).Select(c => new ReportCopy(KebabCase.Of(c.Tier), c.Store, KebabCase.Of(c.State), c.Files, c.Bytes, c.VerifiedAt, c.Generation))],
            Events = [.. (await tx.TimelineAsync(rollId, cancellationToken)).Select(e => new ReportEvent(e.At, e.Actor, e.Kind, e.Message))],
            Audit = [.. audit.OrderBy(e => e.Sequence)],
            AuditHead = (await tx.AuditHeadAsync(cancellationToken))?.Hash ?? "",
        };
    }

    private static CustodyContent Content(List<RollFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\t{file.Length}\t{string.Join(' ', file.Digests.Select(d => $"{d.Format}={d.Text}"))}\n"));
        return new CustodyContent(files.Count, files.Sum(f => f.Length), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
