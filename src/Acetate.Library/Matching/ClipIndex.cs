using System.Collections.Immutable;
using System.Text;
using Acetate.Library.Matching.Names;

namespace Acetate.Library.Matching;

/// <summary>Clips by the names they may be called by. Built once; then it only answers, to any number of threads.</summary>
/// <remarks>
/// One sorted table of folded keys (<see cref="LetterKey"/>) answers whole names and beginnings of any length, so that names that were
/// cut to 8, 16 or 32 letters need no tables of their own. The keys lie in one array of bytes: about 40 bytes a clip beside the clips.
/// </remarks>
public sealed class ClipIndex
{
    private readonly ImmutableArray<FilmedClip> clips;
    private readonly byte[] text;
    private readonly int[] starts;
    private readonly int[] owners;
    private readonly ILookup<string, int> rolls;
    private readonly ILookup<string, int> umids;
    private readonly Lazy<Dictionary<Guid, int>> ids;

    private ClipIndex(ImmutableArray<FilmedClip> clips, byte[] text, int[] starts, int[] owners)
    {
        (this.clips, this.text, this.starts, this.owners) = (clips, text, starts, owners);
        var foldedRolls = new Dictionary<FilmedRoll, string>(ReferenceEqualityComparer.Instance);
        rolls = Enumerable.Range(0, clips.Length).ToLookup(i =>
        {
            if (foldedRolls.TryGetValue(clips[i].Roll, out var folded)) return folded;
            return foldedRolls[clips[i].Roll] = LetterKey.Folded(LetterKey.Of(clips[i].Roll.Name));
        }, StringComparer.Ordinal);
        ids = new(() => Enumerable.Range(0, clips.Length).ToDictionary(i => clips[i].Id));
        umids = Enumerable.Range(0, clips.Length).Where(i => clips[i].Umid.Length > 0).ToLookup(i => LetterKey.Of(clips[i].Umid), StringComparer.Ordinal);
    }

    /// <summary>How many clips it knows.</summary>
    public int Count => clips.Length;

    internal FilmedClip this[int clip] => clips[clip];

    internal FilmedClip? ById(Guid id) => ids.Value.TryGetValue(id, out var clip) ? clips[clip] : null;

    /// <summary>Builds the index.</summary>
    /// <param name="clips">The clips; their order does not matter, and two of the same id count once.</param>
    public static ClipIndex Of(IEnumerable<FilmedClip> clips)
    {
        var all = clips.DistinctBy(c => c.Id).ToImmutableArray();
        var (text, starts, owners) = (new byte[Math.Max(64, all.Length * 20)], new List<int>(all.Length + 1), new List<int>(all.Length));
        var length = 0;
        for (var i = 0; i < all.Length; i++)
            foreach (var key in KeysOf(all[i]))
            {
                var most = Encoding.UTF8.GetMaxByteCount(key.Length);
                if (text.Length - length < most) Array.Resize(ref text, checked(text.Length * 2 + most));
                starts.Add(length);
                owners.Add(i);
                length += Encoding.UTF8.GetBytes(key, text.AsSpan(length));
            }

        starts.Add(length);
        return Sorted(all, text.AsSpan(0, length), [.. starts], [.. owners]);
    }

    /// <summary>The folded keys a clip is found by.</summary>
    internal static IEnumerable<string> KeysOf(FilmedClip clip)
    {
        var name = LetterKey.Folded(LetterKey.Of(clip.Name));
        if (name.Length > 0) yield return name;
        var reel = LetterKey.Folded(LetterKey.Of(clip.Reel));
        if (reel.Length > 0 && !name.StartsWith(reel, StringComparison.Ordinal)) yield return reel;
        foreach (var file in clip.Files)
        {
            var key = LetterKey.Folded(LetterKey.Of(file));
            if (key.Length > 0 && key != name && key != reel) yield return key;
        }
    }

    /// <summary>Which clips the lookups find, in the order of the clips.</summary>
    /// <param name="lookup">What to look for.</param>
    /// <param name="most">How many clips one key may give.</param>
    /// <param name="isTooMany">Whether a key gave more.</param>
    internal SortedSet<int> Find(ClipLookup lookup, int most, out bool isTooMany)
    {
        var found = new SortedSet<int>();
        isTooMany = false;
        foreach (var key in lookup.Names) Add(key, isBeginning: false, ref isTooMany);
        foreach (var key in lookup.Beginnings) Add(key, isBeginning: true, ref isTooMany);
        foreach (var key in lookup.Rolls)
        {
            var given = 0;
            foreach (var clip in rolls[key])
            {
                if (++given > most)
                {
                    isTooMany = true;
                    break;
                }

                found.Add(clip);
            }
        }

        foreach (var key in lookup.Umids) found.UnionWith(umids[key]);
        return found;

        void Add(string key, bool isBeginning, ref bool isTooMany)
        {
            var bytes = Encoding.UTF8.GetBytes(key);
            var given = 0;
            for (var i = FirstNotBelow(bytes); i < owners.Length; i++)
            {
                var entry = Entry(i);
                if (!entry.StartsWith(bytes) || (!isBeginning && entry.Length != bytes.Length)) break;
                if (++given > most)
                {
                    isTooMany = true;
                    break;
                }

                found.Add(owners[i]);
            }
        }
    }

    private ReadOnlySpan<byte> Entry(int index) => text.AsSpan(starts[index], starts[index + 1] - starts[index]);

    private int FirstNotBelow(ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, owners.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (Entry(middle).SequenceCompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // The first eight bytes as a number sort most keys; those that share them are sorted by the rest. Equal keys: by the clip's id, as the database does.
    private static ClipIndex Sorted(ImmutableArray<FilmedClip> clips, ReadOnlySpan<byte> text, int[] starts, int[] owners)
    {
        var heads = new ulong[owners.Length];
        var order = new int[owners.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var entry = text[starts[i]..starts[i + 1]];
            ulong head = 0;
            for (var b = 0; b < 8; b++) head = head << 8 | (b < entry.Length ? entry[b] : 0u);
            (heads[i], order[i]) = (head, i);
        }

        Array.Sort(heads, order);
        var bytes = text.ToArray();
        for (var i = 0; i < order.Length;)
        {
            var end = i + 1;
            while (end < order.Length && heads[end] == heads[i]) end++;
            if (end - i > 1)
                order.AsSpan(i, end - i).Sort((a, b) =>
                {
                    var byKey = bytes.AsSpan(starts[a], starts[a + 1] - starts[a]).SequenceCompareTo(bytes.AsSpan(starts[b], starts[b + 1] - starts[b]));
                    return byKey != 0 ? byKey : clips[owners[a]].Id.CompareTo(clips[owners[b]].Id);
                });
            i = end;
        }

        var (sorted, sortedStarts, sortedOwners) = (new byte[bytes.Length], new int[order.Length + 1], new int[order.Length]);
        var length = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var entry = bytes.AsSpan(starts[order[i]], starts[order[i] + 1] - starts[order[i]]);
            entry.CopyTo(sorted.AsSpan(length));
            (sortedStarts[i], sortedOwners[i]) = (length, owners[order[i]]);
            length += entry.Length;
        }

        sortedStarts[^1] = length;
        return new ClipIndex(clips, sorted, sortedStarts, sortedOwners);
    }
}
