using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Acetate.Aaf.Objects;

/// <summary>Turns bytes into values by their type.</summary>
/// <remarks>
/// Types come from the file and may be nonsense: circles, arrays of arrays, records larger than their bytes. Each value takes at least
/// a byte, types nest no deeper than <see cref="MaxDepth"/>, and what does not fit is given as bytes.
/// </remarks>
internal sealed class ValueDecoder
{
    private const int MaxDepth = 12, MaxSize = ushort.MaxValue;
    private readonly Dictionary<Guid, AafType> types = new(BuiltInTypes.All, IdComparer.Instance);
    private readonly Dictionary<Guid, int> sizes = new(IdComparer.Instance);

    /// <summary>Takes in a type that the file defines. What the standard defines stays, except for the names of values.</summary>
    public void Learn(AafObject definition, Guid id, string name)
    {
        var element = Schema.Id(definition["ElementType"]);
        AafType? type = definition.ClassName switch
        {
            "TypeDefinitionInteger" => new(id, name, AafTypeKind.Integer) { Size = (int)Schema.Number(definition["Size"]), IsSigned = Schema.Number(definition["IsSigned"]) != 0 },
            "TypeDefinitionEnumeration" => new(id, name, AafTypeKind.Enumeration) { Element = element, Names = Names(definition) },
            "TypeDefinitionExtendibleEnumeration" => new(id, name, AafTypeKind.ExtendibleEnumeration) { Labels = Labels(definition) },
            "TypeDefinitionFixedArray" => new(id, name, AafTypeKind.FixedArray) { Element = element, Count = (int)Math.Clamp(Schema.Number(definition["ElementCount"]), 0, MaxSize) },
            "TypeDefinitionVariableArray" => new(id, name, AafTypeKind.VariableArray) { Element = element },
            "TypeDefinitionSet" => new(id, name, AafTypeKind.Set) { Element = element },
            "TypeDefinitionString" => new(id, name, AafTypeKind.Text) { Element = element },
            "TypeDefinitionRename" => new(id, name, AafTypeKind.Rename) { Element = Schema.Id(definition["RenamedType"]) },
            "TypeDefinitionRecord" => new(id, name, AafTypeKind.Record) { Fields = Fields(definition) },
            "TypeDefinitionStream" => new(id, name, AafTypeKind.Stream),
            "TypeDefinitionIndirect" or "TypeDefinitionOpaque" => new(id, name, AafTypeKind.Indirect),
            "TypeDefinitionCharacter" => new(id, name, AafTypeKind.Character) { Size = 2 },
            "TypeDefinitionGenericCharacter" => new(id, name, AafTypeKind.Character) { Size = 1 },
            _ => null,
        };
        if (type is null || types.TryAdd(id, type))
            return;
        var known = types[id];
        if (known.Kind == type.Kind && known.Kind is AafTypeKind.Enumeration or AafTypeKind.ExtendibleEnumeration)
            types[id] = known with { Names = type.Names.Count > 0 ? type.Names : known.Names, Labels = type.Labels };
    }

    /// <summary>The value; its bytes when the type is unknown or does not fit them.</summary>
    public AafValue Decode(Guid type, ReadOnlyMemory<byte> data, bool isBigEndian) =>
        TryDecode(type, data, isBigEndian, 0) ?? new AafValue.Bytes(data);

