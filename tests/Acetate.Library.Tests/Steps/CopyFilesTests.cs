using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Library.Tests.Storage;
using Acetate.Steps;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Library.Tests.Steps;

/// <summary>Copying a card into a store, with everything that can be wrong with the card, the store and the moment.</summary>
public sealed class CopyFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _card;
    private readonly string _raid;

    public CopyFilesTests()
    {
        _card = Directory.CreateDirectory(Path.Join(_folder.Path, "card")).FullName;
        _raid = Directory.CreateDirectory(Path.Join(_folder.Path, "raid")).FullName;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_of_every_size_arrive_whole_with_their_hashes_and_dates()
    {
        int[] lengths = [0, 1, 4095, 100_000, 4 << 20, (4 << 20) + 1, 30_000_001];
        var files = lengths.Select((length, index) => Make($"clips/{index}.mov", TestBytes.Of(length, (ulong)index))).ToImmutableArray();

        var result = await CopyAsync(files);

        Assert.All(result.Files, file => Assert.Equal((CopyOutcome.Copied, ""), (file.Outcome, file.Message)));
        Assert.Equal(lengths.Sum(length => (long)length), result.Bytes);
        foreach (var (file, copied) in files.Zip(result.Files))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Join(_card, file.Path), Token);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(_raid, file.Path), Token));
            Assert.Equal([DigestOf(bytes)], copied.Digests);
            Assert.Equal(File.GetLastWriteTimeUtc(Path.Join(_card, file.Path)), File.GetLastWriteTimeUtc(Path.Join(_raid, file.Path)));
        }
    }

    [Fact]
    public async Task A_sequence_of_many_small_frames_arrives_whole_and_leaves_nothing_else()
    {
        var files = Enumerable.Range(0, 1500).Select(i => Make($"A001/A001_{i:0000000}.dng", TestBytes.Of(1000 + i, (ulong)i))).ToImmutableArray();

        var result = await CopyAsync(files);

        Assert.All(result.Files, file => Assert.Equal(CopyOutcome.Copied, file.Outcome));
        Assert.Equal(files.Select(file => file.Path), result.Files.Select(file => file.Path));
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal),
            Directory.GetFiles(_raid, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_raid, path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(9_000_000)]
    public async Task A_file_that_does_not_hash_to_its_manifest_is_not_published(int length)
    {
        var file = Make("a.mov", TestBytes.Of(length, 1)) with { Expected = [new("md5", new string('0', 32))] };

        var copied = Assert.Single((await CopyAsync([file])).Files);

        Assert.Equal(CopyOutcome.Mismatch, copied.Outcome);
        Assert.Contains("md5", copied.Message, StringComparison.Ordinal);
        Assert.Equal(["xxh128", "md5"], copied.Digests.Select(digest => digest.Format));
        Assert.Empty(Directory.GetFileSystemEntries(_raid));
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(9_000_000)]
    public async Task A_file_that_hashes_to_its_manifest_is_copied_with_both_hashes(int length)
    {
        var bytes = TestBytes.Of(length, 2);
        var file = Make("a.mov", bytes) with { Expected = [DigestOf(bytes, HashFormat.Md5), DigestOf(bytes, HashFormat.Xxh64)] };

        var copied = Assert.Single((await CopyAsync([file])).Files);

        Assert.Equal(CopyOutcome.Copied, copied.Outcome);
        Assert.Equal([DigestOf(bytes), DigestOf(bytes, HashFormat.Md5), DigestOf(bytes, HashFormat.Xxh64)], copied.Digests);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(9_000_000)]
    public async Task A_file_gets_another_name_where_one_is_asked_for_and_its_length_need_not_be_known(int length)
    {
        var bytes = TestBytes.Of(length, 8);
        var file = Make("old/v001.0993.exr", bytes) with { Length = null, As = "new/v002.0993.exr" };

        var first = Assert.Single((await CopyAsync([file])).Files);
        var again = Assert.Single((await CopyAsync([file])).Files);

        Assert.Equal((CopyOutcome.Copied, length, "old/v001.0993.exr"), (first.Outcome, first.Length, first.Path));
        Assert.Equal(CopyOutcome.AlreadyThere, again.Outcome);
        Assert.Equal(["new/v002.0993.exr"], Directory.GetFiles(_raid, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_raid, path)));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(_raid, "new/v002.0993.exr"), Token));
    }

    [Fact]
    public async Task A_step_that_requires_all_files_copies_what_it_can_fails_with_the_others_and_ends_well_when_they_are_back()
    {
        var (good, lost) = (Make("good.exr", TestBytes.Of(100, 9)), new CopyFile("lost.exr", null));

        var problem = await Assert.ThrowsAsync<StepFailedException>(() => CopyFiles.RunAsync(Request([good, lost]) with { RequireAll = true }, new StepContext(), Token));
        var isThere = File.Exists(Path.Join(_raid, "good.exr"));
        Make("lost.exr", TestBytes.Of(100, 10));
        var result = await CopyFiles.RunAsync(Request([good, lost]) with { RequireAll = true }, new StepContext(), Token);

        Assert.Equal(RetryClass.Data, problem.Class);
        Assert.StartsWith("1 file of 2 did not arrive. 'lost.exr': ", problem.Message, StringComparison.Ordinal);
        Assert.True(isThere);
        Assert.Equal([CopyOutcome.AlreadyThere, CopyOutcome.Copied], result.Files.Select(file => file.Outcome));
    }

    [Theory]
    [InlineData(1, 5_000)]
    [InlineData(-1, 5_000)]
    [InlineData(1, 9_000_000)]
    [InlineData(-1, 9_000_000)]
    public async Task A_file_of_another_size_than_planned_is_stopped_at_once(int difference, int length)
    {
        var file = Make("a.mov", TestBytes.Of(length, 3));

        var copied = Assert.Single((await CopyAsync([file with { Length = file.Length + difference }])).Files);

        Assert.Equal(CopyOutcome.SizeDiffers, copied.Outcome);
        Assert.Equal(length, copied.Length);
        Assert.Empty(Directory.GetFileSystemEntries(_raid));
    }

    [Fact]
    public async Task One_bad_file_does_not_stop_the_others_and_each_says_what_is_wrong()
    {
        var good = Make("good.mov", TestBytes.Of(10_000, 4));
        var gone = new CopyFile("gone.mov", 10);
        var link = new CopyFile("link.mov", 6);
        await File.WriteAllTextAsync(Path.Join(_folder.Path, "secret"), "secret", Token);
        File.CreateSymbolicLink(Path.Join(_card, "link.mov"), Path.Join(_folder.Path, "secret"));
        var taken = Make("taken.mov", TestBytes.Of(10_000, 5));
        await File.WriteAllBytesAsync(Path.Join(_raid, "taken.mov"), TestBytes.Of(10_000, 6), Token);
        var folder = Make("folder.mov", TestBytes.Of(10, 7));
        Directory.CreateDirectory(Path.Join(_raid, "folder.mov"));

        var result = await CopyAsync([gone, link, taken, good, folder]);

        Assert.Equal([CopyOutcome.Vanished, CopyOutcome.Unreadable, CopyOutcome.Conflict, CopyOutcome.Copied, CopyOutcome.Conflict],
            result.Files.Select(file => file.Outcome));
        Assert.All(result.Files.Where(file => file.Outcome != CopyOutcome.Copied), file => Assert.NotEmpty(file.Message));
        Assert.Equal(TestBytes.Of(10_000, 6), await File.ReadAllBytesAsync(Path.Join(_raid, "taken.mov"), Token));
    }

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(20_000, false)]
    [InlineData(9_000_000, true)]
    [InlineData(9_000_000, false)]
    public async Task Run_again_it_finds_what_is_there_and_copies_nothing_twice(int length, bool isExpected)
    {
        var bytes = TestBytes.Of(length, 8);
        var file = Make("a.mov", bytes);
        if (isExpected) file = file with { Expected = [DigestOf(bytes, HashFormat.Md5)] };
        await CopyAsync([file]);
        var before = new FileInfo(Path.Join(_raid, "a.mov")).LastWriteTimeUtc;

        var again = Assert.Single((await CopyAsync([file])).Files);

        Assert.Equal(CopyOutcome.AlreadyThere, again.Outcome);
        Assert.Contains(DigestOf(bytes), again.Digests);
        Assert.Equal(before, new FileInfo(Path.Join(_raid, "a.mov")).LastWriteTimeUtc);
    }

    [Fact]
    public async Task An_interrupted_file_is_taken_up_and_ends_with_the_right_hash()
    {
        var bytes = TestBytes.Of(60_000_000, 9);
        var file = Make("a.mov", bytes);
        using (var stop = new CancellationTokenSource())
        {
            var throttle = new Throttle { BytesPerSecond = 30_000_000 };
            var context = new StepContext { Throttle = throttle, Progress = Stop };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyFiles.RunAsync(Request([file]), context, stop.Token));

            // What is on its way when the stop comes crawls, so that the file cannot be ready before.
            void Stop(double done, double total, Func<JsonElement>? detail)
            {
                if (done <= 20_000_000) return;
                throttle.BytesPerSecond = 1000;
                stop.Cancel();
            }
        }

        var partial = Assert.Single(Directory.GetFiles(_raid, ".a.mov.acetate-partial"));
        // The bytes that are safe must not be written again: they get a mark that would be lost.
        Assert.InRange(new FileInfo(partial).Length, 4 << 20, bytes.Length - 1);
        using (var marked = File.OpenWrite(partial)) marked.WriteByte((byte)~bytes[0]);

        var copied = Assert.Single((await CopyAsync([file])).Files);

        Assert.Equal(CopyOutcome.Copied, copied.Outcome);
        Assert.Equal([DigestOf(bytes)], copied.Digests);
        var stored = await File.ReadAllBytesAsync(Path.Join(_raid, "a.mov"), Token);
        Assert.Equal((byte)~bytes[0], stored[0]);
        Assert.True(bytes.AsSpan(1).SequenceEqual(stored.AsSpan(1)));
    }

    [Fact]
    public async Task A_store_that_is_locked_by_another_writer_makes_the_step_try_again_later()
    {
        var file = Make("a.mov", TestBytes.Of(9_000_000, 10));
        await using var store = await StoreUrl.OpenAsync(StoreUrl.ForFolder(_raid), StoreAccess.ReadWrite, Token);
        await using var rival = await store.OpenWriteAsync(StoreKey.Parse("a.mov"), new WriteOptions { Length = 1, ResumeTag = "rival" }, Token);

        var problem = await Assert.ThrowsAsync<StoreException>(() => CopyAsync([file]));

        Assert.Equal(StoreProblem.Busy, problem.Problem);
        Assert.False(problem.IsPermanent);
    }

    [Fact]
    public async Task A_throttle_holds_the_rate_is_named_as_the_limit_and_can_be_lifted_while_it_runs()
    {
        var file = Make("a.mov", TestBytes.Of(48 << 20, 11));
        var details = new List<JsonElement>();
        var context = new StepContext { Progress = (_, _, detail) => { if (detail is not null) lock (details) details.Add(detail()); } };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var copying = CopyFiles.RunAsync(Request([file]) with { ThrottleBytesPerSecond = 16 << 20 }, context, Token);
        await Task.Delay(1200, Token);
        Assert.False(copying.IsCompleted);
        context.Throttle.BytesPerSecond = null;

        var result = await copying;

        Assert.InRange(clock.Elapsed.TotalSeconds, 1.2, 2.9);
        Assert.Equal(TransferLimit.Throttle, result.LimitedBy);
        Assert.Contains(details, detail => detail.GetProperty("limitedBy").GetString() == "throttle" && detail.GetProperty("bytesPerSecond").GetDouble() > 0);
    }

    [Fact]
    public async Task The_function_is_in_the_catalogue_and_speaks_the_agreed_json()
    {
        var bytes = TestBytes.Of(3, 12);
        Make("in/a.mov", bytes);
        var request = JsonSerializer.SerializeToElement(new
        {
            source = StoreUrl.ForFolder(_card),
            sourcePrefix = "in",
            target = StoreUrl.ForFolder(_raid),
            targetPrefix = "show/day/A001",
            files = new[] { new { path = "a.mov", length = 3, expected = new[] { new { format = "xxh64", text = DigestOf(bytes, HashFormat.Xxh64).Text } } } },
            formats = new[] { "xxh128" },
        });

        var outcome = await StepCatalogue.Functions.RunAsync("copy-files", request, new StepContext(), Token);

        var done = Assert.IsType<Acetate.Compute.StepResult.Done>(outcome.Result);
        Assert.Equal("copied", done.Output.GetProperty("files")[0].GetProperty("outcome").GetString());
        Assert.Equal("xxh128", done.Output.GetProperty("files")[0].GetProperty("digests")[0].GetProperty("format").GetString());
        Assert.True(File.Exists(Path.Join(_raid, "show/day/A001/a.mov")));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    public async Task A_path_that_leaves_its_place_is_a_fault_of_the_plan(string path)
    {
        var problem = await Assert.ThrowsAsync<StepFailedException>(() => CopyAsync([new CopyFile(path, 1)]));

        Assert.Equal(Acetate.Compute.RetryClass.Data, problem.Class);
    }

    internal static DigestText DigestOf(byte[] bytes, HashFormat format = HashFormat.Xxh128)
    {
        using var hash = new MultiHash(format);
        hash.Append(bytes);
        return DigestText.Of(hash.Finish()[0]);
    }

    private CopyFile Make(string path, byte[] bytes)
    {
        var full = Path.Join(_card, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        File.SetLastWriteTimeUtc(full, new DateTime(2025, 5, 17, 8, 30, 0, DateTimeKind.Utc));
        return new CopyFile(path, bytes.Length);
    }

    private CopyFilesRequest Request(ImmutableArray<CopyFile> files) =>
        new() { Source = StoreUrl.ForFolder(_card), Target = StoreUrl.ForFolder(_raid), Files = files };

    private Task<CopyFilesResult> CopyAsync(ImmutableArray<CopyFile> files) => CopyFiles.RunAsync(Request(files), new StepContext(), Token);
}
