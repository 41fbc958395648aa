using System.IO.Compression;
using System.Text;
using Acetate.Otio.Editing;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Bundles;

/// <summary>Bundles: a timeline with its media in one ZIP archive (<c>.otioz</c>) or one folder (<c>.otiod</c>).</summary>
/// <remarks>
/// Archives are hostile until proven otherwise: names that lead out of the folder, links, entries over each other and sizes that no media has are refused;
/// what is extracted appears under its name only when all of it is there. Nothing is overwritten.
/// </remarks>
public static class OtioBundle
{
    /// <summary>The timeline within a bundle.</summary>
    public const string ContentName = "content.otio";

    /// <summary>The file with the version of the bundle's form, in archives.</summary>
    public const string VersionName = "version.txt";

    /// <summary>The folder of the media within a bundle.</summary>
    public const string MediaFolder = "media";

    /// <summary>The version of the form that is written.</summary>
    public const string Version = "1.0.0";

    /// <summary>Media are compressed already, or stored: an archive that grows more than this is a bomb.</summary>
    private const int MostGrowth = 100;

    /// <summary>All entries have one time, so that the same timeline gives the same archive.</summary>
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads the timeline of a bundle: of an archive, or of a folder. Media stay where they are.</summary>
    /// <exception cref="OtioException">The bundle is damaged or hostile, or its timeline cannot be read.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static OtioDocument Read(string path)
    {
        if (Directory.Exists(path))
        {
            var content = Path.Join(path, ContentName);
            return File.Exists(content) ? OtioReader.Read(content) : throw Bad($"The folder '{SchemaWords.Shown(path)}' holds no {ContentName}, so it is no bundle.");
        }

        using var archive = Open(path);
        return ReadContent(archive, Names(archive));
    }

