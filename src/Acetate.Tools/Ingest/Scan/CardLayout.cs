using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>What a folder turned out to be: the layout of some camera or recorder, and why we think so.</summary>
/// <param name="Layout">A stable name, such as <c>sony-xdroot</c>.</param>
/// <param name="Kind">Camera, sound or other.</param>
/// <param name="Maker">The maker; empty where the layout does not tell.</param>
/// <param name="Reason">The evidence, in words.</param>
public sealed record CardLayout(string Layout, RollKind Kind, string Maker, string Reason)
{
    /// <summary>Recognises the layout of a roll by its folders first, then by its names. A brand is only named on evidence.</summary>
    public static CardLayout Of(CardFolder roll) => ByFolders(roll) ?? ByNames(roll);

    /// <summary>Recognises a card by the folders a camera makes; null when there are none of them.</summary>
    public static CardLayout? ByFolders(CardFolder roll)
    {
        if (Red(roll) is { } red) return red;
        if (Holding(roll, "XDROOT", ["Clip", "Take", "General", "Sub", "Edit"], "mxf mp4 xml bim ppn smi") is { } xdroot)
            return Camera("sony-xdroot", "Sony", $"the folder {xdroot} with the structure of a Sony XD card");
        if (roll.Folders.FirstOrDefault(IsSonyAxs) is { } axs)
            return Camera("sony-axs", "Sony", $"the folder {axs.Name}, as Sony writes on AXS memory");
        if ((roll.At("PRIVATE/M4ROOT") ?? roll.At("M4ROOT")) is { } m4)
            return Camera("sony-m4root", "Sony", $"the folder {Relative(roll, m4)}, as Sony cameras make it for XAVC S");
        if (roll.At("CONTENTS/VIDEO") is not null && roll.At("CONTENTS/CLIP") is not null)
            return Camera("panasonic-p2", "Panasonic", "the folders CONTENTS/CLIP and CONTENTS/VIDEO of a P2 card");
        if (roll.At("CONTENTS") is { } contents && contents.Folders.FirstOrDefault(IsCanonClips) is { } clips)
            return Camera("canon-contents", "Canon", $"the folder CONTENTS/{clips.Name}, as Canon Cinema EOS cameras make it");
        if ((roll.At("PRIVATE/AVCHD/BDMV") ?? roll.At("AVCHD/BDMV") ?? roll.At("BDMV/STREAM")) is { } avchd)
            return Camera("avchd", roll.At("PRIVATE/PANA_GRP") is null ? "" : "Panasonic",
                $"the folder {Relative(roll, avchd)} of an AVCHD card{(roll.At("PRIVATE/PANA_GRP") is null ? "" : " and Panasonic's PANA_GRP")}");
        return roll.At("DCIM") is { } dcim ? Dcim(dcim) : null;
    }

    private static CardLayout? Red(CardFolder roll)
    {
        if (roll.Name.EndsWith(".RDM", StringComparison.OrdinalIgnoreCase) || HasFolder(roll, ".RDM"))
            return Camera("red", "RED", "an .RDM folder, as RED cameras make one per magazine");
        return HasFolder(roll, ".RDC") ? Camera("red", "RED", "the .RDC folders that RED cameras make for each clip") : null;
    }

    private static CardLayout? Dcim(CardFolder dcim)
    {
        var folder = dcim.Folders.Count > 0 ? dcim.Folders[0].Name.ToUpperInvariant() : "";
        var names = dcim.SelfAndBelow().SelectMany(f => f.OwnFiles()).Where(f => MediaNames.IsPicture(f.Name) || MediaNames.IsStill(f.Name)
            || MediaNames.IsFrame(f.Name)).Select(f => MediaNames.Stem(f.Name)).Take(200).ToList();
        if (folder.EndsWith("GOPRO", StringComparison.Ordinal) || Most(names, n => MediaNames.GoPro().IsMatch(n) || MediaNames.GoProFirst().IsMatch(n)))
            return Camera("gopro", "GoPro", $"DCIM/{folder} with names such as {First(names)}");
        if (Most(names, n => MediaNames.Dji().IsMatch(n)) || folder.StartsWith("DJI", StringComparison.Ordinal))
            return Camera("dji", "DJI", $"DCIM/{folder} with names such as {First(names)}");
        if (folder.EndsWith("APPLE", StringComparison.Ordinal))
            return Camera("apple", "Apple", $"DCIM/{folder}, as iPhones make it");
        if (folder.Contains("CANON", StringComparison.Ordinal) || folder.Contains("EOS", StringComparison.Ordinal))
            return Camera("canon-dcim", "Canon", $"DCIM/{folder}, as Canon EOS cameras make it");
        if (folder.Contains("PANA", StringComparison.Ordinal))
            return Camera("panasonic-dcim", "Panasonic", $"DCIM/{folder}, as Panasonic cameras make it");
        if (folder.EndsWith("MSDCF", StringComparison.Ordinal))
            return Camera("sony-dcim", "Sony", $"DCIM/{folder}, as Sony cameras make it");
        return names.Count == 0 ? null : Camera("dcim", "", $"a DCIM folder ({folder}) of a camera we cannot name");
    }

    /// <summary>Recognises a roll by the names in it.</summary>
    public static CardLayout ByNames(CardFolder roll)
    {
        var stems = new List<string>();
        var (picture, sound, other) = (0, 0, 0);
        var extensions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, file) in roll.SelfAndBelow().SelectMany(f => f.Files, (f, file) => (f, file)))
        {
            if (MediaNames.IsExported(folder, file.Name)) other++;
            else if (MediaNames.IsPicture(file.Name) || MediaNames.IsFrame(file.Name))
            {
                picture++;
                extensions.Add(MediaNames.Extension(file.Name));
                if (stems.Count < 500) stems.Add(MediaNames.Stem(file.Name));
            }
            else if (MediaNames.IsSound(file.Name)) sound++;
            else other++;
        }

