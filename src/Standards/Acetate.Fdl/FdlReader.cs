using System.Text.Json;
using Acetate.Fdl.Json;

namespace Acetate.Fdl;

/// <summary>Reads and validates framing decision lists of the versions 0.1, 1.0 and 2.0 (with the changes of 2.0.1).</summary>
/// <remarks>
/// Input is hostile until proven otherwise: at most 32 MiB, 64 levels, 3,000,000 names and values, 300,000 objects of 1,000 members; no recursion by content,
/// numbers bounded. The rules are those of the published schemas and of the reference's checks of ids and layers.
/// </remarks>
public static class FdlReader
{
    /// <summary>Size that no honest list reaches: ten thousand clips with their framings fit in half of it.</summary>
    public const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Reads a list from memory.</summary>
    /// <param name="json">UTF-8, with or without byte order mark.</param>
    public static FdlReading Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MostBytes) return Nothing(new(FdlRule.TooLarge, FdlSeverity.Error, "/", 0, $"The file is larger than {MostBytes / (1024 * 1024)} MiB. No framing decision list is."));
        json = JsonText.WithoutMark(json);
        if (JsonText.Check(json.Span, out var comment) is { } problem) return Nothing(problem);
        var problems = new ProblemList();
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 2 * JsonText.MostLevels });
        // One clone, of which all custom attributes are views: a clone for each would cost more than the file.
        var list = ListReader.Read(document.RootElement.Clone(), problems);
        if (list is not null) ListRules.Check(list, problems);
        var placed = problems.Placed(json.Span);
        if (comment > 0) placed = placed.Insert(0, new(FdlRule.Comment, FdlSeverity.Warning, "/", comment, "JSON has no comments, and other programs refuse a file that has some. Put the text into a member such as '_comment'."));
        return new() { List = list, Problems = placed };
    }

    /// <summary>Reads a list from a stream, up to <see cref="MostBytes"/>.</summary>
    /// <param name="stream">UTF-8, with or without byte order mark; read to its end and left open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The stream failed.</exception>
    public static async Task<FdlReading> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        // One byte too many is enough to know.
        while (bytes.Length <= MostBytes && (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0) bytes.Write(buffer, 0, read);
        return Read(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    private static FdlReading Nothing(FdlProblem problem) => new() { Problems = [problem] };
}
