using System.Collections.Immutable;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>The numbered frames of one folder that share a name: what is there, what is missing, what is odd.</summary>
public sealed class FrameRun(FrameName name, string folder)
{
    private readonly List<(int Number, long Length)> frames = [];
    private bool isSorted = true;

    /// <summary>The name the frames share.</summary>
    public FrameName Name { get; } = name;

    /// <summary>The folder they lie in, relative to the scanned folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>How many files.</summary>
    public int Count => frames.Count;

    /// <summary>The lowest number.</summary>
    public int First => Sorted()[0].Number;

    /// <summary>The highest number.</summary>
    public int Last => Sorted()[^1].Number;

    /// <summary>All bytes.</summary>
    public long Bytes => frames.Sum(f => f.Length);

    /// <summary>Takes in one frame; any order.</summary>
    public void Add(int number, long length)
    {
        if (frames.Count > 0 && number < frames[^1].Number) isSorted = false;
        frames.Add((number, length));
    }

    /// <summary>The files by number, their paths relative to the scanned folder.</summary>
    public IEnumerable<CardFile> Files()
    {
        var prefix = Folder.Length == 0 ? "" : Folder + "/";
        return Sorted().Select(frame => new CardFile(prefix + Name.Of(frame.Number), frame.Length));
    }

    /// <summary>The ranges of numbers between first and last that no file has, ends included.</summary>
    public ImmutableArray<FrameSpan> Holes()
    {
        var holes = ImmutableArray.CreateBuilder<FrameSpan>();
        var sorted = Sorted();
        for (var i = 1; i < sorted.Count; i++)
            if (sorted[i].Number > sorted[i - 1].Number + 1)
                holes.Add(new FrameSpan(sorted[i - 1].Number + 1, sorted[i].Number - 1));
        return holes.ToImmutable();
    }

    /// <summary>The ranges of numbers that do have a file, ends included.</summary>
    public ImmutableArray<FrameSpan> Spans()
    {
        var spans = ImmutableArray.CreateBuilder<FrameSpan>();
        var sorted = Sorted();
        var start = 0;
        for (var i = 1; i <= sorted.Count; i++)
        {
            if (i < sorted.Count && sorted[i].Number <= sorted[i - 1].Number + 1) continue;
            spans.Add(new FrameSpan(sorted[start].Number, sorted[i - 1].Number));
            start = i;
        }

        return spans.ToImmutable();
    }

    /// <summary>Whether a number has a file.</summary>
    public bool Has(int number) => Sorted().BinarySearch((number, 0), ByNumber) >= 0;

    /// <summary>The frames without a single byte.</summary>
    public IEnumerable<int> Empty() => Sorted().Where(f => f.Length == 0).Select(f => f.Number);

    /// <summary>
    /// The frames whose size differs from the others', when the frames of this run have one size:
    /// nine in ten share it. Frames of a compressed format all differ and none is odd.
    /// </summary>
    public (long UsualLength, ImmutableArray<(int Number, long Length)> Odd) OddSizes()
    {
        var (usual, count) = (0L, 0);
        foreach (var group in frames.CountBy(f => f.Length))
            if (group.Value > count)
                (usual, count) = (group.Key, group.Value);
        if (frames.Count < 3 || count * 10L < frames.Count * 9L && count < frames.Count - 1) return (0, []);
        return (usual, [.. Sorted().Where(f => f.Length != usual)]);
    }

    internal void Sort()
    {
        if (!isSorted) frames.Sort(ByNumber);
        isSorted = true;
        frames.TrimExcess();
    }

    private List<(int Number, long Length)> Sorted()
    {
        if (!isSorted) Sort();
        return frames;
    }

    private static readonly Comparer<(int Number, long Length)> ByNumber =
        Comparer<(int Number, long Length)>.Create((a, b) => a.Number.CompareTo(b.Number));
}

/// <summary>Frame numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct FrameSpan(int First, int Last)
{
    /// <summary>How many.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int Count => Last - First + 1;

    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{First}" : $"{First}–{Last}";
}
