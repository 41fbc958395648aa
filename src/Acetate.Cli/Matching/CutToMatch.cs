using System.CommandLine;
using Acetate.Cli.Remote;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Library.Matching.Rules;
using Acetate.Library.Shows;
using Acetate.Timing;

namespace Acetate.Cli.Matching;

/// <summary>A cut that a command reads and matches, here or on a server.</summary>
internal sealed class CutToMatch
{
    private readonly Option<string?> rate = new("--rate") { Description = "The rate of a list that does not say its own, as EDLs never do. Default: 24", HelpName = "RATE" };
    private readonly Option<string?> name = new("--cut") { Description = "The cut to take from a file that holds several.", HelpName = "NAME" };

    /// <summary>Where the library is.</summary>
    public LibraryChoice Choice { get; } = new();

    /// <summary>Adds the options to a command.</summary>
    public Command On(Command command)
    {
        command.Options.Add(rate);
        command.Options.Add(name);
        return Choice.On(command);
    }

    /// <summary>What was said about reading the cut, as it can be typed again; empty for nothing.</summary>
    public string Typed(ParseResult parsed) => $"{(parsed.GetValue(rate) is { } text ? $" --rate {text}" : "")}{(parsed.GetValue(name) is { } one ? $" --cut '{Table.Visible(one)}'" : "")}";

    /// <summary>Reads a cut.</summary>
    /// <exception cref="CommandException">It cannot be read; the message has the line.</exception>
    public Cut Read(ParseResult parsed, string file)
    {
        try
        {
            return CutReader.Read(file, Options(parsed));
        }
        catch (CutException problem)
        {
            throw new CommandException(ExitCode.BadInput, problem.Message);
        }
    }

    /// <summary>Matches a cut that was read.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="show">The show.</param>
    /// <param name="file">The cut's file, for a server.</param>
    /// <param name="list">The cut.</param>
    /// <param name="rules">Rules for a library here; those that come with Acetate by default.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task<MatchReport> MatchAsync(ParseResult parsed, string show, string file, Cut list, MatchRules? rules, CancellationToken cancellationToken) => Choice.AskAsync(parsed,
        async library =>
        {
            await library.ReadAsync(tx => tx.RequireShowAsync(show, cancellationToken), cancellationToken);
            return MatchReport.Of(show, list, await library.MatchAsync(show, CutClaims.Of(list), new ClipMatcher(rules ?? MatchRules.Default), cancellationToken));
        },
        async server =>
        {
            var options = Options(parsed);
            return await server.SendAsync<MatchReport>(HttpMethod.Post, There(show, "match", ("name", Path.GetFileName(file)), ("rate", options.Rate?.ToRatio()), ("cut", options.Name)), await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
        },
        cancellationToken);

    /// <summary>An address of a show on a server.</summary>
    public static string There(string show, string what, params (string Name, string? Value)[] query) =>
        $"api/shows/{Uri.EscapeDataString(show)}/{what}?{string.Join('&', query.Where(q => q.Value is not null).Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value!)}"))}";

    private CutReadOptions Options(ParseResult parsed) => new() { Rate = Rate(parsed.GetValue(rate)), Name = parsed.GetValue(name) };

    private static FrameRate? Rate(string? text) =>
        text is null ? null : FrameRate.TryParse(text, out var rate, out var reason) ? rate : throw new CommandException(ExitCode.Usage, reason);
}
