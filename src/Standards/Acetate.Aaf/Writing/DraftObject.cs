using System.Buffers.Binary;
using System.Text;
using Acetate.Aaf.Objects;
using Acetate.Aaf.Storage;
using Acetate.Timing;

namespace Acetate.Aaf.Writing;

/// <summary>An object while it is made: a class and properties by name, some of which are further objects (AAF Stored Format Specification 1.0). Numbers are stored lowest byte first.</summary>
internal sealed class DraftObject
{
    private const int Value = 0x82, Reference = 0x02, ReferenceVector = 0x12, Owned = 0x22, OwnedVector = 0x32, OwnedSet = 0x3A;

    // What a folder or a stream is called has at most 31 characters; an index behind it takes up to ten of them, the number five.
    private const int MostOfName = 26, MostOfListName = 16;

    private readonly string className;
    private readonly Guid classId;
    private readonly List<(int Number, int Form, byte[] Data)> properties = [];
    private readonly List<(string Name, DraftObject Object)> owned = [];
    private readonly List<(string Name, byte[] Bytes)> streams = [];

    /// <param name="className">A class of the standard.</param>
    public DraftObject(string className) => (this.className, classId) = (className, BuiltInClasses.ByName[className].Id);

    private DraftObject(Guid classId) => (className, this.classId) = ("", classId);

    /// <summary>The root of a file, which no dictionary defines.</summary>
    public static DraftObject Root(DraftObject dictionary, DraftObject header)
    {
        var root = new DraftObject(Guid.Parse("b3b398a5-1c90-11d4-8053-080036210804"));
        root.OwnsAs(1, "MetaDictionary", dictionary);
        root.OwnsAs(2, "Header", header);
        return root;
    }

    /// <summary>Names of the classes of this object and of all below it.</summary>
    public HashSet<string> ClassNames
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<DraftObject>([this]);
            while (open.TryPop(out var next))
            {
                names.Add(next.className);
                foreach (var (_, below) in next.owned) open.Push(below);
            }

