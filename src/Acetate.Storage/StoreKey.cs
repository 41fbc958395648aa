using System.Diagnostics.CodeAnalysis;

namespace Acetate.Storage;

/// <summary>The name of a file in a store: relative, separated by <c>/</c>, kept exactly as given.</summary>
/// <remarks>
/// A key never escapes its store: empty parts, <c>.</c>, <c>..</c>, a leading or trailing <c>/</c>, NUL, control
/// characters and halves of surrogate pairs are refused. Case and Unicode form are kept. At most 1,024 bytes of UTF-8 (the limit of S3),
/// 255 bytes a part. The default value is the empty key, which names nothing.
/// </remarks>
public readonly record struct StoreKey
{
    private readonly string? text;

    private StoreKey(string text) => this.text = text;

    /// <summary>Reads a key; throws <see cref="FormatException"/> with the reason when it is not one.</summary>
    public static StoreKey Parse(string text) =>
        TryParse(text, out var key, out var reason) ? key : throw new FormatException(reason);

    /// <summary>Reads a key, or says why it is not one.</summary>
    public static bool TryParse(string text, out StoreKey key, [NotNullWhen(false)] out string? reason)
    {
        reason = WhyNot(text);
        key = reason is null ? new StoreKey(text) : default;
        return reason is null;
    }

    /// <summary>Whether this is the default key, which names nothing.</summary>
    public bool IsEmpty => text is null;

    /// <summary>The last part.</summary>
    public string Name => text is null ? "" : text[(text.LastIndexOf('/') + 1)..];

    /// <summary>Everything before the last part; empty for a key of one part.</summary>
    public StoreKey Parent => text?.LastIndexOf('/') is > 0 and var end ? new StoreKey(text[..end]) : default;

    /// <summary>The key below this one.</summary>
    public StoreKey Append(string relative) => Parse(text is null ? relative : $"{text}/{relative}");

    /// <inheritdoc/>
    public override string ToString() => text ?? "";

    private static string? WhyNot(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0) return "A store key must not be empty.";
        if (HasLoneSurrogate(text)) return "A store key must be valid Unicode; it holds half of a surrogate pair.";
        if (System.Text.Encoding.UTF8.GetByteCount(text) > 1024) return $"The store key '{text[..60]}…' is longer than 1,024 bytes.";
        foreach (var part in text.Split('/'))
        {
            if (part.Length == 0) return $"The store key '{text}' has an empty part.";
            if (part is "." or "..") return $"The store key '{text}' contains '{part}'.";
            if (System.Text.Encoding.UTF8.GetByteCount(part) > 255) return $"A part of the store key '{text}' is longer than 255 bytes.";
            if (part.AsSpan().ContainsAnyInRange('\0', '\x1f') || part.Contains('\x7f'))
                return $"The store key '{text.ReplaceLineEndings("␤")}' contains a control character.";
        }

        return null;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }
}
