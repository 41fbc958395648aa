using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Acetate.Aaf.Storage;

namespace Acetate.Aaf.Objects;

/// <summary>Reads the objects that a compound file holds (AAF Stored Format Specification 1.0).</summary>
/// <remarks>
/// Each object is a folder whose class id is the object's class. Its stream <c>properties</c> lists the properties: number, form,
/// length, and then the bytes of all. A property that owns objects names folders beside that stream; one that owns several names an
/// index stream. References to objects owned elsewhere give a key and the path of the set that is searched for it.
/// </remarks>
internal sealed class ObjectReader
{
    private const int MaxDepth = 400, MaxProblems = 1000;
    private readonly CompoundFile file;
    private readonly string name;
    private readonly bool[] owned;
    private readonly Schema schema = new();
    private readonly ImmutableArray<AafProblem>.Builder problems;

    private ObjectReader(CompoundFile file, string name, ImmutableArray<AafProblem>.Builder problems)
    {
        (this.file, this.name, this.problems) = (file, name, problems);
        owned = new bool[Count(file.Root)];
    }

    /// <summary>Reads all objects and gives the root, which owns the header and the dictionary of classes.</summary>
    public static AafObject Read(CompoundFile file, string name, ImmutableArray<AafProblem>.Builder problems) =>
        new ObjectReader(file, name, problems).Root();

    private AafObject Root()
    {
        if (file.Root.Find("properties", isStream: true) is null)
            throw new AafException("The file is a structured-storage file, but no AAF: its root has no properties. Export the sequence as AAF.", name, "/");
        var root = Object(file.Root, null, "", 0);
        schema.Root = root;
        if (file.Root.Find("referenced properties", isStream: true) is { } paths)
            schema.ReferencePaths = Paths(file.Read(paths, () => "/referenced properties"));
        else
            Note(root, "The file has no table of referenced properties; media kinds and effects cannot be told.");
        if (root["MetaDictionary"] is AafValue.Owned { Target: var dictionary })
            schema.Learn(dictionary);
        else
            Note(root, "The file has no dictionary of classes; only properties that the standard numbers can be told.");
        return root;
    }

    private AafObject Object(CompoundEntry folder, AafObject? owner, string folderName, int depth)
    {
        var made = new AafObject(schema, owner, folderName, folder.ClassId);
        if (owned[folder.Number])
            throw Bad("The object has two owners. The file is damaged; export it again.", made);
        if (depth > MaxDepth)
            throw Bad($"Objects lie more than {MaxDepth} deep within one another. No editing program writes that; export the file again.", made);
        owned[folder.Number] = true;
        if (folder.Find("properties", isStream: true) is not { } stream)
        {
            Note(made, "The object has no properties.");
            return made;
        }

        var bytes = file.Read(stream, () => Join(made.Path, "properties"));
        if (bytes.Length < 4)
            throw Bad("The list of properties ends within its header. The file is damaged; export it again.", made);
        var bigEndian = bytes[0] switch
        {
            (byte)'L' => false,
            (byte)'B' => true,
            var mark => throw Bad($"The list of properties begins with {mark:X2} instead of a byte order. The file is damaged; export it again.", made),
        };
        var count = U16(bytes, 2, bigEndian);
        var at = 4 + (6 * count);
        if (at > bytes.Length)
            throw Bad($"{count} properties are promised in {bytes.Length} bytes. The file is damaged; export it again.", made);
        var stored = new StoredProperty[count];
        for (var i = 0; i < count; i++)
        {
            int number = U16(bytes, 4 + (6 * i), bigEndian), form = U16(bytes, 6 + (6 * i), bigEndian), length = U16(bytes, 8 + (6 * i), bigEndian);
            if (length > bytes.Length - at)
                throw Bad($"Property {number:x4} is longer than the list that holds it. The file is damaged; export it again.", made);
            var data = bytes.AsMemory(at, length);
            stored[i] = new(number, data, bigEndian, Content(form, data, bigEndian, folder, made, depth));
            at += length;
        }

        made.Stored = stored;
        return made;
    }

    private object? Content(int form, ReadOnlyMemory<byte> data, bool bigEndian, CompoundEntry folder, AafObject owner, int depth) => form switch
    {
        0x22 => Owned(Name(data, bigEndian), folder, owner, depth),
        0x32 => Vector(Name(data, bigEndian), folder, owner, bigEndian, depth),
        0x3A => Set(Name(data, bigEndian), folder, owner, bigEndian, depth),
        0x02 => Key(data, bigEndian, owner),
        0x12 or 0x1A => Keys(Name(data, bigEndian), folder, owner, bigEndian),
        0x42 when data.Length > 0 => Name(data[1..], bigEndian) is var stream
            ? new AafValue.Stream(stream, folder.Find(stream, isStream: true)?.Size ?? -1) : null,
        _ => null,
    };

    private AafObject? Owned(string child, CompoundEntry folder, AafObject owner, int depth)
    {
        if (folder.Find(child, isStream: false) is { } entry)
            return Object(entry, owner, child, depth + 1);
        Note(owner, $"The object '{child}' is missing.");
        return null;
    }

