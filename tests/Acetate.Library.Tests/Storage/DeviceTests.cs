using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Library.Tests.Steps;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Library.Tests.Storage;

/// <summary>Devices that change their bytes, fill up, cannot be written or go away: on real file systems.</summary>
public sealed class DeviceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(300_000)]
    [InlineData(9_000_000)]
    public async Task Bytes_that_change_on_the_device_are_caught_although_the_page_cache_remembers_the_good_ones(int length)
    {
        using var mounted = MountedFolder.Ext4(64);
        var bytes = TestBytes.Of(length, 1);
        await using var store = LocalStore.Open(mounted.Path, StoreAccess.ReadWrite);
        await using (var writer = await store.OpenWriteAsync(StoreKey.Parse("a.mov"), new WriteOptions { Length = length, ResumeTag = "t" }, Token))
        {
            await writer.WriteAsync(bytes, Token);
            await writer.PublishAsync(Token);
        }

        Assert.Equal(HashVerdict.Intact, await VerdictAsync(mounted.Path, bytes, bypass: true));
        Assert.Equal(HashVerdict.Intact, await VerdictAsync(mounted.Path, bytes, bypass: false));
        await FlipOnDeviceAsync(mounted.Device, bytes.AsMemory(length / 2, 64));

        // The cache still answers with what was written: only reading past it tells the truth.
        Assert.Equal(HashVerdict.Intact, await VerdictAsync(mounted.Path, bytes, bypass: false));
        Assert.Equal(HashVerdict.Mismatch, await VerdictAsync(mounted.Path, bytes, bypass: true));
        Assert.Equal(ReadBack.Direct, store.Features.ReadBack);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(6_000_000)]
    public async Task A_disk_that_is_full_says_so_publishes_nothing_and_goes_on_when_there_is_room(int length)
    {
        using var mounted = MountedFolder.InMemory(length > 4_000_000 ? 5 : 1);
        File.WriteAllBytes(Path.Join(mounted.Path, "filler"), new byte[400_000]);
        var bytes = TestBytes.Of(length, 2);
        await using var store = LocalStore.Open(mounted.Path, StoreAccess.ReadWrite);

        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(store, bytes));

        Assert.Equal(StoreProblem.Full, problem.Problem);
        Assert.False(problem.IsPermanent);
        Assert.Contains("no room", problem.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(StoreKey.Parse("a.mov"), Token));
        Assert.Equal(ReadBack.Unproven, store.Features.ReadBack);
        using (var process = System.Diagnostics.Process.Start("mount", $"-o remount,size=16m {mounted.Path}")) await process.WaitForExitAsync(Token);
        await WriteAsync(store, bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Join(mounted.Path, "a.mov"))));
    }

    [Fact]
    public async Task A_step_whose_disk_fills_up_asks_for_capacity_and_goes_on_when_there_is_room()
    {
        using var mounted = MountedFolder.InMemory(3);
        using var card = new TempFolder();
        var files = Enumerable.Range(0, 50).Select(i => new CopyFile($"{i}.dng", 100_000)).ToArray();
        foreach (var (index, file) in files.Index()) File.WriteAllBytes(Path.Join(card.Path, file.Path), TestBytes.Of(100_000, (ulong)index));
        var request = new CopyFilesRequest { Source = StoreUrl.ForFolder(card.Path), Target = StoreUrl.ForFolder(mounted.Path), Files = [.. files] };

        var problem = await Assert.ThrowsAsync<StoreException>(() => CopyFiles.RunAsync(request, new StepContext(), Token));
        Assert.Equal(Acetate.Compute.RetryClass.Capacity, StepFailures.Explain(problem)!.Class);
        foreach (var path in Directory.GetFiles(mounted.Path, "*.dng"))
            Assert.Equal(File.ReadAllBytes(Path.Join(card.Path, Path.GetFileName(path))), File.ReadAllBytes(path));
        using (var process = System.Diagnostics.Process.Start("mount", $"-o remount,size=16m {mounted.Path}")) await process.WaitForExitAsync(Token);

        var result = await CopyFiles.RunAsync(request, new StepContext(), Token);

        Assert.All(result.Files, file => Assert.True(file.Outcome is CopyOutcome.Copied or CopyOutcome.AlreadyThere));
        Assert.Equal(50, Directory.GetFileSystemEntries(mounted.Path).Length);
    }

    [Fact]
    public async Task A_read_only_disk_is_named_as_such()
    {
        using var mounted = MountedFolder.InMemory(2);
        mounted.Remount("ro");
        await using var store = LocalStore.Open(mounted.Path, StoreAccess.ReadWrite);

        var problem = await Assert.ThrowsAsync<StoreException>(() => WriteAsync(store, [1]));

        Assert.Equal(StoreProblem.Denied, problem.Problem);
        Assert.Contains("read-only", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_that_goes_away_while_it_is_read_leaves_the_copied_files_whole_and_the_others_named()
    {
        using var card = MountedFolder.Ext4(64);
        using var raid = new TempFolder();
        var files = Enumerable.Range(0, 4).Select(i => new CopyFile($"{i}.mov", 8_000_000)).ToArray();
        foreach (var (index, file) in files.Index()) File.WriteAllBytes(Path.Join(card.Path, file.Path), TestBytes.Of(8_000_000, (ulong)index));
        using (var sync = System.Diagnostics.Process.Start("sync", ["-f", card.Path])) await sync.WaitForExitAsync(Token);
        await File.WriteAllTextAsync("/proc/sys/vm/drop_caches", "1", Token);
        var pulled = 0;
        var context = new StepContext
        {
            Progress = (done, _, _) =>
            {
                // The device loses its bytes while the copy runs: every read from now on is an error.
                if (done < 6_000_000 || Interlocked.Exchange(ref pulled, 1) == 1) return;
                using var device = File.OpenWrite(card.Device);
                device.SetLength(0);
            },
        };
        context.Throttle.BytesPerSecond = 20_000_000;
        var request = new CopyFilesRequest { Source = StoreUrl.ForFolder(card.Path), Target = StoreUrl.ForFolder(raid.Path), Files = [.. files] };

        var result = await CopyFiles.RunAsync(request, context, Token);

        Assert.Contains(result.Files, file => file.Outcome == CopyOutcome.Unreadable && file.Message.Contains("device", StringComparison.Ordinal));
        foreach (var (index, file) in result.Files.Index())
        {
            var path = Path.Join(raid.Path, file.Path);
            Assert.Equal(file.Outcome == CopyOutcome.Copied, File.Exists(path));
            if (file.Outcome == CopyOutcome.Copied) Assert.True(TestBytes.Of(8_000_000, (ulong)index).AsSpan().SequenceEqual(File.ReadAllBytes(path)));
        }
    }

    private static async Task<HashVerdict> VerdictAsync(string folder, byte[] bytes, bool bypass)
    {
        var request = new HashFilesRequest
        {
            Store = StoreUrl.ForFolder(folder),
            Files = [new HashFile("a.mov", bytes.Length) { Expected = [CopyFilesTests.DigestOf(bytes, HashFormat.Xxh64)] }],
            BypassCache = bypass,
        };
        return Assert.Single((await HashFiles.RunAsync(request, new StepContext(), Token)).Files).Verdict;
    }

    /// <summary>Finds where the device keeps these bytes, and flips one bit of them there.</summary>
    private static async Task FlipOnDeviceAsync(string device, ReadOnlyMemory<byte> bytes)
    {
        var image = await File.ReadAllBytesAsync(device, Token);
        var at = image.AsSpan().IndexOf(bytes.Span);
        Assert.True(at >= 0, "The bytes are not on the device.");
        await using var file = new FileStream(device, FileMode.Open, FileAccess.Write);
        file.Position = at;
        file.WriteByte((byte)(image[at] ^ 0x10));
    }

    private static async Task WriteAsync(LocalStore store, byte[] bytes)
    {
        await using var writer = await store.OpenWriteAsync(StoreKey.Parse("a.mov"), new WriteOptions { Length = bytes.Length, ResumeTag = "t" }, Token);
        await writer.WriteAsync(bytes.AsMemory((int)writer.Position), Token);
        await writer.PublishAsync(Token);
    }
}
