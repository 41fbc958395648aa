using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Clips;

namespace Acetate.Library.Rolls;

/// <summary>What the library knows about a roll and its footage does not say: written beside the archive copy as <c>roll.json</c>.</summary>
/// <remarks>
/// With it, the footage and the MHL histories beside it, a library that was lost is rebuilt with the same ids. Files and
/// their hashes are not in it: the MHL history has them, sealed. It is format 1; readers leave alone what they do not know.
/// </remarks>
public sealed record RollDocument
{
    /// <summary>The file's name.</summary>
    public const string FileName = "roll.json";

    /// <summary>The version this program writes and the newest it reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>More would be somebody's attempt to fill our memory.</summary>
    private const long LongestText = 256L << 20;

    /// <summary>The version of the document.</summary>
    public required int Version { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset WrittenAt { get; init; }

    /// <summary>The roll.</summary>
    public required Roll Roll { get; init; }

    /// <summary>Its clips with their facts.</summary>
    public ImmutableArray<Clip> Clips { get; init; } = [];

    /// <summary>The format cards its clips belong to.</summary>
    public ImmutableArray<FormatCard> FormatCards { get; init; } = [];

    /// <summary>What people said about its clips, by the clip's id.</summary>
    public ImmutableDictionary<Guid, ImmutableArray<ClipEdit>> Edits { get; init; } = ImmutableDictionary<Guid, ImmutableArray<ClipEdit>>.Empty;

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, LibraryJson.Indented);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is not one, or of a newer version; the message says which.</exception>
    public static RollDocument Read(Stream stream)
    {
        try
        {
            if (stream.CanSeek && stream.Length > LongestText) throw new FormatException($"{FileName} is {stream.Length:N0} bytes long, more than one roll can need.");
            var document = JsonSerializer.Deserialize<RollDocument>(stream, LibraryJson.Options) ?? throw new FormatException($"{FileName} holds only null.");
            return document.Version is >= 1 and <= CurrentVersion
                ? document
                : throw new FormatException($"{FileName} is of version {document.Version}; this program reads up to {CurrentVersion}. Use a newer Acetate.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new FormatException($"{FileName} is not a document of a roll: {e.Message}", e);
        }
    }
}
