using System.Collections.Immutable;
using Acetate.Otio.Editing;
using Acetate.Otio.Schemas;

namespace Acetate.Otio.Bundles;

/// <summary>Which media go into a bundle.</summary>
public enum BundleMedia
{
    /// <summary>All; media that is no file on this machine is an error.</summary>
    All,

    /// <summary>All that are files; the others become missing references that remember their URL.</summary>
    WhereFiles,

    /// <summary>None: all become missing references that remember their URL.</summary>
    None,
}

/// <summary>How a bundle is made.</summary>
public sealed record BundleOptions
{
    /// <summary>The folder that relative URLs start from, usually that of the timeline's file.</summary>
    public required string Folder { get; init; }

    /// <summary>Further folders that media may be taken from. A timeline is written by anybody: without this it could ask for any file of the machine.</summary>
    public ImmutableArray<string> MediaFolders { get; init; } = [];

    /// <summary>Which media go into the bundle.</summary>
    public BundleMedia Media { get; init; } = BundleMedia.All;
}

/// <summary>A file that goes into a bundle.</summary>
/// <param name="Source">Where it lies now.</param>
/// <param name="Name">Where it lies in the bundle, such as <c>media/A001.mov</c>.</param>
/// <param name="Bytes">Its size.</param>
public sealed record BundledFile(string Source, string Name, long Bytes);

/// <summary>A bundle before it is written: the timeline linked to its own media, and the files that have to be copied.</summary>
/// <remarks>Media with the same file name get a number in front; the reference implementation refuses them.</remarks>
public sealed record BundlePlan
{
    /// <summary>Files of one bundle at most.</summary>
    private const int MostFiles = 300_000;

    /// <summary>Characters that mean something in a URL, or on another system.</summary>
    private static readonly char[] Unwelcome = ['%', '#', '?', ':', '*', '"', '<', '>', '|', '\\', .. Enumerable.Range(0, 32).Select(i => (char)i)];

    private BundlePlan()
    {
    }

    /// <summary>The timeline as it stands in the bundle.</summary>
    public required Timeline Timeline { get; init; }

    /// <summary>The files, each once.</summary>
    public required ImmutableArray<BundledFile> Files { get; init; }

    /// <summary>Media that became missing, or got another name.</summary>
    public required ImmutableArray<OtioProblem> Problems { get; init; }

    /// <summary>What the bundle takes on a disk, without the timeline itself.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Looks which media there are. Nothing is written.</summary>
    /// <exception cref="OtioException">Media is no file (with <see cref="BundleMedia.All"/>), or there are too many.</exception>
    public static BundlePlan Of(Timeline timeline, BundleOptions options)
    {
        ArgumentNullException.ThrowIfNull(timeline);
        ArgumentNullException.ThrowIfNull(options);
        var gathering = new Gathering(options);
        var linked = timeline.MapClips(gathering.Link);
        return new() { Timeline = linked, Files = gathering.Files, Problems = gathering.Problems };
    }

    private sealed class Gathering(BundleOptions options)
    {
        private readonly string folder = Path.GetFullPath(options.Folder);
        private readonly ImmutableArray<string> allowed = [Path.GetFullPath(options.Folder), .. options.MediaFolders.Select(Path.GetFullPath)];
        private readonly Dictionary<string, BundledFile> files = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, BundledFile> taken = new(StringComparer.Ordinal);
        private readonly ImmutableArray<OtioProblem>.Builder problems = ImmutableArray.CreateBuilder<OtioProblem>();

        public ImmutableArray<BundledFile> Files => [.. files.Values.OrderBy(file => file.Name, StringComparer.Ordinal)];

        public ImmutableArray<OtioProblem> Problems => problems.ToImmutable();

        public Clip Link(Clip clip)
        {
            var references = clip.MediaReferences;
            foreach (var (key, media) in references)
            {
                var linked = media switch
                {
                    ExternalReference external => Link(clip, external),
                    ImageSequenceReference sequence => Link(clip, sequence),
                    _ => media,
                };
                if (!ReferenceEquals(linked, media)) references = references.With(key, linked);
            }

            return ReferenceEquals(references, clip.MediaReferences) ? clip : clip with { MediaReferences = references };
        }

        private MediaReference Link(Clip clip, ExternalReference media)
        {
            if (options.Media == BundleMedia.None) return Missing(clip, media, media.TargetUrl, "media are not in this bundle");
            if (!TryFind(media.TargetUrl, out var source, out var reason)) return Unfound(clip, media, media.TargetUrl, reason);
            MediaReference linked = media with { TargetUrl = Take(source).Name };
            return linked;
        }

