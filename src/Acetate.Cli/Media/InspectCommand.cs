using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Media.Inspect;

namespace Acetate.Cli.Media;

/// <summary><c>acetate inspect</c>.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, folders or whole cards.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document with every value and where it came from." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("inspect", "Says what the files of clips say about them, and checks that all of each clip is there.") { Paths, Json };
        command.SetAction(RunAsync);
        return command.Explain("acetate inspect /media/card --json",
            (ExitCode.Found, "done, and a clip is damaged, incomplete or odd; the report says which"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var inspector = new ClipInspector(TimeProvider.System);
        var sources = parsed.GetRequiredValue(Paths).SelectMany(path => ClipArguments.Under(path, cancellationToken)).ToList();
        var found = new ClipInspection[sources.Count];
        // Headers lie all over a card: several at once keep the disk and the processors busy. The order stays.
        await Parallel.ForAsync(0, found.Length, cancellationToken,
            async (at, token) => found[at] = await inspector.InspectAsync(sources[at], token).ConfigureAwait(false)).ConfigureAwait(false);
        var clips = found.ToImmutableArray();

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json)) CliJson.Write(output, new { clips });
        else WriteTable(output, clips);
        if (clips.Length == 0) await parsed.InvocationConfiguration.Error.WriteLineAsync("No clip was found there.").ConfigureAwait(false);
        return (int)(clips.Any(clip => clip.Problems.Any(problem => problem.Severity != ProblemSeverity.Note)) ? ExitCode.Found : ExitCode.Done);
    }

    private static void WriteTable(TextWriter output, IReadOnlyCollection<ClipInspection> clips)
    {
        var table = new Table("clip", "reel", "start", "end", "rate", "frames", "picture", "sound", "camera", "files");
        foreach (var clip in clips)
            table.Add(clip.Name, clip.Reel, clip.Timecode?.Start, clip.Timecode?.End, clip.Timecode?.Rate ?? clip.Image?.Rate, clip.Frames,
                clip.Image is { } image ? $"{image.Width}x{image.Height} {image.Codec} {image.Profile}".TrimEnd() : "",
                clip.Sound is { } sound ? $"{sound.Channels} ch {sound.SampleRate} Hz {sound.BitDepth} bit".Replace("  bit", "", StringComparison.Ordinal) : "",
                $"{clip.Camera?.Make} {clip.Camera?.Model}".Trim(), clip.Files.Length);
        if (!table.IsEmpty) table.Write(output);
        foreach (var clip in clips)
            foreach (var problem in clip.Problems)
                output.WriteLine($"{problem.Severity.ToString().ToLowerInvariant()}: {Table.Visible(problem.File ?? clip.Name)}: {Table.Visible(problem.Message)}");
    }
}
