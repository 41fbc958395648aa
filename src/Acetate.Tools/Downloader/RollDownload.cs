using System.Collections.Immutable;
using System.Threading.Channels;
using Acetate.Compute.Hosting;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Mhl;
using Acetate.Steps;
using Acetate.Steps.Documents;
using Acetate.Steps.Transfer;
using Acetate.Storage;
using Acetate.Storage.Http;
using Acetate.Storage.Local;

namespace Acetate.Tools.Downloader;

/// <summary>Fetches one folder from a server: what is there is proven and kept, what is missing comes, everything is read back and sealed.</summary>
/// <remarks>
/// A file has its own name only when its bytes were proven by the hashes that the library knows and by the manifests that come along. Whatever ends the work,
/// the same order goes on where it was: a large file at its last durable byte. The history comes last, and with it the generation that is written here, so that a folder
/// with a new seal is whole.
/// </remarks>
public sealed class RollDownload(DownloadOrder order)
{
    private const int HistoryFilesAtMost = 10_000;
    private const int ReadTogether = 512;
    private static readonly TimeSpan LookForRoom = TimeSpan.FromSeconds(5);

    private readonly List<string> notes = [];
    private string? delivered;
    private int waits;

    /// <summary>Does it.</summary>
    /// <exception cref="FetchRefusedException">The server no longer lets the token have these files.</exception>
    /// <exception cref="StoreException">The server or the disk cannot be used now.</exception>
    public async Task<DownloadResult> RunAsync(CancellationToken cancellationToken)
    {
        Demand();
        await using var target = LocalStore.Open(order.Root, StoreAccess.ReadWrite);
        var content = order.Files.Where(file => !MhlPath.IsInHistory(file.Path)).ToImmutableArray();
        var manifests = order.Files.Where(file => MhlPath.IsInHistory(file.Path)).ToImmutableArray();
        var expected = await ExpectedAsync(content, manifests, cancellationToken).ConfigureAwait(false);
        NoteNames(content);

        var hashed = new Dictionary<string, HashedFile>(StringComparer.Ordinal);
        var faults = new Dictionary<string, DownloadFault>(StringComparer.Ordinal);
        await ReadBackAsync(target, [.. content.Where(file => IsThere(file.Path, out var length) && length == file.Length)], expected, hashed, faults, "conflict", cancellationToken).ConfigureAwait(false);
        var missing = content.Where(file => !hashed.ContainsKey(file.Path) && !faults.ContainsKey(file.Path)).ToImmutableArray();
        var fetched = await FetchAsync(target, missing, expected, hashed, faults, cancellationToken).ConfigureAwait(false);
        await ReadBackAsync(target, [.. missing.Where(file => !hashed.ContainsKey(file.Path) && !faults.ContainsKey(file.Path))], expected, hashed, faults, "mismatch", cancellationToken).ConfigureAwait(false);
        // Only a folder in which nothing is missing is sealed: the seal says that it arrived.
        var seal = faults.Count == 0 && hashed.Count > 0 ? await SealAsync(target, manifests, hashed.Values, faults, cancellationToken).ConfigureAwait(false) : null;
        return new DownloadResult(order.Folder, hashed.Count, hashed.Values.Sum(file => file.Length), fetched, [.. faults.Values.OrderBy(fault => fault.Path, StringComparer.Ordinal)], [.. notes], seal);
    }

    /// <summary>Refuses what no honest server offers, before anything is written.</summary>
    private void Demand()
    {
        foreach (var file in order.Files)
            if ((StoreKey.TryParse($"{order.Folder}/{file.Path}", out _, out var reason) ? MhlPath.WhyNot(file.Path) : reason) is { } wrong)
                throw new StoreException(StoreProblem.InvalidName, $"The server offers a file that is not taken: {wrong}");
        if (order.Files.Count(file => MhlPath.IsInHistory(file.Path)) > HistoryFilesAtMost) throw new StoreException(StoreProblem.Mismatch, "The server offers more manifests than any roll has.");
    }

