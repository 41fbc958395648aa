using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Library.Tests.Storage;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Storage;

namespace Acetate.Library.Tests.Steps;

/// <summary>A card straight into a bucket, read back from it, sealed in it.</summary>
public sealed class S3TransferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_card_goes_into_a_bucket_is_read_back_and_sealed_and_a_second_run_changes_nothing()
    {
        var bucket = await S3Server.NewBucketAsync();
        using var card = new TempFolder();
        int[] lengths = [0, 10, 70_000, 8 << 20, 20_000_123];
        var files = lengths.Select((length, index) => new CopyFile($"{index}.mov", length)).ToImmutableArray();
        foreach (var (index, file) in files.Index()) await File.WriteAllBytesAsync(Path.Join(card.Path, file.Path), TestBytes.Of((int)file.Length!.Value, (ulong)index), Token);
        var copy = new CopyFilesRequest { Source = StoreUrl.ForFolder(card.Path), Target = bucket, TargetPrefix = "show/A001", Files = files };

        var first = await CopyFiles.RunAsync(copy, new StepContext(), Token);
        var second = await CopyFiles.RunAsync(copy, new StepContext(), Token);
        var hashed = await HashFiles.RunAsync(new HashFilesRequest
        {
            Store = bucket,
            Prefix = "show/A001",
            Files = [.. first.Files.Select(file => new HashFile(file.Path, file.Length) { Expected = file.Digests })],
        }, new StepContext(), Token);
        var context = new StepContext
        {
            Outputs = ImmutableDictionary<string, JsonElement>.Empty.Add("verify/0001", JsonSerializer.SerializeToElement(hashed, StepJson.Options)),
        };
        var seal = new SealFolderRequest
        {
            Store = bucket,
            Prefix = "show/A001",
            RollName = "A001",
            Creator = new MhlCreator { HostName = "cart", Tool = "acetate", Authors = [new("Ada")] },
            At = new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero),
        };
        var sealedOnce = await SealFolder.RunAsync(seal, context, Token);
        var sealedTwice = await SealFolder.RunAsync(seal, context, Token);

        Assert.All(first.Files, file => Assert.Equal((CopyOutcome.Copied, ""), (file.Outcome, file.Message)));
        Assert.All(second.Files, file => Assert.Equal(CopyOutcome.AlreadyThere, file.Outcome));
        Assert.All(hashed.Files, file => Assert.Equal(HashVerdict.Intact, file.Verdict));
        Assert.Equal((1, files.Length), (sealedOnce.Generation, sealedOnce.Entries));
        Assert.Equal(sealedOnce, sealedTwice);
        await using var store = await StoreUrl.OpenAsync(bucket, StoreAccess.Read, Token);
        var keys = new List<string>();
        await foreach (var file in store.ListAsync(default, Token)) keys.Add(file.Key.ToString());
        Assert.Equal(files.Length + 2, keys.Count);
    }

    [Fact]
    public async Task A_package_whose_seal_was_moved_when_its_publishing_was_interrupted_is_published_to_the_end()
    {
        var bucket = await S3Server.NewBucketAsync();
        await using var store = await StoreUrl.OpenAsync(bucket, StoreAccess.ReadWrite, Token);
        string[] there = ["vendor/pull/plates/a.exr", "vendor/pull/plates/b.exr", "vendor/pull/ascmhl/ascmhl_chain.xml", ".arriving/1/pull/plates/b.exr"];
        foreach (var key in there) await WriteAsync(key, [1, 2, 3]);
        await WriteAsync(".acetate-partial/moving/.arriving/1/pull", "vendor/pull"u8.ToArray());

        var result = await PublishFolder.RunAsync(new() { Store = bucket, From = ".arriving/1/pull", To = "vendor/pull" }, new StepContext(), Token);

        Assert.Equal(new PublishFolderResult(3, 9), result);
        Assert.Null(await store.FindAsync(StoreKey.Parse(".arriving/1/pull/plates/b.exr"), Token));

        async Task WriteAsync(string key, byte[] bytes)
        {
            await using var writer = await store.OpenWriteAsync(StoreKey.Parse(key), new() { Length = bytes.Length, ResumeTag = key }, Token);
            await writer.WriteAsync(bytes, Token);
            await writer.PublishAsync(Token);
        }
    }
}