    /// <summary>Extracts an archive into a new folder, which then is a bundle too.</summary>
    /// <param name="archivePath">The <c>.otioz</c>.</param>
    /// <param name="folder">The folder to make; it must not exist.</param>
    /// <param name="cancellationToken">Ends the work; nothing of it is left.</param>
    /// <returns>The timeline; what was not extracted is among its problems.</returns>
    /// <exception cref="OtioException">The bundle is damaged or hostile, or the folder exists.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static async Task<OtioDocument> ExtractAsync(string archivePath, string folder, CancellationToken cancellationToken = default)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        using var archive = Open(archivePath);
        var names = Names(archive);
        CheckSizes(archive, new FileInfo(archivePath).Length);
        var document = ReadContent(archive, names);
        var strangers = archive.Entries.Where(entry => !names.ContainsValue(entry) && !entry.FullName.EndsWith('/')).Select(entry =>
            new OtioProblem(OtioRule.LeftOut, "/", 0, $"'{SchemaWords.Shown(entry.FullName)}' does not belong into a bundle and was not extracted."));
        await PublishFolderAsync(target, async partial =>
        {
            foreach (var (name, entry) in names)
            {
                var path = Path.Join(partial, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                await GuardedAsync(() => CopyAsync(entry, file, cancellationToken), name).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return document with { Problems = document.Problems.AddRange(strangers) };
    }

    /// <summary>The same object linked to the media in a bundle's folder, by absolute URLs. URLs that lead out of the folder stay as they are.</summary>
    public static T LinkedTo<T>(this T root, string folder) where T : OtioObject
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return root.MapClips(clip =>
        {
            var references = clip.MediaReferences;
            foreach (var (key, media) in references)
            {
                if (media is ExternalReference external && Within(place, external.TargetUrl) is { } file) references = references.With(key, external with { TargetUrl = MediaUrl.Of(file) });
                if (media is ImageSequenceReference sequence && Within(place, sequence.TargetUrlBase) is { } images) references = references.With(key, sequence with { TargetUrlBase = MediaUrl.Of(images) });
            }

            return ReferenceEquals(references, clip.MediaReferences) ? clip : clip with { MediaReferences = references };
        });
    }

    /// <summary>Writes a bundle as an archive; it appears under its name when it is complete.</summary>
    /// <exception cref="OtioException">Something of this name exists, or the timeline cannot be written.</exception>
    /// <exception cref="IOException">A disk failed.</exception>
    public static async Task WriteArchiveAsync(this BundlePlan plan, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (Path.Exists(path)) throw Bad($"'{SchemaWords.Shown(path)}' exists, and nothing is overwritten. Choose another name.");
        var partial = Partial(Path.GetFullPath(path));
        try
        {
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
            {
                using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
                {
                    Add(archive, VersionName, Encoding.UTF8.GetBytes(Version));
                    Add(archive, ContentName, OtioWriter.ToBytes(plan.Timeline));
                    foreach (var media in plan.Files)
                    {
                        var entry = archive.CreateEntry(media.Name, CompressionLevel.NoCompression);
                        entry.LastWriteTime = EntryTime;
                        await using var target = entry.Open();
                        await using var source = new FileStream(media.Source, FileMode.Open, FileAccess.Read, FileShare.Read);
                        await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: false);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Writes a bundle as a folder; it appears under its name when it is complete.</summary>
    /// <exception cref="OtioException">Something of this name exists, or the timeline cannot be written.</exception>
    /// <exception cref="IOException">A disk failed.</exception>
    public static async Task WriteFolderAsync(this BundlePlan plan, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        await PublishFolderAsync(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), async partial =>
        {
            await File.WriteAllBytesAsync(Path.Join(partial, ContentName), OtioWriter.ToBytes(plan.Timeline), cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(Path.Join(partial, MediaFolder));
            foreach (var media in plan.Files)
            {
                await using var source = new FileStream(media.Source, FileMode.Open, FileAccess.Read, FileShare.Read);
                await using var target = new FileStream(Path.Join(partial, media.Name), FileMode.CreateNew, FileAccess.Write, FileShare.None);
                await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static string? Within(string place, string url)
    {
        if (!MediaUrl.TryGetPath(url, out var path) || Path.IsPathRooted(path)) return null;
        var full = Path.GetFullPath(path, place);
        return full.StartsWith(place + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? full : null;
    }

    private static ZipArchive Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ArchiveBounds.Check(file);
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: false);
            // The directory is read when it is first asked for.
            _ = archive.Entries.Count;
            return archive;
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            file.Dispose();
            throw Bad($"'{SchemaWords.Shown(path)}' is no ZIP archive, or it is cut off. Copy it again.");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The entries that belong into a bundle, under their names.</summary>
    private static SortedDictionary<string, ZipArchiveEntry> Names(ZipArchive archive)
    {
        var names = new SortedDictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName;
            var parts = name.Split('/');
            if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal) || name.Any(char.IsControl) || parts.Any(part => part is "." or ".."))
                throw Bad($"The archive has an entry '{SchemaWords.Shown(name)}', which would lead out of the folder. It is not to be trusted.");
            var isMedia = parts.Length > 1 && parts[0] == MediaFolder && parts[^1].Length > 0;
            if (!isMedia && name is not (ContentName or VersionName)) continue;
            if (parts.Any(part => part.Length == 0)) throw Bad($"The archive has an entry '{SchemaWords.Shown(name)}', whose name is no path.");
            if ((entry.ExternalAttributes >> 16 & 0xF000) is 0xA000) throw Bad($"The archive has a link, '{SchemaWords.Shown(name)}'. It is not to be trusted.");
            if (!names.TryAdd(name, entry)) throw Bad($"The archive has '{SchemaWords.Shown(name)}' twice (capitals do not count).");
        }

        return names;
    }

    private static void CheckSizes(ZipArchive archive, long length)
    {
        var (packed, unpacked) = ((Int128)0, (Int128)0);
        foreach (var entry in archive.Entries) (packed, unpacked) = (packed + entry.CompressedLength, unpacked + entry.Length);
        if (packed > length) throw Bad("The entries of the archive lie over each other. It is not to be trusted.");
        if (unpacked > (Int128)MostGrowth * length + (64 << 20)) throw Bad($"The archive would grow to {(double)unpacked / (1 << 30):F1} GiB, more than {MostGrowth} times its size. No media does: it is not to be trusted.");
    }

    private static OtioDocument ReadContent(ZipArchive archive, SortedDictionary<string, ZipArchiveEntry> names)
    {
        if (!names.TryGetValue(ContentName, out var content)) throw Bad($"The archive holds no {ContentName}, so it is no bundle.");
        var document = Guarded(() =>
        {
            using var stream = content.Open();
            return OtioReader.Read(OtioReader.ReadAll(stream, OtioReader.MostBytes));
        }, ContentName);
        var version = !names.TryGetValue(VersionName, out var entry) ? null : Guarded(() =>
        {
            using var stream = entry.Open();
            var text = new byte[32];
            return Encoding.UTF8.GetString(text, 0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)).Trim();
        }, VersionName);
        return version is null or "" || version.StartsWith("1.", StringComparison.Ordinal)
            ? document
            : document with { Problems = document.Problems.Add(new(OtioRule.Odd, "/", 0, $"The bundle has the form {SchemaWords.Shown(version)}, newer than {Version}: perhaps not all of it was understood.")) };
    }

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = EntryTime;
        using var target = entry.Open();
        target.Write(bytes);
    }

    /// <summary>Copies an entry, no byte more than it says it has.</summary>
    private static async Task CopyAsync(ZipArchiveEntry entry, FileStream file, CancellationToken cancellationToken)
    {
        await using var source = entry.Open();
        var buffer = new byte[128 * 1024];
        var left = entry.Length;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            left -= read;
            if (left < 0) break;
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        if (left != 0) throw Bad($"'{SchemaWords.Shown(entry.FullName)}' of the archive has another size than the archive says. Copy the archive again.");
    }

    private static T Guarded<T>(Func<T> read, string name)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException)
        {
            throw Damaged(name);
        }
    }

    private static async Task GuardedAsync(Func<Task> read, string name)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw Damaged(name);
        }
    }

    /// <summary>Makes a folder beside its final name, and gives it that name when it is complete.</summary>
    private static async Task PublishFolderAsync(string target, Func<string, Task> fill)
    {
        if (Path.Exists(target)) throw Bad($"'{SchemaWords.Shown(target)}' exists, and nothing is overwritten. Choose another name.");
        var partial = Partial(target);
        Directory.CreateDirectory(partial);
        try
        {
            await fill(partial).ConfigureAwait(false);
            Directory.Move(partial, target);
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    private static string Partial(string target) => Path.Join(Path.GetDirectoryName(target), $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.partial");

    private static OtioException Damaged(string name) => Bad($"'{SchemaWords.Shown(name)}' of the archive is damaged or packed in a way that is not read. Copy the archive again, or pack it anew.");

    private static OtioException Bad(string message) => new(OtioRule.BadBundle, message);
}
