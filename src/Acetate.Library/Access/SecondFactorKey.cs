using System.Security.Cryptography;
using Acetate.Storage.Local;

namespace Acetate.Library.Access;

/// <summary>The key that seals the secrets of second factors: it lies in the library's home and not in the database, so that who has a copy of the
/// database alone cannot make codes.</summary>
/// <remarks>AES-256-GCM. What is sealed belongs to one principal and cannot be opened for another.</remarks>
public sealed class SecondFactorKey
{
    /// <summary>The file in the library's home, for its owner alone.</summary>
    public const string FileName = "second-factor.key";

    private const int NonceBytes = 12, TagBytes = 16, KeyBytes = 32;

    private readonly byte[] key;

    private SecondFactorKey(byte[] key) => this.key = key;

    /// <summary>The key of a library; made when there is none.</summary>
    /// <exception cref="LibraryException">The file holds no key.</exception>
    public static SecondFactorKey Open(string home)
    {
        var path = Path.Join(home, FileName);
        // Two processes may make a key at once: the one whose name appears first is the library's.
        if (!File.Exists(path)) PrivateFile.TryCreate(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n");
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(File.ReadAllText(path).Trim(), key, out var length) && length == KeyBytes
            ? new SecondFactorKey(key)
            : throw new LibraryException(LibraryProblem.Damaged,
                $"{path} does not hold the key of second factors. Put its backup there; without one, remove the file and reset every second factor ('acetate users second-factor reset NAME').");
    }

    /// <summary>Seals a principal's secret.</summary>
    public string Seal(Guid principal, ReadOnlySpan<byte> secret)
    {
        var whole = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(whole.AsSpan(0, NonceBytes), secret, whole.AsSpan(NonceBytes, secret.Length), whole.AsSpan(NonceBytes + secret.Length), principal.ToByteArray());
        return Convert.ToBase64String(whole);
    }

    /// <summary>Opens a principal's secret.</summary>
    /// <exception cref="LibraryException">It was sealed with another key or for somebody else, or was changed.</exception>
    public byte[] Unseal(Guid principal, string text)
    {
        try
        {
            var whole = Convert.FromBase64String(text);
            if (whole.Length <= NonceBytes + TagBytes) throw new FormatException("It is too short.");
            var secret = new byte[whole.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes, secret.Length), whole.AsSpan(NonceBytes + secret.Length), secret, principal.ToByteArray());
            return secret;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw new LibraryException(LibraryProblem.Damaged,
                $"A second factor cannot be read: it was sealed with another key than the one in {FileName}. Put the backup of that file back, or reset the second factor ('acetate users second-factor reset NAME').", e);
        }
    }
}
