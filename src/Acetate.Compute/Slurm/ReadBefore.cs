namespace Acetate.Compute.Slurm;

/// <summary>Which machines read much of what lately: parts of stored clips lie on the disk of the machine that read them, so the next step over the same clip had better go there.</summary>
/// <remarks>A guess that costs nothing when it is wrong: the step fetches what is not there. Not thread-safe. docs/decisions/0261.</remarks>
public sealed class ReadBefore
{
    private const int MostMachines = 4096;
    private readonly int _most;
    private readonly Dictionary<string, Dictionary<string, long>> _machines = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>Remembers so many readings of each machine, the last ones; 256 by default.</summary>
    public ReadBefore(int most = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        _most = most;
    }

    /// <summary>Notes that a machine reads something.</summary>
    public void Note(string machine, string reads)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(reads);
        if (machine.Length == 0 || reads.Length == 0) return;
        if (!_machines.TryGetValue(machine, out var its))
        {
            if (_machines.Count >= MostMachines) _machines.Clear();
            _machines.Add(machine, its = new(StringComparer.Ordinal));
        }

        its[reads] = ++_number;
        if (its.Count > _most) its.Remove(its.MinBy(one => one.Value).Key);
    }

    /// <summary>Whether a machine read it lately.</summary>
    public bool Has(string machine, string reads)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(reads);
        return reads.Length > 0 && _machines.TryGetValue(machine, out var its) && its.ContainsKey(reads);
    }

    /// <summary>Which of the places takes a step, before those where it had better not run: one where it begins at once and which read the same before; else the one with least to do, and of those that have
    /// equally little, one that read it. So nobody waits for the sake of what lies somewhere.</summary>
    /// <returns>Its index; -1 when there is none.</returns>
    public static int Choose(IReadOnlyList<ReadingPlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var best = -1;
        for (var i = 0; i < places.Count; i++)
            if (best < 0 || Rank(places[i]).CompareTo(Rank(places[best])) < 0) best = i;
        return best;

        static (int, int, int, int) Rank(ReadingPlace place) => (place.IsAvoided ? 1 : 0, place is { IsFree: true, HasRead: true } ? 0 : 1, place.Load, place.HasRead ? 0 : 1);
    }
}

/// <summary>A place that could take a step.</summary>
/// <param name="Load">Steps that it has.</param>
/// <param name="IsFree">Whether the step would begin there at once.</param>
/// <param name="HasRead">Whether the machine read the same lately.</param>
/// <param name="IsAvoided">Whether the step had better run elsewhere: it went far slower there than such steps do.</param>
public readonly record struct ReadingPlace(int Load, bool IsFree, bool HasRead, bool IsAvoided = false);