        private MediaReference Link(Clip clip, ImageSequenceReference media)
        {
            if (options.Media == BundleMedia.None) return Missing(clip, media, media.TargetUrlBase, "media are not in this bundle");
            if (media.ImageCount == 0) return Unfound(clip, media, media.TargetUrlBase, "nothing says which images there are");
            if (media.ImageCount > MostFiles) throw TooMany();
            var found = new List<string>();
            for (var image = 0L; image < media.ImageCount; image++)
            {
                if (TryFind(media.UrlOf(image), out var source, out var reason)) found.Add(source);
                // With another policy than an error holes are meant.
                else if (media.MissingFramePolicy == MissingFramePolicy.Error || image == 0) return Unfound(clip, media, media.UrlOf(image), reason);
            }

            // All images of a sequence need one prefix: a number in front is tried for all together.
            var (prefix, suffix) = (FileName(media.NamePrefix), MediaUrl.Decode(media.NameSuffix));
            if (suffix.Contains('/', StringComparison.Ordinal)) return Unfound(clip, media, media.TargetUrlBase, "the names of its images end in a folder");
            var number = 1;
            while (!found.All(source => IsFree(source, Prefixed(number, Path.GetFileName(source))))) number++;
            foreach (var source in found) Add(source, Prefixed(number, Path.GetFileName(source)));
            MediaReference linked = media with { TargetUrlBase = OtioBundle.MediaFolder + "/", NamePrefix = Prefixed(number, Clean(prefix)), NameSuffix = Clean(suffix) };
            return linked;
        }

        private bool TryFind(string url, out string path, out string reason)
        {
            path = "";
            reason = "its URL names no file of this machine";
            if (!MediaUrl.TryGetPath(url, out var named)) return false;
            path = Path.GetFullPath(named, folder);
            reason = "it lies in none of the folders that media may be taken from";
            if (!IsAllowed(path)) return false;
            var file = new FileInfo(path);
            reason = "there is no such file";
            if (!file.Exists) return false;
            reason = "it is a link to a place that media may not be taken from";
            return file.LinkTarget is null || (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target && IsAllowed(target.FullName));
        }

        private bool IsAllowed(string path) => allowed.Any(place => path.StartsWith(Path.EndsInDirectorySeparator(place) ? place : place + Path.DirectorySeparatorChar, StringComparison.Ordinal));

        private bool IsFree(string source, string name) => !files.TryGetValue(Full(name), out var known) || known.Source == source;

        /// <summary>Takes a file into the bundle, once, under its own name or one with a number in front.</summary>
        private BundledFile Take(string source)
        {
            if (taken.TryGetValue(source, out var known)) return known;
            var number = 1;
            while (!IsFree(source, Prefixed(number, Path.GetFileName(source)))) number++;
            return taken[source] = Add(source, Prefixed(number, Path.GetFileName(source)));
        }

        private BundledFile Add(string source, string name)
        {
            if (files.TryGetValue(Full(name), out var known)) return known;
            if (files.Count >= MostFiles) throw TooMany();
            var added = new BundledFile(source, Full(name), new FileInfo(source).Length);
            if (added.Name != $"{OtioBundle.MediaFolder}/{Path.GetFileName(source)}")
                problems.Add(new(OtioRule.Odd, "", 0, $"'{SchemaWords.Shown(source)}' is called '{added.Name}' in the bundle, because its own name is taken or does not suit a URL."));
            files.Add(added.Name, added);
            return added;
        }

        private static string FileName(string prefix) => MediaUrl.Decode(prefix).Split('/')[^1];

        private static string Full(string name) => $"{OtioBundle.MediaFolder}/{Clean(name)}";

        private static string Prefixed(int number, string name) => number == 1 ? name : $"{number}_{name}";

        private static string Clean(string name) => string.Join('_', name.Split(Unwelcome));

        private MissingReference Unfound(Clip clip, MediaReference media, string url, string reason) => options.Media == BundleMedia.WhereFiles
            ? Missing(clip, media, url, reason)
            : throw new OtioException(OtioRule.BadBundle, $"The media '{SchemaWords.Shown(url)}' of the clip '{SchemaWords.Shown(clip.Name)}' cannot be put into a bundle: {reason}. Link it, name its folder, or make the bundle without media that are missing.");

        /// <summary>What the reference implementation puts in place of media, under its names.</summary>
        private MissingReference Missing(Clip clip, MediaReference media, string url, string reason)
        {
            if (options.Media != BundleMedia.None)
                problems.Add(new(OtioRule.LeftOut, "", 0, $"The media '{SchemaWords.Shown(url)}' of the clip '{SchemaWords.Shown(clip.Name)}' is not in the bundle: {reason}."));
            return new MissingReference
            {
                Name = media.Name,
                AvailableRange = media.AvailableRange,
                AvailableImageBounds = media.AvailableImageBounds,
                Metadata = media.Metadata.With("missing_reference_because", reason).With("original_target_url", url),
            };
        }

        private static OtioException TooMany() => new(OtioRule.TooLarge, $"The bundle would have more than {MostFiles:N0} files. Make several bundles, or one without media.");
    }
}
