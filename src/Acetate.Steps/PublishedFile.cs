using System.Security.Cryptography;
using Acetate.Storage;

namespace Acetate.Steps;

/// <summary>A file of a scratch folder, published in a store whole or not at all.</summary>
internal static class PublishedFile
{
    /// <summary>Writes a file; what lies under its key is replaced. Gives the key.</summary>
    public static async Task<string> WriteAsync(IFileStore target, string prefix, string folder, string name, CancellationToken cancellationToken)
    {
        var key = StoreKey.Parse(prefix.Length == 0 ? name : $"{prefix}/{name}");
        await using var file = new FileStream(Path.Join(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        var tag = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        await using var writer = await target.OpenWriteAsync(key, new() { Length = file.Length, ResumeTag = tag, Replace = true }, cancellationToken).ConfigureAwait(false);
        file.Position = writer.Position;
        var buffer = new byte[1 << 18];
        while (await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            await writer.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        await writer.PublishAsync(cancellationToken).ConfigureAwait(false);
        return key.ToString();
    }

    /// <summary>Reads a published file back and holds it against the one it was made of.</summary>
    /// <exception cref="StoreException">They differ.</exception>
    public static async Task CheckAsync(IFileStore target, string key, string path, CancellationToken cancellationToken)
    {
        if (!target.Features.CanRead) return;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        var was = await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
        await using var stored = await target.OpenReadAsync(StoreKey.Parse(key), new() { BypassCache = target.Features.CanBypassCache }, cancellationToken).ConfigureAwait(false);
        var read = await SHA256.HashDataAsync(stored, cancellationToken).ConfigureAwait(false);
        if (!was.AsSpan().SequenceEqual(read))
            throw new StoreException(StoreProblem.DeviceFailed, $"'{key}' reads back differently from what was written. Check the disk, remove the file, and make it again.");
    }
}
