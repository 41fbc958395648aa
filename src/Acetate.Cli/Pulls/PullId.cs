using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Library.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary>The id of a pull as people type it: whole, or as many of its first characters as tell it from all others, eight at least.</summary>
/// <param name="First">The least id that is meant.</param>
/// <param name="Last">The greatest id that is meant.</param>
internal readonly record struct PullId(Guid First, Guid Last)
{
    private const int Least = 8;

    // Ids begin with the moment, and their parts with what is finer: where a part ends is where an id can be cut without looking odd.
    private static readonly int[] Lengths = [8, 13, 18, 23, 36];

    private bool IsWhole => First == Last;

    /// <summary><c>id</c>, for commands on one pull.</summary>
    public static Argument<PullId> Argument() => new("id") { Description = "As 'acetate pull list' shows it; its first characters are enough where no other pull has them.", CustomParser = result => Read(result) };

    /// <summary>Reads what was typed; what is no id is told to the parser.</summary>
    public static PullId Read(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Of(text) is { } id) return id;
        result.AddError($"'{Table.Visible(text)}' is not an id. Ids look like 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47, and their first {Least} characters or more are enough; 'acetate pull list' shows them.");
        return default;
    }

    /// <summary>An id, or the beginning of one; null when it is none.</summary>
    public static PullId? Of(string text)
    {
        var isDashed = text.Contains('-', StringComparison.Ordinal);
        if (text.Where((letter, at) => isDashed && at is 8 or 13 or 18 or 23 ? letter != '-' : !char.IsAsciiHexDigit(letter)).Any()) return null;
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return digits.Length is < Least or > 32 ? null : new(Guid.ParseExact(digits.PadRight(32, '0'), "N"), Guid.ParseExact(digits.PadRight(32, 'f'), "N"));
    }

    /// <summary>The id alone, short enough to be typed and long enough that no pull planned in another millisecond begins so.</summary>
    public static string Short(Guid id) => $"{id}"[..13];

    /// <summary>Ids as short as they can be told apart.</summary>
    public static ImmutableArray<string> Short(IReadOnlyList<Guid> ids)
    {
        var length = Lengths.First(length => length == 36 || ids.Select(id => $"{id}"[..length]).Distinct(StringComparer.Ordinal).Count() == ids.Count);
        return [.. ids.Select(id => $"{id}"[..length])];
    }

    /// <summary>Does something with the pull that is meant, here or there.</summary>
    /// <exception cref="CommandException">No pull begins so, or several do.</exception>
    public Task<T> AskAsync<T>(LibraryChoice choice, ParseResult parsed, Func<Library.MediaLibrary, Guid, Task<T>> here, Func<ServerCalls, Guid, Task<T>> there, CancellationToken cancellationToken)
    {
        var id = this;
        return choice.AskAsync(parsed,
            async library => await here(library, await id.FindAsync(library, cancellationToken)),
            async server => await there(server, await id.FindAsync(server, cancellationToken)), cancellationToken);
    }

    /// <summary>The pull of a library that is meant; an id that is whole is taken as it is.</summary>
    /// <exception cref="CommandException">No pull begins so, or several do.</exception>
    public async Task<Guid> FindAsync(Library.MediaLibrary library, CancellationToken cancellationToken)
    {
        var (first, last) = (First, Last);
        return IsWhole ? First : Only([.. (await library.ReadAsync(tx => tx.PullsBetweenAsync(first, last, cancellationToken), cancellationToken)).Select(pull => (pull.Id, pull.Title, pull.Show))]);
    }

    /// <summary>The pull of a server's library that is meant, among those of the shows that may be seen.</summary>
    /// <exception cref="CommandException">No pull begins so, or several do.</exception>
    public async Task<Guid> FindAsync(ServerCalls server, CancellationToken cancellationToken)
    {
        if (IsWhole) return First;
        var found = ImmutableArray.CreateBuilder<(Guid, string, string)>();
        foreach (var show in (await server.GetAsync<Ingest.ShowsSeen>("api/shows", cancellationToken)).Shows)
            foreach (var pull in (await server.GetAsync<PullList>($"api/shows/{Uri.EscapeDataString(show.Name)}/pulls", cancellationToken)).Pulls)
                if (string.CompareOrdinal($"{pull.Id}", $"{First}") >= 0 && string.CompareOrdinal($"{pull.Id}", $"{Last}") <= 0) found.Add((pull.Id, pull.Title, pull.Show));
        return Only(found.ToImmutable());
    }

    private Guid Only(ImmutableArray<(Guid Id, string Title, string Show)> found)
    {
        // What is the same in both is what was typed.
        var typed = string.Concat($"{First}".Zip($"{Last}").TakeWhile(both => both.First == both.Second).Select(both => both.First)).TrimEnd('-');
        return found switch
        {
            [var only] => only.Id,
            [] => throw new CommandException(ExitCode.NotFound, $"No pull's id begins with '{typed}'. 'acetate pull list --show SHOW' shows them."),
            _ => throw new CommandException(ExitCode.Usage, $"Several pulls' ids begin with '{typed}': {string.Join(", ", found.Select(one => $"{one.Id} ({one.Title} of {one.Show})"))}. Write more of the one that is meant."),
        };
    }
}
