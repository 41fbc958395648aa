using System.Text;

namespace Acetate.Standards.Tests;

/// <summary>Damages valid documents, the same way for a seed everywhere and forever (SplitMix64).</summary>
internal sealed class Damage(ulong seed, params string[] pieces)
{
    private ulong state = seed;

    /// <summary>A number from 0 to less than this.</summary>
    public int Next(int below)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }

    /// <summary>The document with one to four places changed: bits, cuts, doubled stretches, and pieces the format knows.</summary>
    public byte[] Of(byte[] valid)
    {
        var bytes = valid.ToList();
        for (var hits = 1 + Next(4); hits > 0; hits--)
        {
            var at = Next(bytes.Count);
            switch (Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << Next(8)); break;
                case 1: bytes.RemoveRange(at, Math.Min(Next(60), bytes.Count - at - 1)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[Next(pieces.Length)])); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at - 1); break;
                case 4: bytes.InsertRange(Next(bytes.Count), bytes.GetRange(at, Math.Min(Next(300), bytes.Count - at))); break;
                default: bytes[at] = (byte)Next(256); break;
            }
        }

        return [.. bytes];
    }
}
