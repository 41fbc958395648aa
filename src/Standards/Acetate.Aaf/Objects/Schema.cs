using System.Collections.Immutable;

namespace Acetate.Aaf.Objects;

/// <summary>What classes, properties and types a file has: those of the standard, and those the file defines.</summary>
internal sealed class Schema
{
    private readonly Dictionary<Guid, (string Name, Guid Parent)> classes = new(BuiltInClasses.Classes, IdComparer.Instance);
    private readonly Dictionary<int, (string Name, Guid Type)> properties = new(BuiltInClasses.Properties);
    private readonly Dictionary<int, Dictionary<UInt128, AafObject>> targets = [];
    private readonly ValueDecoder decoder = new();

    /// <summary>The root of the file, from which references are followed.</summary>
    public AafObject? Root { get; set; }

    /// <summary>The paths of property numbers by which references name the set that holds their target.</summary>
    public int[][] ReferencePaths { get; set; } = [];

    public string ClassName(Guid id) => classes.TryGetValue(id, out var known) ? known.Name : id.ToString();

    public string PropertyName(int number) => properties.TryGetValue(number, out var known) ? known.Name : "";

    public bool IsA(Guid id, string className)
    {
        // A file may define a class as its own ancestor; no honest line of descent is this long.
        for (var steps = 0; steps < 64 && classes.TryGetValue(id, out var known); steps++)
        {
            if (known.Name == className)
                return true;
            if (known.Parent == id)
                return false;
            id = known.Parent;
        }

        return false;
    }

    public AafValue Value(StoredProperty stored) => stored.Content switch
    {
        AafObject target => new AafValue.Owned(target),
        AafObject[] targets => new AafValue.OwnedAll([.. targets]),
        StoredSet set => new AafValue.OwnedAll([.. set.Objects]),
        StoredKeys { IsMany: false } key => Reference(key, key.Keys[0], stored.IsBigEndian),
        StoredKeys keys => new AafValue.List([.. keys.Keys.Select(key => (AafValue)Reference(keys, key, stored.IsBigEndian))]),
        AafValue.Stream stream => stream,
        _ => decoder.Decode(properties.TryGetValue(stored.Number, out var known) ? known.Type : Guid.Empty, stored.Data, stored.IsBigEndian),
    };

    /// <summary>Takes in what the file's own dictionary defines. What the standard defines stays as it is.</summary>
    public void Learn(AafObject dictionary)
    {
        foreach (var definition in Owned(dictionary, "ClassDefinitions"))
        {
            var id = Id(definition["Identification"]);
            var parent = definition["ParentClass"] is AafValue.Reference { Key: AafValue.Identifier { Id: var key } } ? key : Guid.Empty;
            classes.TryAdd(id, (Text(definition["Name"]), parent));
            foreach (var property in Owned(definition, "Properties"))
                properties.TryAdd((int)Number(property["LocalIdentification"]), (Text(property["Name"]), Id(property["Type"])));
        }

        foreach (var definition in Owned(dictionary, "TypeDefinitions"))
            decoder.Learn(definition, Id(definition["Identification"]), Text(definition["Name"]));
    }

    internal static ImmutableArray<AafObject> Owned(AafObject owner, string property) =>
        owner[property] is AafValue.OwnedAll { Items: var items } ? items : [];

    internal static Guid Id(AafValue? value) => value switch
    {
        AafValue.Identifier { Id: var id } => id,
        AafValue.Reference { Key: AafValue.Identifier { Id: var id } } => id,
        _ => Guid.Empty,
    };

    internal static string Text(AafValue? value) => value is AafValue.Text { Content: var text } ? text : "";

    internal static long Number(AafValue? value) =>
        value is AafValue.Whole { Number: var number } && number >= long.MinValue && number <= long.MaxValue ? (long)number : 0;

    private AafValue.Reference Reference(StoredKeys keys, byte[] key, bool isBigEndian)
    {
        AafValue shown = key.Length == 16
            ? new AafValue.Identifier(new Guid(key, isBigEndian))
            : new AafValue.MobId(AafMobId.Of(key, isBigEndian));
        return new(shown, Targets(keys.Tag).GetValueOrDefault(Digest(key)));
    }

    private Dictionary<UInt128, AafObject> Targets(int tag)
    {
        if (targets.TryGetValue(tag, out var known))
            return known;
        var found = new Dictionary<UInt128, AafObject>();
        if (tag < ReferencePaths.Length && SetAt(ReferencePaths[tag]) is { } set)
        {
            for (var i = 0; i < set.Keys.Length; i++)
                found.TryAdd(Digest(set.Keys[i]), set.Objects[i]);
        }

        return targets[tag] = found;
    }

    private StoredSet? SetAt(int[] path)
    {
        object? at = Root;
        foreach (var number in path)
            at = (at as AafObject)?.Stored.FirstOrDefault(stored => stored.Number == number)?.Content;
        return at as StoredSet;
    }

    /// <summary>Ids of mobs differ in their last 16 bytes, and so do other keys, which have no more.</summary>
    private static UInt128 Digest(byte[] key) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(key.AsSpan(key.Length - 16));
}
