using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Storage.Local;

namespace Acetate.Cli.Downloader.Service;

/// <summary>Programs that are to run after rolls, one file for each in the service's folder, so that none is forgotten when the service stops.</summary>
internal sealed class HookQueue
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, HookWork> works = [];
    private readonly ImmutableDictionary<string, StandingRule> rules;
    private readonly string folder;
    private readonly Action<string> tell;
    private readonly TimeProvider clock;
    private readonly Func<int, TimeSpan> pause;

    /// <summary>Opens it. What was given up before is tried once more.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="rules">The rules, whose programs run.</param>
    /// <param name="tell">Told, in a sentence, of programs that fail.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="pause">How long to wait after so many attempts; null for a minute, five, a quarter of an hour, then an hour.</param>
    public HookQueue(string folder, ImmutableArray<StandingRule> rules, Action<string> tell, TimeProvider clock, Func<int, TimeSpan>? pause = null)
    {
        (this.folder, this.tell, this.clock) = (folder, tell, clock);
        this.rules = rules.ToImmutableDictionary(rule => rule.Name);
        this.pause = pause ?? (attempts => TimeSpan.FromMinutes(attempts switch { 1 => 1, 2 => 5, 3 => 15, _ => 60 }));
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
            if (Read(file) is { } work && work.Key + ".json" == Path.GetFileName(file))
                works[work.Key] = work.State == HookState.GivenUp ? work with { State = HookState.Waiting, Attempts = Math.Max(0, work.Attempts - 1), NotBefore = null } : work;
    }

    /// <summary>What waits and what was given up, oldest first.</summary>
    public ImmutableArray<HookWork> Works
    {
        get
        {
            lock (gate) return [.. works.Values.OrderBy(work => work.At)];
        }
    }

    /// <summary>Puts a program into the queue, on disk before it returns.</summary>
    public void Add(HookWork work)
    {
        lock (gate) Keep(work);
    }

    /// <summary>Runs what is due, one after the other, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Due() is { } work) await RunAsync(work, cancellationToken).ConfigureAwait(false);
            else await Task.Delay(Look, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private HookWork? Due()
    {
        var now = clock.GetUtcNow();
        lock (gate) return works.Values.Where(work => work.State == HookState.Waiting && !(work.NotBefore > now)).MinBy(work => work.At);
    }

    private async Task RunAsync(HookWork work, CancellationToken cancellationToken)
    {
        if (rules.GetValueOrDefault(work.Rule)?.Hook is not { } hook)
        {
            tell($"The rule '{Table.Visible(work.Rule)}' has no program any more; none runs for {Table.Visible(work.Name)}.");
            Drop(work);
            return;
        }

        var attempt = work.Attempts + 1;
        var (problem, output) = await hook.RunAsync(work.Variables.ToImmutableSortedDictionary().SetItem("ACETATE_ATTEMPT", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)), work.Variables["ACETATE_FOLDER"], clock, cancellationToken).ConfigureAwait(false);
        PrivateFile.Write(Path.Join(folder, work.Key + ".log"), $"{clock.GetUtcNow():O} attempt {attempt}: {problem ?? "done"}\n{output}\n");
        if (problem is null)
        {
            Drop(work);
            return;
        }

        var isOver = attempt >= hook.Attempts;
        var says = $"{problem} {(isOver ? $"It was tried {attempt} times; it is tried again when the service starts anew." : "It is tried again.")} What it wrote is in {Path.Join(folder, work.Key + ".log")}.";
        tell($"{Table.Visible(work.Name)} arrived; {Table.Visible(says)}");
        lock (gate) Keep(work with { Attempts = attempt, State = isOver ? HookState.GivenUp : HookState.Waiting, NotBefore = isOver ? null : clock.GetUtcNow() + pause(attempt), Says = says });
    }

    // A roll that arrived once more meanwhile has a newer work under the same key; that one stays.
    private void Drop(HookWork work)
    {
        lock (gate)
        {
            if (works.GetValueOrDefault(work.Key)?.At != work.At) return;
            File.Delete(Path.Join(folder, work.Key + ".json"));
            works.Remove(work.Key);
        }
    }

    private void Keep(HookWork work)
    {
        if (works.GetValueOrDefault(work.Key) is { } newer && newer.At > work.At) return;
        PrivateFile.Write(Path.Join(folder, work.Key + ".json"), JsonSerializer.Serialize(work, LibraryJson.Options));
        works[work.Key] = work;
    }

    private static HookWork? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<HookWork>(File.ReadAllText(file), LibraryJson.Options);
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException)
        {
            return null;
        }
    }
}

/// <summary>A program that is to run.</summary>
/// <param name="Roll">The roll, or the folder of a workspace.</param>
/// <param name="Asset">What of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rule">Whose program it is.</param>
/// <param name="At">When the roll arrived.</param>
/// <param name="Variables">What the program is told.</param>
/// <param name="State">How it stands.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NotBefore">When it is tried again.</param>
/// <param name="Says">What went wrong last; empty for nothing.</param>
internal sealed record HookWork(Guid Roll, string Asset, string Name, string Rule, DateTimeOffset At, IReadOnlyDictionary<string, string> Variables, HookState State = HookState.Waiting, int Attempts = 0, DateTimeOffset? NotBefore = null, string Says = "")
{
    /// <summary>The name of its files. One roll that two rules fetch has a program for each.</summary>
    [JsonIgnore]
    public string Key => $"{Roll}-{Asset}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Rule)))[..8]}";
}

/// <summary>How a program stands.</summary>
internal enum HookState
{
    /// <summary>It is to run.</summary>
    Waiting,

    /// <summary>It failed as often as it may.</summary>
    GivenUp,
}
