using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Acetate.Hashing;

namespace Acetate.Standards.Tests.Hashing;

/// <summary>Values that others computed: the official checks of xxHash, the conformance vectors, and the programs of the system.</summary>
public sealed class HashVectorTests(HashedFiles files) : IClassFixture<HashedFiles>
{
    [Theory]
    [InlineData(HashFormat.Xxh32, 0, "02cc5d05")]
    [InlineData(HashFormat.Xxh64, 0, "ef46db3751d8e999")]
    [InlineData(HashFormat.Xxh3, 0, "2d06800538d394c2")]
    [InlineData(HashFormat.Xxh128, 0, "99aa06d3014798d86001c324468d497f")]
    [InlineData(HashFormat.Xxh3, 1, "c44bdff4074eecdb")]
    [InlineData(HashFormat.Xxh128, 1, "a6cd5e9392000f6ac44bdff4074eecdb")]
    public void Official_sanity_values_come_out(HashFormat format, int length, string expected) =>
        Assert.Equal(expected, HashDigest.Of(format, TestBytes.Sanity(length)).Text);

    /// <summary>Values from <c>truncate -s 4300000001 f; xxhsum f</c>: lengths are counted beyond 32 bits.</summary>
    [Fact]
    public void More_than_four_gibibytes_are_counted_right()
    {
        const long Length = 4_300_000_001;
        var zeros = new byte[1 << 20];
        using var hash = new MultiHash(HashFormat.Xxh32, HashFormat.Xxh64, HashFormat.Xxh3, HashFormat.Xxh128);

        for (var rest = Length; rest > 0; rest -= zeros.Length)
            hash.Append(zeros.AsSpan(0, (int)Math.Min(rest, zeros.Length)));

        Assert.Equal(Length, hash.Length);
        Assert.Equal(
            ["a9d04227", "cb20452a487d8152", "f29b5faf42ca6932", "2df9abad4f855f80f29b5faf42ca6932"],
            hash.Finish().Select(digest => digest.Text));
    }

    [Fact]
    public void Every_conformance_vector_comes_out_in_every_format()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("conformance/mhl/hash-vectors.json")));
        var compared = 0;

        foreach (var vector in document.RootElement.GetProperty("vectors").EnumerateArray())
        {
            var input = vector.GetProperty("input");
            var bytes = input.TryGetProperty("text", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : TestBytes.Ramp(input.GetProperty("ramp_bytes").GetInt32());
            foreach (var format in HashFormats.All.Where(format => format != HashFormat.Xxh32))
            {
                Assert.Equal(vector.GetProperty(HashFormats.Name(format)).GetString(), HashDigest.Of(format, bytes).Text);
                compared++;
            }

            var number = uint.Parse(vector.GetProperty("legacy_xxhash_decimal").GetString()!, CultureInfo.InvariantCulture);
            Assert.Equal($"{number:x8}", HashDigest.Of(HashFormat.Xxh32, bytes).Text);
        }

        Assert.True(compared > 100);
    }

    [Theory]
    [InlineData(HashFormat.Xxh32, "xxhsum", "-H0")]
    [InlineData(HashFormat.Xxh64, "xxhsum", "-H1")]
    [InlineData(HashFormat.Xxh128, "xxhsum", "-H2")]
    [InlineData(HashFormat.Xxh3, "xxhsum", "-H3")]
    [InlineData(HashFormat.Md5, "md5sum", null)]
    [InlineData(HashFormat.Sha1, "sha1sum", null)]
    public async Task The_program_of_the_system_agrees_for_all_lengths(HashFormat format, string program, string? option)
    {
        var theirs = await RunAsync(Corpus.Program(program), option);

        Assert.Equal(files.Lengths.Length, theirs.Count);
        Assert.All(files.Lengths, length => Assert.All(
            Ours(format, files.Bytes.AsSpan(0, length)), ours => Assert.Equal($"{length}: {theirs[length]}", $"{length}: {ours.Text}")));
    }

    /// <summary>The public way, and XXH3 in every width that this machine has.</summary>
    private static List<HashDigest> Ours(HashFormat format, ReadOnlySpan<byte> bytes)
    {
        var digests = new List<HashDigest> { HashDigest.Of(format, bytes) };
        if (format is not (HashFormat.Xxh3 or HashFormat.Xxh128))
            return digests;
        foreach (var width in Enum.GetValues<VectorWidth>().Where(VectorWidths.IsSupported))
        {
            using var hash = new Xxh3Hash(width);
            hash.Append(bytes);
            digests.Add(hash.Digest(format));
        }

        return digests;
    }

    private async Task<Dictionary<int, string>> RunAsync(string program, string? option)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = files.Folder, RedirectStandardOutput = true };
        if (option is not null)
            start.ArgumentList.Add(option);
        foreach (var length in files.Lengths)
            start.ArgumentList.Add($"{length}");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);

        // Either "value  name" or "XXH3 (name) = value".
        var values = new Dictionary<int, string>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split([' ', '(', ')', '='], StringSplitOptions.RemoveEmptyEntries);
            var (value, name) = words.Length == 3 ? (words[2], words[1]) : (words[0], words[1]);
            values.Add(int.Parse(name, CultureInfo.InvariantCulture), value);
        }

        return values;
    }
}

/// <summary>A folder with one file per length, named by it.</summary>
public sealed class HashedFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-hash-");

    public HashedFiles()
    {
        foreach (var length in Lengths)
            File.WriteAllBytes(Path.Join(Folder, $"{length}"), Bytes.AsSpan(0, length));
    }

    /// <summary>All lengths up to two blocks of XXH3, and the borders of blocks and pieces beyond.</summary>
    public int[] Lengths { get; } = [.. Enumerable.Range(0, 2049), 3071, 3072, 3073, 4095, 4097, 65_535, 65_537, 1_048_577, 5_000_011];

    public byte[] Bytes { get; } = TestBytes.Sanity(5_000_011);

    public string Folder => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
