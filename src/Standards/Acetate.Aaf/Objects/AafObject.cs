namespace Acetate.Aaf.Objects;

/// <summary>An object of the file, as it stands: a class and properties, some of which are further objects.</summary>
/// <remarks>What the typed model does not know is found here. Values are decoded when they are asked for.</remarks>
public sealed class AafObject
{
    private readonly Schema schema;
    private readonly AafObject? parent;
    private readonly string name;

    internal AafObject(Schema schema, AafObject? parent, string name, Guid classId) =>
        (this.schema, this.parent, this.name, ClassId) = (schema, parent, name, classId);

    /// <summary>The class.</summary>
    public Guid ClassId { get; }

    /// <summary>The name of the class, such as <c>SourceClip</c>; its id when the file does not define it.</summary>
    public string ClassName => schema.ClassName(ClassId);

    /// <summary>Where it lies in the file, such as <c>/Header-2/Content-3b03/Mobs-1901{1}</c>; of what lies very deep, the ends.</summary>
    public string Path
    {
        get
        {
            var names = new List<string>();
            for (var at = this; at.parent is not null; at = at.parent)
                names.Add(at.name);
            names.Reverse();
            return "/" + string.Join('/', names.Count <= 24 ? names : [.. names[..12], "…", .. names[^11..]]);
        }
    }

    /// <summary>All properties in the order of the file.</summary>
    public IEnumerable<AafProperty> Properties => Stored.Select(stored => new AafProperty(schema, stored));

    /// <summary>The value of a property; null when the object does not have it.</summary>
    /// <param name="property">The name, such as <c>Length</c>.</param>
    public AafValue? this[string property]
    {
        get
        {
            foreach (var stored in Stored)
            {
                if (schema.PropertyName(stored.Number) == property)
                    return schema.Value(stored);
            }

            return null;
        }
    }

    internal StoredProperty[] Stored { get; set; } = [];

    /// <summary>Whether the class is this one or descends from it.</summary>
    /// <param name="className">Such as <c>Segment</c>.</param>
    public bool IsA(string className) => schema.IsA(ClassId, className);

    /// <summary>Class and place.</summary>
    public override string ToString() => $"{ClassName} {Path}";
}

/// <summary>A property of an object.</summary>
public sealed class AafProperty
{
    private readonly Schema schema;
    private readonly StoredProperty stored;

    internal AafProperty(Schema schema, StoredProperty stored) => (this.schema, this.stored) = (schema, stored);

    /// <summary>The number by which the file names it: from 0x8000 defined by the file itself.</summary>
    public int Number => stored.Number;

    /// <summary>The name; empty when neither the standard nor the file defines one.</summary>
    public string Name => schema.PropertyName(stored.Number);

    /// <summary>The value.</summary>
    public AafValue Value => schema.Value(stored);
}

/// <summary>A property as it lies in the file.</summary>
/// <param name="Number">The number of its definition.</param>
/// <param name="Data">The bytes of its value or of its reference.</param>
/// <param name="IsBigEndian">How numbers in the bytes are stored.</param>
/// <param name="Content">What it refers to; null when the bytes are the value.</param>
internal sealed record StoredProperty(int Number, ReadOnlyMemory<byte> Data, bool IsBigEndian, object? Content);

/// <summary>Objects owned by a set, with their keys.</summary>
internal sealed record StoredSet(byte[][] Keys, AafObject[] Objects);

/// <summary>Keys of objects elsewhere.</summary>
/// <param name="Tag">Which list of the file's "referenced properties" they are found by.</param>
/// <param name="Keys">The keys, 16 or 32 bytes each.</param>
/// <param name="IsMany">Whether it is a list of references rather than one.</param>
internal sealed record StoredKeys(int Tag, byte[][] Keys, bool IsMany);
