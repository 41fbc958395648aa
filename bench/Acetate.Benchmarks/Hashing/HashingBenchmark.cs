using System.Buffers.Binary;
using Acetate.Hashing;

namespace Acetate.Benchmarks.Hashing;

/// <summary>Our hashes against the C library and against copying memory, in one run.</summary>
internal static class HashingBenchmark
{
    public static Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 && int.TryParse(args[0], out var asked) && asked > 0 ? asked : 5;
        if (!LibXxHash.IsInstalled)
            Console.WriteLine("libxxhash.so.0 is not installed (Debian: libxxhash0): there is nothing to compare with but memory.");

        var large = Bytes(256 << 20);
        var target = new byte[large.Length];
        Fast("256 MiB: what reading a card looks like", large, target, repeats: 1, rounds);
        Fast("256 KiB, in cache", large.AsMemory(0, 256 << 10), target, repeats: 512, rounds);
        Slow(large.AsMemory(0, 64 << 20), rounds: Math.Min(rounds, 3));
        return Task.FromResult(0);
    }

    private static void Fast(string title, ReadOnlyMemory<byte> bytes, byte[] target, int repeats, int rounds)
    {
        var contest = new Contest(title, (long)bytes.Length * repeats, rounds)
            .With("copy of memory", () => Repeat(repeats, () => bytes.Span.CopyTo(target)))
            .With("xxh64", Ours(HashFormat.Xxh64, bytes, repeats));
        foreach (var width in Enum.GetValues<VectorWidth>().Where(VectorWidths.IsSupported).Reverse())
            contest.With($"xxh3 + xxh128, {width}", () => Repeat(repeats, () => Append(new Xxh3Hash(width), bytes)));
        contest
            .With("xxh3", Ours(HashFormat.Xxh3, bytes, repeats))
            .With("xxh128", Ours(HashFormat.Xxh128, bytes, repeats))
            .With("xxh64 and xxh128 at once", () => Repeat(repeats, () => Together(bytes, HashFormat.Xxh64, HashFormat.Xxh128)));
        if (LibXxHash.IsInstalled)
        {
            Check(bytes.Span);
            contest
                .With("libxxhash XXH64", () => Repeat(repeats, () => LibXxHash.Xxh64(bytes.Span)))
                .With("libxxhash XXH3", () => Repeat(repeats, () => LibXxHash.Xxh3(bytes.Span)))
                .With("libxxhash XXH128", () => Repeat(repeats, () => LibXxHash.Xxh128(bytes.Span)));
        }

        var rates = contest.Run("copy of memory");
        if (!LibXxHash.IsInstalled)
            return;
        foreach (var (ours, theirs) in new[] { ("xxh64", "libxxhash XXH64"), ("xxh3", "libxxhash XXH3"), ("xxh128", "libxxhash XXH128") })
            Console.WriteLine($"  {ours} : {theirs} = {rates[ours] / rates[theirs]:F2}");
    }

    private static void Slow(ReadOnlyMemory<byte> bytes, int rounds) => new Contest("64 MiB, the slow formats", bytes.Length, rounds)
        .With("md5", Ours(HashFormat.Md5, bytes, 1))
        .With("sha1", Ours(HashFormat.Sha1, bytes, 1))
        .With("c4", Ours(HashFormat.C4, bytes, 1))
        .With("md5 and xxh128 at once", () => Together(bytes, HashFormat.Md5, HashFormat.Xxh128))
        .With("md5 and c4 at once", () => Together(bytes, HashFormat.Md5, HashFormat.C4))
        .With("all seven at once", () => Together(bytes, [.. HashFormats.All]))
        .Run("md5");

    private static Action Ours(HashFormat format, ReadOnlyMemory<byte> bytes, int repeats) =>
        () => Repeat(repeats, () => HashDigest.Of(format, bytes.Span));

    /// <summary>In blocks of 1 MiB, as files are read.</summary>
    private static void Together(ReadOnlyMemory<byte> bytes, params HashFormat[] formats)
    {
        using var hash = new MultiHash(formats);
        for (var rest = bytes; !rest.IsEmpty; rest = rest[Math.Min(1 << 20, rest.Length)..])
            hash.Append(rest.Span[..Math.Min(1 << 20, rest.Length)]);
        hash.Finish();
    }

    private static void Append(StreamHash hash, ReadOnlyMemory<byte> bytes)
    {
        using (hash)
        {
            hash.Append(bytes.Span);
            hash.Digest(HashFormat.Xxh128);
        }
    }

    private static void Repeat(int times, Action work)
    {
        for (var i = 0; i < times; i++)
            work();
    }

    private static void Repeat<T>(int times, Func<T> work)
    {
        for (var i = 0; i < times; i++)
            work();
    }

    /// <summary>A figure of a wrong result is worth nothing.</summary>
    private static void Check(ReadOnlySpan<byte> bytes)
    {
        Span<byte> ours = stackalloc byte[16];
        HashDigest.Of(HashFormat.Xxh128, bytes).CopyBytesTo(ours);
        if (BinaryPrimitives.ReadUInt128BigEndian(ours) != LibXxHash.Xxh128(bytes))
            throw new InvalidOperationException("Our XXH128 and that of libxxhash differ.");
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        ulong state = 1;
        for (var i = 0; i + 8 <= length; i += 8, state = state * 6364136223846793005 + 1442695040888963407)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i), state);
        return bytes;
    }
}
