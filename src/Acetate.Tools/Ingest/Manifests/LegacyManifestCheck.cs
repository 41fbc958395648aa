using Acetate.Mhl;
using Acetate.Mhl.Legacy;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Manifests;

/// <summary>Holds a roll against the MHL 1.x lists at its root. They have no generations and no chain, so only their content can be trusted.</summary>
internal static class LegacyManifestCheck
{
    public static ManifestCheck Check(string folder, ScannedRoll roll, IReadOnlyList<CardFile> manifests)
    {
        var lists = new List<(string FileName, LegacyManifest List)>();
        foreach (var file in manifests)
        {
            try
            {
                using var stream = new FileStream(Path.Join(folder, file.Path), FileMode.Open, FileAccess.Read, FileShare.Read);
                lists.Add((file.Name, LegacyReader.Read(stream, file.Name)));
            }
            catch (MhlException e)
            {
                var unproven = ManifestChecker.Unproven(roll);
                return unproven with
                {
                    State = Library.Rolls.ManifestState.Untrusted,
                    Format = "mhl-1",
                    Findings =
                    [
                        new Finding
                        {
                            Severity = FindingSeverity.Hold, Code = "manifest-untrusted", Path = file.Path, Message = $"The roll's manifest cannot be used: {e.Message}",
                            Advice = "Compare with another copy of the roll. Releasing the roll takes it without this as proof: it is then read twice, and every report says so.",
                        },
                    ],
                };
            }
        }

        var check = ManifestChecker.Judge(roll, LegacyHistory.Of(lists, roll.Name), folder, "mhl-1");
        // A list never lists itself, and it is no stranger on the card.
        var own = manifests.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        var files = check.Files.Select(f => own.Contains(f.Path) && f.Verdict == Library.Rolls.RollFileVerdict.Unlisted ? f with { Verdict = Library.Rolls.RollFileVerdict.Listed } : f);
        var untrusted = check.Findings.Where(f => f.Code == "manifest-untrusted").ToList();
        return ManifestChecker.Summed(roll, "mhl-1", 1, [.. files], untrusted);
    }
}
