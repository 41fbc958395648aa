using System.Collections.Immutable;
using Acetate.Hashing;

namespace Acetate.Server.Uploads;

/// <remarks>Pieces that come side by side: each is read into memory at once and waits there for its turn, so that bytes are hashed and written in order. docs/decisions/0260.</remarks>
public sealed partial class UploadShelf
{
    // Shorter than a sender waits for the answer.
    private static readonly TimeSpan AheadPatience = TimeSpan.FromMinutes(4), AheadGlance = TimeSpan.FromMilliseconds(250);

    /// <summary>Takes in a piece whose turn may not have come, and publishes the file when it is whole.</summary>
    /// <param name="id">Which upload.</param>
    /// <param name="offset">Where the bytes belong: where the upload is, or further on.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="count">How many; at most <see cref="AheadPiece.Largest"/>.</param>
    /// <param name="promised">Digests of the whole file, known to the sender by now.</param>
    /// <param name="cancellationToken">Ends when the sender goes away.</param>
    /// <returns>The new offset and, once published, the digests of the whole file.</returns>
    public async Task<Appended> AppendAheadAsync(string id, long offset, Stream body, int count, ImmutableArray<HashDigest> promised, CancellationToken cancellationToken)
    {
        var one = shelf[Find(id).Id];
        DemandPromised(one.Record, offset, count);
        using var piece = AheadPiece.TryMake(count);
        var isWhole = piece is not null && await piece.ReadAsync(body, cancellationToken);
        // What arrived before a connection broke counts only if its turn has come: nobody waits with half a piece.
        await WaitForTurnAsync(one, offset, piece is null || isWhole ? AheadPatience : TimeSpan.Zero, cancellationToken: isWhole || piece is null ? cancellationToken : CancellationToken.None);
        using (await one.EnterAsync(BusyPatience, CancellationToken.None))
        using (var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, one.Turn))
        {
            return await TakeInAsync(one, offset, open => piece is null ? open.AppendAsync(body, turn.Token) : open.AppendAsync(piece.Arrived, CancellationToken.None), promised, CancellationToken.None);
        }
    }

    private async Task WaitForTurnAsync(Shelved one, long offset, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var since = clock.GetTimestamp(); ;)
        {
            var moved = one.Moved;
            var at = await OffsetAsync(one.Record.Id, cancellationToken);
            if (at == offset) return;
            if (at > offset) throw Elsewhere(one, at, offset);
            if (clock.GetElapsedTime(since) >= patience) throw one.Busy();
            // A request that streams tells nobody how far it is.
            await Task.WhenAny(moved, Task.Delay(AheadGlance, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
