using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Acetate.Fdl.Json;

/// <summary>JSON as text: whether it is well formed, and on which line a place of it stands.</summary>
internal static class JsonText
{
    /// <summary>No honest list is deeper: the deepest member that the standard knows is at 9.</summary>
    public const int MostLevels = 64;

    /// <summary>Names, values, beginnings and ends: ten thousand clips with all that belongs to them make a third of it.</summary>
    private const int MostTokens = 3_000_000;

    /// <summary>The text without the byte order mark that some editors put before it.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json;

    /// <summary>What makes the text unreadable; null when it is JSON.</summary>
    /// <param name="json">UTF-8 without mark.</param>
    /// <param name="comment">Line of the first comment; 0 when there is none.</param>
    public static FdlProblem? Check(ReadOnlySpan<byte> json, out int comment)
    {
        comment = 0;
        if (!Utf8.IsValid(json)) return Unreadable(Line(json, FirstInvalid(json)), "This is not UTF-8 text, as JSON must be. Save it as UTF-8.");
        if (Walk(json, JsonCommentHandling.Disallow) is not { } strict) return null;
        // What is not JSON may be JSON with comments.
        var problem = Walk(json, JsonCommentHandling.Skip);
        if (problem is null) comment = strict.Line;
        return problem;
    }

    /// <summary>The line of each place, from 1. Places that do not exist are left out.</summary>
    /// <param name="json">UTF-8 that <see cref="Check"/> has passed.</param>
    /// <param name="pointers">JSON pointers; <c>/</c> for the whole.</param>
    public static Dictionary<string, int> LinesOf(ReadOnlySpan<byte> json, HashSet<string> pointers)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 100_000 });
        // For each open object or array: its pointer, and the number of the next element if it is an array.
        var open = new Stack<(string Pointer, int Next)>();
        var (line, counted, name) = (1, 0, "");
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    continue;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    continue;
                default:
                    break;
            }

            var pointer = "";
            if (open.TryPop(out var parent))
            {
                var isArray = parent.Next >= 0;
                pointer = Below(parent.Pointer, isArray ? parent.Next.ToString() : name);
                open.Push((parent.Pointer, isArray ? parent.Next + 1 : -1));
            }

            var place = pointer.Length == 0 ? "/" : pointer;
            if (pointers.Contains(place) && !lines.ContainsKey(place))
            {
                line += json[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
                counted = (int)reader.TokenStartIndex;
                lines.Add(place, line);
            }

            if (reader.TokenType is JsonTokenType.StartObject) open.Push((pointer, -1));
            if (reader.TokenType is JsonTokenType.StartArray) open.Push((pointer, 0));
        }

        return lines;
    }

    /// <summary>A pointer one level deeper (RFC 6901: ~ and / are escaped).</summary>
    public static string Below(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static FdlProblem? Walk(ReadOnlySpan<byte> json, JsonCommentHandling comments)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = comments, MaxDepth = 100_000 });
        var tokens = 0;
        try
        {
            while (reader.Read())
            {
                if (++tokens > MostTokens)
                    return new(FdlRule.TooLarge, FdlSeverity.Error, "/", Line(json, reader.TokenStartIndex), $"The JSON has more than {MostTokens:N0} names and values. No framing decision list has.");
                if (reader.CurrentDepth >= MostLevels)
                    return new(FdlRule.TooLarge, FdlSeverity.Error, "/", Line(json, reader.TokenStartIndex), $"The JSON is nested deeper than {MostLevels} levels. No framing decision list is.");
                if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
            }

            return null;
        }
        catch (JsonException problem)
        {
            return Unreadable((int)(problem.LineNumber ?? 0) + 1, $"This is not JSON: {Sentence(problem, json)}");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            return Unreadable(Line(json, reader.TokenStartIndex), "This text has an escape that is no character. Write the character itself, or both halves of its pair.");
        }
    }

    private static FdlProblem Unreadable(int line, string message) => new(FdlRule.NotJson, FdlSeverity.Error, "/", line, message);

    private static int Line(ReadOnlySpan<byte> json, long at) => json[..(int)at].Count((byte)'\n') + 1;

    private static int FirstInvalid(ReadOnlySpan<byte> json)
    {
        var at = 0;
        while (at < json.Length && Rune.DecodeFromUtf8(json[at..], out _, out var used) == System.Buffers.OperationStatus.Done) at += used;
        return at;
    }

    /// <summary>The reader's own sentence without the position, which is told apart.</summary>
    private static string Sentence(JsonException problem, ReadOnlySpan<byte> json)
    {
        if (json.Trim(" \t\r\n"u8).IsEmpty) return "the file is empty.";
        var message = problem.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var column = problem.BytePositionInLine is { } position ? $" (byte {position + 1} of the line)" : "";
        return $"{(end < 0 ? message : message[..end]).TrimEnd('.', ' ')}{column}.";
    }
}
