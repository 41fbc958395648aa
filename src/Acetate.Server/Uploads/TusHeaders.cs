using System.Collections.Immutable;
using System.Text;
using Acetate.Hashing;
using Acetate.Server.Problems;

namespace Acetate.Server.Uploads;

/// <summary>The headers of tus 1.0.0.</summary>
public static class TusHeaders
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,termination,checksum,expiration";
    public const string OffsetContent = "application/offset+octet-stream";
    public const string Resumable = "Tus-Resumable";
    public const string Length = "Upload-Length";
    public const string Offset = "Upload-Offset";
    public const string Metadata = "Upload-Metadata";
    public const string Checksum = "Upload-Checksum";
    public const string Expires = "Upload-Expires";

    /// <summary>Our own: the digest of the whole file, known to a sender only at its end. Checked before publication.</summary>
    public const string Digest = "Upload-Digest";

    /// <summary>Our own: on a piece, that it may come before its turn and waits for it; on an answer, how many bytes such a piece may have.</summary>
    public const string Ahead = "Upload-Ahead";

    private static readonly ImmutableArray<HashFormat> ChecksumFormats =
        [HashFormat.Sha1, HashFormat.Md5, HashFormat.Xxh128, HashFormat.Xxh3, HashFormat.Xxh64];

    /// <summary>The algorithms for Upload-Checksum; tus asks for sha1 at least.</summary>
    public static string ChecksumAlgorithms => string.Join(',', ChecksumFormats.Select(HashFormats.Name));

    /// <summary>A header that must be a number of bytes, or a problem.</summary>
    public static long Bytes(HttpRequest request, string name) =>
        long.TryParse(request.Headers[name], System.Globalization.NumberStyles.None, null, out var value) ? value
            : throw new ProblemException(ProblemType.InvalidRequest, $"The header {name} must be a number of bytes, zero or more.");

    /// <summary>Reads Upload-Metadata: pairs of a key and its value in base64, separated by commas.</summary>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string? text)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var space = pair.IndexOf(' ', StringComparison.Ordinal);
            var key = space < 0 ? pair : pair[..space];
            try
            {
                metadata[key] = space < 0 ? "" : new UTF8Encoding(false, true).GetString(Convert.FromBase64String(pair[(space + 1)..].Trim()));
            }
            catch (Exception bad) when (bad is FormatException or ArgumentException)
            {
                throw new ProblemException(ProblemType.InvalidRequest, $"The value of '{key}' in Upload-Metadata is not base64 of UTF-8 text.");
            }
        }

        return metadata;
    }

    /// <summary>Reads Upload-Checksum (<c>algorithm base64</c>); null when there is none.</summary>
    public static HashDigest? ReadChecksum(HttpRequest request)
    {
        var text = request.Headers[Checksum].ToString();
        if (text.Length == 0) return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0 || !HashFormats.TryParse(text[..space], out var format) || !ChecksumFormats.Contains(format))
            throw new ProblemException(ProblemType.InvalidRequest, $"Upload-Checksum must begin with one of {ChecksumAlgorithms}.");
        var raw = new byte[64];
        if (!Convert.TryFromBase64String(text[(space + 1)..].Trim(), raw, out var count))
            throw new ProblemException(ProblemType.InvalidRequest, "The value of Upload-Checksum is not base64.");
        return HashDigest.TryParse(format, Convert.ToHexStringLower(raw.AsSpan(0, count)), out var digest) ? digest
            : throw new ProblemException(ProblemType.InvalidRequest, $"The value of Upload-Checksum does not have the length of {text[..space]}.");
    }

    /// <summary>Reads Upload-Digest (<c>format:text</c>, several separated by commas).</summary>
    public static ImmutableArray<HashDigest> ReadDigests(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(one =>
            NamedDigest.TryParse(one, out var digest) ? digest
                : throw new ProblemException(ProblemType.InvalidRequest, $"'{one}' is not a digest such as xxh128:0123….")),
    ];
}
