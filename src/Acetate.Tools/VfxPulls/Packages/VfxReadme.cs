using System.Globalization;
using System.Text;
using Acetate.Amf;
using Acetate.Library;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Tools.VfxPulls.Packages;

/// <summary>The page of a VFX package that a person opens first.</summary>
internal static class VfxReadme
{
    /// <summary>Its text, lines ended by LF.</summary>
    public static string Of(PackagedTurnover turnover, PackageManifest manifest)
    {
        var (package, order, plan, plates) = (turnover.Package, turnover.Order, turnover.Plan, turnover.Plates);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"{package.Name}");
        Line($"VFX plates for {package.Pull.Recipient}: show {package.Pull.Show}{(package.Pull.Number > 0 ? $", pull {package.Pull.Number}" : "")}, {package.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        if (plates.IsEmpty) Line($"No plate: {package.Pull.CutName} shows no frame that you do not have. What changed stands here; {manifest.Tool}");
        else Line($"{plates.Length} {(plates.Length == 1 ? "plate" : "plates")} of {package.Pull.CutName}, {plates.Sum(plate => plate.Plate.Range.Frames)} frames, {manifest.Tool}");
        if (turnover.Before is { } before) Line($"It follows {before.Package}, whose cut is {plan.Since!.CutName}.");
        Line($"");
        if (!plates.IsEmpty)
        {
            Line($"plates/       OpenEXR frames, {string.Join(", ", manifest.Plates.Select(plate => plate.Encoding).Distinct(StringComparer.Ordinal).DefaultIfEmpty("ACES2065-1"))}, scene light. Beside each plate its AMF and a note (.txt) that says what is applied");
            Line($"              to the pictures and what is not; where they are known its framing (.fdl), CDL and look-up table");
            if (order.Settings.Reference) Line($"reference/    each plate as a movie to look at, frame numbers and source timecode burnt in; thumbnails/ a small picture of each");
        }

        if (plates.Any(plate => !plate.Stills.IsEmpty)) Line($"stills/       what the dailies looked like");
        Line($"cut/          the cut as it was handed in{(manifest.Cut.Otio is null ? "" : ", and as OpenTimelineIO with what became of each event")}");
        if (!order.Documents.IsEmpty) Line($"documents/    what was handed in with the order");
        Line($"count-sheet   .csv, .html and .pdf: a row for each plate");
        if (turnover.Before is not null) Line($"changes.csv   each event of a shot, and what became of it since the package before");
        Line($"missing.csv   events of wanted shots that have no plate, and why; the count sheet has those of other shots too");
        if (order.Settings.Unreadable != UnreadableFrames.Fail) Line($"{VfxPackageDocuments.Unreadable}  .csv and .json: frames of the clips that could not be read, and what stands for them");
        Line($"package.json  all of this for programs");
        Line($"ascmhl/       hashes of every file (ASC MHL): 'acetate check-delivery' checks the package against them");
        Line($"");
        foreach (var plate in plates)
            Line($"{plate.Plate.Shot} {plate.Plate.Element} v{plate.Plate.Version:000}  {KebabCase.Of(plate.Plate.Change)}  frames {plate.Plate.FirstNumber}-{plate.Plate.FirstNumber + plate.Plate.Range.Frames - 1}  {plate.Clip.Clip.Name}  {plate.Paths.Frames}");
        foreach (var standing in manifest.Standing)
            Line($"{standing.Shot} {standing.Element} v{standing.Version:000}  {standing.Change}: {string.Join(' ', standing.Sentences)}");
        var used = plates.SelectMany(plate => ((BoundDocument?[])[plate.Amf, plate.Fdl, plate.Cdl, plate.Lut]).Select(one => one?.Handed?.Name).Concat(plate.Stills.Select(still => still.Name))).OfType<string>()
            .Concat(plates.SelectMany(plate => plate.AmfDocument is { } amf ? AmfFiles.Named(amf).Select(address => Uri.UnescapeDataString(address.Trim())) : []))
            .Concat(PlateLooks.BesidesOf(order.Settings)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var others = order.Documents.Select(document => document.Name).Where(name => !used.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (others.Count > 0) Line($"\nHanded in and used for no plate: {string.Join(", ", others)}");
        return text.ToString();
    }
}
