namespace Acetate.Standards.Tests.Hashing;

/// <summary>Bytes without pattern, the same at each run.</summary>
internal static class TestBytes
{
    /// <summary>The buffer of the official sanity checks of xxHash: a multiplicative generator, its top byte each time.</summary>
    public static byte[] Sanity(int length)
    {
        const ulong Factor = 11400714785074694797;
        var bytes = new byte[length];
        ulong state = 2654435761;
        for (var i = 0; i < length; i++, state *= Factor)
            bytes[i] = (byte)(state >> 56);
        return bytes;
    }

    /// <summary>0, 1, … 255, 0, 1, …</summary>
    public static byte[] Ramp(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)i;
        return bytes;
    }
}

/// <summary>Numbers without pattern, the same at each run.</summary>
internal sealed class Sequence(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 to the limit, without it.</summary>
    public int Below(int limit)
    {
        state = state * 6364136223846793005 + 1442695040888963407;
        return (int)((state >> 33) % (ulong)limit);
    }
}
