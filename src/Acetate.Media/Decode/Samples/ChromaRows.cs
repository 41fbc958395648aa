using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Acetate.Media.Decode.Samples;

/// <summary>Rows of colour brought to the size of luma.</summary>
internal static class ChromaRows
{
    /// <summary>Samples that a row must have before its first and after its last for <see cref="Widen"/>.</summary>
    public const int Margin = 4;

    /// <summary>Mixes four rows into one.</summary>
    public static void Mix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d, in ChromaTaps taps, Span<float> into)
    {
        if (taps.IsCopy)
        {
            b[..into.Length].CopyTo(into);
            return;
        }

        ref var one = ref MemoryMarshal.GetReference(a[..into.Length]);
        ref var two = ref MemoryMarshal.GetReference(b[..into.Length]);
        ref var three = ref MemoryMarshal.GetReference(c[..into.Length]);
        ref var four = ref MemoryMarshal.GetReference(d[..into.Length]);
        ref var to = ref MemoryMarshal.GetReference(into);
        var i = 0;
        for (; i + 16 <= into.Length; i += 16)
        {
            (Vector512.LoadUnsafe(ref one, (nuint)i) * Vector512.Create(taps.A) + Vector512.LoadUnsafe(ref two, (nuint)i) * Vector512.Create(taps.B)
                + (Vector512.LoadUnsafe(ref three, (nuint)i) * Vector512.Create(taps.C) + Vector512.LoadUnsafe(ref four, (nuint)i) * Vector512.Create(taps.D)))
                .StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < into.Length; i++) into[i] = a[i] * taps.A + b[i] * taps.B + (c[i] * taps.C + d[i] * taps.D);
    }

    /// <summary>Makes a row of colour as wide as luma.</summary>
    /// <param name="padded">The row with <see cref="Margin"/> repeats of its first sample before and of its last after it.</param>
    /// <param name="phases">For each of the luma samples to one of colour, where it lies; the same for the next samples of colour, one further.</param>
    /// <param name="scratch">As long as the row of colour for each phase.</param>
    /// <param name="into">As wide as luma.</param>
    public static void Widen(ReadOnlySpan<float> padded, ReadOnlySpan<ChromaTaps> phases, Span<float> scratch, Span<float> into)
    {
        var count = (into.Length + phases.Length - 1) / phases.Length;
        for (var phase = 0; phase < phases.Length; phase++)
        {
            var taps = phases[phase];
            var from = Margin + taps.First;
            Mix(padded.Slice(from, count), padded.Slice(from + 1, count), padded.Slice(from + 2, count), padded.Slice(from + 3, count), taps, scratch.Slice(phase * count, count));
        }

        if (phases.Length == 2) Interleave(scratch[..count], scratch.Slice(count, count), into);
        else
            for (var i = 0; i < into.Length; i++) into[i] = scratch[i % phases.Length * count + i / phases.Length];
    }

    private static void Interleave(ReadOnlySpan<float> even, ReadOnlySpan<float> odd, Span<float> into)
    {
        ref var a = ref MemoryMarshal.GetReference(even);
        ref var b = ref MemoryMarshal.GetReference(odd);
        ref var to = ref MemoryMarshal.GetReference(into);
        var i = 0;
        var odds = Vector128.Create(0, -1, 0, -1).AsSingle();
        for (; 2 * i + 8 <= into.Length; i += 4)
        {
            var (x, y) = (Vector128.LoadUnsafe(ref a, (nuint)i), Vector128.LoadUnsafe(ref b, (nuint)i));
            Vector128.ConditionalSelect(odds, Vector128.Shuffle(y, Vector128.Create(0, 0, 1, 1)), Vector128.Shuffle(x, Vector128.Create(0, 0, 1, 1))).StoreUnsafe(ref to, (nuint)(2 * i));
            Vector128.ConditionalSelect(odds, Vector128.Shuffle(y, Vector128.Create(2, 2, 3, 3)), Vector128.Shuffle(x, Vector128.Create(2, 2, 3, 3))).StoreUnsafe(ref to, (nuint)(2 * i + 4));
        }

        for (i *= 2; i < into.Length; i++) into[i] = (i & 1) == 0 ? even[i / 2] : odd[i / 2];
    }
}