    private AafValue? TryDecode(Guid id, ReadOnlyMemory<byte> data, bool bigEndian, int depth)
    {
        if (depth > MaxDepth || !types.TryGetValue(id, out var type))
            return null;
        if (id == BuiltInTypes.Auid)
            return data.Length == 16 ? new AafValue.Identifier(new Guid(data.Span, bigEndian)) : null;
        if (id == BuiltInTypes.MobId)
            return data.Length == 32 ? new AafValue.MobId(AafMobId.Of(data.Span, bigEndian)) : null;

        return type.Kind switch
        {
            AafTypeKind.Integer => Whole(data.Span, type.IsSigned, bigEndian) is { } number ? new AafValue.Whole(number) : null,
            AafTypeKind.Enumeration => TryDecode(type.Element, data, bigEndian, depth + 1) is AafValue.Whole value
                ? value with { Name = value.Number == (long)value.Number ? type.Names.GetValueOrDefault((long)value.Number) : null } : null,
            AafTypeKind.ExtendibleEnumeration => data.Length == 16 && new Guid(data.Span, bigEndian) is var label
                ? new AafValue.Identifier(label, type.Labels.GetValueOrDefault(label)) : null,
            AafTypeKind.Rename => TryDecode(type.Element, data, bigEndian, depth + 1),
            AafTypeKind.Text => new AafValue.Text(Characters(data.Span, type.Element, bigEndian)),
            AafTypeKind.Indirect => Indirect(data, depth),
            AafTypeKind.FixedArray or AafTypeKind.VariableArray or AafTypeKind.Set => Array(type, data, bigEndian, depth),
            AafTypeKind.Record => Record(type, data, bigEndian, depth),
            _ => null,
        };
    }

    /// <summary>A value that brings its type with it: the byte order (L or B), the type's id, the bytes.</summary>
    private AafValue? Indirect(ReadOnlyMemory<byte> data, int depth)
    {
        if (data.Length < 17)
            return null;
        var bigEndian = data.Span[0] == (byte)'B';
        var rest = data[17..];
        return TryDecode(new Guid(data.Span[1..17], bigEndian), rest, bigEndian, depth + 1) ?? new AafValue.Bytes(rest);
    }

    private AafValue? Array(AafType type, ReadOnlyMemory<byte> data, bool bigEndian, int depth)
    {
        if (type.Element == BuiltInTypes.Character)
            return new AafValue.List([.. Strings(data.Span, bigEndian).Select(text => (AafValue)new AafValue.Text(text))]);
        if (types.TryGetValue(type.Element, out var element) && element is { Kind: AafTypeKind.Integer, Size: 1 })
            return new AafValue.Bytes(data);
        var size = SizeOf(type.Element);
        if (size == 0 || data.Length % size != 0 || (type.Kind == AafTypeKind.FixedArray && data.Length / size != type.Count))
            return null;
        var items = ImmutableArray.CreateBuilder<AafValue>(data.Length / size);
        for (var at = 0; at < data.Length; at += size)
            items.Add(TryDecode(type.Element, data.Slice(at, size), bigEndian, depth + 1) ?? new AafValue.Bytes(data.Slice(at, size)));
        return new AafValue.List(items.MoveToImmutable());
    }

    private AafValue? Record(AafType type, ReadOnlyMemory<byte> data, bool bigEndian, int depth)
    {
        if (SizeOf(type.Id) is var size && (size == 0 || size != data.Length))
            return null;
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, AafValue>>(type.Fields.Length);
        var at = 0;
        foreach (var (name, field) in type.Fields)
        {
            var part = data.Slice(at, SizeOf(field));
            fields.Add(new(name, TryDecode(field, part, bigEndian, depth + 1) ?? new AafValue.Bytes(part)));
            at += part.Length;
        }

        var record = new AafValue.Record(fields.MoveToImmutable());
        if (type.Id == BuiltInTypes.Rational)
            return new AafValue.Ratio(new(Field(record, 0), Field(record, 1)));
        return type.Id == BuiltInTypes.TimeStamp && Moment(data.Span, bigEndian) is { } moment ? new AafValue.Moment(moment) : record;
    }

    private static int Field(AafValue.Record record, int at) => (int)Schema.Number(record.Fields[at].Value);

