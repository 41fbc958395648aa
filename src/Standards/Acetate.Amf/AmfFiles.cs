using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Acetate.Amf.Checks;

namespace Acetate.Amf;

/// <summary>The files that a document names, in its folder and below: tables and corrections.</summary>
public static class AmfFiles
{
    /// <summary>The largest file that is read.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Reads a file whole and holds its bytes against the hash of the document, so that what was checked is what is used.</summary>
    /// <param name="folder">Of the document. Nothing outside of it is opened: no <c>..</c>, no link, no address.</param>
    /// <param name="address">As the document says it.</param>
    /// <param name="hash">Of the transform; null when the document has none.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="reason">A sentence that says why not.</param>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static bool TryRead(string folder, string address, AmfHash? hash, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(address);
        bytes = null;
        var path = FileChecks.Decoded(address);
        var shown = AmfReader.Shown(path);
        if (path.Length == 0) return No("The file has no name.", out reason);
        if (FileChecks.IsRemote(path)) return No($"'{shown}' lies elsewhere and is never fetched; have the file put beside the AMF.", out reason);
        if (FileChecks.Inside(folder, path) is not { } full || !File.Exists(full)) return No($"'{shown}' is not in the folder of the AMF.", out reason);
        var length = new FileInfo(full).Length;
        if (length == 0) return No($"'{shown}' is empty.", out reason);
        if (length > MaxBytes) return No($"'{shown}' has {length} bytes; no honest table has more than {MaxBytes}.", out reason);

        using var file = File.OpenRead(full);
        var read = new byte[length];
        file.ReadExactly(read);
        if (hash is not null)
        {
            var wanted = FileChecks.LengthOf(hash.Algorithm);
            if (wanted == 0 || hash.Digest.Length != wanted) return No($"The hash of '{shown}' cannot be checked: it is none of SHA-256, SHA-1 or MD5 in base64. Have it written anew.", out reason);
            if (!FileChecks.DigestOf(new MemoryStream(read), hash.Algorithm).AsSpan().SequenceEqual(hash.Digest.AsSpan()))
                return No($"The bytes of '{shown}' are not those of which the hash was taken: it is another file, or it was changed.", out reason);
        }

        (bytes, reason) = (read, null);
        return true;
    }

    /// <summary>The addresses of the files that the pipeline of a document names, in order, each once; archived pipelines are history.</summary>
    public static ImmutableArray<string> Named(AmfDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [.. AmfPlace.Of(document.Pipeline, "").Select(place => place.Transform.Content switch
        {
            AmfContent.ByFile(var address) => address,
            AmfContent.Correction(_, _, { } file) => file,
            _ => null,
        }).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
