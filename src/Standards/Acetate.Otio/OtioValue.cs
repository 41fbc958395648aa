using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Acetate.Otio;

/// <summary>Anything that can stand in a file: text, numbers, lists, dictionaries, times, and objects with a schema.</summary>
/// <remarks>
/// The family is closed. Records compare their members; lists and maps within them are equal only when they are the same ones: to compare whole
/// objects, compare what <see cref="OtioWriter.ToText"/> makes of them.
/// </remarks>
public abstract record OtioValue
{
    private protected OtioValue()
    {
    }

    /// <summary>The text of a <see cref="Text"/>; null for anything else.</summary>
    public string? AsText => (this as Text)?.Value;

    /// <summary>The number of a <see cref="Real"/> or an <see cref="Whole"/>, the nearest double; null for anything else.</summary>
    public double? AsNumber => this switch { Real real => real.Value, Whole whole => Whole.Nearest(whole.Value), _ => null };

    /// <summary>The number of an <see cref="Whole"/> that fits in 64 bits; null for anything else.</summary>
    public long? AsWhole => this is Whole whole && whole.Value >= long.MinValue && whole.Value <= long.MaxValue ? (long)whole.Value : null;

    /// <summary>What a <see cref="Bool"/> says; null for anything else.</summary>
    public bool? AsBool => (this as Bool)?.Value;

    /// <summary>The items of a <see cref="List"/>; empty for anything else (what a track holds are its <c>Children</c>).</summary>
    public ImmutableArray<OtioValue> Items => this is List list ? list.Values : [];

    /// <summary>A member of a <see cref="Dictionary"/> or an <see cref="UnknownSchema"/>; null where there is none, or this is something else.</summary>
    /// <example><c>clip.Metadata["cmx_3600"]?["reel"]?.AsText</c></example>
    public OtioValue? this[string name] => this switch { Dictionary map => map.Members[name], UnknownSchema unknown => unknown.OtherMembers[name], _ => null };

    /// <summary>Text as a value.</summary>
    public static implicit operator OtioValue(string value) => new Text(value);

    /// <summary>A whole number as a value.</summary>
    public static implicit operator OtioValue(long value) => new Whole(value);

    /// <summary>A number as a value.</summary>
    public static implicit operator OtioValue(double value) => new Real(value);

    /// <summary>True or false as a value.</summary>
    public static implicit operator OtioValue(bool value) => value ? Bool.True : Bool.False;

    /// <summary>A time as a value.</summary>
    public static implicit operator OtioValue(RationalTime value) => new Time(value);

    /// <summary>A range as a value.</summary>
    public static implicit operator OtioValue(TimeRange value) => new Range(value);

    /// <summary>Nothing: <c>null</c> in the file.</summary>
    public sealed record Null : OtioValue
    {
        private Null()
        {
        }

        /// <summary>The one there is.</summary>
        public static Null Value { get; } = new();
    }

    /// <summary>True or false.</summary>
    public sealed record Bool : OtioValue
    {
        private Bool(bool value) => Value = value;

        /// <summary>True.</summary>
        public static Bool True { get; } = new(true);

        /// <summary>False.</summary>
        public static Bool False { get; } = new(false);

        /// <summary>What it says.</summary>
        public bool Value { get; }
    }

    /// <summary>A number written without point and exponent, exact at any size. The reference implementation holds 64 bits.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Whole(BigInteger Value) : OtioValue
    {
        /// <summary>The nearest double; the framework's own conversion cuts digits off.</summary>
        internal static double Nearest(BigInteger value) =>
            BigInteger.Abs(value) <= 1L << 53 ? (double)value : double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Any other number; not finite where the file says <c>NaN</c> or <c>Infinity</c>.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Real(double Value) : OtioValue
    {
        /// <summary>How the file wrote it, where we would write it otherwise (<c>1.10</c>, <c>1e3</c>): it is written back so. Null for others.</summary>
        internal string? Written { get; init; }

        /// <inheritdoc/>
        public bool Equals(Real? other) => other is not null && Value.Equals(other.Value);

        /// <inheritdoc/>
        public override int GetHashCode() => Value.GetHashCode();
    }

    /// <summary>Text.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : OtioValue;

    /// <summary>A list.</summary>
    /// <param name="Values">The items, in order.</param>
    public sealed record List(ImmutableArray<OtioValue> Values) : OtioValue
    {
        /// <summary>A list without items.</summary>
        public static List Empty { get; } = new([]);

        /// <summary>A list of these.</summary>
        public static List Of(params IEnumerable<OtioValue> values) => new([.. values]);
    }

    /// <summary>A dictionary: an object of the file that names no schema.</summary>
    /// <param name="Members">Names and values, in order.</param>
    public sealed record Dictionary(OtioDictionary<OtioValue> Members) : OtioValue
    {
        /// <summary>A dictionary without members.</summary>
        public static Dictionary Empty { get; } = new(OtioDictionary.Empty<OtioValue>());
    }

    /// <summary>A time where any value may stand.</summary>
    /// <param name="Value">The time.</param>
    public sealed record Time(RationalTime Value) : OtioValue;

    /// <summary>A range where any value may stand.</summary>
    /// <param name="Value">The range.</param>
    public sealed record Range(TimeRange Value) : OtioValue;
}
