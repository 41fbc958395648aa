using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Acetate.Cli;

/// <summary>What is wrong with a command line, in the words of this program instead of the parser's.</summary>
internal static partial class Mistakes
{
    private const string NoCommand = "Required command was not provided.";

    /// <summary>One sentence for each mistake, the one that matters first.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var messages = parsed.Errors.Select(e => e.Message).Distinct().ToList();
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        // A command that does not exist is the mistake; that none was given follows from it.
        if (unknown is not null && messages.Remove(NoCommand))
        {
            var known = parsed.CommandResult.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
            messages.RemoveAll(m => m.StartsWith("Unrecognized command or argument", StringComparison.Ordinal));
            messages.Insert(0, $"There is no command '{Table.Visible(unknown)}' here. There is {string.Join(", ", known)}.");
        }

        return messages.Select(message => Plain(message, parsed));
    }

    /// <summary>The sentence about an option that does not exist and was taken for one of many paths; null when there is none.</summary>
    public static string? OptionTakenForPath(ParseResult parsed)
    {
        if (parsed.Tokens.Any(t => t.Type == System.CommandLine.Parsing.TokenType.DoubleDash)) return null;
        var slip = parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.ArgumentResult>().Where(a => a.Argument.Name == "PATH")
            .SelectMany(a => a.Tokens).FirstOrDefault(t => t.Value.StartsWith('-') && !Path.Exists(t.Value));
        return slip is null ? null : $"There is no option '{Table.Visible(slip.Value)}' here.";
    }

    private static string Plain(string message, ParseResult parsed)
    {
        if (message == NoCommand) return "Say which command.";
        if (Unrecognized().Match(message) is { Success: true } unknown) return $"Nothing here takes '{unknown.Groups[1].Value}'.";
        if (Required().Match(message) is { Success: true } required) return $"{required.Groups[1].Value} is missing.";
        if (Unparsed().Match(message) is not { Success: true } parts) return message;
        var (text, where) = (parts.Groups[1].Value, parts.Groups[3].Value);
        return parts.Groups[4].Value switch
        {
            var type when type.Contains("System.Guid", StringComparison.Ordinal) => $"'{text}' is not an id. Ids look like 0199a7c2-1f0e-7c3a-9d51-3f6c0e8b2a47; 'acetate {ListOf(parsed)} list' shows them.",
            var type when type.Contains("Double", StringComparison.Ordinal) => $"'{text}' is not a number, as {where} needs it.",
            var type when type.Contains("Int", StringComparison.Ordinal) => $"'{text}' is not a whole number, as {where} needs it.",
            _ => $"'{text}' is nothing that {where} takes.",
        };
    }

    // Each group of commands that takes ids lists its own.
    private static string ListOf(ParseResult parsed) =>
        parsed.CommandResult.Parent is CommandResult { Command: var group } && group.Subcommands.Any(command => command.Name == "list") ? group.Name : "jobs";

    [GeneratedRegex("^Cannot parse argument '(.*)' for (command|option) '(.*)' as expected type '(.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Unparsed();

    [GeneratedRegex("^Unrecognized command or argument '(.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Unrecognized();

    [GeneratedRegex("^Required argument '(.*)' missing for command: '.*'\\.$", RegexOptions.Singleline)]
    private static partial Regex Required();
}
