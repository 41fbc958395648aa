using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Cdl;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.VfxPulls.Plates;
using Acetate.Tools.VfxPulls.Reports;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>The documents of a VFX package that are known before a frame is made. Pure: the same pull gives the same bytes.</summary>
internal static class VfxPackageDocuments
{
    private const string Readme = "README.txt", MissingList = "missing.csv", CountSheetName = "count-sheet";

    /// <summary>The list of frames that could not be read, without extension.</summary>
    public const string Unreadable = "unreadable-frames";

    /// <summary>All of them, by their paths below the package.</summary>
    public static ImmutableArray<WrittenDocument> Of(PullPackage package, VfxPullOrder order, PlannedPull plan, ImmutableArray<DeliveredPlateFacts> plates)
    {
        var cut = CutName(package);
        var otio = Otio(package, plan, cut);
        var manifest = Manifest(package, order, plan, plates, cut, otio?.Path);
        var sheet = CountSheet.Of(manifest, package.Pull.ApprovedBy, plan);
        return
        [
            new(cut, [.. package.CutBytes]),
            .. otio is null ? (WrittenDocument[])[] : [otio],
            .. order.Documents.OrderBy(document => document.Name, StringComparer.Ordinal).Select(document => new WrittenDocument($"{PlatePaths.Documents}/{document.Name}", document.Content)),
            .. plates.SelectMany(Grades),
            new(MissingList, Utf8(Missing(package, plan))),
            new(CountSheetName + ".csv", Utf8(CountSheetCsv.Of(sheet))),
            new(CountSheetName + ".html", Utf8(CountSheetHtml.Of(sheet))),
            new(CountSheetName + ".pdf", CountSheetPdf.Of(sheet)),
            new(Readme, Utf8(ReadmeOf(package, order, plan, plates, manifest))),
            new(PackageJson.FileName, PackageJson.Write(manifest)),
        ];
    }

    /// <summary>What <c>package.json</c> says.</summary>
    public static PackageManifest Manifest(PullPackage package, VfxPullOrder order, PlannedPull plan, ImmutableArray<DeliveredPlateFacts> plates) =>
        Manifest(package, order, plan, plates, CutName(package), Otio(package, plan, CutName(package))?.Path);

    /// <summary>The text that frames of this pull carry as <c>acetate.pull</c>.</summary>
    public static string TagOf(PullPackage package) => string.Create(CultureInfo.InvariantCulture, $"{package.Pull.Show}/{package.Pull.Recipient}/vfx/{package.Pull.Number}");

