using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Hashing;
using Acetate.Library.Rolls;
using Acetate.Mhl;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Manifests;

/// <summary>What holding a roll against its manifest gave, before a byte was sent: names, sizes and the chain; no content is read.</summary>
public sealed record ManifestCheck
{
    /// <summary>The worst that was found, in one word.</summary>
    public required ManifestState State { get; init; }

    /// <summary>What kind of manifest: <c>asc-mhl</c>, <c>mhl-1</c>, or empty when the card has none.</summary>
    public required string Format { get; init; }

    /// <summary>How many generations the history has; 1 for a legacy MHL, 0 without a manifest.</summary>
    public int Generations { get; init; }

    /// <summary>Every file to be copied, with the digests it must give.</summary>
    public required ImmutableArray<CheckedFile> Files { get; init; }

    /// <summary>What was found; those of severity <see cref="FindingSeverity.Hold"/> hold the roll.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>How many files the manifest lists that are not there.</summary>
    [JsonIgnore]
    public int Missing => Files.Count(f => f.Verdict == RollFileVerdict.Missing);
}

/// <summary>A file of a roll as the manifest sees it.</summary>
/// <param name="Path">Relative to the roll.</param>
/// <param name="Length">Bytes on the card; for a missing file those the manifest says, or 0.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Expected">The digests its bytes must give; empty when the manifest knows none.</param>
/// <param name="Formats">The formats it is hashed in while it is copied.</param>
/// <param name="Message">Why, when the verdict does not say it all; empty otherwise.</param>
public sealed record CheckedFile(
    string Path, long Length, RollFileVerdict Verdict, ImmutableArray<HashDigest> Expected, ImmutableArray<HashFormat> Formats, string Message = "")
{
    /// <summary>When the file was last written, to the second; only of cards without a manifest, where nothing better tells two contents apart.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>What tells this content from another of the same name and length: the manifest's first digest, else when it was written.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Content => !Expected.IsDefaultOrEmpty ? Expected[0].Text : Modified?.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whether there is something to copy.</summary>
    public bool IsThere => Verdict != RollFileVerdict.Missing;
}

