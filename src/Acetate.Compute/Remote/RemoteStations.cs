using System.Collections.Immutable;

namespace Acetate.Compute.Remote;

/// <summary>The stations a server knows: one engine each, made when a station first speaks.</summary>
public sealed class RemoteStations(TimeProvider? clock = null, TimeSpan? leaseTime = null) : IAsyncDisposable
{
    /// <summary>A station that has been silent this long is forgotten; it is made anew when it speaks again.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RemoteEngine> _engines = new(StringComparer.Ordinal);
    private Action<RemoteEngine>? _welcome;

    /// <summary>The stations of this moment.</summary>
    public ImmutableArray<RemoteEngine> All
    {
        get { lock (_lock) return [.. _engines.Values]; }
    }

    /// <summary>Calls back for every station, those that are known and those to come. One listener: the runner.</summary>
    public void Welcome(Action<RemoteEngine> welcome)
    {
        ArgumentNullException.ThrowIfNull(welcome);
        ImmutableArray<RemoteEngine> known;
        lock (_lock)
        {
            _welcome += welcome;
            known = [.. _engines.Values];
        }
        foreach (var engine in known) welcome(engine);
    }

    /// <summary>The engine of a station, for a call from that station.</summary>
    public RemoteEngine For(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RemoteEngine engine;
        Action<RemoteEngine>? welcome;
        List<RemoteEngine> forgotten = [];
        lock (_lock)
        {
            if (_engines.TryGetValue(name, out var known)) return known;
            foreach (var old in _engines.Values.Where(e => !e.IsConnected && e.Silence > Forgotten).ToArray())
            {
                _engines.Remove(old.Name);
                forgotten.Add(old);
            }
            _engines[name] = engine = new(name, clock, leaseTime);
            welcome = _welcome;
        }
        foreach (var old in forgotten) _ = old.DisposeAsync().AsTask();
        welcome?.Invoke(engine);
        return engine;
    }

    /// <summary>Forgets all of them and who is told of them: another server gives stations their work from now on.</summary>
    public async Task ClearAsync()
    {
        ImmutableArray<RemoteEngine> all;
        lock (_lock)
        {
            all = [.. _engines.Values];
            _engines.Clear();
            _welcome = null;
        }

        foreach (var engine in all) await engine.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var engine in All) await engine.DisposeAsync().ConfigureAwait(false);
    }
}
