using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Server.Uploads;

/// <summary>An upload as it outlives the server: one small JSON file per upload in the library home.</summary>
public sealed record UploadRecord
{
    /// <summary>The last part of its address.</summary>
    public required string Id { get; init; }

    /// <summary>The file's key in the library store.</summary>
    public required string Key { get; init; }

    /// <summary>Bytes in the end.</summary>
    public required long Length { get; init; }

    /// <summary>What names the content, so that only the same content is continued.</summary>
    public required string Tag { get; init; }

    /// <summary>The show whose roll it belongs to.</summary>
    public required string Show { get; init; }

    /// <summary>Who created it; nobody else continues it.</summary>
    public required string Principal { get; init; }

    /// <summary>The digests that the whole file must have, as <c>format:text</c>.</summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>The metadata as the client gave it, given back by HEAD.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>When it was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it is thrown away if nobody continues it.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Set when the file has its final name: HEAD still answers, PATCH no longer does.</summary>
    public bool Published { get; init; }

    /// <summary>The digests of the bytes as they came, as <c>format:text</c>; empty until it is published.</summary>
    public ImmutableArray<string> Digests { get; init; } = [];
}

/// <summary>Reads and writes digests as uploads name them: <c>xxh128:…</c>.</summary>
public static class NamedDigest
{
    /// <summary>Reads one, or false.</summary>
    public static bool TryParse(string text, out HashDigest digest)
    {
        digest = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && HashFormats.TryParse(text[..colon].Trim(), out var format)
            && HashDigest.TryParse(format, text[(colon + 1)..].Trim(), out digest);
    }

    /// <summary>Writes one.</summary>
    public static string Format(HashDigest digest) => $"{HashFormats.Name(digest.Format)}:{digest.Text}";
}
