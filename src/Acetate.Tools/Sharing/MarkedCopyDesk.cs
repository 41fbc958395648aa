using System.Globalization;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Jobs;
using Acetate.Library.Sharing;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Sharing;

/// <summary>Has copies made with the name of their viewer in every picture: some at a time, the others wait in a line and are told so.</summary>
/// <param name="library">The library.</param>
/// <param name="limits">How many are made and kept.</param>
public sealed class MarkedCopyDesk(MediaLibrary library, WatermarkLimits limits)
{
    /// <summary>The folder of the store of derived files that holds them. Nothing but shares reads it.</summary>
    public const string Folder = "marked";

    /// <summary>The most viewers of one share that wait.</summary>
    public const int LongestLine = 200;

    /// <summary>Who has not asked for this long has gone away, and is passed over.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The longest that one copy is played: the time that is burnt in is that of its beginning.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(16);

    // What could not be made is tried again when somebody asks after this long.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // Whoever waits looks at it now.
    private const int Priority = 10;

    /// <summary>How many are made and kept.</summary>
    public WatermarkLimits Limits => limits;

    /// <summary>Asks for a viewer's copy of an item; asked again it says how far it is. Wake the runner afterwards.</summary>
    /// <param name="share">The share.</param>
    /// <param name="item">The number of the item.</param>
    /// <param name="source">Key of what is played of it.</param>
    /// <param name="name">What the item is called.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LibraryException">Too many wait already.</exception>
    public Task<MarkedCopyStanding> AskAsync(Share share, ShareItem item, string source, string name, ShareViewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(share);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(viewer);
        return library.WriteAsync(async tx =>
        {
            var (now, since) = (tx.Now, tx.Now - Patience);
            foreach (var stranded in await tx.StrandedMarkedCopiesAsync(cancellationToken))
                await tx.PutMarkedCopyAsync(stranded with { State = MarkedCopyState.Failed, Reason = "The work that makes it was stopped.", SeenAt = now }, cancellationToken);
            var copy = await tx.MarkedCopyAsync(share.Id, item.Number, viewer.Key, viewer.Address, source, cancellationToken);
            if (copy is { State: MarkedCopyState.Made } && now - copy.AskedAt >= Longest)
            {
                // Its files are removed with other strays.
                await tx.ForgetMarkedCopyAsync(copy.Id, cancellationToken);
                copy = null;
            }

            if (copy is null)
            {
                if ((await tx.WaitingMarkedCopiesAsync(share.Id, since, now, cancellationToken)).OfShare >= LongestLine)
                    throw new LibraryException(LibraryProblem.Conflict, $"{LongestLine} viewers of this share wait for their copies already. Try again in some minutes.");
                copy = new() { Id = Guid.CreateVersion7(now), Share = share.Id, Item = item.Number, Source = source, Viewer = viewer.Key, Address = viewer.Address, Text = string.Join('\n', WatermarkText.Of(viewer, share, now)), AskedAt = now, SeenAt = now };
                await tx.PutMarkedCopyAsync(copy, cancellationToken);
                await tx.AuditAsync(viewer.Name, "share.marked", share.Id.ToString(), share.Show,
                    new { share.Title, item = item.Number, path = name, clip = item.Clip, viewer.Address, text = copy.Text.Replace("\n", " / ", StringComparison.Ordinal), copy = copy.Id }, cancellationToken);
            }
            else if (copy.State == MarkedCopyState.Failed && now - copy.SeenAt >= Pause)
            {
                await tx.PutMarkedCopyAsync(copy = copy with { State = MarkedCopyState.Waiting, Job = null, Reason = "", SeenAt = now }, cancellationToken);
            }
            else if (copy.State != MarkedCopyState.Failed)
            {
                await tx.SeeMarkedCopyAsync(copy.Id, cancellationToken);
            }

            var isFull = await BeginAsync(tx, since, cancellationToken);
            copy = (await tx.MarkedCopyAsync(copy.Id, cancellationToken))!;
            var before = copy.State == MarkedCopyState.Waiting ? (await tx.WaitingMarkedCopiesAsync(share.Id, since, copy.AskedAt, cancellationToken)).Before : 0;
            return new MarkedCopyStanding(copy.State, before, limits.ViewersAtOnce, Words(copy, before, isFull));
        }, cancellationToken);
    }

    /// <summary>The copy that was made for a viewer, and that it is played now; null while there is none.</summary>
    public Task<MarkedCopy?> FindAsync(Guid share, int item, string source, ShareViewer viewer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(viewer);
        return library.ReadAsync(async tx => await tx.MarkedCopyAsync(share, item, viewer.Key, viewer.Address, source, cancellationToken) is { State: MarkedCopyState.Made } copy && tx.Now - copy.AskedAt < Longest ? copy : null, cancellationToken);
    }

