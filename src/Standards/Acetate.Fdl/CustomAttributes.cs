using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Fdl;

/// <summary>Members of an object that the standard does not know: those that begin with an underscore, and whatever else a file has.</summary>
/// <remarks>They are kept as they were and written after the members that the standard knows.</remarks>
public sealed class CustomAttributes
{
    private CustomAttributes(ImmutableArray<(string Name, JsonElement Value)> entries, ImmutableDictionary<string, CustomAttributes> inner) =>
        (Entries, Inner) = (entries, inner);

    /// <summary>No attributes.</summary>
    public static CustomAttributes None { get; } = new([], ImmutableDictionary.Create<string, CustomAttributes>(StringComparer.Ordinal));

    /// <summary>Names and values, in their order.</summary>
    public ImmutableArray<(string Name, JsonElement Value)> Entries { get; }

    /// <summary>Attributes of the small objects of this object, such as <c>dimensions</c> or <c>round</c>, by the member's name.</summary>
    public ImmutableDictionary<string, CustomAttributes> Inner { get; }

    /// <summary>Whether there are none, in the small objects neither.</summary>
    public bool IsEmpty => Entries.IsEmpty && Inner.IsEmpty;

    /// <summary>The value of an attribute; null when there is none of that name.</summary>
    /// <param name="name">With its underscore.</param>
    public JsonElement? this[string name]
    {
        get
        {
            foreach (var (known, value) in Entries)
                if (known == name)
                    return value;
            return null;
        }
    }

    /// <summary>The same with an attribute more, or with another value.</summary>
    /// <param name="name">With its underscore.</param>
    /// <param name="value">Any JSON value.</param>
    public CustomAttributes With(string name, JsonElement value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var kept = value.Clone();
        for (var i = 0; i < Entries.Length; i++)
            if (Entries[i].Name == name)
                return new(Entries.SetItem(i, (name, kept)), Inner);
        return new(Entries.Add((name, kept)), Inner);
    }

    /// <summary>The same with an attribute more, or with another value.</summary>
    /// <param name="name">With its underscore.</param>
    /// <param name="value">A number.</param>
    public CustomAttributes With(string name, double value) => With(name, JsonSerializer.SerializeToElement(value, FdlJsonContext.Default.Double));

    /// <summary>The same with an attribute more, or with another value.</summary>
    /// <param name="name">With its underscore.</param>
    /// <param name="value">A text.</param>
    public CustomAttributes With(string name, string value) => With(name, JsonSerializer.SerializeToElement(value, FdlJsonContext.Default.String));

    /// <summary>The same with other attributes for one of the small objects.</summary>
    /// <param name="member">The small object's name, such as <c>dimensions</c>.</param>
    /// <param name="attributes">Its attributes.</param>
    public CustomAttributes WithInner(string member, CustomAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return new(Entries, attributes.IsEmpty ? Inner.Remove(member) : Inner.SetItem(member, attributes));
    }

    internal static CustomAttributes Of(ImmutableArray<(string Name, JsonElement Value)> entries) => entries.IsEmpty ? None : new(entries, None.Inner);

    internal CustomAttributes WithInner(ImmutableDictionary<string, CustomAttributes> inner) => inner.IsEmpty && Inner.IsEmpty ? this : new(Entries, inner);
}

/// <summary>Serialisers of the values of attributes, made when the program is built.</summary>
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class FdlJsonContext : JsonSerializerContext;
