using System.Collections.Immutable;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Mhl;
using Acetate.Steps.Documents;
using Acetate.Storage;
using Acetate.Tools.Ingest.Recording;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Ingest.Archive;

/// <summary>Makes a library anew from the archive and its MHL histories alone: for the day on which the database is lost.</summary>
/// <remarks>What lies beside a roll as its document is used when it is there; without it, the folders and the manifests say enough.
/// Nothing is believed to be verified until it has been read back again.</remarks>
/// <param name="library">The new library, with the old archive.</param>
public sealed class LibraryRebuild(MediaLibrary library)
{
    /// <summary>Looks what an archive holds; changes nothing and needs no library.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="show">Only of this show; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StoreException">The archive cannot be read.</exception>
    /// <exception cref="IngestException">It holds nothing of that show.</exception>
    public static async Task<ArchivedRolls> FindAsync(Uri store, string? show, CancellationToken cancellationToken)
    {
        await using var archive = await StoreUrl.OpenAsync(store, StoreAccess.Read, cancellationToken);
        var files = await ListAsync(archive, cancellationToken);
        var prefixes = files.Select(f => PrefixOf(f.Path)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (show is not null && !prefixes.Exists(p => p.StartsWith(show + "/", StringComparison.Ordinal)))
            throw new IngestException(IngestProblem.NotFound, $"The archive holds no roll of a show '{show}'. It holds {Some(prefixes.Select(p => p[..p.IndexOf('/', StringComparison.Ordinal)]))}.");
        return new ArchivedRolls(files, await DocumentsAsync(archive, files, cancellationToken),
            show is null ? prefixes : prefixes.FindAll(p => p.StartsWith(show + "/", StringComparison.Ordinal)));
    }

    /// <summary>Rebuilds every roll that was found and that the library does not know.</summary>
    public async Task<RebuildReport> RunAsync(ArchivedRolls found, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        await using var archive = await StoreUrl.OpenAsync(library.Options.Archive, StoreAccess.Read, cancellationToken);
        var (rebuilt, problems) = (ImmutableArray.CreateBuilder<RebuiltRoll>(), ImmutableArray.CreateBuilder<string>());
        foreach (var prefix in found.Prefixes)
        {
            try
            {
                var document = found.Documents.GetValueOrDefault(prefix);
                if (await RebuildAsync(archive, prefix, found.Files, document, actor, cancellationToken) is { } roll) rebuilt.Add(roll);
            }
            catch (Exception e) when (e is MhlException or StoreException or FormatException or LibraryException)
            {
                problems.Add($"{prefix}: {e.Message}");
            }
        }

        return new RebuildReport(rebuilt.ToImmutable(), problems.ToImmutable());
    }

    private static string Some(IEnumerable<string> shows) => string.Join(", ", shows.Distinct().Take(20)) is { Length: > 0 } some ? some : "none at all";

    private async Task<RebuiltRoll?> RebuildAsync(IFileStore archive, string prefix, List<CardFile> all, RollDocument? document, string actor, CancellationToken cancellationToken)
    {
        var own = all.Where(f => f.Path.StartsWith(prefix + "/", StringComparison.Ordinal)).Select(f => f with { Path = f.Path[(prefix.Length + 1)..] }).ToList();
        var roll = document?.Roll ?? FromFolders(prefix, own);
        var history = await MhlHistory.LoadAsync(Histories(archive, prefix, own), roll.Name, cancellationToken);
        var files = Files(own, history);
        var missing = history.Compare(own.Where(f => !MhlPath.IsInHistory(f.Path)).Select(f => new ObservedFile(f.Path, f.Length, []))).Files
            .Where(f => f.Status is FileStatus.Missing or FileStatus.Mismatch).ToList();
        return await library.WriteAsync(async tx =>
        {
            if (await tx.RollAsync(roll.Id, cancellationToken) is not null || (await tx.RollsNamedAsync(roll.Show, roll.Name, cancellationToken)).Exists(r => r.StorePrefix == prefix)) return null;
            if (await tx.ShowAsync(roll.Show, cancellationToken) is null) await tx.AddShowAsync(new Show { Name = roll.Show }, cancellationToken);
            roll = roll with { Stage = RollStage.Found, Hold = null, StorePrefix = prefix, Submission = null, Files = files.Count, Bytes = files.Sum(f => f.Length) };
            await tx.AddRollAsync(roll, cancellationToken);
            await tx.PutFilesAsync(roll.Id, files, cancellationToken);
            var clips = await ClipsAsync(tx, roll, files, document, cancellationToken);
            await tx.PutClipsAsync(clips, cancellationToken);
            foreach (var (clip, edits) in document?.Edits.Where(one => clips.Exists(c => c.Id == one.Key)) ?? []) await tx.RestoreClipEditsAsync(clip, edits, cancellationToken);
            var trouble = !history.IsTrusted ? $"Its history cannot be trusted: {history.Findings.FirstOrDefault(f => f.BreaksTrust)?.Message}"
                : missing.Count > 0 ? $"{ReportText.Count(missing.Count, "file is", "files are")} missing or of another size{(missing.Count > 1 ? ", such as" : ":")} {Names.Printable(missing[0].Path)}." : "";
            await tx.PutCopyAsync(CopyOf(tx, roll, CopyTier.Archive, library.Options.Archive, trouble.Length > 0 ? CopyState.Failed : CopyState.Written, trouble, history.Root.Generations.LastOrDefault()?.Number), cancellationToken);
            await tx.PutCopyAsync(CopyOf(tx, roll, CopyTier.Library, library.Options.Store, CopyState.Waiting, "Not looked at since the library was rebuilt.", null), cancellationToken);
            await tx.SetWorkAsync(roll.Id, RollStages.Bars.ToDictionary(b => b, _ => 1.0), cancellationToken);
            await tx.TellRollAsync(roll, "roll.rebuilt", actor,
                $"Roll {roll.Name} was rebuilt from the archive: {ReportText.Count(files.Count, "file", "files")}, {history.Root.Generations.Length} generations{(trouble.Length > 0 ? $". {trouble}" : "")}.", null, cancellationToken);
            await tx.AuditAsync(actor, "roll.rebuilt", roll.Id.ToString(), roll.Show, new { prefix, files = files.Count, document = document is not null }, cancellationToken);
            return new RebuiltRoll(roll.Id, roll.Show, roll.Name, files.Count, files.Sum(f => f.Length), document is not null, trouble);
        }, cancellationToken);
    }

    private static async Task<List<Clip>> ClipsAsync(LibraryTransaction tx, Roll roll, List<RollFile> files, RollDocument? document, CancellationToken cancellationToken)
    {
        if (document is null)
            return [.. RollFiles.Clips(roll.Name, files).Select(c => new Clip { Id = Guid.CreateVersion7(tx.Now), Roll = roll.Id, Name = c.Name, Kind = KebabCase.Of(c.Form), Files = [.. c.MediaFiles().Take(1)] })];
        var cards = new Dictionary<Guid, Guid>();
        foreach (var card in document.FormatCards) cards[card.Id] = (await tx.RestoreFormatCardAsync(card with { FirstRoll = roll.Id }, cancellationToken)).Id;
        return [.. document.Clips.Select(c => c with { FormatCard = c.FormatCard is { } id && cards.TryGetValue(id, out var known) ? known : null })];
    }

    private static RollCopy CopyOf(LibraryTransaction tx, Roll roll, CopyTier tier, Uri store, CopyState state, string message, int? generation) => new()
    {
        Id = Guid.CreateVersion7(tx.Now),
        Roll = roll.Id,
        Tier = tier,
        Store = store.ToString(),
        Prefix = roll.StorePrefix,
        Place = StorePlace.Of(store),
        State = state,
        Message = message,
        Files = state == CopyState.Waiting ? 0 : roll.Files,
        Bytes = state == CopyState.Waiting ? 0 : roll.Bytes,
        Generation = generation,
        WrittenAt = state == CopyState.Waiting ? null : tx.Now,
    };

    /// <summary>The files with the hashes that the history proves. The manifests themselves grow with every seal and are not counted.</summary>
    private static List<RollFile> Files(List<CardFile> own, MhlHistory history) =>
    [
        .. own.Where(f => !MhlPath.IsInHistory(f.Path)).Select((file, i) =>
        {
            var digests = (history.Find(file.Path)?.Trusted ?? []).Select(h => new FileDigest(HashFormats.Name(h.Digest.Format), h.Digest.Text)).ToImmutableArray();
            return new RollFile { Number = i + 1, Path = file.Path, Length = file.Length, Digests = digests, Expected = digests, Verdict = RollFileVerdict.Listed };
        }),
    ];

    /// <summary>What the folders say: show, day with its tags, kind and name.</summary>
    private Roll FromFolders(string prefix, List<CardFile> own)
    {
        var parts = prefix.Split('/');
        var day = DayFolder.TryParse(parts[1], out var folder) ? folder : throw new FormatException($"'{parts[1]}' is not the folder of a shoot day.");
        var kind = parts[2] switch { "Camera_Media" => RollKind.Camera, "Sound_Media" => RollKind.Sound, _ => RollKind.Other };
        return new Roll
        {
            Id = Guid.CreateVersion7(library.Clock.GetUtcNow()),
            Show = parts[0],
            Name = parts[3].Split('~')[0],
            Kind = kind,
            ShootDay = day.Day,
            Unit = day.Unit,
            Episode = day.Episode,
            DayNumber = day.DayNumber,
            Layout = "",
            LayoutReason = "rebuilt from its folder",
            FoundAt = library.Clock.GetUtcNow(),
            Manifest = ManifestState.Unchecked,
            Fingerprint = Duplicates.Content(own),
            Source = "",
        };
    }

    /// <summary>A roll's folder is four deep: show, day, kind, roll.</summary>
    private static string? PrefixOf(string path)
    {
        var parts = path.Split('/');
        return parts.Length > 4 && parts[2] is "Camera_Media" or "Sound_Media" or "Other" && DayFolder.TryParse(parts[1], out _) ? string.Join('/', parts.Take(4)) : null;
    }

    private static HistoryFiles Histories(IFileStore archive, string prefix, List<CardFile> own) => new()
    {
        ListAsync = _ => ValueTask.FromResult<IReadOnlyCollection<string>>([.. own.Where(f => MhlPath.IsInHistory(f.Path)).Select(f => f.Path)]),
        OpenReadAsync = async (path, token) => await archive.OpenReadAsync(StoreKey.Parse($"{prefix}/{path}"), new ReadOptions(), token),
    };

    private static async Task<List<CardFile>> ListAsync(IFileStore archive, CancellationToken cancellationToken)
    {
        var files = new List<CardFile>();
        await foreach (var file in archive.ListAsync(default, cancellationToken)) files.Add(new CardFile(file.Key.ToString(), file.Length));
        return files;
    }

    private static async Task<Dictionary<string, RollDocument>> DocumentsAsync(IFileStore archive, List<CardFile> files, CancellationToken cancellationToken)
    {
        var documents = new Dictionary<string, RollDocument>(StringComparer.Ordinal);
        foreach (var file in files.Where(f => f.Path.StartsWith(IngestFollowUp.DocumentFolder + "/", StringComparison.Ordinal) && f.Name == RollDocument.FileName))
        {
            try
            {
                await using var stream = await archive.OpenReadAsync(StoreKey.Parse(file.Path), new ReadOptions(), cancellationToken);
                var document = RollDocument.Read(stream);
                documents[document.Roll.StorePrefix] = document;
            }
            catch (FormatException)
            {
                // Without its document a roll is still rebuilt from its folders and its history.
            }
        }

        return documents;
    }
}

/// <summary>What an archive holds, as it was listed.</summary>
public sealed class ArchivedRolls
{
    internal ArchivedRolls(List<CardFile> files, Dictionary<string, RollDocument> documents, List<string> prefixes) => (Files, Documents, Prefixes) = (files, documents, prefixes);

    internal List<CardFile> Files { get; }

    internal Dictionary<string, RollDocument> Documents { get; }

    internal List<string> Prefixes { get; }
}

/// <summary>What a rebuild brought back.</summary>
/// <param name="Rolls">The rolls.</param>
/// <param name="Problems">What could not be rebuilt and why, one sentence each.</param>
public sealed record RebuildReport(ImmutableArray<RebuiltRoll> Rolls, ImmutableArray<string> Problems);

/// <summary>A roll that was brought back.</summary>
/// <param name="Id">The library's id: the old one when the roll's document was there.</param>
/// <param name="Show">The show.</param>
/// <param name="Name">The roll's name.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="HadDocument">Whether its document was there; without it facts about clips are made anew.</param>
/// <param name="Trouble">What is wrong with it; empty when nothing.</param>
public sealed record RebuiltRoll(Guid Id, string Show, string Name, long Files, long Bytes, bool HadDocument, string Trouble);
