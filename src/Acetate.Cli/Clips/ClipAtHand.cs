using System.Collections.Immutable;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Cli.Clips;

/// <summary>Finds the clip that a person means by a name or an id.</summary>
internal static class ClipAtHand
{
    /// <summary>The clip of a library here.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    public static async Task<FoundClip> FindAsync(MediaLibrary library, string show, string name, CancellationToken cancellationToken) => OnlyOne(
        await library.ReadAsync(async tx =>
        {
            await tx.RequireShowAsync(show, cancellationToken);
            if (!Guid.TryParse(name, out var id)) return await tx.ClipsNamedAsync(show, name, cancellationToken);
            return await tx.ClipAsync(id, cancellationToken) is { } clip && await tx.RollAsync(clip.Roll, cancellationToken) is { } roll && roll.Show == show
                ? [new FoundClip(clip.Id, clip.Name, roll.Id, roll.Name, roll.ShootDay)] : [];
        }, cancellationToken), show, name);

    /// <summary>The clip of a server's library.</summary>
    /// <exception cref="CommandException">There is none, or there are several.</exception>
    public static async Task<FoundClip> FindAsync(ServerCalls server, string show, string name, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(name, out var id)) return OnlyOne((await server.GetAsync<ClipsSeen>($"api/shows/{Uri.EscapeDataString(show)}/clips/named/{Uri.EscapeDataString(name)}", cancellationToken)).Clips, show, name);
        var clip = await server.GetAsync<Clip>($"api/clips/{id}", cancellationToken);
        return new FoundClip(clip.Id, clip.Name, clip.Roll, "", default);
    }

    private static FoundClip OnlyOne(IReadOnlyList<FoundClip> found, string show, string name) => found switch
    {
        [var only] => only,
        [] => throw new CommandException(ExitCode.NotFound, $"Show '{show}' has no clip '{Table.Visible(name)}'. The whole name is needed; 'acetate rolls show ROLL --show {show}' lists the clips of a roll."),
        _ => throw new CommandException(ExitCode.NotFound, $"Show '{show}' has {found.Count} clips '{Table.Visible(name)}'. Name one by its id: {string.Join(", ", found.Take(10).Select(clip => $"{clip.Id} (roll {Table.Visible(clip.RollName)}, {RollsCommand.Day(clip.ShootDay)})"))}."),
    };

    private sealed record ClipsSeen(ImmutableArray<FoundClip> Clips);
}
