using System.Collections.Immutable;
using Acetate.Otio.Json;

namespace Acetate.Otio;

/// <summary>A file as it was read.</summary>
/// <param name="Root">The outermost object: mostly a <see cref="Timeline"/>, else a <see cref="SerializableCollection"/>, a clip, or any value.</param>
/// <param name="Problems">What is odd about the file, in its order: such as names that stand twice in an object.</param>
public sealed record OtioDocument(OtioValue Root, ImmutableArray<OtioProblem> Problems)
{
    /// <summary>The timelines in it: the root itself, or those of a collection, in order.</summary>
    public IEnumerable<Timeline> Timelines => Root switch
    {
        Timeline timeline => [timeline],
        SerializableCollection collection => collection.Children.SelectMany(child => new OtioDocument(child, []).Timelines),
        _ => [],
    };

    /// <summary>The one timeline.</summary>
    /// <exception cref="OtioException">There is none, or more than one.</exception>
    public Timeline GetTimeline()
    {
        Timeline[] timelines = [.. Timelines.Take(2)];
        return timelines.Length == 1 ? timelines[0] : throw new OtioException(OtioRule.WrongObject, timelines.Length == 0
            ? $"The file holds no timeline; its outermost object is {Schemas.SchemaWords.Kind(Root)}."
            : "The file holds more than one timeline. Choose one of 'Timelines'.", "/");
    }
}

/// <summary>Reads OpenTimelineIO files (<c>.otio</c>) of every release up to 0.18.1, and of the development towards 0.19.</summary>
/// <remarks>
/// Older schemas are upgraded: <c>Clip.1</c>, <c>Marker.1</c> and <c>Marker.2</c>, <c>Sequence</c>, <c>Filler</c>, <c>SerializeableCollection</c>. Input is hostile
/// until proven otherwise: at most <see cref="MostBytes"/> and <see cref="MostLevels"/>, no recursion by content, numbers bounded.
/// </remarks>
public static class OtioReader
{
    /// <summary>Size of a file at most: two hundred thousand clips fit in it.</summary>
    public const int MostBytes = 512 * 1024 * 1024;

    /// <summary>Levels of braces and brackets at most. A clip within ten stacks within each other lies below level 50.</summary>
    public const int MostLevels = 512;

    /// <summary>Values at most, of all kinds.</summary>
    private const long MostValues = 40_000_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="OtioException">It cannot be read; line and place are told.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static OtioDocument Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (file.Length > MostBytes) throw TooLarge();
        return Read(ReadAll(file, MostBytes));
    }

    /// <summary>Reads a file from memory.</summary>
    /// <param name="json">UTF-8, with or without byte order mark.</param>
    /// <exception cref="OtioException">It cannot be read; line and place are told.</exception>
    public static OtioDocument Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes) throw TooLarge();
        var text = json.Span;
        if (OtherFormat(text) is { } other) throw new OtioException(new OtioProblem(OtioRule.NotJson, "/", 1, other));
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new OtioException(new OtioProblem(OtioRule.NotJson, "/", 1, "The text is in UTF-16. Save the file as UTF-8."));
        var hasMark = text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        if (hasMark) text = text[3..];
        var reader = new DocumentReader(text, MostValues);
        var root = reader.Read();
        var problems = reader.Problems(text);
        if (hasMark) problems = problems.Insert(0, new(OtioRule.Odd, "/", 1, "The file begins with a byte order mark, which other programs refuse. Save it as UTF-8 without one."));
        return new(root, problems);
    }

    /// <summary>Reads a file from a stream, up to <see cref="MostBytes"/>.</summary>
    /// <param name="stream">UTF-8, with or without byte order mark; read to its end and left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OtioException">It cannot be read; line and place are told.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static async Task<OtioDocument> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        // One byte too many is enough to know.
        while (bytes.Length <= MostBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0) bytes.Write(buffer, 0, read);
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    /// <summary>All bytes of a stream that says nothing reliable about its length.</summary>
    /// <exception cref="OtioException">There are more than the limit.</exception>
    internal static ReadOnlyMemory<byte> ReadAll(Stream stream, int most)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (bytes.Length + read > most) throw TooLarge();
            bytes.Write(buffer, 0, read);
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>What people open by mistake.</summary>
    private static string? OtherFormat(ReadOnlySpan<byte> text) =>
        text.StartsWith("PK\u0003\u0004"u8) ? "This is a ZIP archive, perhaps a bundle (.otioz). Open it as a bundle."
        : text.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) ? "This is a structured storage file, perhaps AAF, and not OpenTimelineIO. Read it as AAF."
        : text.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "This is XML, perhaps of Final Cut Pro, and not OpenTimelineIO. Read it as XML."
        : text.StartsWith("TITLE:"u8) ? "This is an edit decision list, and not OpenTimelineIO. Read it as EDL."
        : null;

    private static OtioException TooLarge() =>
        new(new OtioProblem(OtioRule.TooLarge, "/", 0, $"The file is larger than {MostBytes / (1024 * 1024)} MiB. No timeline is: perhaps it is media."));
}
