using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Benchmarks.Corruption;

/// <summary>Where a bit is flipped.</summary>
internal enum FlipPlace
{
    /// <summary>On the card, after it was sealed.</summary>
    Card,

    /// <summary>Between the card and our hash.</summary>
    Reading,

    /// <summary>Between our hash and the store.</summary>
    Writing,

    /// <summary>In the store, after it was published.</summary>
    Store,
}

/// <summary>What was flipped and what was noticed.</summary>
/// <param name="Flips">Single bits, by place.</param>
/// <param name="Undetected">Those that nobody noticed, by place.</param>
/// <param name="Published">Files whose bad bytes were seen while copying and that lie under their final name all the same.</param>
/// <param name="FalseAlarms">Untouched files that were called bad.</param>
internal sealed record CorruptionResult(
    ImmutableSortedDictionary<FlipPlace, int> Flips, ImmutableSortedDictionary<FlipPlace, int> Undetected, int Published, int FalseAlarms);

/// <summary>Flips single random bits in sealed files on their way into a store, runs the real steps, and counts what goes unnoticed.</summary>
/// <remarks>Each file gets one flip and every ninth none. Lengths are from 1 byte to 64 KiB, and every 50th file takes the path of large ones.
/// The expected hashes go through all formats of ASC MHL.</remarks>
internal sealed class CorruptionTrial(string folder, ulong seed)
{
    private const int FilesAtOnce = 450;
    private static readonly HashFormat[] Formats = [HashFormat.Xxh128, HashFormat.Xxh64, HashFormat.Xxh3, HashFormat.Md5, HashFormat.Sha1, HashFormat.C4];

    private readonly int[] _flips = new int[4];
    private readonly int[] _undetected = new int[4];
    private ulong _state = seed;
    private int _published;
    private int _falseAlarms;

    private sealed record Sealed(CopyFile File, FlipPlace? Place, BitFlip Flip)
    {
        public StoreKey Key => StoreKey.Parse(File.Path);
    }

    /// <summary>Runs until so many bits were flipped.</summary>
    public async Task<CorruptionResult> RunAsync(int flips, CancellationToken cancellationToken)
    {
        for (var left = flips; left > 0;)
        {
            var files = Make(left);
            await RunAsync(files, cancellationToken);
            left -= files.Count(file => file.Place is not null);
            Directory.Delete(Path.Join(folder, "card"), recursive: true);
            Directory.Delete(Path.Join(folder, "store"), recursive: true);
        }

        return new CorruptionResult(ByPlace(_flips), ByPlace(_undetected), _published, _falseAlarms);
    }

    private List<Sealed> Make(int most)
    {
        var card = Directory.CreateDirectory(Path.Join(folder, "card")).FullName;
        Directory.CreateDirectory(Path.Join(folder, "store"));
        var files = new List<Sealed>();
        for (int number = 0, flipped = 0; number < FilesAtOnce && flipped < most; number++)
        {
            FlipPlace? place = number % 9 == 8 ? null : (FlipPlace)(Next() % 4);
            if (place is not null) flipped++;
            var bytes = Bytes(number % 50 == 49 ? (4 << 20) + 1 + (int)(Next() % (1 << 20)) : 1 + (int)(Next() % 65536));
            using var hash = new MultiHash(Formats[number % Formats.Length]);
            hash.Append(bytes);
            var flip = new BitFlip((long)(Next() % (ulong)bytes.Length), (int)(Next() % 8));
            var file = new CopyFile($"A001C{number:000}.mov", bytes.Length) { Expected = DigestText.Of(hash.Finish()) };
            if (place == FlipPlace.Card) flip.Apply(bytes, 0);
            File.WriteAllBytes(Path.Join(card, file.Path), bytes);
            files.Add(new Sealed(file, place, flip));
        }

        return files;
    }

    private async Task RunAsync(List<Sealed> files, CancellationToken cancellationToken)
    {
        var (card, store) = (StoreUrl.ForFolder(Path.Join(folder, "card")), StoreUrl.ForFolder(Path.Join(folder, "store")));
        await using var source = new FlippingStore(await StoreUrl.OpenAsync(card, StoreAccess.Read, cancellationToken), FlipsAt(FlipPlace.Reading));
        await using var target = new FlippingStore(await StoreUrl.OpenAsync(store, StoreAccess.ReadWrite, cancellationToken), FlipsAt(FlipPlace.Writing));
        var copied = await CopyFiles.RunAsync(
            new CopyFilesRequest { Source = card, Target = store, Files = [.. files.Select(file => file.File)] }, source, target, new StepContext(), cancellationToken);

        foreach (var file in files.Where(file => file.Place == FlipPlace.Store)) FlipOnDisk(Path.Join(folder, "store", file.File.Path), file.Flip);
        var hashed = await HashFiles.RunAsync(
            new HashFilesRequest { Store = store, Files = [.. files.Select(file => new HashFile(file.File.Path, file.File.Length) { Expected = file.File.Expected })] },
            new StepContext(), cancellationToken);

        foreach (var ((file, copy), read) in files.Zip(copied.Files).Zip(hashed.Files))
        {
            var isSeen = copy.Outcome != CopyOutcome.Copied || read.Verdict != HashVerdict.Intact;
            if (file.Place is not { } place)
            {
                if (isSeen) _falseAlarms++;
                continue;
            }

            _flips[(int)place]++;
            if (!isSeen) _undetected[(int)place]++;
            if (place is FlipPlace.Card or FlipPlace.Reading && (copy.Outcome != CopyOutcome.Mismatch || read.Verdict != HashVerdict.Missing)) _published++;
        }

        Dictionary<StoreKey, BitFlip> FlipsAt(FlipPlace place) => files.Where(file => file.Place == place).ToDictionary(file => file.Key, file => file.Flip);
    }

    private static void FlipOnDisk(string path, BitFlip flip)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = flip.At;
        Span<byte> one = [(byte)file.ReadByte()];
        flip.Apply(one, flip.At);
        file.Position = flip.At;
        file.Write(one);
    }

    private byte[] Bytes(int length)
    {
        var words = new ulong[(length + 7) / 8];
        foreach (ref var word in words.AsSpan()) word = Next();
        return MemoryMarshal.AsBytes<ulong>(words)[..length].ToArray();
    }

    // SplitMix64: the same trial for the same seed.
    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ImmutableSortedDictionary<FlipPlace, int> ByPlace(int[] counts) =>
        Enum.GetValues<FlipPlace>().ToImmutableSortedDictionary(place => place, place => counts[(int)place]);
}
