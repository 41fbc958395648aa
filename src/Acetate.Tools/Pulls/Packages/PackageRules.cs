using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Pulls;
using Acetate.Mhl;
using Acetate.Timing;

namespace Acetate.Tools.Pulls.Packages;

/// <summary>Something in a <c>package.json</c> that cannot be.</summary>
/// <param name="Element">Where, such as <c>plates[3].pattern</c>.</param>
/// <param name="Message">Why, as a sentence.</param>
public sealed record PackageProblem(string Element, string Message);

/// <summary>What every <c>package.json</c> keeps to beyond its form. Pure: no file is looked at.</summary>
public static class PackageRules
{
    /// <summary>The most plates or clips.</summary>
    public const int MostItems = 200_000;

    /// <summary>The most frames of one plate: more than four days at 24 frames a second.</summary>
    public const long MostFrames = 10_000_000;

    /// <summary>The longest path, in characters.</summary>
    public const int LongestPath = 1000;

    private const int LongestText = 20_000, MostOfOne = 1_000_000, MostProblems = 1000;

    /// <summary>All that is wrong, in the order of the document; at most a thousand.</summary>
    public static ImmutableArray<PackageProblem> Check(PackageManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var check = new Findings();
        check.Say("name", string.IsNullOrWhiteSpace(manifest.Name) ? "The package has no name." : null);
        check.Say("number", manifest.Number < 0 ? "Pulls are numbered from 1; a package of a pinned moment has the number 0." : null);
        check.Say("plates", manifest.Kind != PullKind.Vfx && !manifest.Plates.IsEmpty ? "A conform package has no plates." : null);
        check.Say("clips", manifest.Kind != PullKind.Conform && !manifest.Clips.IsEmpty ? "A VFX package has no clips." : null);
        foreach (var (name, count) in ((string, int)[])[("plates", manifest.Plates.Length), ("standing", manifest.Standing.Length), ("clips", manifest.Clips.Length), ("missing", manifest.Missing.Length), ("documents", manifest.Documents.Length)])
            check.Say(name, count > MostItems ? $"There are {count:N0}; {MostItems:N0} are the most." : null);
        Cut(check, manifest.Cut);
        check.MaybePath("unreadable", manifest.Unreadable);
        foreach (var (text, name) in new[] { (manifest.Show, "show"), (manifest.Recipient, "recipient"), (manifest.Name, "name"), (manifest.Tool, "tool"), (manifest.PullTag, "pullTag") }) check.Text(name, text);
        var patterns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Math.Min(manifest.Plates.Length, MostItems); i++) Plate(check.At($"plates[{i}]"), manifest.Plates[i], patterns);
        for (var i = 0; i < Math.Min(manifest.Standing.Length, MostItems); i++)
            if (manifest.Standing[i] is null) check.Say($"standing[{i}]", "null stands where a plate is needed.");
            else Standing(check.At($"standing[{i}]"), manifest.Standing[i]);
        var files = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < Math.Min(manifest.Clips.Length, MostItems); i++) Clip(check.At($"clips[{i}]"), manifest.Clips[i], files);
        for (var i = 0; i < Math.Min(manifest.Missing.Length, MostItems); i++)
            if (manifest.Missing[i] is null) check.Say($"missing[{i}]", "null stands where an event is needed.");
        for (var i = 0; i < Math.Min(manifest.Documents.Length, MostItems); i++)
            if (manifest.Documents[i] is not { } document) check.Say($"documents[{i}]", "null stands where a file is needed.");
            else check.Path($"documents[{i}].path", document.Path);
        return check.All;
    }

    /// <summary>Says why a text cannot be a path in a package, or null when it can.</summary>
    public static string? WhyNoPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length > LongestPath) return $"The path has {path.Length} characters; {LongestPath} are the most.";
        if (path.Any(char.IsControl)) return "The path has a control character.";
        if (path.Contains('\\', StringComparison.Ordinal)) return $"The path '{path}' has a backslash; folders are told apart by '/'.";
        return MhlPath.WhyNot(path);
    }

    private static void Cut(Findings check, PackageCut cut)
    {
        check.Path("cut.path", cut.Path);
        check.MaybePath("cut.otio", cut.Otio);
        check.Say("cut.sha256", cut.Sha256.Length == 64 && cut.Sha256.All(char.IsAsciiHexDigitLower) ? null : "SHA-256 has 64 lower-case hexadecimal digits.");
        Rate(check, "cut.rate", cut.Rate);
    }

    private static void Plate(Findings check, PackagePlate? plate, HashSet<string> patterns)
    {
        if (plate is null)
        {
            check.Say("", "null stands where a plate is needed.");
            return;
        }

        check.Say("shot", plate.Shot.Length == 0 ? "The plate belongs to no shot." : null);
        check.Say("version", plate.Version < 1 ? "Versions are numbered from 1." : null);
        Source(check, plate.Source);
        Range(check.Below("range"), plate.Range);
        check.Path("pattern", plate.Pattern);
        check.Say("pattern", WhyNoPattern(plate.Pattern));
        check.Say("pattern", patterns.Add(plate.Pattern) ? null : $"Two plates would have the name '{plate.Pattern}'.");
        check.Say("firstNumber", plate.FirstNumber is < 0 or > 999_999_999_999 ? "Frames are numbered from 0 to 999999999999." : null);
        var frames = plate.Range.End - plate.Range.Start;
        check.Say("lastNumber", plate.LastNumber - plate.FirstNumber + 1 != frames
            ? string.Create(CultureInfo.InvariantCulture, $"The numbers {plate.FirstNumber} to {plate.LastNumber} are {plate.LastNumber - plate.FirstNumber + 1} frames, and the range has {frames}.") : null);
        check.Say("width", plate.Width is < 1 or > 65536 || plate.Height is < 1 or > 65536 ? $"A plate of {plate.Width}×{plate.Height} pixels cannot be." : null);
        check.Say("pixel", plate.Pixel is "half" or "float" ? null : "A component is half or float.");
        check.Say("compression", plate.Compression is null or "none" or "rle" or "zips" or "zip" or "piz" or "pxr24" or "b44" or "b44a" or "dwaa" or "dwab" ? null : "Frames are compressed by none, rle, zips, zip, piz, pxr24, b44, b44a, dwaa or dwab.");
        check.Say("channels", plate.Channels.IsEmpty || plate.Channels.Length > 256 ? "A plate has 1 to 256 channels." : null);
        check.Texts("channels", plate.Channels);
        foreach (var (path, name) in new[] { (plate.Amf, "amf"), (plate.Fdl, "fdl"), (plate.Cdl, "cdl"), (plate.Lut, "lut"), (plate.Note, "note"), (plate.Reference, "reference"), (plate.Thumbnail, "thumbnail") }) check.MaybePath(name, path);
        for (var i = 0; i < Math.Min(plate.Stills.Length, MostOfOne); i++)
            if (plate.Stills[i] is { } still) check.Path($"stills[{i}]", still);
            else check.Say($"stills[{i}]", "null stands where a path is needed.");
        foreach (var (texts, name) in new[] { (plate.Events, "events"), (plate.Remaining, "remaining"), (plate.Notes, "notes"), (plate.Why, "why") }) check.Texts(name, texts);
    }

    private static void Standing(Findings check, StandingPlate plate)
    {
        if (plate.Range is { } range) Range(check.Below("range"), range);
        check.Say("firstShown", plate.FirstShown is null != plate.LastShown is null || plate.FirstShown < 0 || plate.LastShown < plate.FirstShown ? "The frames that the cut shows have a first and a last number, from 0." : null);
        check.MaybePath("pattern", plate.Pattern);
        check.Text("package", plate.Package);
        check.Texts("remaining", plate.Remaining);
    }

    private static void Clip(Findings check, PackageClip? clip, HashSet<string> files)
    {
        if (clip is null)
        {
            check.Say("", "null stands where a clip is needed.");
            return;
        }

        Source(check, clip.Source);
        check.Say("files", clip.Files.IsEmpty ? "The clip has no file." : clip.Files.Length > MostOfOne ? $"The clip has {clip.Files.Length:N0} files; {MostOfOne:N0} are the most." : null);
        for (var i = 0; i < Math.Min(clip.Files.Length, MostOfOne); i++)
        {
            File(check.Below($"files[{i}]"), clip.Files[i], isOurs: true);
            if (clip.Files[i] is { } file) check.Say($"files[{i}].path", files.Add(file.Path) ? null : $"Two clips would have the file '{file.Path}'.");
        }

        check.Say("whyWhole", clip.Treatment == PackageTreatment.Whole && string.IsNullOrWhiteSpace(clip.WhyWhole) ? "The clip is whole, and nobody says why." : null);
        if (clip.Range is { } range) Range(check.Below("range"), range);
        check.Say("frames", clip.Frames is < 0 or > MostFrames ? $"A clip has 0 to {MostFrames:N0} frames." : null);
        check.Say("width", clip.Width is < 1 or > 65536 || clip.Height is < 1 or > 65536 ? $"A picture of {clip.Width}×{clip.Height} pixels cannot be." : null);
        foreach (var (path, name) in new[] { (clip.Amf, "amf"), (clip.Fdl, "fdl"), (clip.Cdl, "cdl"), (clip.Lut, "lut") }) check.MaybePath(name, path);
        foreach (var (texts, name) in new[] { (clip.Events, "events"), (clip.Notes, "notes"), (clip.Why, "why") }) check.Texts(name, texts);
    }

    private static void Source(Findings check, PackageSource source)
    {
        Rate(check, "source.rate", source.Rate);
        check.Text("source.clip", source.Clip);
        check.Text("source.reel", source.Reel);
        foreach (var (label, name) in new[] { (source.TimecodeIn, "timecodeIn"), (source.TimecodeOut, "timecodeOut") })
            check.Say($"source.{name}", label is null || FrameRate.TryParse(source.Rate, out var rate) && Timecode.TryParse(label, rate, out _) ? null
                : source.Rate is null ? "A timecode without a rate cannot be counted on." : $"'{label}' is no timecode at {source.Rate}.");
        check.Say("source.files", source.Files.Length > MostOfOne ? $"There are {source.Files.Length:N0} files; {MostOfOne:N0} are the most." : null);
        for (var i = 0; i < Math.Min(source.Files.Length, MostOfOne); i++) File(check.Below($"source.files[{i}]"), source.Files[i], isOurs: false);
    }

    private static void File(Findings check, PackageFile? file, bool isOurs)
    {
        if (file is null)
        {
            check.Say("", "null stands where a file is needed.");
            return;
        }

        // A source's path is a name from a card, which may hold what we would not write.
        if (isOurs) check.Path("path", file.Path);
        else check.Say("path", MhlPath.WhyNot(file.Path));
        check.Say("length", file.Length < 0 ? "A file has no fewer bytes than none." : null);
        check.Say("hash", file.Hash is null || file.Hash.Split(':') is [var format, { Length: > 0 and <= 200 }] && MhlFormats.Parse(format) is not null ? null : "A hash is the name of its format, a colon and its text, such as xxh128:….");
    }

    private static void Range(Findings check, PackageRange range)
    {
        check.Say("", range.Start < 0 || range.End <= range.Start || range.End - range.Start > MostFrames
            ? string.Create(CultureInfo.InvariantCulture, $"The frames {range.Start} to before {range.End} are no range of 1 to {MostFrames} frames.") : null);
        check.Say("", range.UsedStart < range.Start || range.UsedEnd > range.End || range.UsedEnd <= range.UsedStart
            ? string.Create(CultureInfo.InvariantCulture, $"The cut shows the frames {range.UsedStart} to before {range.UsedEnd}, which are not within {range.Start} to before {range.End}.") : null);
        check.Say("", range.MissingHead < 0 || range.MissingTail < 0 ? "A handle cannot be short by fewer than no frames." : null);
    }

    private static void Rate(Findings check, string name, string? rate) => check.Say(name, rate is null || FrameRate.TryParse(rate, out _) ? null : $"'{rate}' is no rate, such as 24 or 24000/1001.");

    // One run of # in the file's name: what makes the name of a frame unmistakable.
    private static string? WhyNoPattern(string pattern)
    {
        var (first, last) = (pattern.IndexOf('#', StringComparison.Ordinal), pattern.LastIndexOf('#'));
        if (first < 0) return "The name of a plate's frames has no place for the number: # for each digit.";
        if (pattern.AsSpan(first, last - first + 1).ContainsAnyExcept('#')) return "The name of a plate's frames has more than one place for the number.";
        return last - first >= 12 ? "A frame's number has at most 12 digits." : pattern.IndexOf('/', first) >= 0 ? "The number of a frame stands in a folder's name; it belongs into the file's." : null;
    }

    private sealed class Findings
    {
        private readonly ImmutableArray<PackageProblem>.Builder all;
        private readonly string prefix;

        public Findings()
            : this(ImmutableArray.CreateBuilder<PackageProblem>(), "")
        {
        }

        private Findings(ImmutableArray<PackageProblem>.Builder all, string prefix) => (this.all, this.prefix) = (all, prefix);

        public ImmutableArray<PackageProblem> All => all.ToImmutable();

        public Findings At(string element) => new(all, element);

        public Findings Below(string element) => new(all, Joined(element));

        public void Say(string element, string? message)
        {
            if (message is not null && all.Count < MostProblems) all.Add(new(Joined(element), message));
        }

        public void Path(string element, string path) => Say(element, WhyNoPath(path));

        public void MaybePath(string element, string? path)
        {
            if (path is not null) Path(element, path);
        }

        public void Text(string element, string? text) => Say(element, text?.Length > LongestText ? $"The text has {text.Length:N0} characters; {LongestText:N0} are the most." : null);

        public void Texts(string element, ImmutableArray<string> texts)
        {
            Say(element, texts.Length > MostOfOne ? $"There are {texts.Length:N0}; {MostOfOne:N0} are the most." : null);
            foreach (var text in texts.Take(MostOfOne))
                if (text is null) Say(element, "null stands where a text is needed.");
                else Text(element, text);
        }

        private string Joined(string element) => prefix.Length == 0 ? element : element.Length == 0 ? prefix : $"{prefix}.{element}";
    }
}