        var runs = roll.SelfAndBelow().SelectMany(f => f.Runs.Where(run => !MediaNames.IsExported(f, run.Name.Suffix))).ToList();
        if (runs.Count > 0) return BySequence(runs, stems);
        if (picture > 0) return ByClips(stems, extensions);
        if (sound > 0)
            return new CardLayout("sound", RollKind.Sound, SoundMaker(roll), $"{sound} sound {(sound == 1 ? "file" : "files")} and no picture");
        return new CardLayout("other", RollKind.Other, "", other == 0 ? "an empty folder" : $"{other} {(other == 1 ? "file" : "files")}, none of them picture or sound");
    }

    private static CardLayout BySequence(List<FrameRun> runs, List<string> stems)
    {
        var run = runs.MaxBy(r => r.Count)!;
        var extension = run.Name.Suffix.TrimStart('.').ToLowerInvariant();
        var name = run.Name.Prefix.TrimEnd('.', '_');
        var example = $"frames such as {run.Name.Of(run.First)}";
        return extension switch
        {
            "ari" or "arx" when MediaNames.Arri35().IsMatch(name) => Camera("arri-35", "ARRI", $"ARRIRAW {example}"),
            "ari" or "arx" => Camera("arri", "ARRI", $"ARRIRAW {example}"),
            "dng" => Camera("cinemadng", MediaNames.Dji().IsMatch(name) ? "DJI" : "", $"CinemaDNG {example}"),
            _ when stems.Count > 0 && runs.Sum(r => r.Count) < stems.Count => ByClips(stems, []),
            _ => Camera("image-sequence", "", $"{extension.ToUpperInvariant()} {example}"),
        };
    }

    private static CardLayout ByClips(List<string> stems, HashSet<string> extensions)
    {
        if (Most(stems, n => MediaNames.Arri35().IsMatch(n))) return Camera("arri-35", "ARRI", $"names in ALEXA 35's pattern such as {First(stems)}");
        if (extensions.Contains("r3d") || Most(stems, n => MediaNames.Red().IsMatch(n))) return Camera("red", "RED", $"names in RED's pattern such as {First(stems)}");
        if (extensions.Contains("braw") || Most(stems, n => MediaNames.Blackmagic().IsMatch(n)))
            return Camera("blackmagic", "Blackmagic Design", $"{(extensions.Contains("braw") ? "Blackmagic RAW files" : "names in Blackmagic's pattern")} such as {First(stems)}");
        if (Most(stems, n => MediaNames.Canon().Match(n) is { Success: true } m && m.Groups["user"].Value == "CANON")) return Camera("canon", "Canon", $"names in Canon's pattern such as {First(stems)}");
        if (extensions.Contains("crm")) return Camera("canon", "Canon", "Cinema RAW Light files (.crm)");
        if (Most(stems, n => MediaNames.ArriClassic().IsMatch(n))) return Camera("arri", "ARRI", $"names in ARRI's pattern such as {First(stems)}");
        if (Most(stems, n => MediaNames.SonyCine().IsMatch(n))) return Camera("sony-cine", "Sony", $"names in Sony's pattern such as {First(stems)}");
        if (Most(stems, n => MediaNames.GoPro().IsMatch(n) || MediaNames.GoProFirst().IsMatch(n))) return Camera("gopro", "GoPro", $"names such as {First(stems)}");
        if (Most(stems, n => MediaNames.Dji().IsMatch(n))) return Camera("dji", "DJI", $"names such as {First(stems)}");
        if (extensions.Contains("mov") && Most(stems, n => MediaNames.Apple().IsMatch(n))) return Camera("apple", "Apple", $"names such as {First(stems)}");
        if (Most(stems, n => MediaNames.Panasonic().IsMatch(n))) return Camera("panasonic-dcim", "Panasonic", $"names such as {First(stems)}");
        if (extensions.Contains("nev")) return Camera("nikon", "Nikon", "N-RAW files (.nev)");
        return Camera("generic", "", $"picture files ({string.Join(", ", extensions.Order(StringComparer.Ordinal).Select(e => "." + e))}) in no layout we know");
    }

    private static string SoundMaker(CardFolder roll)
    {
        var stems = roll.AllFiles().Where(f => MediaNames.IsSound(f.Name)).Select(f => MediaNames.Stem(f.Name)).Take(100).ToList();
        return Most(stems, n => n.StartsWith("ZOOM", StringComparison.OrdinalIgnoreCase)) ? "Zoom" : "";
    }

    private static bool IsSonyAxs(CardFolder folder) =>
        (folder.Name.StartsWith("AXS", StringComparison.OrdinalIgnoreCase) || folder.Name.Equals("CINEROOT", StringComparison.OrdinalIgnoreCase))
        && folder.AllFiles().Any(f => MediaNames.Extension(f.Name) is "mxf" or "xml" or "smi");

    private static bool IsCanonClips(CardFolder folder) =>
        folder.Name.Length == 8 && folder.Name.StartsWith("CLIPS", StringComparison.OrdinalIgnoreCase) && folder.Name.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? Holding(CardFolder roll, string name, string[] anyOf, string extensions)
    {
        if (roll.At(name) is not { } folder) return null;
        var known = extensions.Split(' ');
        return anyOf.Any(sub => folder.At(sub) is not null) || folder.Files.Any(f => known.Contains(MediaNames.Extension(f.Name))) ? folder.Name : null;
    }

    private static bool HasFolder(CardFolder roll, string ending) => roll.Folders.Any(f => f.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string Relative(CardFolder roll, CardFolder below) => roll.Path.Length == 0 ? below.Path : below.Path[(roll.Path.Length + 1)..];

    private static bool Most(List<string> names, Predicate<string> fits) => names.Count > 0 && names.FindAll(fits).Count * 2 > names.Count;

    private static string First(List<string> names) => names.Count == 0 ? "none" : names[0];

    private static CardLayout Camera(string layout, string maker, string reason) => new(layout, RollKind.Camera, maker, reason);
}
