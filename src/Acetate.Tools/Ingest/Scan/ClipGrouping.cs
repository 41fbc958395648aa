using System.Collections.Immutable;
using System.Globalization;
using Acetate.Media.Formats;
using Acetate.Media.Inspect;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>Groups the files of a roll into clips, by names and sizes alone: nothing is opened.</summary>
public static class ClipGrouping
{
    /// <summary>AVCHD and P2 recorders go on in the next file shortly before 2 GiB or 4 GiB.</summary>
    private const long SplitMargin = 32L << 20;

    /// <summary>The clips of a roll, in the order of their names.</summary>
    public static ImmutableArray<ScannedClip> Of(CardFolder roll)
    {
        ArgumentNullException.ThrowIfNull(roll);
        var skip = roll.Path.Length == 0 ? 0 : roll.Path.Length + 1;
        var clips = new List<ScannedClip>();
        foreach (var folder in roll.SelfAndBelow())
        {
            if (folder.Name.Equals("ascmhl", StringComparison.OrdinalIgnoreCase) && folder != roll) continue;
            var isStillFolder = folder.Parent?.Name.Equals("DCIM", StringComparison.OrdinalIgnoreCase) == true;
            foreach (var group in folder.Runs.GroupBy(r => r.Name.Prefix.ToUpperInvariant() + r.Name.Suffix.ToUpperInvariant()))
            {
                var runs = group.OrderByDescending(r => r.Count).ToList();
                if (MediaNames.IsExported(folder, runs[0].Name.Suffix)) continue;
                if (isStillFolder || runs.Sum(r => r.Count) == 1) clips.AddRange(runs.SelectMany(r => r.Files()).Select(f => Still(f, skip)));
                else clips.Add(SequenceClips.Of(runs, skip));
            }

            clips.AddRange(OfFiles(folder, skip));
        }

        return [.. MergeP2Audio(clips, roll).OrderBy(c => c.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<ScannedClip> OfFiles(CardFolder folder, int skip)
    {
        var closed = folder.Files.Where(f => ClosedFormats.NameOf(new ClipFile(f.Name, null, f.Length)) is not null).Select(f => SpanName(f.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isMedia = folder.Files.ToLookup(f => IsClipMedia(folder, f.Name) && !IsCameraProxy(f.Name, closed));
        var media = isMedia[true].ToList();
        if (media.Count == 0) yield break;
        var others = isMedia[false].Concat(SidecarFolders(folder)).ToLookup(
            f => MediaNames.Stem(f.Name), StringComparer.OrdinalIgnoreCase);
        var names = others.Select(g => g.Key).Order(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var group in media.GroupBy(f => SpanName(f.Name).ToUpperInvariant()))
        {
            foreach (var files in Split([.. group.OrderBy(f => SpanOrder(f.Name)).ThenBy(f => f.Path, StringComparer.Ordinal)]))
            {
                var clip = Clip(files, skip);
                var sidecars = SidecarsOf(files, names, others).Select(f => f.Path[skip..]).Order(StringComparer.Ordinal).ToImmutableArray();
                yield return clip with { Sidecars = sidecars };
            }
        }
    }

    /// <summary>Files whose names have nothing to do with spanning stay apart; AVCHD files that are full join the next one.</summary>
    private static IEnumerable<List<CardFile>> Split(List<CardFile> group)
    {
        if (group.Count > 1 && MediaNames.IsSound(group[0].Name))
        {
            // Tracks of one recording have the same length but for their headers; takes that are merely numbered do not.
            var tracks = group.TrueForAll(f => Math.Abs(f.Length - group[0].Length) <= Math.Min(4096, group[0].Length / 100));
            if (tracks) yield return group;
            else foreach (var file in group) yield return [file];
            yield break;
        }

        if (MediaNames.Extension(group[0].Name) is not ("mts" or "m2ts"))
        {
            yield return group;
            yield break;
        }

        var current = new List<CardFile>();
        foreach (var file in group)
        {
            current.Add(file);
            var isFull = new[] { 1L << 31, 1L << 32 }.Any(limit => file.Length <= limit && file.Length > limit - SplitMargin);
            if (isFull) continue;
            yield return current;
            current = [];
        }

        if (current.Count > 0) yield return current;
    }

    private static ScannedClip Clip(List<CardFile> files, int skip)
    {
        var first = files[0].Name;
        var isSound = MediaNames.IsSound(first);
        var name = files.Count == 1 && isSound || MediaNames.Extension(first) is "mts" or "m2ts" ? MediaNames.Stem(first) : SpanName(first);
        return new ScannedClip
        {
            Name = name,
            Form = isSound ? ClipForm.Sound : MediaNames.IsStill(first) ? ClipForm.Still : files.Count > 1 ? ClipForm.Spanned : ClipForm.OneFile,
            Files = [.. files.Select(f => f.Path[skip..])],
            Bytes = files.Sum(f => f.Length),
            Findings = [.. FindingsOf(name, files, skip)],
        };
    }

    private static IEnumerable<Finding> FindingsOf(string name, List<CardFile> files, int skip)
    {
        foreach (var file in files.Where(f => f.Length == 0))
            yield return new Finding
            {
                Severity = FindingSeverity.Warning,
                Code = "file-empty",
                Path = file.Path[skip..],
                Message = $"'{Names.Printable(file.Name)}' has no content (0 bytes).",
                Advice = "Look at the clip on the camera or another copy of the card before it is formatted.",
            };
        if (MediaNames.IsSound(files[0].Name)) yield break;
        var orders = files.Select(f => SpanOrder(f.Name)).ToList();
        var first = orders[0];
        var expected = MediaNames.GoPro().IsMatch(MediaNames.Stem(files[0].Name)) || MediaNames.Extension(files[0].Name) == "r3d" ? 1 : first;
        foreach (var order in orders)
        {
            while (expected < order && expected - first < 1000)
                yield return new Finding
                {
                    Severity = FindingSeverity.Warning,
                    Code = "segment-missing",
                    Path = files[0].Path[skip..],
                    Message = $"Part {expected++} of clip '{name}' is missing; the card has {orders.Count}, up to part {orders[^1]}.",
                    Advice = "Look for the part on the card in the camera or on another copy before the card is formatted.",
                };
            expected = order + 1;
        }
    }

    private static bool IsClipMedia(CardFolder folder, string name)
    {
        var extension = MediaNames.Extension(name);
        if (extension is "lrf" or "lrv" or "thm" or "ppn") return false;
        if (MediaNames.GoPro().Match(MediaNames.Stem(name)) is { Success: true } m && m.Groups["codec"].Value == "L") return false;
        if (CameraProxies.IsFolder(folder.Name) || IsThumbnailFolder(folder.Name) || MediaNames.IsExported(folder, name)) return false;
        if (MediaNames.IsStill(name)) return folder.Parent?.Name.Equals("DCIM", StringComparison.OrdinalIgnoreCase) == true && !HasMovieOf(folder, name);
        return MediaNames.IsPicture(name) || MediaNames.IsSound(name) && !IsVoiceOf(folder, name) || MediaNames.IsFrame(name);
    }

    private static bool HasMovieOf(CardFolder folder, string still) =>
        folder.Files.Any(f => MediaNames.IsPicture(f.Name) && MediaNames.Stem(f.Name).Equals(MediaNames.Stem(still), StringComparison.OrdinalIgnoreCase));

    /// <summary>A WAV beside a clip of the same name (RED, GoPro, CinemaDNG) belongs to it.</summary>
    private static bool IsVoiceOf(CardFolder folder, string sound) =>
        HasMovieOf(folder, sound) || folder.Name.EndsWith(".RDC", StringComparison.OrdinalIgnoreCase) || folder.Runs.Count > 0;

    /// <summary>A movie beside a raw recording of its name (RED, Nikon, Canon) is what the camera made of it to be looked at.</summary>
    private static bool IsCameraProxy(string name, HashSet<string> closed)
    {
        if (closed.Count == 0 || MediaNames.Extension(name) is not ("mov" or "mp4" or "mxf")) return false;
        var stem = MediaNames.Stem(name);
        return closed.Contains(stem) || (stem.LastIndexOfAny(['_', '-']) is > 0 and var at && (stem[(at + 1)..].ToUpperInvariant() is "PROXY" or "P" || stem.Length - at == 4 && Number(stem[(at + 1)..]) is not null) && closed.Contains(stem[..at]));
    }

    private static bool IsThumbnailFolder(string name) => name.ToUpperInvariant() is "THMBNL" or "ICON" or "THUMBNAIL";

    /// <summary>Proxies and thumbnails that the camera keeps in folders beside the clips.</summary>
    private static IEnumerable<CardFile> SidecarFolders(CardFolder folder) => folder.Parent is null ? []
        : folder.Parent.Folders.Where(f => CameraProxies.IsFolder(f.Name) || IsThumbnailFolder(f.Name)).Concat(folder.Folders.Where(f => CameraProxies.IsFolder(f.Name)))
            .SelectMany(f => f.OwnFiles());

    private static IEnumerable<CardFile> SidecarsOf(List<CardFile> files, List<string> names, ILookup<string, CardFile> others)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var stem in files.Select(f => MediaNames.Stem(f.Name)).Append(SpanName(files[0].Name)))
        {
            // Names are sorted: all that begin with the stem stand together.
            var at = names.BinarySearch(stem, StringComparer.OrdinalIgnoreCase);
            for (at = at < 0 ? ~at : at; at < names.Count && names[at].StartsWith(stem, StringComparison.OrdinalIgnoreCase); at++)
                if (IsSidecarEnding(names[at].AsSpan(stem.Length)))
                    found.Add(names[at]);
            if (MediaNames.GoPro().Match(stem) is { Success: true } m) found.Add($"GL{m.Groups["chapter"].Value}{m.Groups["clip"].Value}");
        }

        return found.SelectMany(name => others[name]).DistinctBy(f => f.Path);
    }

    /// <summary>What a camera adds to a clip's name for its sidecars: Sony's M01, S03, T01, Canon's _Proxy; never a digit more of a number.</summary>
    private static bool IsSidecarEnding(ReadOnlySpan<char> rest) =>
        rest.Length == 0 || rest.Length <= 12 && !char.IsAsciiDigit(rest[0]) && (rest[0] is '_' or '-' or '.' || rest[0] is 'M' or 'S' or 'T' or 'm' or 's' or 't' && rest.Length == 3);

    /// <summary>The name that all parts of a clip share.</summary>
    internal static string SpanName(string fileName)
    {
        var stem = MediaNames.Stem(fileName);
        var extension = MediaNames.Extension(fileName);
        if (extension is "mts" or "m2ts") return "*";
        if (extension == "r3d" && stem.Length > 4 && stem[^4] == '_') return stem[..^4];
        if (MediaNames.GoPro().Match(stem) is { Success: true } g) return $"G{g.Groups["codec"].Value switch { "P" => "OPR", var codec => codec }}{g.Groups["clip"].Value}";
        if (MediaNames.GoProFirst().IsMatch(stem)) return stem;
        if (MediaNames.Canon().Match(stem) is { Success: true } c && c.Groups["segment"].Success && c.Groups["user"].Value == "CANON") return stem[..stem.LastIndexOf('_')];
        if (MediaNames.IsSound(fileName) && MediaNames.SoundTrack().Match(stem) is { Success: true } t) return t.Groups["take"].Value;
        return stem;
    }

    /// <summary>The place of a file among the parts of its clip.</summary>
    internal static int SpanOrder(string fileName)
    {
        var stem = MediaNames.Stem(fileName);
        if (MediaNames.Extension(fileName) == "r3d" && stem.Length > 4 && stem[^4] == '_' && Number(stem[^3..]) is { } red) return red;
        if (MediaNames.IsBrawSpill(fileName)) return fileName[^1] - '0';
        if (MediaNames.GoPro().Match(stem) is { Success: true } g) return Number(g.Groups["chapter"].Value)!.Value + (g.Groups["codec"].Value == "P" ? 1 : 0);
        if (MediaNames.Canon().Match(stem) is { Success: true } c && c.Groups["segment"].Success && c.Groups["user"].Value == "CANON") return Number(c.Groups["segment"].Value)!.Value;
        if (MediaNames.Extension(fileName) is "mts" or "m2ts") return Number(stem) ?? 1;
        return 1;
    }

    private static int? Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    private static ScannedClip Still(CardFile file, int skip) =>
        new() { Name = MediaNames.Stem(file.Name), Form = ClipForm.Still, Files = [file.Path[skip..]], Bytes = file.Length };

    /// <summary>P2 keeps picture in VIDEO and each sound channel in AUDIO, under the clip's name and a channel number.</summary>
    private static IEnumerable<ScannedClip> MergeP2Audio(List<ScannedClip> clips, CardFolder roll)
    {
        if (roll.At("CONTENTS/VIDEO") is null || roll.At("CONTENTS/AUDIO") is null) return clips;
        var video = clips.Where(c => c.Files.Any(f => InP2(f, "VIDEO"))).ToDictionary(c => c.Name, StringComparer.OrdinalIgnoreCase);
        var merged = new List<ScannedClip>();
        foreach (var clip in clips.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            var owner = clip.Name.Length > 2 ? clip.Name[..^2] : "";
            if (clip.Files.Any(f => InP2(f, "AUDIO")) && video.TryGetValue(owner, out var picture))
                video[owner] = picture with { Sidecars = picture.Sidecars.AddRange(clip.Files), Bytes = picture.Bytes + clip.Bytes };
            else if (!video.ContainsKey(clip.Name)) merged.Add(clip);
        }

        return merged.Concat(video.Values);
    }

    private static bool InP2(string path, string folder) => path.Contains($"CONTENTS/{folder}/", StringComparison.OrdinalIgnoreCase);
}
