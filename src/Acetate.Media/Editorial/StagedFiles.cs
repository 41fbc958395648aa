using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Acetate.Media.Editorial;

/// <summary>A file that was written and read back.</summary>
/// <param name="Name">In the folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, read back, in hexadecimal.</param>
public sealed record EditorialFile(string Name, long Bytes, string Sha256);

/// <summary>Writes files that belong together: all of them under their names, or none.</summary>
internal static class StagedFiles
{
    public static async Task<ImmutableArray<EditorialFile>> WriteAsync(string folder, IReadOnlyList<(string Name, byte[] Bytes)> files, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ThrowIfThere(folder, files.Select(file => file.Name));
        var staged = new List<string>();
        try
        {
            var written = ImmutableArray.CreateBuilder<EditorialFile>();
            foreach (var (name, bytes) in files)
            {
                var path = Path.Join(folder, name + ".partial");
                await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
                {
                    staged.Add(path);
                    await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                    file.Flush(flushToDisk: true);
                }

                var read = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
                if (!read.AsSpan().SequenceEqual(bytes)) throw DoesNotReadBack(name);
                written.Add(new(name, read.Length, Convert.ToHexStringLower(SHA256.HashData(read))));
            }

            Publish(folder, [.. files.Select(file => file.Name)]);
            return written.ToImmutable();
        }
        catch
        {
            foreach (var path in staged) File.Delete(path);
            throw;
        }
    }

    /// <summary>Says no where one of the names is taken.</summary>
    public static void ThrowIfThere(string folder, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => File.Exists(Path.Join(folder, name))) is { } there)
            throw new EditorialException($"The file '{there}' is in the folder already and is not overwritten. Take another folder, or another name.");
    }

    /// <summary>Gives finished files, which end in <c>.partial</c>, their names; where one cannot have it, none has.</summary>
    public static void Publish(string folder, ImmutableArray<string> names)
    {
        var moved = new List<string>();
        try
        {
            foreach (var name in names)
            {
                var path = Path.Join(folder, name);
                File.Move(path + ".partial", path, overwrite: false);
                moved.Add(path);
            }
        }
        catch
        {
            foreach (var path in moved) File.Delete(path);
            throw;
        }
    }

    public static IOException DoesNotReadBack(string name) => new($"'{name}' does not read back as it was written. The disk is not to be trusted; write to another.");
}
