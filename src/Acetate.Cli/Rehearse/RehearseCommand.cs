using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Media;
using Acetate.Media.Native;

namespace Acetate.Cli.Rehearse;

/// <summary><c>acetate rehearse</c>.</summary>
internal static class RehearseCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Camera-test clips: a file, a folder or a card." };
        var output = new Option<DirectoryInfo>("--output", "-o") { Description = "A new folder for the report and the stills.", HelpName = "DIR", Required = true };
        var from = new Option<string>("--from") { Description = "What the clips' values mean, where the files do not say.", HelpName = "ENCODING" };
        var json = new Option<bool>("--json") { Description = "Write one JSON document." };
        var command = new Command("rehearse", "Takes camera-test clips through every step of a show to be, and says what would go wrong on day one.") { folder, output, from, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetValue(from), parsed.GetValue(json), cancellationToken));
        return command.Explain("acetate rehearse /media/camera-test -o rehearsal",
            (ExitCode.Done, "every step of every clip went as it should"),
            (ExitCode.Found, "something would go wrong; the report says what"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, string folder, DirectoryInfo output, string? from, bool isJson, CancellationToken cancellationToken)
    {
        var (text, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var clips = ClipArguments.Under(folder, cancellationToken).ToImmutableArray();
        if (clips.IsEmpty) throw new CommandException(ExitCode.NotFound, $"No clip was found under '{folder}'.");
        if (output.Exists || File.Exists(output.FullName)) throw new CommandException(ExitCode.BadInput, $"'{output.FullName}' is there already, and nothing is overwritten. Name a new folder.");
        if (output.Parent is { Exists: false } parent) throw new CommandException(ExitCode.NotFound, $"There is no folder '{parent.FullName}'.");
        output.Create();
        var rehearsal = new Rehearsal(output.FullName, TimeProvider.System);
        var done = ImmutableArray.CreateBuilder<RehearsedClip>();
        try
        {
            foreach (var clip in clips)
            {
                if (!isJson) await error.WriteLineAsync($"{done.Count + 1} of {clips.Length}: {Table.Visible(clip.Name)}").ConfigureAwait(false);
                done.Add(await rehearsal.RunAsync(clip, from, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (ToolMissingException missing)
        {
            throw new CommandException(ExitCode.Unavailable, missing.Message);
        }
        finally
        {
            rehearsal.Clear();
        }

        var report = new RehearsalReport(done.ToImmutable(), ShowChecks.Of(done, ClipArguments.OthersUnder(folder, clips, cancellationToken)));
        await report.WriteAsync(output.FullName, cancellationToken).ConfigureAwait(false);
        if (isJson) CliJson.Write(text, report.Document);
        else report.Print(text, output.FullName);
        return (int)(report.IsGood ? ExitCode.Done : ExitCode.Found);
    }
}
