using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Mhl.Legacy;

namespace Acetate.Mhl.Disk;

/// <summary>What listing a folder as MHL 1.1 gave.</summary>
/// <param name="FileName">The list's name in the folder.</param>
/// <param name="List">What it says.</param>
/// <param name="Unreadable">Files that could not be read and are not listed.</param>
public sealed record LegacyReport(string FileName, LegacyManifest List, ImmutableArray<ObservedFile> Unreadable);

public sealed partial class MhlFolder
{
    /// <summary>Hashes the folder's files and writes an MHL 1.1 file into it, for tools that read nothing newer.</summary>
    /// <remarks>Formats: XXH64, XXH32, MD5, SHA-1. Other <c>.mhl</c> files of the folder are not listed.</remarks>
    public async Task<LegacyReport> ListLegacyAsync(SealOptions options, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Formats.FirstOrDefault(f => f is not (HashFormat.Xxh64 or HashFormat.Xxh32 or HashFormat.Md5 or HashFormat.Sha1), HashFormat.Xxh64) is var other and not HashFormat.Xxh64)
            throw new MhlException(MhlProblem.CannotWrite, $"MHL 1.1 has no hash format {other}; it knows XXH64, MD5 and SHA-1.");
        var hidden = new IgnorePatterns([.. IgnorePatterns.Defaults, "/*.mhl", .. options.IgnorePatterns]);
        var work = Scan.Files
            .Where(f => !hidden.Hides(f.Path, isFolder: false) && (options.Only.IsEmpty || options.Only.Contains(f.Path)))
            .OrderBy(f => f.Path, Comparer<string>.Create(MhlPath.Compare))
            .Select(f => new FileHashing.Work(f, options.Formats));
        var files = await new FileHashing(Scan.Root, History, progress, cancellationToken).RunAsync([.. work]).ConfigureAwait(false);
        var list = new LegacyManifest
        {
            Creator = new LegacyCreator
            {
                Name = options.Creator.Authors.FirstOrDefault()?.Name ?? "",
                UserName = Environment.UserName,
                HostName = options.Creator.HostName,
                Tool = $"{options.Creator.Tool} {options.Creator.ToolVersion}".Trim(),
                Started = options.At,
                Finished = options.At,
            },
            Entries =
            [
                .. files.Where(f => f.Unreadable is null).Select(f => new LegacyEntry
                {
                    Path = f.Path,
                    Size = f.Length,
                    Modified = f.Modified,
                    Hashes = f.Digests,
                    HashDate = options.At,
                }),
            ],
        };
        using var buffer = new MemoryStream();
        LegacyWriter.Write(list, buffer);
        var name = LegacyWriter.FileName(Path.GetFileName(Scan.Root), options.At);
        await FolderHistoryFiles.WriteAsync(Scan.Root, new PreparedFile(name, buffer.ToArray(), Replaces: false), cancellationToken).ConfigureAwait(false);
        return new LegacyReport(name, list, [.. files.Where(f => f.Unreadable is not null)]);
    }
}