    private static PackageManifest Manifest(PullPackage package, VfxPullOrder order, PlannedPull plan, ImmutableArray<DeliveredPlateFacts> plates, string cut, string? otio)
    {
        var events = plan.Events.ToDictionary(one => one.Id, StringComparer.Ordinal);
        return new()
        {
            Kind = package.Pull.Kind,
            Unreadable = order.Settings.Unreadable == UnreadableFrames.Fail ? null : $"{Unreadable}.json",
            Show = package.Pull.Show,
            Recipient = package.Pull.Recipient,
            Number = package.Pull.Number,
            Name = package.Name,
            At = package.At,
            Tool = $"Acetate {typeof(VfxPackageDocuments).Assembly.GetName().Version?.ToString(3)}",
            // Frames that are copied name the pull that made them, and SMPTE ST 2065-4 has no place for it.
            PullTag = order.Settings.Strict || plates.Any(plate => !plate.Reused.IsEmpty) ? null : TagOf(package),
            Cut = new()
            {
                Name = package.Pull.CutName,
                Path = cut,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(package.CutBytes.AsSpan())),
                Timeline = order.Timeline,
                Rate = package.Cut.Rate.IsSet ? package.Cut.Rate.ToRatio() : null,
                Otio = otio,
            },
            Plates = [.. plates.Select(plate => PlateOf(plate, order.Settings, events))],
            Standing = CountSheet.StandingOf(plan),
            Missing =
            [
                .. plan.Events.Where(one => one.Fate is PulledEventFate.Refused or PulledEventFate.NotCameraMedia).Select(one => new MissingEvent
                {
                    Event = one.Number.Length > 0 ? one.Number : one.Id,
                    Shot = one.Shot,
                    Source = SourceOf(package, one.Id),
                    Fate = KebabCase.Of(one.Fate),
                    Why = one.Why,
                }),
            ],
            Documents =
            [
                new(Readme, "readme"),
                new(MissingList, "missing"),
                .. order.Settings.Unreadable == UnreadableFrames.Fail ? (PackageDocument[])[] : [new($"{Unreadable}.json", "unreadable"), new($"{Unreadable}.csv", "unreadable")],
                .. ((string[])[".csv", ".html", ".pdf"]).Select(extension => new PackageDocument(CountSheetName + extension, "count-sheet")),
                .. order.Documents.Select(document => document.Name).Order(StringComparer.Ordinal).Select(name => new PackageDocument($"{PlatePaths.Documents}/{name}", "handed-in")),
            ],
        };
    }

    private static PackagePlate PlateOf(DeliveredPlateFacts facts, VfxPullSettings settings, Dictionary<string, PulledEvent> events)
    {
        var (plate, (timecodeIn, timecodeOut)) = (facts.Plate, PlateNotes.LabelsOf(facts));
        return new()
        {
            Shot = plate.Shot,
            Element = plate.Element,
            Version = plate.Version,
            Change = KebabCase.Of(plate.Change),
            Events = [.. facts.Events.Select(DeliveredDocuments.NumberOf)],
            Source = new()
            {
                Clip = facts.Clip.Clip.Name,
                Roll = facts.Clip.Roll.Name,
                Reel = facts.Clip.Clip.Reel is { Length: > 0 } reel ? reel : null,
                Camera = CameraOf(facts.Clip),
                Rate = timecodeIn is null ? null : facts.Clip.Clip.Rate,
                TimecodeIn = timecodeIn,
                TimecodeOut = timecodeOut,
                Files = FilesOf(facts),
            },
            Range = RangeOf(plate.Range),
            Pattern = facts.Paths.Frames,
            FirstNumber = plate.FirstNumber,
            LastNumber = plate.FirstNumber + plate.Range.Frames - 1,
            Width = plate.Width,
            Height = plate.Height,
            Encoding = EncodingOf(plate, settings),
            Compression = settings.Strict ? "none" : KebabCase.Of(settings.Compression),
            Amf = facts.Paths.Amf,
            Fdl = facts.Fdl is { } fdl ? facts.BesideOf(fdl) : null,
            Cdl = facts.CdlPath,
            Lut = facts.Lut is { } lut ? facts.BesideOf(lut) : null,
            Note = facts.Paths.Note,
            Reference = settings.Reference ? facts.Paths.Reference : null,
            Thumbnail = settings.Reference ? facts.Paths.Thumbnail : null,
            Stills = [.. facts.StillPaths.Select(still => still.Path)],
            Remaining = PlateNotes.Remaining(facts),
            Notes = PlateNotes.Notes(facts),
            Why = [.. plate.Events.Select(events.GetValueOrDefault).OfType<PulledEvent>().Select(one => one.Why)],
        };
    }

    /// <summary>What the numbers of a plate mean, in the engine's words.</summary>
    public static string EncodingOf(PlannedPlate plate, VfxPullSettings settings) =>
        plate.Encoding.Length > 0 ? plate.Encoding : settings.Encoding == PlateEncoding.AcesCg ? "ACEScg" : "ACES2065-1";

    private static PackageRange RangeOf(PlateRange range) => new(range.Start, range.End, range.UsedStart, range.UsedEnd, range.MissingHead, range.MissingTail);

    private static ImmutableArray<PackageFile> FilesOf(DeliveredPlateFacts facts)
    {
        var media = facts.Clip.Media;
        var known = facts.Clip.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var used = media.Kind == ClipKind.Sequence && media.Files.Length == facts.Clip.Clip.Frames ? media.Files.Skip((int)facts.Plate.Range.Start).Take((int)facts.Plate.Range.Frames) : media.Files;
        return [.. used.Select(path => new PackageFile
        {
            Path = path,
            Length = known.GetValueOrDefault(path)?.Length,
            Hash = known.GetValueOrDefault(path)?.Digests.FirstOrDefault() is { } digest ? $"{digest.Format}:{digest.Text}" : null,
        })];
    }

    private static string? CameraOf(PulledClip clip)
    {
        try
        {
            return clip.Clip.Inspection?.Deserialize<ClipInspection>(StepJson.Options)?.Camera is { } camera && string.Join(' ', ((string?[])[camera.Make, camera.Model]).Where(part => !string.IsNullOrWhiteSpace(part))) is { Length: > 0 } said ? said : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The grade that the list carries; one that was handed in goes before.
    private static IEnumerable<WrittenDocument> Grades(DeliveredPlateFacts facts)
    {
        if (facts.Cdl is not null || facts.CdlPath is not { } path) yield break;
        var corrections = facts.Grades.Select(grade => ColorCorrection.Of(
            facts.Grades.Length == 1 ? facts.Paths.Name.Replace('/', '_') : $"{facts.Paths.Name.Replace('/', '_')}_{grade.Events.Split(',')[0]}", grade.Values, $"Event {grade.Events} of the cut")).ToList();
        using var bytes = new MemoryStream();
        CdlWriter.Write(CdlDocument.Of(corrections.Count == 1 ? CdlDocumentKind.Correction : CdlDocumentKind.Collection, corrections), bytes);
        yield return new(path, bytes.ToArray());
    }

    private static string CutName(PullPackage package) => $"cut/{Safe(package.Pull.CutName, "cut")}";

    /// <summary>The cut as OpenTimelineIO, with what became of each event among its comments; null when it came as that, or cannot be written so.</summary>
    private static WrittenDocument? Otio(PullPackage package, PlannedPull plan, string cut)
    {
        if (cut.EndsWith(".otio", StringComparison.OrdinalIgnoreCase)) return null;
        var became = plan.Events.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var plates = plan.Plates.Where(plate => plate.IsDelivered).SelectMany(plate => plate.Events.Select(id => (id, plate))).ToLookup(one => one.id, one => one.plate, StringComparer.Ordinal);
        var said = package.Cut with
        {
            Events = [.. package.Cut.Events.Select(one => became.TryGetValue(one.Id, out var fate)
                ? one with { Comments = [.. one.Comments, .. plates[one.Id].Select(plate => $"ACETATE PLATE: {PlatePaths.Plates}/{plate.Pattern}"), $"ACETATE: {KebabCase.Of(fate.Fate)}. {fate.Why}"] }
                : one)],
        };
        try
        {
            return new($"cut/{Path.GetFileNameWithoutExtension(Safe(package.Pull.CutName, "cut"))}.otio", CutWriter.Convert(said, CutFormat.Otio).Documents[0].Content.ToArray());
        }
        catch (CutException)
        {
            // Times that cannot be counted exactly: the cut itself lies there all the same.
            return null;
        }
    }

    private static string Missing(PullPackage package, PlannedPull plan) => CsvTable.Of(
        ["Event", "Shot", "Source", "Fate", "Why"],
        plan.Events.Where(one => one.Fate is PulledEventFate.Refused or PulledEventFate.NotCameraMedia)
            .Select(one => (IEnumerable<string>)[one.Number.Length > 0 ? one.Number : one.Id, one.Shot ?? "", SourceOf(package, one.Id) ?? "", KebabCase.Of(one.Fate), one.Why]));

    private static string? SourceOf(PullPackage package, string id) =>
        package.Cut.Leaves.FirstOrDefault(one => one.Id == id) is { } item ? item.Source.Reel ?? item.Source.ClipName ?? (item.Name.Length > 0 ? item.Name : null) : null;

    private static string ReadmeOf(PullPackage package, VfxPullOrder order, PlannedPull plan, ImmutableArray<DeliveredPlateFacts> plates, PackageManifest manifest)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{package.Name}");
        Line($"VFX plates for {package.Pull.Recipient}: show {package.Pull.Show}{(package.Pull.Number > 0 ? $", pull {package.Pull.Number}" : "")}, {package.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        Line($"{plates.Length} {(plates.Length == 1 ? "plate" : "plates")} of {package.Pull.CutName}, {plates.Sum(plate => plate.Plate.Range.Frames)} frames, {manifest.Tool}");
        Line($"");
        Line($"plates/       OpenEXR frames, {string.Join(", ", manifest.Plates.Select(plate => plate.Encoding).Distinct(StringComparer.Ordinal).DefaultIfEmpty("ACES2065-1"))}, scene light. Beside each plate its AMF and a note (.txt) that says what is applied");
        Line($"              to the pictures and what is not; where they are known its framing (.fdl), CDL and look-up table");
        if (order.Settings.Reference) Line($"reference/    each plate as a movie to look at, frame numbers and source timecode burnt in; thumbnails/ a small picture of each");
        if (plates.Any(plate => !plate.Stills.IsEmpty)) Line($"stills/       what the dailies looked like");
        Line($"cut/          the cut as it was handed in{(manifest.Cut.Otio is null ? "" : ", and as OpenTimelineIO with what became of each event")}");
        if (!order.Documents.IsEmpty) Line($"documents/    what was handed in with the order");
        Line($"count-sheet   .csv, .html and .pdf: a row for each plate");
        Line($"missing.csv   events of wanted shots that have no plate, and why; the count sheet has those of other shots too");
        if (order.Settings.Unreadable != UnreadableFrames.Fail) Line($"{Unreadable}  .csv and .json: frames of the clips that could not be read, and what stands for them");
        Line($"package.json  all of this for programs");
        Line($"ascmhl/       hashes of every file (ASC MHL): 'acetate check-delivery' checks the package against them");
        Line($"");
        foreach (var plate in plates)
            Line($"{plate.Plate.Shot} {plate.Plate.Element} v{plate.Plate.Version:000}  {KebabCase.Of(plate.Plate.Change)}  frames {plate.Plate.FirstNumber}-{plate.Plate.FirstNumber + plate.Plate.Range.Frames - 1}  {plate.Clip.Clip.Name}  {plate.Paths.Frames}");
        foreach (var standing in plan.Plates.Where(plate => !plate.IsDelivered))
            Line($"{standing.Shot} {standing.Element} v{standing.Version:000}  {KebabCase.Of(standing.Change)}: {(standing.Change == PlateChange.Omitted ? "no longer in the cut" : "nothing new is needed, keep what you have")}{string.Concat(standing.Remaining.Select(one => $". {one.TrimEnd('.')}"))}");
        var used = plates.SelectMany(plate => ((BoundDocument?[])[plate.Amf, plate.Fdl, plate.Cdl, plate.Lut]).Select(one => one?.Handed?.Name).Concat(plate.Stills.Select(still => still.Name))).OfType<string>()
            .Concat(plates.SelectMany(plate => plate.AmfDocument is { } amf ? Acetate.Amf.AmfFiles.Named(amf).Select(address => Uri.UnescapeDataString(address.Trim())) : []))
            .Concat(PlateLooks.BesidesOf(order.Settings)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = order.Documents.Select(document => document.Name).Where(name => !used.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (others.Count > 0) Line($"\nHanded in and used for no plate: {string.Join(", ", others)}");
        return text.ToString();
    }

    // A name from somebody else's machine, as a plain file name.
    private static string Safe(string name, string fallback)
    {
        var plain = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        plain = string.Concat(plain.Select(letter => char.IsControl(letter) || letter is ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : letter)).Trim(' ', '.');
        return plain.Length > 0 && Storage.StoreKey.TryParse(plain, out _, out _) ? plain : fallback;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
