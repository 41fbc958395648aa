using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Steps;
using Acetate.Steps.Transfer;

namespace Acetate.Tools.Ingest.Recording;

/// <summary>Turns what copy and hash steps say about files into facts, and holds each reading against the ones before it.</summary>
internal static class FileResults
{
    /// <summary>What a copy step found. With a first reading of an unproven card, both readings must agree.</summary>
    public static ImmutableArray<CopyFileNews> Of(CopyFilesResult result, IReadOnlyDictionary<string, ImmutableArray<FileDigest>>? firstReading) =>
    [
        .. result.Files.Select(file =>
        {
            var digests = Digests(file.Digests);
            var state = StateOf(file.Outcome);
            // What a bad reading gave must never become what later readings are held against.
            var news = new CopyFileNews(file.Path, state, IsGood(state) ? digests : [], file.Message);
            return IsGood(news.State) && firstReading?.GetValueOrDefault(file.Path) is { } first && Differs(first, digests) is { } why
                ? news with { State = CopyFileState.Mismatch, Message = $"The card gave different bytes when it was read again: {why}", Digests = [] }
                : news;
        }),
    ];

    /// <summary>What a verification found: the stored bytes must give what the manifest says and what was read from the card. Digests that
    /// are known are not told again.</summary>
    /// <param name="result">The step's output.</param>
    /// <param name="known">The digests known of each file before.</param>
    public static ImmutableArray<CopyFileNews> Of(HashFilesResult result, IReadOnlyDictionary<string, ImmutableArray<FileDigest>> known) =>
    [
        .. result.Files.Select(file =>
        {
            var digests = Digests(file.Digests);
            var state = file.Verdict switch
            {
                HashVerdict.Intact or HashVerdict.Hashed => CopyFileState.Intact,
                HashVerdict.Mismatch => CopyFileState.Mismatch,
                HashVerdict.Missing => CopyFileState.Missing,
                HashVerdict.SizeDiffers => CopyFileState.SizeDiffers,
                _ => CopyFileState.Unreadable,
            };
            if (state != CopyFileState.Intact) return new CopyFileNews(file.Path, state, [], file.Message);
            var before = known.GetValueOrDefault(file.Path);
            if (before.IsDefaultOrEmpty || !before.Any(b => digests.Any(d => d.Format == b.Format)))
                return new CopyFileNews(file.Path, CopyFileState.Unreadable, [], "The stored bytes could not be held against anything: no hash of the file is known.");
            return Differs(before, digests) is { } why
                ? new CopyFileNews(file.Path, CopyFileState.Mismatch, [], $"The stored bytes are not those that were read: {why}")
                : new CopyFileNews(file.Path, CopyFileState.Intact, digests.RemoveAll(d => before.Any(b => b.Format == d.Format)));
        }),
    ];

    /// <summary>The hashes of the blocks of files that a verification found right.</summary>
    public static IEnumerable<FileBlocks> BlocksOf(HashFilesResult result, ImmutableArray<CopyFileNews> news)
    {
        var intact = news.Where(one => one.State == CopyFileState.Intact).Select(one => one.Path).ToHashSet(StringComparer.Ordinal);
        return
            from file in result.Files
            where file.Blocks is not null && !file.Digests.IsEmpty && intact.Contains(file.Path)
            select new FileBlocks(file.Path, new(file.Digests[0].Format, file.Digests[0].Text), file.Blocks!);
    }

    /// <summary>Whether a file is where it should be, as it should be.</summary>
    public static bool IsGood(CopyFileState state) => state is CopyFileState.Copied or CopyFileState.AlreadyThere or CopyFileState.Intact or CopyFileState.Hashed;

    /// <summary>Whether a state says that something is wrong (and not merely that nothing was done yet).</summary>
    public static bool IsBad(CopyFileState state) => !IsGood(state) && state != CopyFileState.Waiting;

    /// <summary>The files that the output of a copy says did not arrive, each with the reason.</summary>
    public static IEnumerable<Reports.ReportFault> BadCopies(string? output) =>
        output is null || JsonSerializer.Deserialize<CopyFilesResult>(output, StepJson.Options) is not { } result ? []
            : result.Files.Where(f => !IsGood(StateOf(f.Outcome))).Select(f => new Reports.ReportFault(f.Path, KebabCase.Of(StateOf(f.Outcome)), f.Message));

    /// <summary>The digests that the output of a step gives for each file.</summary>
    public static Dictionary<string, ImmutableArray<FileDigest>> DigestsOf(string? output)
    {
        var found = new Dictionary<string, ImmutableArray<FileDigest>>(StringComparer.Ordinal);
        if (output is null) return found;
        using var document = JsonDocument.Parse(output);
        if (!document.RootElement.TryGetProperty("files", out var files)) return found;
        foreach (var file in files.EnumerateArray())
        {
            var digests = file.GetProperty("digests").EnumerateArray()
                .Select(d => new FileDigest(d.GetProperty("format").GetString() ?? "", d.GetProperty("text").GetString() ?? "")).ToImmutableArray();
            if (!digests.IsEmpty) found[file.GetProperty("path").GetString() ?? ""] = digests;
        }

        return found;
    }

    /// <summary>
    /// What is known of the files of a batch, from the copy of the same number, else from the library; and those that this copy says
    /// did not arrive: to verify them tells nothing new.
    /// </summary>
    public static async Task<(Dictionary<string, ImmutableArray<FileDigest>> Known, HashSet<string> NotCopied)> KnownAsync(
        LibraryTransaction tx, JobHead job, StepRow verification, Guid roll, IReadOnlyCollection<string> paths, CancellationToken cancellationToken)
    {
        var number = verification.Name[(verification.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var output = await tx.OutputAsync(job.Id, "copy/" + number, cancellationToken);
        var copied = output is null ? [] : JsonSerializer.Deserialize<CopyFilesResult>(output, StepJson.Options)?.Files ?? [];
        var known = copied.Where(f => !f.Digests.IsEmpty).ToDictionary(f => f.Path, f => Digests(f.Digests), StringComparer.Ordinal);
        var elsewhere = paths.Where(p => !known.ContainsKey(p)).ToList();
        if (elsewhere.Count > 0)
            foreach (var (path, digests) in await tx.DigestsAsync(roll, elsewhere, cancellationToken)) known[path] = digests;
        return (known, copied.Where(f => !IsGood(StateOf(f.Outcome))).Select(f => f.Path).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Which digest differs, as a sentence; null when all formats that both have agree.</summary>
    private static string? Differs(ImmutableArray<FileDigest> first, ImmutableArray<FileDigest> second)
    {
        foreach (var one in first)
            foreach (var other in second)
                if (one.Format == other.Format && one.Text != other.Text)
                    return $"{one.Format} {one.Text} became {other.Text}.";
        return null;
    }

    private static ImmutableArray<FileDigest> Digests(ImmutableArray<DigestText> digests) => [.. digests.Select(d => new FileDigest(d.Format, d.Text))];

    private static CopyFileState StateOf(CopyOutcome outcome) => outcome switch
    {
        CopyOutcome.Copied => CopyFileState.Copied,
        CopyOutcome.AlreadyThere => CopyFileState.AlreadyThere,
        CopyOutcome.SizeDiffers => CopyFileState.SizeDiffers,
        CopyOutcome.Mismatch => CopyFileState.Mismatch,
        CopyOutcome.Vanished => CopyFileState.Vanished,
        CopyOutcome.Conflict => CopyFileState.Conflict,
        _ => CopyFileState.Unreadable,
    };
}
