using System.Collections.Immutable;

namespace Acetate.Tools.Ingest.Scan;

/// <summary>What the comparison of two rolls knows of each: enough to tell a repetition from a clash.</summary>
/// <param name="Name">The roll's name.</param>
/// <param name="Where">Where it is, for people: "on this drive at …", "in the library, 12 May 2026".</param>
/// <param name="Content">The content: every path, size and, where known, digest. Equal when the rolls are the same footage.</param>
public sealed record RollIdentity(string Name, string Where, string Content);

/// <summary>Tells three things apart: the same roll again, two rolls under one name, one roll under two names.</summary>
public static class Duplicates
{
    /// <summary>What is to be said about a new roll in view of those already known.</summary>
    public static IEnumerable<Finding> Of(RollIdentity roll, IEnumerable<RollIdentity> known)
    {
        foreach (var other in known)
        {
            var sameName = other.Name.Equals(roll.Name, StringComparison.OrdinalIgnoreCase);
            var sameContent = other.Content.Length > 0 && other.Content == roll.Content;
            if (sameName && sameContent)
                yield return new Finding
                {
                    Severity = FindingSeverity.Note,
                    Code = "roll-again",
                    Message = $"Roll {roll.Name} is the same as the one {other.Where}: same name, same content.",
                    Advice = "Nothing is copied twice: files that are already there are verified and kept.",
                };
            else if (sameName)
                yield return new Finding
                {
                    Severity = FindingSeverity.Hold,
                    Code = "roll-name-taken",
                    Message = $"Roll {roll.Name} has the name of the one {other.Where}, but different content.",
                    Advice = "Find out which of the two carries the wrong name. Ingest one of them from a folder with another roll name.",
                };
            else if (sameContent)
                yield return new Finding
                {
                    Severity = FindingSeverity.Warning,
                    Code = "roll-content-known",
                    Message = $"Roll {roll.Name} has exactly the content of roll {other.Name} {other.Where}, under another name.",
                    Advice = "One card was probably copied twice under two names, and another card may be missing: check the camera report.",
                };
        }
    }

    /// <summary>The identity of a roll by its paths and sizes; digests are added where a manifest gives them.</summary>
    public static string Content(IEnumerable<CardFile> files, IReadOnlyDictionary<string, string>? digests = null)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var any = false;
        foreach (var file in files.Where(f => !IsManifest(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            any = true;
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{file.Path}\0{file.Length}\0{digests?.GetValueOrDefault(file.Path)}\0"));
        }

        return any ? Convert.ToHexStringLower(hash.GetHashAndReset()) : "";
    }

    internal static IEnumerable<Finding> AmongScanned(ImmutableArray<ScannedRoll> rolls)
    {
        var seen = new List<RollIdentity>();
        foreach (var roll in rolls.Where(r => r.Kind != Library.Rolls.RollKind.Other))
        {
            var identity = new RollIdentity(roll.Name, $"at {(roll.Path.Length == 0 ? "the top of the drive" : roll.Path)} on this drive", Content(roll.Files));
            foreach (var finding in Of(identity, seen)) yield return finding with { Path = roll.Path };
            seen.Add(identity);
        }
    }

    private static bool IsManifest(string path) =>
        path.StartsWith("ascmhl/", StringComparison.OrdinalIgnoreCase) || MediaNames.Extension(path) == "mhl";
}
