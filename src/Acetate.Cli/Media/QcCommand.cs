using System.CommandLine;
using Acetate.Media.Check;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Timing;

namespace Acetate.Cli.Media;

/// <summary><c>acetate qc</c>.</summary>
internal static class QcCommand
{
    private const int MostLimits = 1 << 20;

    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Clips: files, folders or whole cards.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string> Rate = new("--rate") { Description = "The show's frame rate, such as 24, 23.976 or 25: a clip of another rate is an alarm.", HelpName = "RATE" };

    private static readonly Option<FileInfo> Limits = new("--limits") { Description = "A JSON file with thresholds; what it does not name has its default.", HelpName = "FILE" };

    private static readonly Option<bool> PrintLimits = new("--print-limits") { Description = "Writes all thresholds as JSON, to be changed and given with --limits, and checks nothing." };

    private static readonly Option<bool> Setup = new("--setup") { Description = "The clips are takes of one setup: one that is brighter, darker or of another colour is told. Otherwise clips with the same scene on their slates are compared." };

    private static readonly Option<bool> NoPicture = new("--no-picture") { Description = "Checks files and sound only." };

    private static readonly Option<bool> NoSound = new("--no-sound") { Description = "Checks files and picture only." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document with every finding." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("qc", "Looks at every frame and listens to all sound of clips, and says what is wrong: black, frozen, repeated, dropped, torn or damaged frames, hot and dead pixels, flicker, clipping, silence, clicks, and more.")
        {
            Paths, Rate, Limits, PrintLimits, Setup, NoPicture, NoSound, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain("acetate qc /shoot/A001 --rate 24\nacetate qc A001C001.mov --json\nacetate qc --print-limits > limits.json",
            (ExitCode.Done, "each clip was checked, and nothing is wrong; information may be told"),
            (ExitCode.Found, "there is an alarm or a warning, or a clip could not be checked whole; the report says which and why"),
            (ExitCode.Usage, "the command line is wrong, or there is no clip among what was named"),
            (ExitCode.BadInput, "the file of limits cannot be used"),
            (ExitCode.Unavailable, "FFmpeg, which decodes sound, is not installed"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = parsed.InvocationConfiguration.Output;
        var limits = await ReadLimitsAsync(parsed.GetValue(Limits), cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(PrintLimits))
        {
            await output.WriteLineAsync(limits.ToJson()).ConfigureAwait(false);
            return (int)ExitCode.Done;
        }

        FrameRate? rate = null;
        if (parsed.GetValue(Rate) is { } text)
            rate = FrameRate.TryParse(text, out var known, out var reason) ? known.ToKnown() : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no frame rate: {reason}");
        if (parsed.GetValue(NoPicture) && parsed.GetValue(NoSound)) throw new CommandException(ExitCode.Usage, "--no-picture and --no-sound leave nothing to check. Use 'acetate inspect' for files alone.");
        var clips = (parsed.GetValue(Paths) ?? []).SelectMany(path => ClipArguments.Under(path, cancellationToken)).Where(clip => clip.Kind != ClipKind.Still).ToList();
        if (clips.Count == 0) throw new CommandException(ExitCode.Usage, "No clip was found there. Name files, folders or cards with clips.");

        var checker = new ClipChecker { Limits = limits, ExpectedRate = rate, ChecksPicture = !parsed.GetValue(NoPicture), ChecksSound = !parsed.GetValue(NoSound) };
        var report = new QcReport();
        var inspector = new ClipInspector(TimeProvider.System);
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            for (var i = 0; i < clips.Count; i++)
            {
                if (!Console.IsErrorRedirected) await error.WriteAsync($"\r{i + 1} of {clips.Count} clips").ConfigureAwait(false);
                var inspection = await inspector.InspectAsync(clips[i], cancellationToken).ConfigureAwait(false);
                var scratch = Directory.CreateTempSubdirectory("acetate-qc-").FullName;
                try
                {
                    report.Add(inspection, await checker.RunAsync(clips[i], inspection, scratch, TimeProvider.System, cancellationToken).ConfigureAwait(false));
                }
                finally
                {
                    Directory.Delete(scratch, recursive: true);
                }
            }
        }
        catch (ToolMissingException missing)
        {
            throw new CommandException(ExitCode.Unavailable, missing.Message);
        }

        if (!Console.IsErrorRedirected) await error.WriteAsync("\r\u001b[K").ConfigureAwait(false);
        report.Compare(limits.Picture, areOneSetup: parsed.GetValue(Setup));
        return (int)report.Write(output, parsed.GetValue(Json));
    }

    /// <summary>Limits from a file; the defaults without one.</summary>
    /// <exception cref="CommandException">The file is not there or cannot be used.</exception>
    internal static async Task<CheckLimits> ReadLimitsAsync(FileInfo? file, CancellationToken cancellationToken)
    {
        if (file is null) return new();
        if (!file.Exists) throw new CommandException(ExitCode.NotFound, $"There is no file '{file.FullName}'.");
        if (file.Length > MostLimits) throw new CommandException(ExitCode.BadInput, $"'{file.FullName}' is too large for a file of limits.");
        try
        {
            return CheckLimits.Parse(await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false));
        }
        catch (FormatException wrong)
        {
            throw new CommandException(ExitCode.BadInput, $"'{file.FullName}': {wrong.Message} 'acetate qc --print-limits' writes all that there are.");
        }
    }
}