    /// <summary>What each file must hash to: as the library says, and as the manifests say.</summary>
    private async Task<Dictionary<string, ImmutableArray<DigestText>>> ExpectedAsync(ImmutableArray<OfferedFile> content, ImmutableArray<OfferedFile> manifests, CancellationToken cancellationToken)
    {
        var expected = content.ToDictionary(file => file.Path, file => file.Digests.Where(digest => HashFormats.TryParse(digest.Format, out _)).Select(digest => new DigestText(digest.Format, digest.Text)).ToImmutableArray(), StringComparer.Ordinal);
        if (manifests.IsEmpty && !order.MustBeSealed) return expected;
        await using var source = Offered(manifests);
        var history = await MhlHistory.LoadAsync(StoredHistory.In(source, default), order.Name, cancellationToken).ConfigureAwait(false);
        if (!history.IsTrusted)
        {
            if (order.MustBeSealed) throw new StoreException(StoreProblem.Mismatch, $"The manifests of '{order.Name}' cannot be relied upon, and nothing else says what its files must be: {string.Join(' ', history.Findings.Where(finding => finding.BreaksTrust).Select(finding => finding.Message).DefaultIfEmpty("there are none."))}");
            notes.Add("The manifests that came along cannot be relied upon; the files were proven by the hashes that the library keeps.");
            return expected;
        }

        delivered = history.Root.Generations is [.., var newest] ? PackageManifest.NameOf(newest.C4) : null;
        foreach (var file in content)
            if (history.Find(file.Path) is { Trusted: [var known, ..] }) expected[file.Path] = [.. expected[file.Path].Where(digest => digest != DigestText.Of(known.Digest)), DigestText.Of(known.Digest)];
            else if (order.MustBeSealed) throw new StoreException(StoreProblem.Mismatch, $"'{file.Path}' is not among the files that the manifests of '{order.Name}' know.");
        return expected;
    }

