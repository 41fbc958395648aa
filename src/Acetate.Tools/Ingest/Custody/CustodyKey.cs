using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Library;
using Acetate.Storage.Local;

namespace Acetate.Tools.Ingest.Custody;

/// <summary>One key of a library taking the place of another. Both have signed it, so whoever trusts either of them can trust the other.</summary>
/// <param name="From">The key that was replaced, as SubjectPublicKeyInfo in base 64.</param>
/// <param name="To">The key that took its place.</param>
/// <param name="At">When.</param>
/// <param name="SignatureOfFrom">ECDSA P-256 of the replaced key over <see cref="Text"/>, in base 64 (IEEE P1363).</param>
/// <param name="SignatureOfTo">The same of the new key.</param>
public sealed record KeySuccession(string From, string To, DateTimeOffset At, string SignatureOfFrom, string SignatureOfTo)
{
    /// <summary>What both keys sign: a line that says what this is, then the two keys and the moment, a line each.</summary>
    internal string Text => $"acetate custody key succession 1\n{From}\n{To}\n{At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\n";

    /// <summary>Whether a key can be trusted because another is: they are the same, or a line of successions that were signed leads from one to the other.</summary>
    /// <param name="trusted">The key that was kept elsewhere.</param>
    /// <param name="key">The key in question.</param>
    /// <param name="known">Successions from anywhere; those that are not signed rightly do not count.</param>
    public static bool Leads(string trusted, string key, IReadOnlyCollection<KeySuccession> known)
    {
        var (reached, next) = (new HashSet<string>(StringComparer.Ordinal) { trusted }, new Queue<string>([trusted]));
        while (next.TryDequeue(out var at))
        {
            if (at == key) return true;
            foreach (var one in known)
            {
                // What counts is the signature of the key that is trusted already.
                if (one.From == at && CustodyKey.HasSigned(at, one.Text, one.SignatureOfFrom) && reached.Add(one.To)) next.Enqueue(one.To);
                if (one.To == at && CustodyKey.HasSigned(at, one.Text, one.SignatureOfTo) && reached.Add(one.From)) next.Enqueue(one.From);
            }
        }

        return false;
    }
}

/// <summary>The key that a library signs with, and the successions that led to it, in one file of its owner's, which is replaced whole.</summary>
public sealed class CustodyKey : IDisposable
{
    private const string SuccessionLabel = "ACETATE KEY SUCCESSION";

    private readonly ECDsa key;

    private CustodyKey(ECDsa key, ImmutableArray<KeySuccession> successions) => (this.key, Successions) = (key, successions);

    /// <summary>The public key as SubjectPublicKeyInfo, in base 64.</summary>
    public string Public => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    /// <summary>Every succession up to this key, oldest first.</summary>
    public ImmutableArray<KeySuccession> Successions { get; }

    /// <summary>The key in a file; made when there is none.</summary>
    /// <exception cref="InvalidDataException">The file holds no key.</exception>
    public static async Task<CustodyKey> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            // Two processes may make a key at once: the one whose name appears first is the library's.
            PrivateFile.TryCreate(path, made.ExportPkcs8PrivateKeyPem());
        }

        var text = await File.ReadAllTextAsync(path, cancellationToken);
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);
            return new CustodyKey(key, Successed(text));
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or JsonException or FormatException)
        {
            key.Dispose();
            throw new InvalidDataException($"{path} is not the key of a library ({e.Message}). Put its backup there; without one, remove the file: a new key is made, which no older document knows.", e);
        }
    }

    /// <summary>Puts a new key in the place of this one; the old private key is gone then, and nobody can sign with it any more.</summary>
    public static CustodyKey Replace(CustodyKey old, string path, DateTimeOffset now)
    {
        var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var unsigned = new KeySuccession(old.Public, Convert.ToBase64String(fresh.ExportSubjectPublicKeyInfo()), DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()), "", "");
        var signed = unsigned with { SignatureOfFrom = old.Sign(unsigned.Text), SignatureOfTo = Sign(fresh, unsigned.Text) };
        var replaced = new CustodyKey(fresh, old.Successions.Add(signed));
        var blocks = replaced.Successions.Select(one => PemEncoding.WriteString(SuccessionLabel, JsonSerializer.SerializeToUtf8Bytes(one, LibraryJson.Options)));
        PrivateFile.Write(path, string.Join('\n', [fresh.ExportPkcs8PrivateKeyPem(), .. blocks]) + "\n");
        return replaced;
    }

    /// <summary>ECDSA P-256 over a text in UTF-8, in base 64.</summary>
    public string Sign(string text) => Sign(key, text);

    /// <summary>Whether a public key has signed a text.</summary>
    /// <exception cref="FormatException">Key or signature is not base 64.</exception>
    /// <exception cref="CryptographicException">The key is none.</exception>
    public static bool HasSigned(string publicKey, string text, string signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        return key.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(signature), HashAlgorithmName.SHA256);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private static string Sign(ECDsa key, string text) => Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));

    private static ImmutableArray<KeySuccession> Successed(ReadOnlySpan<char> text)
    {
        var found = ImmutableArray.CreateBuilder<KeySuccession>();
        while (PemEncoding.TryFind(text, out var block))
        {
            if (text[block.Label] is SuccessionLabel)
                found.Add(JsonSerializer.Deserialize<KeySuccession>(Convert.FromBase64String(text[block.Base64Data].ToString()), LibraryJson.Options) ?? throw new FormatException("A succession is empty."));
            text = text[block.Location.End..];
        }

        return found.ToImmutable();
    }
}
