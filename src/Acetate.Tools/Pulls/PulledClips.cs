using System.Collections.Immutable;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Media.Formats;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Tools.Ingest;

namespace Acetate.Tools.Pulls;

/// <summary>Finds where clips lie that a pull takes frames of.</summary>
public static class PulledClips
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The clips of these ids with their files, from the copy that is proven: the library's, or else the archive's. Those that are no longer known, or of
        /// whose roll no copy was read back whole, are left out; <see cref="WhyNotPulledAsync"/> says why.</summary>
        /// <param name="ids">The clips.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<IReadOnlyDictionary<Guid, PulledClip>> PulledClipsAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(ids);
            var found = new Dictionary<Guid, PulledClip>();
            var rolls = new Dictionary<Guid, (Roll Roll, RollCopy? Copy, Dictionary<string, RollFile> Files, Dictionary<string, string> Blocks)>();
            foreach (var id in ids.Distinct())
            {
                if (await tx.ClipAsync(id, cancellationToken) is not { } clip) continue;
                if (!rolls.TryGetValue(clip.Roll, out var from))
                {
                    var roll = await tx.RequireRollAsync(clip.Roll, cancellationToken);
                    var copy = (await tx.CopiesAsync(roll.Id, cancellationToken)).Where(copy => copy.State == CopyState.Verified).MinBy(copy => copy.Tier);
                    rolls[clip.Roll] = from = (roll, copy,
                        copy is null ? [] : (await RollFiles.AllAsync(tx, roll.Id, cancellationToken)).ToDictionary(file => file.Path, StringComparer.Ordinal),
                        copy is null ? [] : await tx.BlocksAsync(roll.Id, cancellationToken));
                }

                if (from.Copy is null) continue;

                var files = await tx.MediaFilesAsync(clip, cancellationToken);
                found[id] = new()
                {
                    Clip = clip,
                    Roll = from.Roll,
                    Store = new Uri(from.Copy.Store),
                    Prefix = from.Copy.Prefix,
                    IsFromArchive = from.Copy.Tier == CopyTier.Archive,
                    Media = new() { Name = clip.Name, Files = files, Sidecars = clip.Sidecars, Kind = KindOf(clip) },
                    Files = [.. files.Concat(clip.Sidecars).Distinct(StringComparer.Ordinal).Select(path => from.Files.GetValueOrDefault(path)).OfType<RollFile>()],
                    CameraProxy = [.. CameraProxies.Of(files, from.Files.Values.Where(file => file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored or RollFileVerdict.Unreadable)).Select(file => file.Path)).Select(path => from.Files[path])],
                    Blocks = [.. files.Where(from.Blocks.ContainsKey).Select(path => new SourceBlocks(from.Copy.Prefix, path, from.Blocks[path]))],
                    Documents = [.. from.Files.Values.Where(file => PulledClip.IsDocument(file.Path) && file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored)).OrderBy(file => file.Path, StringComparer.Ordinal)],
                };
            }

            return found;
        }

        /// <summary>Why a clip cannot be pulled that <see cref="PulledClipsAsync"/> left out, and what to do.</summary>
        /// <param name="id">The clip.</param>
        /// <param name="name">What it was called when the pull was planned.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<string> WhyNotPulledAsync(Guid id, string name, CancellationToken cancellationToken)
        {
            if (await tx.ClipAsync(id, cancellationToken) is not { } clip) return $"The library no longer has the clip '{name}', which is needed. Plan the cut again.";
            var roll = await tx.RequireRollAsync(clip.Roll, cancellationToken);
            var look = $"'acetate rolls show {roll.Name} --show {roll.Show}' says how far it is";
            if (roll.Hold is { } hold) return $"Roll {roll.Name} is needed and is held: {hold.Reason} Mend that ({look}), then plan again.";
            // A roll that was whole once has lost its copies; one that never was is still on its way in.
            return roll.Stage < RollStage.Verified
                ? $"Roll {roll.Name} is needed, and its ingest is not finished: no copy of it has been read back whole. Run the same 'acetate ingest' again, which goes on where it was ({look}), then plan again."
                : $"Roll {roll.Name} is needed, and no copy of it is whole any more, in the store or in the archive: 'acetate rolls show {roll.Name} --show {roll.Show}' says what is wrong. Ingest its card again, then plan again.";
        }
    }

    private static ClipKind KindOf(Clip clip) => clip.Kind switch
    {
        "sequence" => ClipKind.Sequence,
        "sound" => ClipKind.Sound,
        "spanned" => ClipKind.Spanned,
        "still" => ClipKind.Still,
        _ => ClipKind.Single,
    };
}