    /// <summary>Brings what is missing, and reads back what has arrived while more is coming; files that came wrong are asked for once more.</summary>
    private async Task<long> FetchAsync(LocalStore target, ImmutableArray<OfferedFile> missing, Dictionary<string, ImmutableArray<DigestText>> expected,
        Dictionary<string, HashedFile> hashed, Dictionary<string, DownloadFault> faults, CancellationToken cancellationToken)
    {
        if (missing.IsEmpty) return 0;
        var (bytes, left, byPath) = (0L, missing, missing.ToDictionary(file => file.Path, StringComparer.Ordinal));
        for (var tries = 0; !left.IsEmpty; tries++)
        {
            await RoomAsync(DiskRoom.Lacking(Path.Join(order.Root, order.Folder), left.Select(file => (file.Path, file.Length))), cancellationToken).ConfigureAwait(false);
            // Small files first, as they are copied; both kinds keep their order.
            await using var source = Offered([.. left.Where(file => file.Length <= BlockPump.BlockSize), .. left.Where(file => file.Length > BlockPump.BlockSize)]);
            var request = new CopyFilesRequest
            {
                Source = source.Location,
                Target = target.Location,
                TargetPrefix = order.Folder,
                Files = [.. left.Select(file => new CopyFile(file.Path, file.Length) { Expected = expected[file.Path] })],
            };
            CopyFilesResult result;
            var arrived = Channel.CreateUnbounded<string>();
            var reading = ReadArrivedAsync(arrived.Reader);
            try
            {
                result = await CopyFiles.RunAsync(request, source, target, order.Context, path => arrived.Writer.TryWrite(path), cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException full) when (full.Problem == StoreProblem.Full)
            {
                await WaitAsync($"{full.Message} It goes on by itself when there is room.", () => DiskRoom.Of(order.Root) is { } room && room.Free > order.Reserve, cancellationToken).ConfigureAwait(false);
                continue;
            }
            finally
            {
                // What was read is noted by one at a time: by this, and when it is at its end by those below.
                arrived.Writer.Complete();
                await reading.ConfigureAwait(false);
            }

            bytes += result.Files.Where(file => file.Outcome == CopyOutcome.Copied).Sum(file => file.Length);
            var wrong = result.Files.Where(file => file.Outcome is not (CopyOutcome.Copied or CopyOutcome.AlreadyThere)).ToDictionary(file => file.Path, StringComparer.Ordinal);
            var again = tries == 0 ? wrong.Values.Where(file => file.Outcome is CopyOutcome.Mismatch or CopyOutcome.SizeDiffers or CopyOutcome.Unreadable).Select(file => file.Path).ToHashSet(StringComparer.Ordinal) : [];
            foreach (var file in wrong.Values.Where(file => !again.Contains(file.Path))) faults[file.Path] = new DownloadFault(file.Path, KebabCase.Of(file.Outcome), Words(file));
            left = [.. left.Where(file => again.Contains(file.Path))];
        }

        return bytes;

        async Task ReadArrivedAsync(ChannelReader<string> arrived)
        {
            var batch = new List<string>();
            while (await arrived.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                batch.Clear();
                await Gathering.FillAsync(batch, arrived, ReadTogether, cancellationToken).ConfigureAwait(false);
                await ReadBackAsync(target, [.. batch.Select(path => byPath[path])], expected, hashed, faults, "mismatch", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string Words(CopiedFile file) => file.Outcome switch
    {
        CopyOutcome.Vanished => "The server offers it and does not have it any more.",
        CopyOutcome.Mismatch => $"The server sent other bytes than the library knows of it, twice. {file.Message}",
        _ => file.Message,
    };

    private async Task ReadBackAsync(LocalStore target, ImmutableArray<OfferedFile> files, Dictionary<string, ImmutableArray<DigestText>> expected,
        Dictionary<string, HashedFile> hashed, Dictionary<string, DownloadFault> faults, string whenWrong, CancellationToken cancellationToken)
    {
        if (files.IsEmpty) return;
        var request = new HashFilesRequest { Store = target.Location, Prefix = order.Folder, Files = [.. files.Select(file => new HashFile(file.Path, file.Length) { Expected = expected[file.Path] })] };
        foreach (var file in (await HashFiles.RunAsync(request, target, new StepContext { Clock = order.Context.Clock }, cancellationToken).ConfigureAwait(false)).Files)
            if (file.Verdict is HashVerdict.Intact or HashVerdict.Hashed) hashed[file.Path] = file;
            else faults[file.Path] = new DownloadFault(file.Path, file.Verdict == HashVerdict.Mismatch ? whenWrong : KebabCase.Of(file.Verdict),
                whenWrong == "conflict" ? $"There is another file of this name already, and it was left alone. {file.Message}" : file.Message);
    }

    /// <summary>Puts the history in its place and adds the generation that says: it arrived here, whole.</summary>
    private async Task<DownloadSeal?> SealAsync(LocalStore target, ImmutableArray<OfferedFile> manifests, IEnumerable<HashedFile> hashed, Dictionary<string, DownloadFault> faults, CancellationToken cancellationToken)
    {
        var prefix = StoreKey.Parse(order.Folder);
        var isBegun = await target.FindAsync(prefix.Append($"{MhlPath.HistoryFolder}/{MhlChain.FileName}"), cancellationToken).ConfigureAwait(false) is not null;
        if (!isBegun && !manifests.IsEmpty)
        {
            // Chains come after the manifests that they name, and that of the folder itself last.
            await using var source = Offered([.. manifests.OrderBy(file => file.Path.EndsWith($"/{MhlChain.FileName}", StringComparison.Ordinal) ? file.Path.Count(c => c == '/') > 1 ? 1 : 2 : 0)]);
            foreach (var part in manifests.GroupBy(file => file.Path.EndsWith($"/{MhlChain.FileName}", StringComparison.Ordinal) ? file.Path.Count(c => c == '/') > 1 ? 1 : 2 : 0).OrderBy(group => group.Key))
            {
                var copied = await CopyFiles.RunAsync(
                    new CopyFilesRequest { Source = source.Location, Target = target.Location, TargetPrefix = order.Folder, Files = [.. part.Select(file => new CopyFile(file.Path, file.Length))] },
                    source, target, new StepContext { Clock = order.Context.Clock }, cancellationToken).ConfigureAwait(false);
                foreach (var file in copied.Files.Where(file => file.Outcome is not (CopyOutcome.Copied or CopyOutcome.AlreadyThere))) faults[file.Path] = new DownloadFault(file.Path, KebabCase.Of(file.Outcome), file.Message);
                if (faults.Count > 0) return null;
            }
        }

        var files = StoredHistory.In(target, prefix);
        try
        {
            var history = await MhlHistory.LoadAsync(files, order.Name, cancellationToken).ConfigureAwait(false);
            var prepared = history.PrepareGeneration(new GenerationRequest
            {
                At = order.Context.Clock.GetUtcNow(),
                Creator = ManifestMaker.For(order.Author),
                Process = MhlProcess.Transfer,
                Files = [.. hashed.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => new ObservedFile(file.Path, file.Length, [.. file.Digests.Select(digest => digest.ToDigest()).Where(digest => MhlFormats.All.Contains(digest.Format))], file.Modified, null))],
                IsPartial = false,
            });
            await prepared.WriteAsync(files, cancellationToken).ConfigureAwait(false);
            var manifest = await HashFiles.RunAsync(new HashFilesRequest { Store = target.Location, Prefix = order.Folder, Files = [new HashFile(prepared.ManifestPath, null)] }, target, new StepContext(), cancellationToken).ConfigureAwait(false);
            return new DownloadSeal(prepared.Number, prepared.ManifestPath, manifest.Files[0].Digests[0].Text, delivered);
        }
        catch (MhlException problem)
        {
            faults[MhlPath.HistoryFolder] = new DownloadFault(MhlPath.HistoryFolder, "unsealed", $"Every file is there and right, and the folder cannot be sealed: {problem.Message}");
            return null;
        }
    }

    private ServedFolder Offered(ImmutableArray<OfferedFile> files) => new(
        [.. files.Select(file => new ServedFile(file.Number, file.Path, file.Length, file.ModifiedAt ?? DateTimeOffset.UnixEpoch))], order.Fetch with { Admit = AdmitAsync, Clock = order.Context.Clock });

    private async ValueTask AdmitAsync(long bytes, CancellationToken cancellationToken)
    {
        await order.Fetch.Admit(bytes, cancellationToken).ConfigureAwait(false);
        if (DiskRoom.Of(order.Root) is not { } room || room.Free >= order.Reserve) return;
        await WaitAsync(Low(room), () => DiskRoom.Of(order.Root) is not { } now || now.Free >= order.Reserve, cancellationToken).ConfigureAwait(false);
    }

    private async Task RoomAsync(long needed, CancellationToken cancellationToken)
    {
        if (needed == 0 || DiskRoom.Of(order.Root) is not { } room || room.Free - needed >= order.Reserve) return;
        await WaitAsync($"{order.Name} still needs {ReportText.Size(needed)}. {Low(room)}", () => DiskRoom.Of(order.Root) is not { } now || now.Free - needed >= order.Reserve, cancellationToken).ConfigureAwait(false);
    }

    private string Low(DiskRoom room) => $"The disk at {room.MountPoint} has {ReportText.Size(room.Free)} free, and {ReportText.Size(order.Reserve)} are to stay free. It goes on by itself when there is room.";

    private async Task WaitAsync(string why, Func<bool> isOver, CancellationToken cancellationToken)
    {
        // Several requests may wait for one disk; it is said once.
        if (Interlocked.Increment(ref waits) == 1) order.Waiting(why);
        try
        {
            do await Task.Delay(LookForRoom, order.Context.Clock, cancellationToken).ConfigureAwait(false);
            while (!isOver());
        }
        finally
        {
            if (Interlocked.Decrement(ref waits) == 0) order.Waiting(null);
        }
    }

    private bool IsThere(string path, out long length)
    {
        var file = new FileInfo(Path.Join(order.Root, order.Folder, path));
        length = file.Exists ? file.Length : 0;
        return file.Exists;
    }

    private void NoteNames(ImmutableArray<OfferedFile> content)
    {
        var odd = content.Where(file => file.Path.Split('/').Any(part => !DownloadLayout.IsPortable(part))).Select(file => file.Path).ToList();
        if (odd.Count > 0) notes.Add($"{ReportText.Count(odd.Count, "file has a name", "files have names")} that Windows cannot open, such as '{odd[0]}'. They keep their names, because the manifests name them.");
        foreach (var same in content.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Take(1))
            notes.Add($"Some names differ in nothing but their case, such as '{same.First().Path}': a disk of Windows or macOS takes them for one.");
    }
}
