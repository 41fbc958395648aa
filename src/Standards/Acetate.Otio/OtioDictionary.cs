using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Acetate.Otio;

/// <summary>Names with values, in the order they were given: a dictionary of a file, such as the metadata of a clip. It does not change.</summary>
/// <remarks>Names are compared letter by letter. Of values with the same name the first one counts, as in the reference implementation.</remarks>
/// <typeparam name="T">What the names stand for.</typeparam>
[CollectionBuilder(typeof(OtioDictionary), nameof(OtioDictionary.Of))]
public sealed class OtioDictionary<T> : IReadOnlyCollection<KeyValuePair<string, T>> where T : class
{
    /// <summary>Up to so many names looking through all is quicker than an index.</summary>
    private const int Few = 8;

    private readonly KeyValuePair<string, T>[] entries;
    private Dictionary<string, int>? index;

    /// <summary>Takes over entries that nobody else changes and whose names all differ.</summary>
    internal OtioDictionary(KeyValuePair<string, T>[] entries) => this.entries = entries;

    /// <inheritdoc/>
    public int Count => entries.Length;

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Names => entries.Select(entry => entry.Key);

    /// <summary>The values, in order.</summary>
    public IEnumerable<T> Values => entries.Select(entry => entry.Value);

    /// <summary>The value of a name; null when it is not there.</summary>
    public T? this[string name] => TryGet(name, out var value) ? value : null;

    /// <summary>Whether a name is there, and what it stands for.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out T? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        var at = IndexOf(name);
        value = at < 0 ? null : entries[at].Value;
        return at >= 0;
    }

    /// <summary>The same with a name set: in its place when it is there, at the end when it is new.</summary>
    public OtioDictionary<T> With(string name, T value)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        var at = IndexOf(name);
        if (at < 0) return new([.. entries, new(name, value)]);
        var changed = (KeyValuePair<string, T>[])entries.Clone();
        changed[at] = new(name, value);
        return new(changed);
    }

    /// <summary>The same without a name.</summary>
    public OtioDictionary<T> Without(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IndexOf(name) < 0 ? this : new([.. entries.Where(entry => entry.Key != name)]);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, T>>)entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, such as <c>{reel, comments}</c>.</summary>
    public override string ToString() => $"{{{string.Join(", ", Names)}}}";

    /// <summary>The entries, for the writer: no copy.</summary>
    internal ReadOnlySpan<KeyValuePair<string, T>> Entries => entries;

    private int IndexOf(string name)
    {
        if (entries.Length <= Few)
        {
            for (var i = 0; i < entries.Length; i++)
                if (entries[i].Key == name) return i;
            return -1;
        }

        // Built when it is first needed, by whoever needs it; two that build it at once build the same.
        if (index is null)
        {
            var made = new Dictionary<string, int>(entries.Length, StringComparer.Ordinal);
            for (var i = 0; i < entries.Length; i++) made[entries[i].Key] = i;
            index = made;
        }

        return index.TryGetValue(name, out var at) ? at : -1;
    }
}

/// <summary>Makes dictionaries.</summary>
public static class OtioDictionary
{
    /// <summary>A dictionary of these, in this order; of equal names the first is kept. Also written <c>[new("reel", "A001"), …]</c>.</summary>
    public static OtioDictionary<T> Of<T>(params ReadOnlySpan<KeyValuePair<string, T>> entries) where T : class
    {
        if (entries.Length == 0) return Empty<T>();
        if (entries.Length == 1) return new([entries[0]]);
        var known = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<KeyValuePair<string, T>>(entries.Length);
        foreach (var entry in entries)
            if (known.Add(entry.Key)) kept.Add(entry);
        return new([.. kept]);
    }

    /// <summary>No names: all empty dictionaries are one.</summary>
    internal static OtioDictionary<T> Empty<T>() where T : class => None<T>.Dictionary;

    private static class None<T> where T : class
    {
        public static readonly OtioDictionary<T> Dictionary = new([]);
    }
}
