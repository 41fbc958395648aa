using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Acetate.Library;

/// <summary>Writes an enumeration as its names in kebab case: <c>manifest-checked</c>.</summary>
public sealed class KebabCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The names of enumeration values in kebab case, the same in the database, in JSON and on the command line.</summary>
/// <remarks>
/// What is generic here is as little as can be: all of it is compiled anew for each enumeration, while the program starts. Enumerations have few values, and
/// are searched from the first to the last; they must be whole numbers of 32 bits, as they are unless their author says otherwise.
/// </remarks>
public static class KebabCase
{
    /// <summary>The value's name, such as <c>manifest-checked</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.All.Of(Unsafe.BitCast<T, int>(value));

    /// <summary>The value of this name; throws <see cref="FormatException"/> for another.</summary>
    public static T Parse<T>(string name) where T : struct, Enum =>
        TryParse<T>(name, out var value) ? value : throw Names<T>.All.NotOne(name);

    /// <summary>The value of this name, if there is one.</summary>
    public static bool TryParse<T>(string name, out T value) where T : struct, Enum
    {
        var isKnown = Names<T>.All.TryFind(name, out var number);
        value = Unsafe.BitCast<int, T>(number);
        return isKnown;
    }

    private static class Names<T> where T : struct, Enum
    {
        public static readonly EnumNames All = new(typeof(T));
    }

    private sealed class EnumNames
    {
        private readonly int[] _values;
        private readonly string[] _names;

        public EnumNames(Type type)
        {
            _values = (int[])Enum.GetValuesAsUnderlyingType(type);
            _names = Array.ConvertAll(Enum.GetNames(type), JsonNamingPolicy.KebabCaseLower.ConvertName);
        }

        public string Of(int value) =>
            Array.IndexOf(_values, value) is var index and >= 0 ? _names[index] : throw new KeyNotFoundException($"No value of the enumeration is {value}.");

        public bool TryFind(string name, out int value)
        {
            var index = Array.IndexOf(_names, name);
            value = index < 0 ? 0 : _values[index];
            return index >= 0;
        }

        public FormatException NotOne(string name) => new($"'{name}' is not one of {string.Join(", ", _names.Order(StringComparer.Ordinal))}.");
    }
}