    private static DateTime? Moment(ReadOnlySpan<byte> data, bool bigEndian)
    {
        var year = bigEndian ? BinaryPrimitives.ReadInt16BigEndian(data) : BinaryPrimitives.ReadInt16LittleEndian(data);
        return year is > 0 and < 10000 && data[2] is > 0 and < 13 && data[3] > 0 && data[3] <= DateTime.DaysInMonth(year, data[2])
            && data[4] < 24 && data[5] < 60 && data[6] < 60
            ? new DateTime(year, data[2], data[3], data[4], data[5], data[6], DateTimeKind.Utc) : null;
    }

    /// <summary>The bytes that a value of this type takes; 0 when they differ or the type is nonsense.</summary>
    private int SizeOf(Guid id, int depth = 0)
    {
        if (sizes.TryGetValue(id, out var known))
            return known;
        if (depth > MaxDepth || !types.TryGetValue(id, out var type))
            return 0;
        sizes[id] = 0;
        long size = type.Kind switch
        {
            AafTypeKind.Integer or AafTypeKind.Character => type.Size is 1 or 2 or 4 or 8 ? type.Size : 0,
            AafTypeKind.Enumeration or AafTypeKind.Rename => SizeOf(type.Element, depth + 1),
            AafTypeKind.ExtendibleEnumeration => 16,
            AafTypeKind.FixedArray => (long)SizeOf(type.Element, depth + 1) * type.Count,
            AafTypeKind.Record => type.Fields.All(field => SizeOf(field.Type, depth + 1) > 0) ? type.Fields.Sum(field => (long)SizeOf(field.Type)) : 0,
            _ => 0,
        };
        return sizes[id] = size > MaxSize ? 0 : (int)size;
    }

    private static Int128? Whole(ReadOnlySpan<byte> data, bool isSigned, bool bigEndian)
    {
        if (data.Length is not (1 or 2 or 4 or 8))
            return null;
        ulong value = 0;
        for (var i = 0; i < data.Length; i++)
            value = (value << 8) | data[bigEndian ? i : data.Length - 1 - i];
        var unused = 64 - (8 * data.Length);
        return isSigned ? (long)(value << unused) >> unused : value;
    }

    private string Characters(ReadOnlySpan<byte> data, Guid character, bool bigEndian)
    {
        if (types.TryGetValue(character, out var type) && type.Size == 1)
            return Encoding.Latin1.GetString(data[..(data.IndexOf((byte)0) is var end and >= 0 ? end : data.Length)]);
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(data);
        return text.IndexOf('\0') is var nul and >= 0 ? text[..nul] : text;
    }

    private static string[] Strings(ReadOnlySpan<byte> data, bool bigEndian)
    {
        var text = (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(data);
        return text.EndsWith('\0') ? text[..^1].Split('\0') : text.Length == 0 ? [] : text.Split('\0');
    }

    private static Dictionary<long, string> Names(AafObject definition)
    {
        var names = definition["ElementNames"] is AafValue.List { Items: var texts } ? texts : [];
        var values = definition["ElementValues"] is AafValue.List { Items: var numbers } ? numbers : [];
        var all = new Dictionary<long, string>();
        for (var i = 0; i < Math.Min(names.Length, values.Length); i++)
            all.TryAdd(Schema.Number(values[i]), Schema.Text(names[i]));
        return all;
    }

    private static Dictionary<Guid, string> Labels(AafObject definition)
    {
        var names = definition["ElementNames"] is AafValue.List { Items: var texts } ? texts : [];
        var values = definition["ElementValues"] is AafValue.List { Items: var ids } ? ids : [];
        var all = new Dictionary<Guid, string>(IdComparer.Instance);
        for (var i = 0; i < Math.Min(names.Length, values.Length); i++)
            all.TryAdd(Schema.Id(values[i]), Schema.Text(names[i]));
        return all;
    }

    private static (string, Guid)[] Fields(AafObject definition)
    {
        var names = definition["MemberNames"] is AafValue.List { Items: var texts } ? texts : [];
        var fields = definition["MemberTypes"] is AafValue.List { Items: var references } ? references : [];
        return [.. names.Zip(fields, (name, field) => (Schema.Text(name), Schema.Id(field)))];
    }
}
