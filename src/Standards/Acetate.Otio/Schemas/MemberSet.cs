using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Acetate.Otio.Json;

namespace Acetate.Otio.Schemas;

/// <summary>An object that is not as its schema wants it; the document reader adds the place.</summary>
internal sealed class SchemaSlip(OtioRule rule, int offset, string member, string message) : Exception(message)
{
    /// <summary>The kind.</summary>
    public OtioRule Rule { get; } = rule;

    /// <summary>Bytes before it.</summary>
    public int Offset { get; } = offset;

    /// <summary>The member; empty for the object itself.</summary>
    public string Member { get; } = member;
}

/// <summary>The members of an object while it is made: each is taken once, with its type checked; what remains is kept beside.</summary>
/// <param name="content">The members, all names different. Taken ones become empty.</param>
/// <param name="start">Bytes before the object.</param>
internal ref struct MemberSet(Span<ReadMember> content, int start)
{
    private readonly Span<ReadMember> content = content;
    private int taken;

    /// <summary>The name of the schema, for sentences.</summary>
    public string Schema { get; set; } = "";

    /// <summary>The text of the member at a place, taken.</summary>
    public string TakeText(int at) => Take(at) is var member && member.Value is OtioValue.Text text
        ? text.Value
        : throw new SchemaSlip(OtioRule.BadSchema, member.Offset, member.Name, $"'{member.Name}' should be text such as \"Clip.2\", but is {SchemaWords.Kind(member.Value)}.");

    /// <summary>Text; the given one when the member is absent. Null in the file is empty text, as in the reference.</summary>
    public string Text(string name, string absent) => Find(name) is var at && at < 0 ? absent : TextAt(at);

    /// <summary>Text that must be there.</summary>
    public string Text(string name) => TextAt(Required(name));

    /// <summary>True or false; the given one when the member is absent.</summary>
    public bool Bool(string name, bool absent)
    {
        var at = Find(name);
        if (at < 0) return absent;
        var member = Take(at);
        return member.Value is OtioValue.Bool value ? value.Value : throw Wrong(member, "true or false");
    }

    /// <summary>A number that must be there.</summary>
    public double Number(string name)
    {
        var member = Take(Required(name));
        return member.Value.AsNumber ?? throw Wrong(member, "a number");
    }

    /// <summary>A whole number that must be there.</summary>
    public long Integer(string name)
    {
        var member = Take(Required(name));
        return member.Value.AsWhole ?? throw Wrong(member, member.Value is OtioValue.Whole ? "a whole number of at most 64 bits" : "a whole number");
    }

    /// <summary>A time that must be there.</summary>
    public RationalTime Time(string name)
    {
        var member = Take(Required(name));
        return member.Value is OtioValue.Time time ? time.Value : throw Wrong(member, "a RationalTime");
    }

    /// <summary>A time; null when it is null or absent.</summary>
    public RationalTime? OptionalTime(string name) => TakeOptional(name) switch
    {
        null => null,
        { Value: OtioValue.Time time } => time.Value,
        var member => throw Wrong(member.Value, "a RationalTime or null"),
    };

    /// <summary>A range that must be there.</summary>
    public TimeRange Range(string name)
    {
        var member = Take(Required(name));
        return member.Value is OtioValue.Range range ? range.Value : throw Wrong(member, "a TimeRange");
    }

    /// <summary>A range; null when it is null, the given one when it is absent.</summary>
    public TimeRange? OptionalRange(string name, TimeRange? absent = null) => Find(name) < 0 ? absent : TakeOptional(name) switch
    {
        null => null,
        { Value: OtioValue.Range range } => range.Value,
        var member => throw Wrong(member.Value, "a TimeRange or null"),
    };

    /// <summary>A value of a type that must be there.</summary>
    public T Of<T>(string name) where T : OtioValue
    {
        var member = Take(Required(name));
        return member.Value as T ?? throw Wrong(member, $"a {typeof(T).Name}");
    }

    /// <summary>A value of a type; null when it is null or absent.</summary>
    public T? Optional<T>(string name) where T : OtioValue => TakeOptional(name) switch
    {
        null => null,
        { Value: T value } => value,
        var member => throw Wrong(member.Value, $"a {typeof(T).Name} or null"),
    };

    /// <summary>A value of any type; null when it is absent.</summary>
    public OtioValue? Any(string name) => Find(name) is var at && at < 0 ? null : Take(at).Value;

    /// <summary>An object; null when it is absent or null, or something else, which then stays among the rest.</summary>
    public OtioObject? Object(string name) => Find(name) is var at && at >= 0 && content[at].Value is OtioObject or OtioValue.Null ? Take(at).Value as OtioObject : null;

    /// <summary>A dictionary; empty when it is absent and need not be there.</summary>
    public OtioDictionary<OtioValue> Map(string name, bool required = false)
    {
        var at = required ? Required(name) : Find(name);
        if (at < 0) return OtioDictionary.Empty<OtioValue>();
        var member = Take(at);
        return member.Value is OtioValue.Dictionary map ? map.Members : throw Wrong(member, "a dictionary");
    }

    /// <summary>A dictionary of objects that must be there.</summary>
    public OtioDictionary<OtioObject> Objects(string name, Func<OtioObject, bool> belongs, string what)
    {
        var member = Take(Required(name));
        if (member.Value is not OtioValue.Dictionary map) throw Wrong(member, "a dictionary");
        var made = new KeyValuePair<string, OtioObject>[map.Members.Count];
        var count = 0;
        foreach (var (key, value) in map.Members.Entries) made[count++] = new(key, Belonging(member, key, value, belongs, what));
        return new(made);
    }

    /// <summary>A list of objects; empty when it is absent and need not be there.</summary>
    public ImmutableArray<OtioObject> List(string name, Func<OtioObject, bool> belongs, string what, bool required = false)
    {
        var at = required ? Required(name) : Find(name);
        if (at < 0) return [];
        var member = Take(at);
        if (member.Value is not OtioValue.List list) throw Wrong(member, "a list");
        if (list.Values.IsEmpty) return [];
        var made = new OtioObject[list.Values.Length];
        for (var i = 0; i < made.Length; i++) made[i] = Belonging(member, $"{i}", list.Values[i], belongs, what);
        return ImmutableCollectionsMarshal.AsImmutableArray(made);
    }

    /// <summary>What nobody took, in order.</summary>
    public readonly OtioDictionary<OtioValue> Rest()
    {
        if (taken == content.Length) return OtioDictionary.Empty<OtioValue>();
        var rest = new KeyValuePair<string, OtioValue>[content.Length - taken];
        var count = 0;
        foreach (var member in content)
            if (member.Value is not null) rest[count++] = new(member.Name, member.Value);
        return new(rest);
    }

    /// <summary>All members as a map.</summary>
    public static OtioDictionary<OtioValue> ToMap(ReadOnlySpan<ReadMember> content)
    {
        var made = new KeyValuePair<string, OtioValue>[content.Length];
        for (var i = 0; i < made.Length; i++) made[i] = new(content[i].Name, content[i].Value);
        return new(made);
    }

    /// <summary>A mistake of the object as a whole.</summary>
    public readonly SchemaSlip Slip(OtioRule rule, string message, string member = "") => new(rule, start, member, message);

    private static OtioObject Belonging(ReadMember member, string place, OtioValue value, Func<OtioObject, bool> belongs, string what) => value switch
    {
        UnknownSchema unknown => unknown,
        OtioObject known when belongs(known) => known,
        _ => throw new SchemaSlip(OtioRule.WrongObject, member.Offset, $"{member.Name}", $"Item {place} of '{member.Name}' should be {what}, but is {SchemaWords.Kind(value)}."),
    };

    private string TextAt(int at) => Take(at) switch
    {
        { Value: OtioValue.Text text } => text.Value,
        { Value: OtioValue.Null } => "",
        var member => throw Wrong(member, "text"),
    };

    private readonly SchemaSlip Wrong(ReadMember member, string wanted) =>
        new(OtioRule.WrongType, member.Offset, member.Name, $"'{member.Name}' of a {Schema} should be {wanted}, but is {SchemaWords.Kind(member.Value)}.");

    private readonly int Required(string name) => Find(name) is var at && at >= 0 ? at : throw Slip(OtioRule.MissingMember, $"A {Schema} must have '{name}', and this one has not.");

    private ReadMember? TakeOptional(string name) => Find(name) is var at && at >= 0 && Take(at) is var member && member.Value is not OtioValue.Null ? member : null;

    private readonly int Find(string name)
    {
        for (var i = 0; i < content.Length; i++)
            if (content[i].Name == name && content[i].Value is not null) return i;
        return -1;
    }

    private ReadMember Take(int at)
    {
        var member = content[at];
        content[at] = member with { Value = null! };
        taken++;
        return member;
    }
}
