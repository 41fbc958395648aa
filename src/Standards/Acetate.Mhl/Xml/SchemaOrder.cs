namespace Acetate.Mhl.Xml;

/// <summary>Compares the children of an element with the sequence of the schema; other orders are noted, repetitions refused.</summary>
/// <param name="walk">Stands at the children.</param>
/// <param name="parent">The element whose children they are.</param>
/// <param name="sequence">The names in order; one that ends in <c>*</c> may repeat.</param>
internal sealed class SchemaOrder(XmlWalk walk, string parent, params string[] sequence)
{
    private int last = -1;
    private uint seen;

    /// <summary>Whether the current element belongs to the sequence.</summary>
    public bool Accepts()
    {
        for (var i = 0; i < sequence.Length; i++)
        {
            var repeats = sequence[i][^1] == '*';
            if (!sequence[i].AsSpan().TrimEnd('*').SequenceEqual(walk.LocalName)) continue;
            if (!repeats && (seen & (1u << i)) != 0) throw walk.Invalid($"<{parent}> has two elements <{walk.LocalName}>.");
            if (i < last) walk.Notice($"In <{parent}>, <{walk.LocalName}> stands after <{sequence[last].TrimEnd('*')}>; the schema wants it before.");
            last = Math.Max(last, i);
            seen |= 1u << i;
            return true;
        }

        return false;
    }

    /// <summary>Notes which of these did not occur.</summary>
    public void Requires(params string[] names)
    {
        foreach (var name in names)
        {
            var i = Array.FindIndex(sequence, s => s.TrimEnd('*') == name);
            if ((seen & (1u << i)) == 0) walk.Notice($"<{parent}> has no <{name}>.");
        }
    }
}
