using System.Runtime.CompilerServices;

namespace Acetate.Library.Events;

/// <summary>Events as they come.</summary>
public static class EventFeed
{
    // How long a follower may not see what another process wrote.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(400);

    extension(MediaLibrary library)
    {
        /// <summary>All events after a sequence, then those that come, until cancelled: none is missed and none comes twice.</summary>
        /// <remarks>Events of this process come at once, those of others within half a second. A database that is away is waited for.</remarks>
        public async IAsyncEnumerable<LibraryEvent> FollowEventsAsync(
            long after, EventFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            while (true)
            {
                // The bell is taken before looking, so that what is written in between is not slept over.
                var next = library.NewEvents.Next;
                List<LibraryEvent> events = [];
                try
                {
                    await using var tx = await library.ReadAsync(cancellationToken);
                    events = await tx.EventsAfterAsync(after, filter, 500, cancellationToken);
                    // What the filter leaves out is not looked at again.
                    if (events.Count == 0 && filter.Condition.Length > 0) after = Math.Max(after, await tx.LastEventAsync(cancellationToken));
                }
                catch (LibraryException e) when (!e.IsPermanent)
                {
                    await Task.Delay(LookAgain, TimeProvider.System, cancellationToken);
                    continue;
                }

                foreach (var item in events)
                {
                    after = item.Sequence;
                    yield return item;
                }

                if (events.Count == 0) await Task.WhenAny(next, Task.Delay(LookAgain, TimeProvider.System, cancellationToken));
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}

/// <summary>Which events somebody wants to see; nothing set means all.</summary>
public sealed record EventFilter
{
    /// <summary>Every event.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Only of this show.</summary>
    public string? Show { get; init; }

    /// <summary>Only of this roll.</summary>
    public Guid? Roll { get; init; }

    /// <summary>Only of this job.</summary>
    public Guid? Job { get; init; }

    internal string Condition =>
        (Show is null ? "" : "AND show = @Show ") + (Roll is null ? "" : "AND roll_id = @Roll ") + (Job is null ? "" : "AND job_id = @Job ");
}
