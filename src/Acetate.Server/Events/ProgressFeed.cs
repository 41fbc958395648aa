using System.Collections.Concurrent;
using System.Text.Json;

namespace Acetate.Server.Events;

/// <summary>Progress of a running step for those who watch now. It is never stored.</summary>
/// <param name="Job">The job.</param>
/// <param name="Step">The step within it.</param>
/// <param name="Show">The show, for deciding who may see it.</param>
/// <param name="Roll">The roll that the job is about, if it is about one.</param>
/// <param name="Stage">The stage a person sees the step in.</param>
/// <param name="Done">Work done, in the step's unit.</param>
/// <param name="Total">All work, in the same unit.</param>
/// <param name="Detail">Rates, estimate and what limits them, as the step reports them.</param>
public sealed record ProgressNews(
    Guid Job, string Step, string Show, Guid? Roll, string Stage, double Done, double Total, JsonElement? Detail);

/// <summary>Hands progress to those who watch. Of each step a watcher gets the latest, so one who reads slowly misses only what is old.</summary>
public sealed class ProgressFeed
{
    private readonly ConcurrentDictionary<Watcher, byte> watchers = [];

    /// <summary>How many watch.</summary>
    public int Watchers => watchers.Count;

    /// <summary>Hands progress to all.</summary>
    public void Tell(ProgressNews news)
    {
        foreach (var watcher in watchers.Keys) watcher.Take(news);
    }

    /// <summary>Begins to watch, until disposed.</summary>
    public Watcher Watch()
    {
        var watcher = new Watcher(this);
        watchers[watcher] = 0;
        return watcher;
    }

    /// <summary>One who watches.</summary>
    public sealed class Watcher : IDisposable
    {
        // More running steps than this are never shown at once; what is left out comes with the next report.
        private const int Most = 1024;
        private readonly ProgressFeed feed;
        private readonly Lock gate = new();
        private Dictionary<(Guid Job, string Step), ProgressNews> latest = [];
        private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Watcher(ProgressFeed feed) => this.feed = feed;

        /// <summary>Ends when there is something to take.</summary>
        public Task News
        {
            get { lock (gate) return news.Task; }
        }

        /// <summary>Takes the latest of each step that reported since.</summary>
        public IReadOnlyCollection<ProgressNews> TakeAll()
        {
            lock (gate)
            {
                var taken = latest.Values;
                latest = [];
                if (news.Task.IsCompleted) news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return taken;
            }
        }

        /// <inheritdoc/>
        public void Dispose() => feed.watchers.TryRemove(this, out _);

        internal void Take(ProgressNews one)
        {
            lock (gate)
            {
                var key = (one.Job, one.Step);
                if (latest.Count >= Most && !latest.ContainsKey(key)) return;
                latest[key] = one;
                news.TrySetResult();
            }
        }
    }
}
