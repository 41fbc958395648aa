using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Ingest.Advice;

/// <summary>Whether a card, a shuttle drive or a RAID may be formatted, and every reason why not.</summary>
public sealed record WipeAdvice
{
    /// <summary>What would be formatted.</summary>
    public required MediumClass Medium { get; init; }

    /// <summary>Whether it is safe.</summary>
    public required bool IsSafe { get; init; }

    /// <summary>In large letters: <c>Safe to format</c> or <c>Not safe to format</c>. Where there are warnings, it is safe by the show's rules only.</summary>
    public string Headline => !IsSafe ? "Not safe to format" : Warnings.IsEmpty ? "Safe to format" : "Safe to format by the show's rules";

    /// <summary>Why: what is missing, or, when it is safe, what makes it so. One sentence each.</summary>
    public required ImmutableArray<string> Reasons { get; init; }

    /// <summary>What the show's rules allow and a person must weigh all the same before formatting; said as loudly as the advice.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What is worth knowing although it does not decide.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The whole advice as one sentence.</summary>
    public override string ToString() => IsSafe ? string.Join(" But ", [$"{Headline}: {Reasons[0]}", .. Warnings.Select(Lower)]) : $"{Headline}, because {string.Join(" Also: ", Reasons.Select(Lower))}";

    /// <summary>A sentence as it goes on after another's first words.</summary>
    internal static string Lower(string sentence) =>
        sentence.Length > 1 && char.IsUpper(sentence[0]) && !char.IsUpper(sentence[1]) && !char.IsDigit(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    /// <summary>Weighs the facts against the show's policy. Anything that is not known counts against formatting.</summary>
    public static WipeAdvice For(AdviceFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var reasons = ImmutableArray.CreateBuilder<string>();
        var notes = ImmutableArray.CreateBuilder<string>();
        var warnings = ImmutableArray.CreateBuilder<string>();
        var verified = facts.Copies.Where(c => c.VerifiedAt is not null && c.Problem.Length == 0).ToList();
        var away = verified.Where(c => c.Away.Length > 0).ToList();
        var whole = verified.Where(c => c.Files == facts.Files && c.Bytes == facts.Bytes && c.Away.Length == 0).ToList();
        if (facts.Files == 0) reasons.Add("Nothing of this roll is known to the library.");
        if (facts.Hold is { } hold) reasons.Add($"The roll is held: {hold.Reason}");
        // A roll that is held because of a copy says so once.
        foreach (var copy in facts.Copies.Where(c => c.Problem.Length > 0 && c.Problem != facts.Hold?.Reason)) reasons.Add($"Copy {copy.Name} failed its check: {copy.Problem}");
        foreach (var copy in verified.Where(c => !whole.Contains(c) && !away.Contains(c)))
            reasons.Add($"Copy {copy.Name} has {copy.Files:N0} files and {copy.Bytes:N0} bytes, but the roll has {facts.Files:N0} and {facts.Bytes:N0}.");
        // A copy that nobody can see counts for nothing until it can be seen again.
        foreach (var copy in away)
        {
            var sentence = $"Copy {copy.Name} cannot be seen now: {copy.Away}";
            if (whole.Count < facts.CopiesNeeded || whole.Select(c => c.Place).Distinct(StringComparer.Ordinal).Count() < facts.PlacesNeeded) reasons.Add(sentence);
            else notes.Add(sentence);
        }

        if (whole.Count + away.Count < facts.CopiesNeeded)
            reasons.Add(whole.Count == 0 ? $"No verified copy exists yet; {Needed(facts)} needed."
                : $"Only {Counted(whole.Count, "verified copy", "verified copies")} {(whole.Count == 1 ? "exists" : "exist")} ({string.Join(", ", whole.Select(c => c.Name))}); {Needed(facts)} needed.");
        var places = whole.Select(c => c.Place).Distinct(StringComparer.Ordinal).Count();
        if (whole.Count >= facts.CopiesNeeded && places < facts.PlacesNeeded)
            reasons.Add($"The verified copies lie in {Counted(places, "place", "places")} ({string.Join(", ", whole.Select(c => c.Place).Distinct())}); {facts.PlacesNeeded} are needed.");
        else if (whole.Count > 1 && places == 1)
            warnings.Add($"{(whole.Count == 2 ? "Both" : "All")} copies lie in one place ({whole[0].Place}): what destroys it destroys {(whole.Count == 2 ? "both" : "them all")}. Have one elsewhere before you format, such as with the archive on another disk.");
        else if (whole.Count == 1 && facts.CopiesNeeded == 1)
            warnings.Add($"The show asks for one copy only ({whole[0].Name}, {whole[0].Place}): once the {Word(facts.Medium)} is formatted, nothing else holds this footage.");
        if (facts.ChangedSince is { } changed) reasons.Add($"The {Word(facts.Medium)} was changed after it was read: {changed}");
        if (facts.NotIngested > 0)
            reasons.Add($"{facts.NotIngested:N0} {(facts.NotIngested == 1 ? "file" : "files")} on the {Word(facts.Medium)} {(facts.NotIngested == 1 ? "lies" : "lie")} outside every roll and {(facts.NotIngested == 1 ? "was" : "were")} not ingested.");
        if (!facts.NotRead.IsEmpty)
            reasons.Add($"Something on the {Word(facts.Medium)} was never read and is in no copy: {string.Join(" ", facts.NotRead.Take(3))}{(facts.NotRead.Length > 3 ? $" And {facts.NotRead.Length - 3:N0} more." : "")}");
        foreach (var missing in facts.NeverArrived) reasons.Add(missing);
        if (facts.Medium != MediumClass.Card && facts.OtherRollsOpen > 0)
            reasons.Add($"{Counted(facts.OtherRollsOpen, "other roll", "other rolls")} that came on it {(facts.OtherRollsOpen == 1 ? "is" : "are")} not safe yet.");
        if (facts.Manifest == ManifestState.UnprovenAtSource)
            notes.Add("The card had no manifest: our copies are proven equal to what the card gave when it was read twice, not to what the camera wrote.");
        if (facts.Hold is null && facts.Manifest is ManifestState.Missing or ManifestState.Mismatch or ManifestState.Untrusted)
            notes.Add($"A person released the roll although its manifest check said: {facts.Manifest.ToString().ToLowerInvariant()}. The copies equal the card, not the manifest.");
        if (facts.Manifest == ManifestState.Unlisted) notes.Add("Some files were not in the card's manifest; they were copied and verified all the same.");
        if (reasons.Count > 0) return new WipeAdvice { Medium = facts.Medium, IsSafe = false, Reasons = reasons.ToImmutable(), Warnings = warnings.ToImmutable(), Notes = notes.ToImmutable() };
        return new WipeAdvice
        {
            Medium = facts.Medium,
            IsSafe = true,
            Warnings = warnings.ToImmutable(),
            Notes = notes.ToImmutable(),
            Reasons = [$"{facts.Files:N0} {(facts.Files == 1 ? "file" : "files")} were read back and are right in {Counted(whole.Count, "copy", "copies")}: {string.Join(", ", whole.Select(c => c.Name))}."],
        };
    }

    private static string Needed(AdviceFacts facts) => facts.CopiesNeeded == 1 ? "1 is" : $"{facts.CopiesNeeded} are";

    private static string Counted(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";

    private static string Word(MediumClass medium) => medium switch { MediumClass.Card => "card", MediumClass.Shuttle => "shuttle drive", _ => "RAID" };
}

/// <summary>What kind of medium would be formatted.</summary>
[JsonConverter(typeof(Library.KebabCaseEnumConverter<MediumClass>))]
public enum MediumClass
{
    /// <summary>The camera's or recorder's own card: it is wanted back on set soon.</summary>
    Card,

    /// <summary>A drive that travels and is wiped for the next day.</summary>
    Shuttle,

    /// <summary>The set's own RAID, the last original outside the facility.</summary>
    Raid,
}

/// <summary>Everything that bears on the advice.</summary>
public sealed record AdviceFacts
{
    /// <summary>What would be formatted.</summary>
    public required MediumClass Medium { get; init; }

    /// <summary>Files of the roll, as they were read.</summary>
    public required long Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>What the manifest said.</summary>
    public ManifestState Manifest { get; init; }

    /// <summary>Why the roll is held, if it is.</summary>
    public Hold? Hold { get; init; }

    /// <summary>The copies there are.</summary>
    public ImmutableArray<CopyFacts> Copies { get; init; } = [];

    /// <summary>Verified copies that the show asks for before this medium is formatted.</summary>
    public required int CopiesNeeded { get; init; }

    /// <summary>Different places they must lie in.</summary>
    public int PlacesNeeded { get; init; } = 1;

    /// <summary>What changed on the medium since it was read; null when nothing did or it was not looked at again.</summary>
    public string? ChangedSince { get; init; }

    /// <summary>Files on the medium that were not ingested.</summary>
    public int NotIngested { get; init; }

    /// <summary>What on the medium could not be read at all; one sentence each. Nobody who releases the roll makes that right.</summary>
    public ImmutableArray<string> NotRead { get; init; } = [];

    /// <summary>What the reports promise of this roll and the card does not have; one sentence each.</summary>
    public ImmutableArray<string> NeverArrived { get; init; } = [];

    /// <summary>Other rolls on the same shuttle or RAID that are not safe yet.</summary>
    public int OtherRollsOpen { get; init; }
}

/// <summary>A copy, as the advice sees it.</summary>
/// <param name="Name">For people: <c>library</c>, <c>archive</c>.</param>
/// <param name="Place">The place that would be lost as one: a machine's disk, a bucket's endpoint.</param>
/// <param name="Files">Files in it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="VerifiedAt">When its stored bytes were read back and found right; null while they were not.</param>
/// <param name="Problem">What the last check found wrong; empty when nothing.</param>
/// <param name="Away">Why it cannot be seen now, going on from a colon; empty when it can.</param>
public sealed record CopyFacts(string Name, string Place, long Files, long Bytes, DateTimeOffset? VerifiedAt, string Problem = "", string Away = "");
