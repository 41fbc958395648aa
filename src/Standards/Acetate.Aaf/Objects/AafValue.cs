using System.Collections.Immutable;

namespace Acetate.Aaf.Objects;

/// <summary>The value of a property.</summary>
public abstract record AafValue
{
    private AafValue() { }

    /// <summary>A whole number; of an enumeration with its name, such as 1 with <c>True</c>.</summary>
    public sealed record Whole(Int128 Number, string? Name = null) : AafValue;

    /// <summary>A fraction.</summary>
    public sealed record Ratio(AafRational Number) : AafValue;

    /// <summary>Text.</summary>
    public sealed record Text(string Content) : AafValue;

    /// <summary>A UUID or label; of an extendible enumeration with its name, such as <c>Usage_TopLevel</c>.</summary>
    public sealed record Identifier(Guid Id, string? Name = null) : AafValue;

    /// <summary>The identity of a mob.</summary>
    public sealed record MobId(AafMobId Id) : AafValue;

    /// <summary>A date with a time, in UTC as the standard has it; not every program heeds that.</summary>
    public sealed record Moment(DateTime Time) : AafValue;

    /// <summary>Bytes: of that type, or of a type that nothing defines.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Content) : AafValue;

    /// <summary>Several values of one type.</summary>
    public sealed record List(ImmutableArray<AafValue> Items) : AafValue;

    /// <summary>Named values together.</summary>
    public sealed record Record(ImmutableArray<KeyValuePair<string, AafValue>> Fields) : AafValue
    {
        /// <summary>The value of this name.</summary>
        public AafValue? this[string name] => Fields.FirstOrDefault(field => field.Key == name).Value;
    }

    /// <summary>An object that the object with this property owns.</summary>
    public sealed record Owned(AafObject Target) : AafValue;

    /// <summary>Objects that the object with this property owns, in order.</summary>
    public sealed record OwnedAll(ImmutableArray<AafObject> Items) : AafValue;

    /// <summary>An object elsewhere in the file, by its key: an <see cref="Identifier"/> or a <see cref="MobId"/>.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Target">The object; null when the file does not hold it.</param>
    public sealed record Reference(AafValue Key, AafObject? Target) : AafValue;

    /// <summary>Bytes kept apart, such as embedded picture or sound. They are not read.</summary>
    /// <param name="Name">The name of the stream beside the object.</param>
    /// <param name="Length">Its length in bytes; -1 when it is missing.</param>
    public sealed record Stream(string Name, long Length) : AafValue;
}
