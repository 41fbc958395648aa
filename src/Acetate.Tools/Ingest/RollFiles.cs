using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest;

/// <summary>The files of a roll between the card's view, the plan's and the library's.</summary>
internal static class RollFiles
{
    /// <summary>What the library keeps of a check, numbered in the order of the plan.</summary>
    public static IEnumerable<RollFile> Of(ManifestCheck check) => check.Files.Select((file, i) => new RollFile
    {
        Number = i + 1,
        Path = file.Path,
        Length = file.Length,
        Verdict = file.Verdict,
        Message = file.Message,
        Expected = [.. file.Expected.Select(d => new FileDigest(HashFormats.Name(d.Format), d.Text))],
    });

    /// <summary>All files of a roll, page after page.</summary>
    public static async Task<List<RollFile>> AllAsync(LibraryTransaction tx, Guid roll, CancellationToken cancellationToken)
    {
        var files = new List<RollFile>();
        while (await tx.FilesAsync(roll, null, files.Count == 0 ? 0 : files[^1].Number, 10_000, cancellationToken) is { Count: > 0 } page) files.AddRange(page);
        return files;
    }

    /// <summary>A file as a plan wants it: what it must hash to is what the manifest says and what was read before.</summary>
    public static CheckedFile ToPlan(RollFile file, bool withMeasured)
    {
        var digests = Parsed(withMeasured && !file.Digests.IsEmpty ? file.Digests : file.Expected);
        return new CheckedFile(file.Path, file.Length, file.Verdict, digests, [.. digests.Select(d => d.Format).Append(HashFormat.Xxh128).Distinct()], file.Message);
    }

    /// <summary>The show's hash formats; those it names wrongly were refused when it was saved.</summary>
    public static ImmutableArray<HashFormat> Formats(ShowSettings settings) =>
        [.. settings.HashFormats.Select(n => HashFormats.TryParse(n, out var format) ? format : HashFormat.Xxh128).Append(HashFormat.Xxh128).Distinct()];

    /// <summary>The clips of a roll, grouped anew from the files that the library keeps.</summary>
    public static ImmutableArray<ScannedClip> Clips(string rollName, IEnumerable<RollFile> files)
    {
        var root = new CardFolder(rollName);
        var folders = new Dictionary<string, CardFolder>(StringComparer.Ordinal) { [""] = root };
        foreach (var file in files.Where(f => f.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored)))
        {
            var slash = file.Path.LastIndexOf('/');
            Folder(slash < 0 ? "" : file.Path[..slash]).Add(file.Path[(slash + 1)..], file.Length);
        }

        root.Sort();
        return UniquelyNamed(ClipGrouping.Of(root));

        CardFolder Folder(string path)
        {
            if (folders.TryGetValue(path, out var known)) return known;
            var slash = path.LastIndexOf('/');
            var made = new CardFolder(path[(slash + 1)..], Folder(slash < 0 ? "" : path[..slash]));
            folders.Add(path, made);
            return made;
        }
    }

    /// <summary>Cards repeat clip names in several folders (100GOPRO, 101GOPRO); a roll's clips have names of their own.</summary>
    public static ImmutableArray<ScannedClip> UniquelyNamed(ImmutableArray<ScannedClip> clips)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. clips.Select(clip =>
            {
                var name = clip.Name;
                for (var n = 2; !taken.Add(name); n++) name = $"{clip.Name} ({n})";
                return clip with { Name = name };
            }),
        ];
    }

    private static ImmutableArray<HashDigest> Parsed(ImmutableArray<FileDigest> digests) =>
    [
        .. digests.Select(d => HashFormats.TryParse(d.Format, out var format) && HashDigest.TryParse(format, d.Text, out var digest) ? digest : (HashDigest?)null)
            .Where(d => d is not null).Select(d => d!.Value),
    ];
}
