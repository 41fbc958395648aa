using Acetate.Library.Matching.Names;

namespace Acetate.Library.Matching;

/// <summary>What to look for in a library: folded keys of names, whole or as beginnings, rolls by name, unique ids.</summary>
/// <remarks>The same lookups are answered by <see cref="ClipIndex"/> and by the database; what they give is judged in one place.</remarks>
internal sealed class ClipLookup
{
    private const int ShortestBeginning = 4;

    /// <summary>Folded keys that are names of clips or of their files.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Folded keys that names begin with.</summary>
    public SortedSet<string> Beginnings { get; } = new(StringComparer.Ordinal);

    /// <summary>Folded keys of rolls' names.</summary>
    public SortedSet<string> Rolls { get; } = new(StringComparer.Ordinal);

    /// <summary>Unique ids as keys.</summary>
    public SortedSet<string> Umids { get; } = new(StringComparer.Ordinal);

    /// <summary>What the names say, taken as they are meant to be written.</summary>
    public ClipLookup AddNames(IEnumerable<ReadName> names)
    {
        foreach (var name in names)
        {
            if (name.Claim.Origin == NameOrigin.Umid)
            {
                if (name.Readings[0].Key.Length >= 16) Umids.Add(name.Readings[0].Key);
                continue;
            }

            if (name.Ignored.Length > 0) continue;
            foreach (var reading in name.Readings) AddReading(reading);
        }

        return this;
    }

    /// <summary>What else may be meant: other clips of the same roll, and names a typing mistake away.</summary>
    public ClipLookup AddNeighbours(IEnumerable<ReadName> names)
    {
        foreach (var name in names)
        {
            if (name.Ignored.Length > 0 || name.Claim.Origin is NameOrigin.Umid or NameOrigin.Comment) continue;
            var reading = name.Readings[^1];
            if (reading.Folded.Length < 6) continue;
            Beginnings.Add(reading.Folded[..(reading.Camera?.RollKey is [_, _, _, _, ..] ? RollLength(reading) : 4)]);
            if (reading.Folded.Length is >= 8 and <= 40) AddMistyped(reading.Folded);
        }

        return this;
    }

    private static int RollLength(NameReading reading) => reading.Key.AsSpan(1).IndexOfAnyExceptInRange('0', '9') is var digits and >= 3 and <= 5 ? digits + 1 : 4;

    private void AddReading(NameReading reading)
    {
        var folded = reading.Folded;
        if (folded.Length == 0) return;
        Rolls.Add(folded);
        if (folded.Length >= ShortestBeginning) Beginnings.Add(folded);
        else Names.Add(folded);
        foreach (var beginning in reading.Beginnings) Names.Add(LetterKey.Folded(beginning));
        if (folded.Length == 8)
        {
            // A tape name, or the first four and last four letters: all clips that begin with the four.
            if (reading.Camera is not { Clip: >= 0 }) Beginnings.Add(folded[..4]);
            if (folded[0] == '6' && reading.Key[0] == 'G') Names.Add($"{folded[..2]}01{folded[4..]}");
        }
        else if (folded.Length == 9 && reading.Camera is null) Beginnings.Add(folded[..5]);
        if (reading.Camera is not { IsWhole: false } camera) return;
        foreach (var head in camera.Heads(reading.Key)) Beginnings.Add(LetterKey.Folded(head));
        if (camera.Clip >= 0) return;
        Beginnings.Add(LetterKey.Folded($"{camera.Camera}{camera.Roll:000}"));
        Beginnings.Add(LetterKey.Folded($"{camera.Camera}{camera.Roll:0000}"));
    }

    // A mistake further on is found through the roll's other clips; one in the roll itself has to be tried out.
    private void AddMistyped(string folded)
    {
        Span<char> other = stackalloc char[folded.Length];
        for (var i = 0; i < 4; i++)
        {
            folded.CopyTo(other);
            foreach (var c in char.IsAsciiDigit(folded[i]) ? "0123456789" : "ACDEFHJKMNPRTUVWXY")
            {
                other[i] = c;
                Beginnings.Add(new string(other));
            }

            folded.CopyTo(other);
            if (i == 3) continue;
            (other[i], other[i + 1]) = (other[i + 1], other[i]);
            Beginnings.Add(new string(other));
        }
    }
}