            return names;
        }
    }

    public DraftObject Bytes(string property, ReadOnlySpan<byte> value) => Add(Number(property), Value, value.ToArray());

    public DraftObject U8(string property, int value) => Bytes(property, [checked((byte)value)]);

    public DraftObject Flag(string property, bool value) => U8(property, value ? 1 : 0);

    public DraftObject U16(string property, int value) => Bytes(property, Whole(checked((ushort)value), 2));

    public DraftObject U32(string property, long value) => Bytes(property, Whole(checked((uint)value), 4));

    public DraftObject I64(string property, long value) => Bytes(property, Whole(value, 8));

    public DraftObject Id(string property, Guid value) => Bytes(property, value.ToByteArray());

    public DraftObject Mob(string property, AafMobId value) => Bytes(property, value.ToBytes());

    public DraftObject Ratio(string property, int top, int bottom) => Bytes(property, [.. Whole(top, 4), .. Whole(bottom, 4)]);

    public DraftObject Ratio(string property, FrameRate rate) => Ratio(property, rate.Numerator, rate.Denominator);

    /// <summary>UTF-16 with a zero behind it.</summary>
    public DraftObject Text(string property, string value) => Bytes(property, Utf16(value));

    /// <summary>Several texts, one behind the other.</summary>
    public DraftObject Texts(string property, IEnumerable<string> values) => Bytes(property, [.. values.SelectMany(Utf16)]);

    /// <summary>A text that brings its type with it.</summary>
    public DraftObject AnyText(string property, string value) => Bytes(property, [(byte)'L', .. DefinedTypes.Id("String").ToByteArray(), .. Utf16(value)]);

    /// <summary>A moment, to the second.</summary>
    public DraftObject Moment(string property, DateTime value) =>
        Bytes(property, [.. Whole(value.Year, 2), (byte)value.Month, (byte)value.Day, (byte)value.Hour, (byte)value.Minute, (byte)value.Second, 0]);

    /// <summary>Owns an object.</summary>
    public DraftObject Owns(string property, DraftObject child)
    {
        OwnsAs(Number(property), property, child);
        return this;
    }

    /// <summary>Owns objects in their order.</summary>
    public DraftObject OwnsList(string property, IReadOnlyCollection<DraftObject> children)
    {
        var (number, list) = ListOf(property);
        streams.Add(($"{list} index", [.. Whole(children.Count, 4), .. Whole(children.Count, 4), .. Whole(-1, 4), .. Enumerable.Range(0, children.Count).SelectMany(i => Whole(i, 4))]));
        owned.AddRange(children.Select((child, i) => ($"{list}{{{i:x}}}", child)));
        return Add(number, OwnedVector, Utf16(list));
    }

    /// <summary>Owns objects that are found by a key, each of its own.</summary>
    /// <param name="property">The property.</param>
    /// <param name="key">The number of the property that is the key.</param>
    /// <param name="keyBytes">Bytes of a key: 16, or 32 of mobs.</param>
    /// <param name="children">Keys and objects, in the order in which they are numbered.</param>
    public DraftObject OwnsSet(string property, int key, int keyBytes, IReadOnlyCollection<(byte[] Key, DraftObject Object)> children)
    {
        var (number, list) = ListOf(property);
        var index = new List<byte>();
        index.AddRange([.. Whole(children.Count, 4), .. Whole(children.Count, 4), .. Whole(-1, 4), .. Whole(key, 2), (byte)keyBytes]);
        // A set lies in the order of its keys.
        foreach (var (child, i) in children.Select((child, i) => (child, i)).OrderBy(pair => pair.child.Key, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other))))
            index.AddRange([.. Whole(i, 4), .. Whole(1, 4), .. child.Key]);
        streams.Add(($"{list} index", [.. index]));
        owned.AddRange(children.Select((child, i) => ($"{list}{{{i:x}}}", child.Object)));
        return Add(number, OwnedSet, Utf16(list));
    }

    /// <summary>Refers to a definition that another object owns.</summary>
    /// <param name="property">The property.</param>
    /// <param name="path">Which path of the file's "referenced properties" leads to the set that has it.</param>
    /// <param name="key">The number of the property that is the key.</param>
    /// <param name="id">The key.</param>
    public DraftObject Refers(string property, int path, int key, Guid id) => Add(Number(property), Reference, [.. Whole(path, 2), .. Whole(key, 2), 16, .. id.ToByteArray()]);

    /// <summary>Refers to several definitions, in their order.</summary>
    public DraftObject RefersAll(string property, int path, int key, IReadOnlyCollection<Guid> ids)
    {
        var (number, list) = ListOf(property);
        streams.Add(($"{list} index", [.. Whole(ids.Count, 4), .. Whole(path, 2), .. Whole(key, 2), 16, .. ids.SelectMany(id => id.ToByteArray())]));
        return Add(number, ReferenceVector, Utf16(list));
    }

    /// <summary>The object and all below it, as they lie in the file.</summary>
    /// <param name="name">What the object's folder is called.</param>
    /// <exception cref="AafException">A property is longer than a file can hold.</exception>
    public CompoundFolder Folder(string name)
    {
        var folder = new CompoundFolder(name, classId);
        if (properties.Find(property => property.Data.Length > ushort.MaxValue) is { Data: not null } large)
            throw new AafException($"A text or value of {large.Data.Length:N0} bytes is longer than the {ushort.MaxValue:N0} that an AAF file has room for. Shorten it.", "", name);
        folder.Streams.Add(("properties",
        [
            (byte)'L', 32, .. Whole(properties.Count, 2),
            .. properties.SelectMany(property => (IEnumerable<byte>)[.. Whole(property.Number, 2), .. Whole(property.Form, 2), .. Whole(property.Data.Length, 2)]),
            .. properties.SelectMany(property => property.Data),
        ]));
        folder.Streams.AddRange(streams);
        folder.Folders.AddRange(owned.Select(one => one.Object.Folder(one.Name)));
        return folder;
    }

    /// <summary>A whole number, the lowest byte first.</summary>
    public static byte[] Whole(long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes[..size];
    }

    private static byte[] Utf16(string text) => Encoding.Unicode.GetBytes(text + '\0');

    private int Number(string property) => BuiltInClasses.Number(className, property);

    private (int Number, string Name) ListOf(string property)
    {
        var number = Number(property);
        return (number, $"{Short(property, MostOfListName)}-{number:x}");
    }

    private void OwnsAs(int number, string property, DraftObject child)
    {
        var name = $"{Short(property, MostOfName)}-{number:x}";
        owned.Add((name, child));
        Add(number, Owned, Utf16(name));
    }

    // The beginning and the end of what is too long, as AAF programs do.
    private static string Short(string name, int most) => name.Length <= most ? name : $"{name[..(most / 2)]}-{name[^(most - (most / 2) - 1)..]}";

    private DraftObject Add(int number, int form, byte[] data)
    {
        properties.Add((number, form, data));
        return this;
    }
}
