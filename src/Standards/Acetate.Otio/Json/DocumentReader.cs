using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Json;

/// <summary>A member of a JSON object, or an item of a list (without a name), as it was read.</summary>
/// <param name="Name">The name; empty in a list.</param>
/// <param name="Value">The value.</param>
/// <param name="Offset">Bytes before it in the file.</param>
internal readonly record struct ReadMember(string Name, OtioValue Value, int Offset);

/// <summary>Reads a file into objects, from the innermost outwards and without recursion: an object is made where its brace closes.</summary>
internal ref struct DocumentReader
{
    private readonly ReadOnlySpan<byte> text;
    private readonly List<ReadMember> members = [];
    private readonly List<Level> levels = [];
    private readonly ProblemList problems = new();
    private readonly long mostValues;
    private JsonScanner scanner;
    private long values;

    /// <summary>Makes a reader of text without byte order mark.</summary>
    public DocumentReader(ReadOnlySpan<byte> text, long mostValues)
    {
        this.text = text;
        this.mostValues = mostValues;
        scanner = new(text);
    }

    /// <summary>What was odd on the way.</summary>
    public readonly ImmutableArray<OtioProblem> Problems(ReadOnlySpan<byte> file) => problems.Placed(file);

    /// <summary>Reads all.</summary>
    /// <exception cref="OtioException">It cannot be read; the place is told.</exception>
    public OtioValue Read()
    {
        try
        {
            if (scanner.Peek() == 0 && scanner.IsAtEnd) throw JsonScanner.Slip(0, "the file is empty");
            while (true)
            {
                var value = ReadValue();
                while (value is not null)
                {
                    if (levels.Count == 0)
                    {
                        if (scanner.Peek() != 0 || !scanner.IsAtEnd) throw JsonScanner.Slip(scanner.Position, "something follows after the end of the outermost object");
                        return value;
                    }

                    value = Continue(value);
                }
            }
        }
        catch (JsonSlip slip)
        {
            throw Failure(OtioRule.NotJson, slip.Offset, $"This is not the JSON of OpenTimelineIO: {slip.Message}.", levels.Count, "");
        }
        catch (SchemaSlip slip)
        {
            // The object that was being made is the innermost level.
            throw Failure(slip.Rule, slip.Offset, slip.Message, levels.Count - 1, slip.Member);
        }
    }

    /// <summary>Reads a value; null when it is an object or a list that has begun and whose first value comes next.</summary>
    private OtioValue? ReadValue()
    {
        var first = scanner.Peek();
        if (++values > mostValues) throw Failure(OtioRule.TooLarge, scanner.Position, $"The file has more than {mostValues:N0} values. No timeline has.", levels.Count, "");
        switch (first)
        {
            case (byte)'{':
                Open(isObject: true);
                if (scanner.Peek() == '}') return Close();
                ReadName();
                return null;
            case (byte)'[':
                Open(isObject: false);
                return scanner.Peek() == ']' ? Close() : null;
            case (byte)'"':
                return scanner.ReadText() is var text && text.Length == 0 ? SchemaWords.EmptyText : new OtioValue.Text(text);
            case (byte)'t' when scanner.TryWord("true"u8): return OtioValue.Bool.True;
            case (byte)'f' when scanner.TryWord("false"u8): return OtioValue.Bool.False;
            case (byte)'n' when scanner.TryWord("null"u8): return OtioValue.Null.Value;
            case (byte)'-' or (byte)'N' or (byte)'I' or (>= (byte)'0' and <= (byte)'9'): return scanner.ReadNumber();
            case 0 when scanner.IsAtEnd: throw JsonScanner.Slip(scanner.Position, "it ends in the middle; the file is cut off");
            case (byte)'}' or (byte)']': throw JsonScanner.Slip(scanner.Position, "a value is missing; perhaps there is a comma too many");
            default: throw JsonScanner.Slip(scanner.Position, "there should be a value");
        }
    }

    /// <summary>Stores a value and goes on to the next; what is closed by it is the next value to store, otherwise null.</summary>
    private OtioValue? Continue(OtioValue value)
    {
        var level = levels[^1];
        members.Add(new(level.Name, value, level.Offset));
        levels[^1] = level with { Count = level.Count + 1 };
        switch (scanner.Peek())
        {
            case (byte)',':
                scanner.Skip();
                if (level.IsObject) ReadName();
                else levels[^1] = levels[^1] with { Offset = AtNext() };
                return null;
            case (byte)'}' when level.IsObject:
            case (byte)']' when !level.IsObject:
                return Close();
            case 0 when scanner.IsAtEnd: throw JsonScanner.Slip(scanner.Position, "it ends in the middle; the file is cut off");
            default: throw JsonScanner.Slip(scanner.Position, level.IsObject ? "there should be a comma or }" : "there should be a comma or ]");
        }
    }

    private void Open(bool isObject)
    {
        if (levels.Count >= OtioReader.MostLevels)
            throw Failure(OtioRule.TooLarge, scanner.Position, $"The file is nested deeper than {OtioReader.MostLevels} levels. No timeline is; compositions within compositions have to be flattened first.", levels.Count, "");
        var at = scanner.Position;
        scanner.Skip();
        levels.Add(new(isObject, members.Count, at) { Offset = AtNext() });
    }

    private int AtNext()
    {
        scanner.Peek();
        return scanner.Position;
    }

    private void ReadName()
    {
        if (scanner.Peek() != '"') throw JsonScanner.Slip(scanner.Position, "there should be a name in quotation marks; perhaps there is a comma too many");
        var at = scanner.Position;
        var name = scanner.ReadText();
        levels[^1] = levels[^1] with { Name = name, Offset = at };
        if (scanner.Peek() != ':') throw JsonScanner.Slip(scanner.Position, "there should be a colon after a name");
        scanner.Skip();
    }

    /// <summary>Makes what has been read between the innermost braces.</summary>
    private OtioValue Close()
    {
        scanner.Skip();
        var level = levels[^1];
        var content = CollectionsMarshal.AsSpan(members)[level.First..];
        OtioValue made = content.IsEmpty ? level.IsObject ? OtioValue.Dictionary.Empty : OtioValue.List.Empty
            : level.IsObject ? MakeObject(content, level) : MakeList(content);
        members.RemoveRange(level.First, members.Count - level.First);
        levels.RemoveAt(levels.Count - 1);
        return made;
    }

    private static OtioValue.List MakeList(ReadOnlySpan<ReadMember> content)
    {
        var items = new OtioValue[content.Length];
        for (var i = 0; i < items.Length; i++) items[i] = content[i].Value;
        return new(ImmutableCollectionsMarshal.AsImmutableArray(items));
    }

    private readonly OtioValue MakeObject(Span<ReadMember> content, Level level)
    {
        content = WithoutDoubles(content);
        var schema = -1;
        for (var i = 0; i < content.Length && schema < 0; i++)
            if (content[i].Name == SchemaWords.Schema) schema = i;
        if (schema < 0) return new OtioValue.Dictionary(MemberSet.ToMap(content));
        return ObjectMaker.Make(new MemberSet(content, level.Start), schema, levels.Count);
    }

    /// <summary>Of members with the same name the first one counts, as in the reference implementation; the others are told.</summary>
    private readonly Span<ReadMember> WithoutDoubles(Span<ReadMember> content)
    {
        HashSet<string>? known = content.Length > 16 ? new(StringComparer.Ordinal) : null;
        var kept = 0;
        for (var i = 0; i < content.Length; i++)
        {
            var isDouble = known is not null ? !known.Add(content[i].Name) : IsAmong(content[..kept], content[i].Name);
            if (!isDouble) content[kept++] = content[i];
            else problems.Add(OtioRule.DuplicateMember, Pointer(levels.Count - 1, content[i].Name), content[i].Offset, $"'{Shown(content[i].Name)}' stands twice in this object. The first one counts, and the other is not kept.");
        }

        return content[..kept];
    }

    private static bool IsAmong(ReadOnlySpan<ReadMember> content, string name)
    {
        foreach (var member in content)
            if (member.Name == name) return true;
        return false;
    }

    private readonly OtioException Failure(OtioRule rule, int offset, string message, int depth, string member) =>
        new(new OtioProblem(rule, Pointer(depth, member), ProblemList.LineOf(text, offset), message));

    /// <summary>The JSON pointer of a member of the level so deep; of that level's current one when the name is empty.</summary>
    private readonly string Pointer(int depth, string member)
    {
        var path = new StringBuilder();
        for (var i = 0; i < depth; i++)
        {
            // An object that has just begun has no name yet.
            if (!levels[i].IsObject) Append(path, $"{levels[i].Count}");
            else if (levels[i].Name.Length > 0) Append(path, levels[i].Name);
        }

        if (member.Length > 0) Append(path, member);
        return path.Length == 0 ? "/" : path.ToString();
    }

    private static void Append(StringBuilder path, string name) =>
        path.Append('/').Append(Shown(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));

    private static string Shown(string name) => name.Length <= 80 ? name : name[..80] + "…";

    /// <summary>An object or list that has begun.</summary>
    private readonly record struct Level(bool IsObject, int First, int Start)
    {
        /// <summary>The name of the member that is being read.</summary>
        public string Name { get; init; } = "";

        /// <summary>Where that member begins.</summary>
        public int Offset { get; init; }

        /// <summary>Members read so far.</summary>
        public int Count { get; init; }
    }
}
