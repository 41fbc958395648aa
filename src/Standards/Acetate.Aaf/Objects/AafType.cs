namespace Acetate.Aaf.Objects;

/// <summary>What a type is made of.</summary>
internal enum AafTypeKind { Integer, Character, Enumeration, ExtendibleEnumeration, Record, FixedArray, VariableArray, Set, Rename, Text, Stream, Indirect }

/// <summary>A type of data, built in or defined by the file. Types name each other by id, so that a circle of them does no harm.</summary>
internal sealed record AafType(Guid Id, string Name, AafTypeKind Kind)
{
    /// <summary>Bytes of an integer or a character.</summary>
    public int Size { get; init; }

    public bool IsSigned { get; init; }

    /// <summary>What an array or set holds, an enumeration is stored as, a new name stands for.</summary>
    public Guid Element { get; init; }

    /// <summary>Elements of a fixed array.</summary>
    public int Count { get; init; }

    public (string Name, Guid Type)[] Fields { get; init; } = [];

    /// <summary>The names of an enumeration's values.</summary>
    public Dictionary<long, string> Names { get; init; } = [];

    /// <summary>The names of an extendible enumeration's values.</summary>
    public Dictionary<Guid, string> Labels { get; init; } = [];
}
