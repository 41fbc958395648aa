using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Cli.Ingest.Remote;
using Acetate.Hashing;
using Acetate.Library;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Manifests;

namespace Acetate.Cli.Ingest.Station;

/// <summary>Cards that wait for the server: what was read of each, with the hash of every file, in a folder of this machine.</summary>
/// <remarks>The card itself is only read. When it is handed over, its bytes must give the hashes that were taken when it was plugged in.</remarks>
internal sealed class OfflineQueue(string folder)
{
    private const int BlockSize = 4 << 20;

    /// <summary>The cards that wait, oldest first. A file that cannot be read is left where it is and told of.</summary>
    public IReadOnlyList<QueuedCard> All(Action<string> tell)
    {
        var cards = new List<QueuedCard>();
        if (!Directory.Exists(folder)) return cards;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                var card = JsonSerializer.Deserialize<QueuedCard>(File.ReadAllBytes(file), LibraryJson.Options) ?? throw new JsonException("it is empty");
                cards.Add(card);
            }
            catch (Exception e) when (e is JsonException or IOException)
            {
                tell($"The waiting card {file} cannot be read ({e.Message}). Plug the card in again; it is then read anew.");
            }
        }

        return cards;
    }

    /// <summary>Hashes the card and keeps it. The same card again takes its own place.</summary>
    /// <exception cref="IOException">The card cannot be read, or the queue not written.</exception>
    public async Task<QueuedCard> AddAsync(IngestOffer offer, IngestTags tags, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var (done, total) = (0L, offer.Scan.Rolls.Sum(r => r.Bytes));
        var checks = ImmutableArray.CreateBuilder<ManifestCheck>();
        for (var i = 0; i < offer.Checks.Length; i++)
        {
            var files = ImmutableArray.CreateBuilder<CheckedFile>();
            foreach (var file in offer.Checks[i].Files)
            {
                if (!file.IsThere)
                {
                    files.Add(file);
                    continue;
                }

                var digest = await HashAsync(Path.Join(offer.Scan.Rolls[i].FolderIn(offer.Scan.Source), file.Path), n => progress(done += n, total), cancellationToken);
                // What the card's own manifest states counts for more than what we read; ours is added where it says nothing in this format.
                files.Add(file.Expected.Any(d => d.Format == HashFormat.Xxh128) ? file : file with { Expected = file.Expected.Add(digest), Formats = [.. file.Formats.Append(HashFormat.Xxh128).Distinct()] });
            }

            checks.Add(offer.Checks[i] with { Files = files.ToImmutable() });
        }

        var card = new QueuedCard(offer with { Checks = checks.ToImmutable() }, tags);
        Directory.CreateDirectory(folder);
        var path = PathOf(card);
        var fresh = path + ".new";
        await using (var stream = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(stream, card, LibraryJson.Options, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        return card;
    }

    /// <summary>Forgets a card that was handed over.</summary>
    public void Remove(QueuedCard card) => File.Delete(PathOf(card));

    private string PathOf(QueuedCard card)
    {
        // Two cards may have been plugged in at the same place, one after the other.
        var content = string.Join('\n', card.Offer.Scan.Rolls.SelectMany(r => r.Files.Select(f => $"{r.Path}/{f.Path} {f.Length}")));
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 6));
        return Path.Join(folder, $"{CardStation.NameOf(card.Offer)["card:".Length..]}-{mark}.json");
    }

    private static async Task<HashDigest> HashAsync(string path, Action<int> progress, CancellationToken cancellationToken)
    {
        using var hash = new MultiHash([HashFormat.Xxh128]);
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 0, Options = FileOptions.SequentialScan | FileOptions.Asynchronous });
        var block = new byte[BlockSize];
        while (await file.ReadAsync(block, cancellationToken) is > 0 and var count)
        {
            hash.Append(block.AsSpan(0, count));
            progress(count);
        }

        return hash.Finish()[0];
    }
}

/// <summary>A card that waits for the server.</summary>
/// <param name="Offer">What was read of it, hashes included.</param>
/// <param name="Tags">What a person said about it.</param>
internal sealed record QueuedCard(IngestOffer Offer, IngestTags Tags);
