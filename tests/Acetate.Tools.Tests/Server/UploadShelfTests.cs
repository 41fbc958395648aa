using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Server.Problems;
using Acetate.Server.Uploads;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Tools.Tests.Server;

/// <summary>What uploads promise, whoever speaks to them.</summary>
public sealed class UploadShelfTests : IAsyncDisposable
{
    private const string Key = "film/20261121/Camera_Media/A001/clip.mov";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("acetate-shelf-");
    private readonly SetClock clock = new();
    private readonly LocalStore store;
    private UploadShelf shelf;

    public UploadShelfTests()
    {
        store = LocalStore.Open(Path.Join(folder.FullName, "store"), StoreAccess.ReadWrite);
        shelf = new UploadShelf(Uploads, store, clock);
    }

    private string Uploads => Path.Join(folder.FullName, "uploads");

    [Theory]
    [InlineData(1)]
    [InlineData(4 << 20)]
    [InlineData((5 << 20) + 17)]
    public async Task An_upload_goes_on_after_a_restart_and_ends_as_the_same_bytes(int cut)
    {
        var bytes = Bytes((6 << 20) + 3);
        var record = await shelf.CreateAsync(Wanted(bytes.Length), default);
        await AppendAsync(record.Id, bytes, 0, cut);

        await RestartAsync();
        var offset = (int)await shelf.OffsetAsync(record.Id, default);
        var ended = await AppendAsync(record.Id, bytes, offset, bytes.Length - offset);

        Assert.InRange(offset, 0, cut);
        Assert.Equal(DigestOf(bytes), Assert.NotNull(ended.Published)[0]);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(store.LocalPath(StoreKey.Parse(Key))));
    }

    [Fact]
    public async Task A_file_that_got_its_name_just_before_the_server_was_killed_is_said_to_be_there()
    {
        var bytes = Bytes(1000);
        await shelf.CreateAsync(Wanted(bytes.Length), default);
        // The name was given, the record does not know it.
        Directory.CreateDirectory(Path.GetDirectoryName(store.LocalPath(StoreKey.Parse(Key)))!);
        await File.WriteAllBytesAsync(store.LocalPath(StoreKey.Parse(Key)), bytes);
        await RestartAsync();

        var problem = await Assert.ThrowsAsync<ProblemException>(() => shelf.CreateAsync(Wanted(bytes.Length), default));

        Assert.Equal(ProblemType.AlreadyExists, problem.Type);
        Assert.Equal(0, shelf.Unfinished);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(store.LocalPath(StoreKey.Parse(Key))));
    }

    [Fact]
    public async Task Creating_the_same_content_again_gives_the_same_upload()
    {
        var first = await shelf.CreateAsync(Wanted(10), default);

        await RestartAsync();
        var again = await shelf.CreateAsync(Wanted(10), default);
        var other = await shelf.CreateAsync(Wanted(10) with { Tag = "other" }, default);

        Assert.Equal(first.Id, again.Id);
        Assert.NotEqual(first.Id, other.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_not_what_was_promised_never_gets_its_name(bool knownAtCreation)
    {
        var bytes = Bytes(100_000);
        var wrong = NamedDigest.Format(DigestOf(Bytes(5)));
        var record = await shelf.CreateAsync(Wanted(bytes.Length) with { Expected = knownAtCreation ? [wrong] : [] }, default);

        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            AppendAsync(record.Id, bytes, 0, bytes.Length, promised: knownAtCreation ? [] : TusHeaders.ReadDigests(wrong)));

        Assert.Equal(ProblemType.ChecksumMismatch, problem.Type);
        Assert.Empty(await FilesAsync());
        Assert.Equal(0, await shelf.OffsetAsync(record.Id, default));
    }

    [Fact]
    public async Task A_digest_is_held_against_bytes_from_before_the_restart_too()
    {
        var bytes = Bytes(5 << 20);
        var record = await shelf.CreateAsync(Wanted(bytes.Length) with { Expected = [NamedDigest.Format(DigestOf(bytes))] }, default);
        await AppendAsync(record.Id, bytes, 0, 3 << 20);
        await RestartAsync();

        // A byte of the partial file changes while the server is away.
        var partial = Directory.EnumerateFiles(store.LocalPath(StoreKey.Parse(Key).Parent)).First(path => new FileInfo(path).Length >= 3 << 20);
        await using (var file = File.Open(partial, FileMode.Open))
        {
            file.Position = 1000;
            file.WriteByte((byte)(bytes[1000] ^ 1));
        }

        var offset = (int)await shelf.OffsetAsync(record.Id, default);
        var problem = await Assert.ThrowsAsync<ProblemException>(() => AppendAsync(record.Id, bytes, offset, bytes.Length - offset));

        Assert.True(offset > 1000);
        Assert.Equal(ProblemType.ChecksumMismatch, problem.Type);
        Assert.Empty(await FilesAsync());
    }

    [Fact]
    public async Task One_byte_too_many_is_refused_before_it_is_taken()
    {
        var record = await shelf.CreateAsync(Wanted(10), default);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => AppendAsync(record.Id, Bytes(11), 0, 11));

        Assert.Equal(ProblemType.SizeMismatch, problem.Type);
        Assert.Empty(await FilesAsync());
    }

    [Fact]
    public async Task Bytes_for_another_offset_are_refused_and_the_upload_goes_on()
    {
        var bytes = Bytes(10);
        var record = await shelf.CreateAsync(Wanted(10), default);
        await AppendAsync(record.Id, bytes, 0, 4);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => AppendAsync(record.Id, bytes, 5, 5));

        Assert.Equal(ProblemType.OffsetConflict, problem.Type);
    }

    [Fact]
    public async Task A_piece_with_a_wrong_checksum_is_not_taken()
    {
        var bytes = Bytes(5000);
        var record = await shelf.CreateAsync(Wanted(bytes.Length), default);
        using var hash = new MultiHash(HashFormat.Sha1);
        hash.Append(bytes.AsSpan(0, 999));
        var wrong = hash.Finish()[0];

        var problem = await Assert.ThrowsAsync<ProblemException>(() =>
            shelf.AppendAsync(record.Id, 0, new MemoryStream(bytes, 0, 1000), 1000, wrong, [], default));

        Assert.Equal(ProblemType.ChecksumMismatch, problem.Type);
        Assert.Equal(0, await shelf.OffsetAsync(record.Id, default));
    }

    [Fact]
    public async Task A_sender_that_comes_back_takes_over_from_its_own_broken_request()
    {
        var bytes = Bytes(3 << 20);
        var record = await shelf.CreateAsync(Wanted(bytes.Length), default);
        var broken = shelf.AppendAsync(record.Id, 0, new HangingStream(bytes.AsMemory(0, 1 << 20)), null, null, [], default);
        while (await shelf.OffsetAsync(record.Id, default) < 1 << 20) await Task.Delay(5);

        var ended = await AppendAsync(record.Id, bytes, 1 << 20, 2 << 20);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);
        Assert.Equal(DigestOf(bytes), Assert.NotNull(ended.Published)[0]);
    }

    [Fact]
    public async Task What_nobody_continues_is_thrown_away_and_what_is_published_stays()
    {
        var abandoned = await shelf.CreateAsync(Wanted(5 << 20) with { Key = Key + ".2" }, default);
        await AppendAsync(abandoned.Id, Bytes(5 << 20), 0, 4 << 20);
        var whole = await shelf.CreateAsync(Wanted(3), default);
        await AppendAsync(whole.Id, Bytes(3), 0, 3);

        clock.Advance(UploadShelf.Patience + TimeSpan.FromHours(2));
        await shelf.SweepAsync(default);

        Assert.Equal(ProblemType.NotFound, Assert.Throws<ProblemException>(() => shelf.Find(abandoned.Id)).Type);
        Assert.Equal([Key], await FilesAsync());
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(store.LocalPath(StoreKey.Parse(Key)))!));
    }

    [Fact]
    public async Task An_empty_file_is_a_file()
    {
        var record = await shelf.CreateAsync(Wanted(0), default);

        await shelf.PublishEmptyAsync(record.Id, [], default);

        Assert.Equal([Key], await FilesAsync());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_at_once()
    {
        var record = await shelf.CreateAsync(Wanted(0), default);
        await shelf.PublishEmptyAsync(record.Id, [], default);

        var problem = await Assert.ThrowsAsync<ProblemException>(() => shelf.CreateAsync(Wanted(7), default));

        Assert.Equal(ProblemType.AlreadyExists, problem.Type);
    }

    public async ValueTask DisposeAsync()
    {
        await shelf.DisposeAsync();
        await store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task RestartAsync()
    {
        await shelf.DisposeAsync();
        shelf = new UploadShelf(Uploads, store, clock);
    }

    private Task<Appended> AppendAsync(string id, byte[] bytes, int offset, int count, ImmutableArray<HashDigest>? promised = null) =>
        shelf.AppendAsync(id, offset, new MemoryStream(bytes, offset, count), count, null, promised ?? [], default);

    private async Task<List<string>> FilesAsync()
    {
        var keys = new List<string>();
        await foreach (var file in store.ListAsync(default, default)) keys.Add(file.Key.ToString());
        return keys;
    }

    private UploadRecord Wanted(long length) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Key = Key,
        Length = length,
        Tag = "card/A001",
        Show = "film",
        Principal = "dit",
        Created = clock.GetUtcNow(),
        Expires = clock.GetUtcNow() + UploadShelf.Patience,
    };

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)((i * 2654435761u) >> 13);
        return bytes;
    }

    private static HashDigest DigestOf(byte[] bytes)
    {
        using var hash = new MultiHash(HashFormat.Xxh128);
        hash.Append(bytes);
        return hash.Finish()[0];
    }

    // A connection that broke without saying so: the bytes that came, and then nothing.
    private sealed class HangingStream(ReadOnlyMemory<byte> bytes) : MemoryStream(bytes.ToArray())
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0) await Task.Delay(Timeout.Infinite, cancellationToken);
            return count;
        }
    }
}