/// <summary>Checks rolls on a mounted card against their manifests.</summary>
public static class ManifestChecker
{
    /// <summary>Holds a roll against the manifest on its card.</summary>
    /// <param name="folder">The roll's folder.</param>
    /// <param name="roll">What the scan found there.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="IOException">The card cannot be read.</exception>
    public static async Task<ManifestCheck> CheckAsync(string folder, ScannedRoll roll, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roll);
        if (roll.Files.Any(f => MhlPath.IsInHistory(f.Path)))
            return Judge(roll, await MhlHistory.LoadAsync(CardHistory(folder, roll), roll.Name, cancellationToken).ConfigureAwait(false), folder);
        var legacy = roll.Files.Where(f => !f.Path.Contains('/') && MediaNames.Extension(f.Name) == "mhl").ToList();
        return legacy.Count > 0 ? LegacyManifestCheck.Check(folder, roll, legacy) : Dated(Unproven(roll), folder);
    }

    private static ManifestCheck Dated(ManifestCheck check, string folder) => check with
    {
        Files = [.. check.Files.Select(file => file with { Modified = new FileInfo(Path.Join(folder, file.Path)) is { Exists: true } info ? info.LastWriteTimeUtc : null })],
    };

    /// <summary>A card without a manifest: everything is copied, nothing is proven but that two readings agree.</summary>
    public static ManifestCheck Unproven(ScannedRoll roll) => new()
    {
        State = ManifestState.UnprovenAtSource,
        Format = "",
        Files = [.. roll.Files.Select(f => new CheckedFile(f.Path, f.Length, RollFileVerdict.Unlisted, [], [HashFormat.Xxh128]))],
        Findings =
        [
            new Finding
            {
                Severity = FindingSeverity.Note, Code = "no-manifest",
                Message = $"Roll {roll.Name} has no manifest. It is read twice and marked as unproven at source; its first generation will be ours.",
                Advice = "Seal cards on set at the first copy ('acetate mhl create'), so that every later copy can be proven.",
            },
        ],
    };

    /// <summary>Holds what is there against an ASC MHL history. Pure but for the sizes of files that the ignore profile had left out.</summary>
    internal static ManifestCheck Judge(ScannedRoll roll, MhlHistory history, string folder, string format = "asc-mhl")
    {
        var files = roll.Files.Concat(Reclaimed(roll, path => history.Find(path) is not null, folder)).ToList();
        var comparison = history.Compare(files.Where(f => !MhlPath.IsInHistory(f.Path)).Select(f => new ObservedFile(f.Path, f.Length, [])));
        var verdicts = comparison.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<CheckedFile>();
        foreach (var file in files)
        {
            var record = MhlPath.IsInHistory(file.Path) ? null : history.Find(file.Path);
            var formats = history.FormatsFor(file.Path, [HashFormat.Xxh128]);
            var finding = verdicts.GetValueOrDefault(file.Path);
            var expected = record is null ? [] : record.Trusted.Select(h => h.Digest).Where(d => formats.Contains(d.Format)).ToImmutableArray();
            var verdict = MhlPath.IsInHistory(file.Path) ? RollFileVerdict.Listed
                : finding is null ? RollFileVerdict.Unlisted
                : finding.Status switch
                {
                    FileStatus.Present or FileStatus.Intact => RollFileVerdict.Listed,
                    FileStatus.Mismatch when finding.ExpectedLength != finding.Length => RollFileVerdict.SizeDiffers,
                    FileStatus.Mismatch or FileStatus.Unreadable => RollFileVerdict.Mismatch,
                    _ => RollFileVerdict.Unlisted,
                };
            result.Add(new CheckedFile(file.Path, file.Length, verdict, expected, formats, finding?.Message ?? ""));
        }

        foreach (var missing in comparison.Files.Where(f => f.Status == FileStatus.Missing))
            result.Add(new CheckedFile(missing.Path, missing.ExpectedLength ?? 0, RollFileVerdict.Missing, [], []));
        var broken = history.Findings.Where(f => f.BreaksTrust).ToList();
        return Summed(roll, format, history.Root.Generations.Length, result.ToImmutable(), broken.Select(Untrusted));
    }

    /// <summary>Files that the ignore profile leaves out and the manifest lists all the same: the manifest wins.</summary>
    internal static IEnumerable<CardFile> Reclaimed(ScannedRoll roll, Predicate<string> isListed, string folder)
    {
        foreach (var item in roll.Ignored.Where(i => !i.Path.EndsWith('/') && isListed(i.Path)))
        {
            var file = new FileInfo(Path.Join(folder, item.Path));
            if (file.Exists && file.LinkTarget is null) yield return new CardFile(item.Path, file.Length);
        }
    }

    /// <summary>Adds the state and the findings that follow from the verdicts.</summary>
    internal static ManifestCheck Summed(ScannedRoll roll, string format, int generations, ImmutableArray<CheckedFile> files, IEnumerable<Finding> untrusted)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        findings.AddRange(untrusted);
        var state = findings.Count > 0 ? ManifestState.Untrusted : ManifestState.Intact;
        void Add(Predicate<RollFileVerdict> fits, ManifestState worse, FindingSeverity severity, string code, Func<string, string> message, string advice)
        {
            var found = files.Where(f => fits(f.Verdict)).ToList();
            if (found.Count == 0) return;
            if (state == ManifestState.Intact) state = worse;
            findings.Add(new Finding { Severity = severity, Code = code, Path = found[0].Path, Message = message(Some(found)), Advice = advice });
        }

        Add(v => v is RollFileVerdict.Mismatch or RollFileVerdict.SizeDiffers, ManifestState.Mismatch, FindingSeverity.Hold, "manifest-mismatch",
            some => $"Roll {roll.Name} does not agree with its manifest in size or state: {some}.",
            "Copy the roll again from the camera's card; ingest that, and keep this drive as it is. Releasing the roll takes it as it is, and every report says so.");
        Add(v => v is RollFileVerdict.Missing, ManifestState.Missing, FindingSeverity.Hold, "manifest-missing",
            some => $"Roll {roll.Name} lacks files that its manifest lists: {some}.",
            "Find the files on the camera's card or another copy and ingest that. Releasing the roll takes what is there, and every report says so.");
        // A history that cannot be trusted says nothing about strangers.
        if (state != ManifestState.Untrusted) Add(v => v is RollFileVerdict.Unlisted, ManifestState.Unlisted, FindingSeverity.Warning, "manifest-unlisted",
            some => $"Roll {roll.Name} has files that its manifest does not list: {some}.",
            "They are copied and verified against what the card gave; somebody added them after the card was sealed.");
        return new ManifestCheck { State = state, Format = format, Generations = generations, Files = files, Findings = findings.ToImmutable() };
    }

    /// <summary>The <c>ascmhl</c> folders of a roll on a mounted card, as the scan saw them: nothing else can be opened through it.</summary>
    internal static HistoryFiles CardHistory(string folder, ScannedRoll roll)
    {
        var paths = roll.Files.Where(f => MhlPath.IsInHistory(f.Path)).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        return new HistoryFiles
        {
            ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>(paths),
            OpenReadAsync = (path, _) => paths.Contains(path)
                ? ValueTask.FromResult<Stream>(new FileStream(Path.Join(folder, path), FileMode.Open, FileAccess.Read, FileShare.Read))
                : throw new FileNotFoundException($"'{path}' is no part of the card's history."),
        };
    }

    private static Finding Untrusted(HistoryFinding finding) => new()
    {
        Severity = FindingSeverity.Hold,
        Code = "manifest-untrusted",
        Path = finding.Scope.Length == 0 ? "ascmhl" : $"{finding.Scope}/ascmhl",
        Message = $"The roll's own history cannot be trusted: {finding.Message}",
        Advice = "Compare with another copy of the roll. Releasing the roll takes it without its history as proof: it is then read twice, and every report says so.",
    };

    private static string Some(List<CheckedFile> files) =>
        string.Join(", ", files.Take(5).Select(f => Names.Printable(f.Path) + (f.Message.Length > 0 ? $" ({f.Message.TrimEnd('.')})" : "")))
        + (files.Count > 5 ? $" and {files.Count - 5:N0} more" : "");
}
