using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Cdl;
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
    private const string Readme = "README.txt", MissingList = "missing.csv", ChangeList = "changes.csv", CountSheetName = "count-sheet";

    /// <summary>The list of frames that could not be read, without extension.</summary>
    public const string Unreadable = "unreadable-frames";

    /// <summary>All of them, by their paths below the package.</summary>
    public static ImmutableArray<WrittenDocument> Of(PackagedTurnover turnover)
    {
        var (package, order, plan) = (turnover.Package, turnover.Order, turnover.Plan);
        var otio = TurnoverLists.Otio(turnover);
        var manifest = Manifest(turnover, otio?.Path);
        var sheet = CountSheet.Of(manifest, package.Pull.ApprovedBy, plan);
        return
        [
            new(CutPath(package), [.. package.CutBytes]),
            .. otio is null ? (WrittenDocument[])[] : [otio],
            .. order.Documents.OrderBy(document => document.Name, StringComparer.Ordinal).Select(document => new WrittenDocument($"{PlatePaths.Documents}/{document.Name}", document.Content)),
            .. turnover.Plates.SelectMany(Grades),
            new(MissingList, Utf8(Missing(package, plan))),
            .. TurnoverLists.Changes(turnover) is { } changes ? [new(ChangeList, Utf8(changes))] : (WrittenDocument[])[],
            new(CountSheetName + ".csv", Utf8(CountSheetCsv.Of(sheet))),
            new(CountSheetName + ".html", Utf8(CountSheetHtml.Of(sheet))),
            new(CountSheetName + ".pdf", CountSheetPdf.Of(sheet)),
            new(Readme, Utf8(VfxReadme.Of(turnover, manifest))),
            new(PackageJson.FileName, PackageJson.Write(manifest)),
        ];
    }

    /// <summary>The text that frames of this pull carry as <c>acetate.pull</c>.</summary>
    public static string TagOf(PullPackage package) => string.Create(CultureInfo.InvariantCulture, $"{package.Pull.Show}/{package.Pull.Recipient}/vfx/{package.Pull.Number}");

    private static PackageManifest Manifest(PackagedTurnover turnover, string? otio)
    {
        var (package, order, plan) = (turnover.Package, turnover.Order, turnover.Plan);
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
            PullTag = order.Settings.Strict || turnover.Plates.Any(plate => !plate.Reused.IsEmpty) ? null : TagOf(package),
            Cut = new()
            {
                Name = package.Pull.CutName,
                Path = CutPath(package),
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(package.CutBytes.AsSpan())),
                Timeline = order.Timeline,
                Rate = package.Cut.Rate.IsSet ? package.Cut.Rate.ToRatio() : null,
                Otio = otio,
            },
            Plates = [.. turnover.Plates.Select(plate => PlateOf(plate, order.Settings, events))],
            Standing = CountSheet.StandingOf(plan, turnover.WhereItStands),
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
                .. turnover.Before is null ? (PackageDocument[])[] : [new(ChangeList, "mapping")],
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

    /// <summary>Where the cut lies, byte for byte as it was handed in.</summary>
    public static string CutPath(PullPackage package) => $"cut/{Safe(package.Pull.CutName, "cut")}";

    private static string Missing(PullPackage package, PlannedPull plan) => CsvTable.Of(
        ["Event", "Shot", "Source", "Fate", "Why"],
        plan.Events.Where(one => one.Fate is PulledEventFate.Refused or PulledEventFate.NotCameraMedia)
            .Select(one => (IEnumerable<string>)[one.Number.Length > 0 ? one.Number : one.Id, one.Shot ?? "", SourceOf(package, one.Id) ?? "", KebabCase.Of(one.Fate), one.Why]));

    private static string? SourceOf(PullPackage package, string id) =>
        package.Cut.Leaves.FirstOrDefault(one => one.Id == id) is { } item ? item.Source.Reel ?? item.Source.ClipName ?? (item.Name.Length > 0 ? item.Name : null) : null;

    // A name from somebody else's machine, as a plain file name.
    private static string Safe(string name, string fallback)
    {
        var plain = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        plain = string.Concat(plain.Select(letter => char.IsControl(letter) || letter is ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : letter)).Trim(' ', '.');
        return plain.Length > 0 && Storage.StoreKey.TryParse(plain, out _, out _) ? plain : fallback;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
