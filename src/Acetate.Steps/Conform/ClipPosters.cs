using System.Collections.Immutable;
using Acetate.Storage;

namespace Acetate.Steps.Conform;

/// <summary>Small pictures of clips for reports, read where ingest left them.</summary>
internal static class ClipPosters
{
    // A report is one file that people send around: a poster has some ten kilobytes, and a film some thousand clips.
    private const int Largest = 256 << 10, LargestTogether = 64 << 20;

    /// <summary>The clips with their pictures. What is not there, too large or no JPEG does not appear.</summary>
    public static async Task<ImmutableArray<ConformClip>> ReadAsync(ImmutableArray<ConformClip> clips, CancellationToken cancellationToken)
    {
        var stores = new Dictionary<Uri, IFileStore?>();
        var left = LargestTogether;
        var read = ImmutableArray.CreateBuilder<ConformClip>(clips.Length);
        try
        {
            foreach (var clip in clips)
            {
                var picture = clip.Poster is { } poster && await StoreOfAsync(poster.Store).ConfigureAwait(false) is { } store ? await ReadAsync(store, poster.Key, left, cancellationToken).ConfigureAwait(false) : null;
                left -= picture?.Length ?? 0;
                read.Add(clip with { Picture = picture });
            }
        }
        finally
        {
            foreach (var store in stores.Values.OfType<IFileStore>()) await store.DisposeAsync().ConfigureAwait(false);
        }

        return read.MoveToImmutable();

        async Task<IFileStore?> StoreOfAsync(Uri location)
        {
            if (stores.TryGetValue(location, out var known)) return known;
            try
            {
                return stores[location] = await StoreUrl.OpenAsync(location, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException problem) when (problem.Problem == StoreProblem.NotFound)
            {
                return stores[location] = null;
            }
        }
    }

    private static async Task<byte[]?> ReadAsync(IFileStore store, string name, int left, CancellationToken cancellationToken)
    {
        if (!StoreKey.TryParse(name, out var key, out _) || await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found || found.Length > Math.Min(Largest, left)) return null;
        try
        {
            var bytes = new byte[found.Length];
            await using var stream = await store.OpenReadAsync(key, new(), cancellationToken).ConfigureAwait(false);
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes is [0xFF, 0xD8, ..] ? bytes : null;
        }
        catch (Exception problem) when (problem is EndOfStreamException or StoreException { Problem: StoreProblem.NotFound })
        {
            // It was made anew in this moment.
            return null;
        }
    }
}