    private AafObject[] Vector(string list, CompoundEntry folder, AafObject owner, bool bigEndian, int depth)
    {
        var index = Index(list, folder, owner);
        var count = Counted(index, 12, 4, bigEndian, owner, list);
        var objects = new List<AafObject>();
        for (var i = 0; i < count; i++)
        {
            if (Owned($"{list}{{{U32(index, 12 + (4 * i), bigEndian):x}}}", folder, owner, depth) is { } child)
                objects.Add(child);
        }

        return [.. objects];
    }

    private StoredSet Set(string list, CompoundEntry folder, AafObject owner, bool bigEndian, int depth)
    {
        var index = Index(list, folder, owner);
        var key = index.Length >= 15 ? index[14] : 16;
        if (key is not (16 or 32))
            throw Bad($"The keys of '{list}' have {key} bytes; they have 16 or 32. The file is damaged; export it again.", owner);
        var count = Counted(index, 15, 8 + key, bigEndian, owner, list);
        var (keys, objects) = (new List<byte[]>(), new List<AafObject>());
        for (var i = 0; i < count; i++)
        {
            var at = 15 + ((8 + key) * i);
            if (Owned($"{list}{{{U32(index, at, bigEndian):x}}}", folder, owner, depth) is not { } child)
                continue;
            keys.Add(index[(at + 8)..(at + 8 + key)]);
            objects.Add(child);
        }

        return new([.. keys], [.. objects]);
    }

    private StoredKeys Key(ReadOnlyMemory<byte> data, bool bigEndian, AafObject owner)
    {
        var bytes = data.Span;
        if (bytes.Length < 5 || bytes[4] is not (16 or 32) || bytes.Length != 5 + bytes[4])
            throw Bad($"A reference of {bytes.Length} bytes is of no known shape. The file is damaged; export it again.", owner);
        return new(U16(bytes, 0, bigEndian), [bytes[5..].ToArray()], IsMany: false);
    }

    private StoredKeys Keys(string list, CompoundEntry folder, AafObject owner, bool bigEndian)
    {
        var index = Index(list, folder, owner);
        var key = index.Length >= 9 ? index[8] : 16;
        if (key is not (16 or 32))
            throw Bad($"The keys of '{list}' have {key} bytes; they have 16 or 32. The file is damaged; export it again.", owner);
        var count = Counted(index, 9, key, bigEndian, owner, list);
        var keys = new byte[count][];
        for (var i = 0; i < count; i++)
            keys[i] = index[(9 + (key * i))..(9 + (key * (i + 1)))];
        return new(index.Length >= 6 ? U16(index, 4, bigEndian) : 0, keys, IsMany: true);
    }

    private byte[] Index(string list, CompoundEntry folder, AafObject owner)
    {
        if (folder.Find(list + " index", isStream: true) is { } stream)
            return file.Read(stream, () => Join(owner.Path, list + " index"));
        throw Bad($"The index of '{list}' is missing. The file is damaged; export it again.", owner);
    }

    private int Counted(byte[] index, int header, int each, bool bigEndian, AafObject owner, string list)
    {
        if (index.Length == 0)
            return 0;
        var count = index.Length >= 4 ? U32(index, 0, bigEndian) : uint.MaxValue;
        if (header + ((long)count * each) > index.Length)
            throw Bad($"The index of '{list}' promises {count:N0} entries in {index.Length:N0} bytes. The file is damaged; export it again.", owner);
        return (int)count;
    }

    /// <summary>The stream <c>referenced properties</c>: byte order, number of paths, number of numbers, paths that end with 0.</summary>
    private static int[][] Paths(byte[] bytes)
    {
        var bigEndian = bytes.Length > 0 && bytes[0] == (byte)'B';
        var paths = new List<int[]>();
        var path = new List<int>();
        for (var at = 7; at + 1 < bytes.Length; at += 2)
        {
            var number = U16(bytes, at, bigEndian);
            if (number != 0)
            {
                path.Add(number);
                continue;
            }

            paths.Add([.. path]);
            path.Clear();
        }

        return [.. paths];
    }

    private static string Name(ReadOnlyMemory<byte> data, bool bigEndian)
    {
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(data.Span);
        return text.IndexOf('\0') is var end and >= 0 ? text[..end] : text;
    }

    private void Note(AafObject at, string message)
    {
        if (problems.Count < MaxProblems)
            problems.Add(new(at.Path, message));
    }

    private AafException Bad(string problem, AafObject at) => new(problem, name, at.Path);

    private static string Join(string path, string last) => path == "/" ? "/" + last : $"{path}/{last}";

    private static int Count(CompoundEntry root)
    {
        var highest = 0;
        var open = new Stack<CompoundEntry>([root]);
        while (open.TryPop(out var entry))
        {
            highest = Math.Max(highest, entry.Number);
            foreach (var child in entry.Children.Values)
                open.Push(child);
        }

        return highest + 1;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