    /// <summary>Keeps that a copy is played, so that it is not removed; at most once in a while.</summary>
    public async Task SeeAsync(MarkedCopy copy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(copy);
        if (library.Clock.GetUtcNow() - copy.SeenAt > limits.Kept / 5) await library.WriteAsync(tx => tx.SeeMarkedCopyAsync(copy.Id, cancellationToken), cancellationToken);
    }

    /// <summary>Removes the copies that nobody has played for long enough, and files that belong to none.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="StoreException">The store cannot be reached, or something in it cannot be removed.</exception>
    public async Task<int> TidyAsync(CancellationToken cancellationToken)
    {
        const int AtOnce = 200;
        var now = library.Clock.GetUtcNow();
        await using var store = await StoreUrl.OpenAsync(library.Options.Derived, StoreAccess.ReadWrite, cancellationToken);
        var removed = 0;
        while (await library.ReadAsync(tx => tx.OldMarkedCopiesAsync(now - limits.Kept, now - Longest, AtOnce, cancellationToken), cancellationToken) is { Count: > 0 } old)
        {
            foreach (var copy in old)
            {
                foreach (var key in (string[])[copy.Video, copy.Poster])
                    if (key.Length > 0) await store.DeleteAsync(StoreKey.Parse(key), cancellationToken);
                await library.WriteAsync(async tx =>
                {
                    await tx.ForgetMarkedCopyAsync(copy.Id, cancellationToken);
                    return true;
                }, cancellationToken);
                removed++;
            }
        }

        var strays = new List<StoreKey>();
        await foreach (var file in store.ListAsync(StoreKey.Parse(Folder), cancellationToken))
        {
            var part = file.Key.ToString().Split('/').ElementAtOrDefault(1);
            if (now - file.Modified > Longest && (!Guid.TryParse(part, out var id) || await library.ReadAsync(tx => tx.MarkedCopyAsync(id, cancellationToken), cancellationToken) is null)) strays.Add(file.Key);
        }

        foreach (var key in strays) await store.DeleteAsync(key, cancellationToken);
        return removed + strays.Count;
    }

    /// <summary>Has as many made as may be, in the order of the line. Whether what is kept is the reason that no more are.</summary>
    private async Task<bool> BeginAsync(LibraryTransaction tx, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (making, bytes) = await tx.MarkedCopiesAsync(cancellationToken);
        if (bytes >= limits.KeepBytes) return true;
        for (; making < limits.ViewersAtOnce && await tx.NextMarkedCopyAsync(since, cancellationToken) is { } next; making++)
        {
            var (job, _) = await tx.SubmitOrHoldAsync(new Plan
            {
                // What failed is tried again under a key of its own.
                Key = $"{MarkedCopyWork.PlanKind}/{next.Id:N}/{Guid.CreateVersion7(tx.Now):N}",
                Kind = MarkedCopyWork.PlanKind,
                Title = "A copy with its viewer's name",
                Show = (await tx.ShareAsync(next.Share, cancellationToken))!.Show,
                Subject = next.Id.ToString(),
                Steps =
                [
                    new Step
                    {
                        Name = "mark",
                        Function = MarkProxy.Name,
                        Weight = 1,
                        Needs = new StepNeeds { Cores = 1, MemoryMiB = 1024 },
                        Request = StepRequest.Of(new MarkProxyRequest
                        {
                            Store = library.Options.Derived,
                            Proxy = next.Source,
                            Lines = [.. next.Text.Split('\n')],
                            TargetPrefix = $"{Folder}/{next.Id:N}",
                        }),
                    },
                ],
            }, "acetate-server", cancellationToken);
            await tx.SetPriorityAsync(job.Id, Priority, cancellationToken);
            await tx.PutMarkedCopyAsync(next with { State = MarkedCopyState.Making, Job = job.Id }, cancellationToken);
        }

        return false;
    }

    private string Words(MarkedCopy copy, long before, bool isFull) => copy.State switch
    {
        MarkedCopyState.Made => "Your copy is there.",
        MarkedCopyState.Making => "Your copy is being made, with your name in every picture. It plays when it is ready.",
        MarkedCopyState.Failed => $"No copy with your name could be made, and nothing else is shown. {copy.Reason}".TrimEnd(),
        _ when isFull => "Your copy waits: there is no room for more copies now. Room is made when others are no longer played.",
        _ => string.Create(CultureInfo.InvariantCulture, $"Your copy waits: a copy is made for {limits.ViewersAtOnce} {(limits.ViewersAtOnce == 1 ? "viewer" : "viewers")} at a time, and one of yours. {(before == 0 ? "You are next." : $"{before} before you.")}"),
    };
}

/// <summary>How a viewer's copy stands.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Before">While it waits: how many came before.</param>
/// <param name="AtOnce">For how many viewers a copy is made at the same time.</param>
/// <param name="Words">All of it as a sentence, and why.</param>
public sealed record MarkedCopyStanding(MarkedCopyState State, long Before, int AtOnce, string Words);
