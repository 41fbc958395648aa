using System.Collections.Concurrent;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;

namespace Acetate.Server.Access;

/// <summary>Notes in the audit log who looked at and who fetched what. Fetching one thing in a thousand requests is one deed an hour.</summary>
public sealed class ReadTrail(MediaLibrary library) : IDisposable
{
    private const int MostRemembered = 10_000, MostRolls = 200;
    private static readonly TimeSpan OneDeed = TimeSpan.FromHours(1);
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Reader, string Action, string Target, string Part), DateTimeOffset> told = new();
    private readonly ConcurrentDictionary<Guid, RollNames> rolls = new();

    // Requests for one thing come in parallel, and are one deed all the same.
    private readonly SemaphoreSlim telling = new(1);

    /// <inheritdoc/>
    public void Dispose() => telling.Dispose();

    /// <summary>Notes a read before it begins. One that cannot be noted does not begin.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="action">What, such as <c>clip.watched</c>.</param>
    /// <param name="target">The id of what is read.</param>
    /// <param name="show">Its show.</param>
    /// <param name="detail">More facts; of the first read of an hour.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public Task NoteAsync(Caller caller, string action, string target, string show, object detail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return NoteAsync(caller.Bearer.Principal.Id, caller.Name, action, target, "", show, detail, cancellationToken);
    }

    /// <summary>Notes a read by somebody who may be nobody that the library knows, such as whoever has a link.</summary>
    /// <param name="reader">What is the same in all reads of one reader.</param>
    /// <param name="name">The reader's name, for people.</param>
    /// <param name="action">What, such as <c>share.watched</c>.</param>
    /// <param name="target">The id of what is read.</param>
    /// <param name="part">Which part of it, where each is a deed of its own; else empty.</param>
    /// <param name="show">Its show.</param>
    /// <param name="detail">More facts; of the first read of an hour.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task NoteAsync(Guid reader, string name, string action, string target, string part, string show, object detail, CancellationToken cancellationToken)
    {
        var (key, now) = ((reader, action, target, part), library.Clock.GetUtcNow());
        if (told.TryGetValue(key, out var at) && now - at < OneDeed) return;
        await telling.WaitAsync(cancellationToken);
        try
        {
            if (told.TryGetValue(key, out at) && now - at < OneDeed) return;
            await library.WriteAsync(tx => tx.AuditAsync(name, action, target, show, detail, cancellationToken), cancellationToken);
            if (told.Count >= MostRemembered) told.Clear();
            told[key] = now;
        }
        finally
        {
            telling.Release();
        }
    }

    /// <summary>Notes that an original is fetched: of its clip, or of its roll when it belongs to none.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="show">The show.</param>
    /// <param name="roll">The roll.</param>
    /// <param name="path">The path within the roll.</param>
    /// <param name="from">From which store, in words.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task NoteOriginalAsync(Caller caller, string show, Guid roll, string path, string from, CancellationToken cancellationToken)
    {
        var now = library.Clock.GetUtcNow();
        if (!rolls.TryGetValue(roll, out var names) || now - names.At > Memory)
        {
            if (rolls.Count >= MostRolls) rolls.Clear();
            rolls[roll] = names = new(now, [.. (await library.ReadAsync(tx => tx.ClipsAsync(roll, cancellationToken), cancellationToken)).SelectMany(Names)]);
        }

        var clip = names.Patterns.FirstOrDefault(one => one.Holds(path))?.Clip;
        await NoteAsync(caller, "file.downloaded", (clip ?? roll).ToString(), show, new { path, from, roll }, cancellationToken);
    }

    private static IEnumerable<Pattern> Names(Clip clip) => clip.Files.Concat(clip.Sidecars).Select(file =>
    {
        var end = file.LastIndexOf('#');
        return clip.Kind != "sequence" || end < 0 ? new Pattern(clip.Id, file, null) : new Pattern(clip.Id, file[..end].TrimEnd('#'), file[(end + 1)..]);
    });

    private sealed record RollNames(DateTimeOffset At, Pattern[] Patterns);

    /// <summary>A file of a clip, or with an end the frames between beginning and end.</summary>
    private sealed record Pattern(Guid Clip, string Beginning, string? End)
    {
        public bool Holds(string path) => End is null ? path == Beginning
            : path.Length > Beginning.Length + End.Length && path.StartsWith(Beginning, StringComparison.Ordinal) && path.EndsWith(End, StringComparison.Ordinal)
                && !path.AsSpan(Beginning.Length, path.Length - Beginning.Length - End.Length).ContainsAnyExceptInRange('0', '9');
    }
}
