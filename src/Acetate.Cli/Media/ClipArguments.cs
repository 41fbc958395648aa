using System.Collections.Immutable;
using Acetate.Media.Formats.Sidecars;
using Acetate.Media.Inspect;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Cli.Media;

/// <summary>Finds the clips that a person names: files as they are, folders and whole cards by the same rules as ingest.</summary>
internal static class ClipArguments
{
    /// <summary>The clips under a file or folder; their files are named relative to what was named.</summary>
    /// <exception cref="FileNotFoundException">There is no such file or folder.</exception>
    public static IEnumerable<ClipSource> Under(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) return [OneFile(path)];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no file or folder '{path}'.");
        var root = Path.GetFullPath(path);
        return ClipGrouping.Of(CardWalk.Read(root, cancellationToken).Root).Select(clip => Source(root, clip));
    }

    /// <summary>Files under a folder that hold pictures or sound and belong to none of its clips, in the order of their names.</summary>
    public static IReadOnlyList<string> OthersUnder(string path, IEnumerable<ClipSource> clips, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(path)) return [];
        var taken = clips.SelectMany(clip => clip.Files.Concat(clip.Sidecars)).Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return [.. CardWalk.Read(Path.GetFullPath(path), cancellationToken).Root.SelfAndBelow().SelectMany(folder => folder.Files).Select(file => file.Path)
            .Where(name => !taken.Contains(name) && (MediaNames.IsPicture(name) || MediaNames.IsSound(name) || MediaNames.IsStill(name) || MediaNames.Extension(name) is "webm" or "y4m" or "ts" or "wmv" or "flv" or "ogv"))
            .Order(StringComparer.Ordinal)];
    }

    private static ClipSource OneFile(string path)
    {
        var name = Path.GetFileName(path);
        return new()
        {
            Name = Path.GetFileNameWithoutExtension(name),
            Kind = MediaNames.IsSound(name) ? ClipKind.Sound : MediaNames.IsStill(name) || MediaNames.IsFrame(name) ? ClipKind.Still : ClipKind.Single,
            Files = [ClipFile.At(Path.GetFullPath(path), name)],
            Sidecars = [.. Beside(Path.GetFullPath(path), Path.GetFileNameWithoutExtension(name))],
        };
    }

    // Of one file that is named alone: what carries its name (C0001M01.XML, A001_C001.RMD) beside it.
    private static IEnumerable<ClipFile> Beside(string path, string stem) => SidecarReaders.IsWorthReading(ClipFile.At(path)) ? []
        : Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Plain(stem)}*").Where(file => file != path).Order(StringComparer.Ordinal).Take(64)
            .Select(file => ClipFile.At(file, Path.GetFileName(file)))
            .Where(file => SidecarReaders.IsWorthReading(file) && file.ShortName.Length <= stem.Length + 8 && !char.IsAsciiDigit(file.ShortName[stem.Length]));

    private static string Plain(string stem) => stem.Replace('*', '?');

    private static ClipSource Source(string root, ScannedClip clip) => new()
    {
        Name = clip.Name,
        Kind = clip.Form switch
        {
            ClipForm.Spanned => ClipKind.Spanned,
            ClipForm.Sequence => ClipKind.Sequence,
            ClipForm.Sound => ClipKind.Sound,
            ClipForm.Still => ClipKind.Still,
            _ => ClipKind.Single,
        },
        Files = [.. clip.MediaFiles().Select(file => ClipFile.At(Path.Join(root, file), file))],
        Sidecars = [.. clip.Sidecars.Select(file => ClipFile.At(Path.Join(root, file), file))],
    };

    /// <summary>The folder that holds all of a clip's files.</summary>
    public static string FolderOf(ClipSource clip)
    {
        var folder = Path.GetDirectoryName(clip.Files[0].LocalPath!)!;
        while (!clip.Files.All(file => file.LocalPath!.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    /// <summary>The one clip at a path.</summary>
    /// <exception cref="CommandException">There is none, or more than one.</exception>
    public static ClipSource One(string path, CancellationToken cancellationToken)
    {
        var clips = Under(path, cancellationToken).Take(2).ToImmutableArray();
        return clips switch
        {
            [var only] => only,
            [] => throw new CommandException(ExitCode.NotFound, $"No clip was found under '{path}'."),
            _ => throw new CommandException(ExitCode.Usage, $"There is more than one clip under '{path}'. Name one of them."),
        };
    }
}
