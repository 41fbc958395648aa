using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Tools.Dailies;

namespace Acetate.Cli.Demo;

/// <summary>The dailies of the demo day: nobody asks for them, they make themselves.</summary>
internal static class DemoDailies
{
    // The demo's pictures are drawn, and have edges where codecs have the borders of their blocks: what is shot has not.
    private const string Limits = """{"picture":{"blockPart":0.05,"tearPart":0.9}}""";

    /// <summary>Has the show make dailies, unless somebody has changed its settings since.</summary>
    public static Task SwitchOnAsync(MediaLibrary library, string show, CancellationToken cancellationToken) => library.WriteAsync(async tx =>
    {
        var known = await tx.RequireShowAsync(show, cancellationToken);
        if (known.Version == 1) await tx.ChangeShowAsync(show, new(null, known.Settings with { Dailies = known.Settings.Dailies with { IsOn = true, DueMinutes = 60, Limits = Limits } }, known.Version), Environment.UserName, cancellationToken);
    }, cancellationToken);

    /// <summary>Tells what happens until the dailies of every camera roll are delivered, or wait for a person; whether none is held.</summary>
    public static async Task<bool> FollowAsync(MediaLibrary library, string show, TextWriter output, CancellationToken cancellationToken)
    {
        var after = await library.ReadAsync(tx => tx.LastEventAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!await IsOverAsync().ConfigureAwait(false))
        {
            await foreach (var news in library.FollowEventsAsync(after, new EventFilter { Show = show }, cancellationToken).ConfigureAwait(false))
            {
                if (!news.Kind.StartsWith("dailies.", StringComparison.Ordinal)) continue;
                await output.WriteLineAsync($"{news.At.ToLocalTime():HH:mm:ss}  {news.Message}").ConfigureAwait(false);
                if (await IsOverAsync().ConfigureAwait(false)) break;
            }
        }

        var all = await library.DailiesOfShowAsync(show, cancellationToken).ConfigureAwait(false);
        foreach (var one in all) await output.WriteLineAsync($"Dailies of {one.Name}: {(one.State == DailiesState.Delivered ? $"{one.Clips - one.Rejected} of {one.Clips} clips delivered" : one.Waits)}").ConfigureAwait(false);
        return all.All(one => one.State != DailiesState.Held);

        async Task<bool> IsOverAsync()
        {
            if (!(await library.ReadAsync(tx => tx.RequireShowAsync(show, cancellationToken), cancellationToken).ConfigureAwait(false)).Settings.Dailies.IsOn) return true;
            var rolls = (await library.ReadAsync(tx => tx.RollsAsync(show, null, 500, cancellationToken), cancellationToken).ConfigureAwait(false)).Count(roll => roll.Kind == RollKind.Camera);
            var now = await library.DailiesOfShowAsync(show, cancellationToken).ConfigureAwait(false);
            return now.Length >= rolls && now.All(one => one.State is DailiesState.Delivered or DailiesState.Review or DailiesState.Held);
        }
    }
}
