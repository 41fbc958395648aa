using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Events;

namespace Acetate.Server.Hosting;

/// <summary>Dear answers that many people look at at once, a shoot day or how all work stands: made once, and given to all who ask before anything changes.</summary>
/// <remarks>
/// An answer holds until this server writes anything, until anybody writes an event, and no longer than is said for it: so whoever has changed
/// something sees it in the next answer, and only what another process notes without an event can be late, by as long.
/// Who may ask is checked before; what people may see differently belongs into the question.
/// </remarks>
public sealed class SharedAnswers(MediaLibrary library)
{
    private const int MostKept = 256;
    private static readonly TimeSpan WithProgress = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>The answer to a question, made now or shared.</summary>
    /// <typeparam name="T">What the answer is; it must not be changed by whoever gets it.</typeparam>
    /// <param name="question">What is asked, with all that the answer depends on.</param>
    /// <param name="make">Makes it; its failures are told to all who wait for it, and not kept.</param>
    /// <param name="cancellationToken">Ends the wait; others may still wait for the same.</param>
    /// <param name="longest">How long it holds where nothing changes; a second by default, which is right for what tells of progress and of time.</param>
    public async Task<T> AskAsync<T>(string question, Func<CancellationToken, Task<T>> make, CancellationToken cancellationToken, TimeSpan? longest = null) where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        // Read before the answer is: what is written in between makes the next answer, at worst once too often.
        var writes = library.Writes;
        var last = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken);
        var now = library.Clock.GetTimestamp();
        var until = longest ?? WithProgress;
        bool IsStillRight(Kept one) => one.Writes == writes && one.LastEvent == last && library.Clock.GetElapsedTime(one.Since, now) < one.Longest && !one.Answer.Value.IsFaulted;
        if (kept.Count >= MostKept)
            foreach (var (name, old) in kept)
                if (!IsStillRight(old)) kept.TryRemove(name, out _);
        // One asker's leaving must not end what others wait for.
        Kept New(string _) => new(writes, last, now, until, new Lazy<Task<object>>(async () => await make(CancellationToken.None)));
        var answer = kept.Count >= MostKept ? New(question) : kept.AddOrUpdate(question, New, (name, old) => IsStillRight(old) ? old : New(name));
        return (T)await answer.Answer.Value.WaitAsync(cancellationToken);
    }

    private sealed record Kept(long Writes, long LastEvent, long Since, TimeSpan Longest, Lazy<Task<object>> Answer);
}
