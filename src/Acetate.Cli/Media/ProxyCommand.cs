using System.CommandLine;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;
using Acetate.Steps.Render;
using Acetate.Storage.Local;

namespace Acetate.Cli.Media;

/// <summary><c>acetate proxy</c>.</summary>
internal static class ProxyCommand
{
    private static readonly Argument<string> Clip = new("CLIP") { Description = "A file, or a folder that holds one clip." };

    private static readonly Option<FileInfo> Output = new("--output", "-o")
    {
        Description = "The proxy to write (.mp4). The poster and the scrub strip are written beside it as NAME.poster.jpg and NAME.strip.jpg.",
        Required = true,
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("proxy", "Makes a playable H.264 proxy of a clip, with timecode, poster and scrub strip.") { Clip, Output, Json };
        command.SetAction(RunAsync);
        return command.Explain("acetate proxy B001C001_260102_R1AC.mov -o B001C001.mp4",
            (ExitCode.Found, "no proxy could be made, or frames of the clip were missing or damaged; the report says why, and which"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var clip = ClipArguments.One(parsed.GetRequiredValue(Clip), cancellationToken);
        var output = parsed.GetRequiredValue(Output);
        var beside = output.Directory ?? throw new CommandException(ExitCode.Usage, $"'{output}' has no folder.");
        if (!beside.Exists) throw new CommandException(ExitCode.NotFound, $"There is no folder '{beside.FullName}'.");
        if (!output.Extension.Equals(".mp4", StringComparison.OrdinalIgnoreCase)) throw new CommandException(ExitCode.Usage, $"A proxy is an .mp4 file; '{output.Name}' is not named so.");
        RefuseTaken(output, beside);
        var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, cancellationToken).ConfigureAwait(false);

        // Beside the target, so that the finished files only need to be renamed.
        var folder = Directory.CreateDirectory(Path.Join(beside.FullName, $".acetate-proxy-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var outcome = await new ProxyRenderer(TimeProvider.System, ProxyColours.Of)
                .RenderAsync(clip, inspection, folder, static (_, _) => { }, cancellationToken).ConfigureAwait(false);
            if (outcome is ProxyOutcome.Made made)
            {
                var (proxy, poster, strip) = Names(output, beside);
                // Not even something that came to lie there meanwhile is overwritten; the proxy comes last, so that it is there only when all is.
                Give(Path.Join(folder, made.Poster), poster);
                if (made.Strip is { } images) Give(Path.Join(folder, images), strip);
                Give(Path.Join(folder, made.Proxy), proxy);
            }

            return (int)Report(parsed, clip.Name, output.FullName, outcome);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string Proxy, string Poster, string Strip) Names(FileInfo output, DirectoryInfo beside)
    {
        var stem = Path.Join(beside.FullName, Path.GetFileNameWithoutExtension(output.Name));
        return (output.FullName, stem + ".poster.jpg", stem + ".strip.jpg");
    }

    private static void RefuseTaken(FileInfo output, DirectoryInfo beside)
    {
        var (proxy, poster, strip) = Names(output, beside);
        foreach (var path in (string[])[proxy, poster, strip])
            if (Path.Exists(path)) throw Taken(path);
    }

    private static void Give(string made, string path)
    {
        if (!FinalName.TryTake(made, path)) throw Taken(path);
    }

    private static CommandException Taken(string path) =>
        new(ExitCode.BadInput, $"'{path}' is there already, and nothing is overwritten. Name another file with -o, or move that one away.");

    private static ExitCode Report(ParseResult parsed, string name, string path, ProxyOutcome outcome)
    {
        var output = parsed.InvocationConfiguration.Output;
        var (state, reason, made) = outcome switch
        {
            ProxyOutcome.Made done => ("made", string.Join(' ', done.Notes), done),
            ProxyOutcome.Unavailable unavailable => ("unavailable", unavailable.Reason, null),
            ProxyOutcome.Failed failed => ("failed", failed.Reason, (ProxyOutcome.Made?)null),
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
        if (parsed.GetValue(Json))
            CliJson.Write(output, new { clip = name, state, reason, faults = made?.Faults ?? [], proxy = made is null ? null : path, made?.Frames, made?.Timecode, made?.Width, made?.Height, strip = made?.Grid });
        else if (made is not null)
            output.WriteLine($"{path}: {(made.Frames is { } frames ? $"{frames:N0} frames" : "sound alone")}, {made.Timecode ?? "no timecode"}. {reason}".TrimEnd());
        else
            output.WriteLine($"{Table.Visible(name)}: {reason}");
        if (made is null) return ExitCode.Found;
        if (!parsed.GetValue(Json))
            foreach (var fault in made.Faults) output.WriteLine(Table.Visible(fault));
        return made.Faults.IsEmpty ? ExitCode.Done : ExitCode.Found;
    }
}
