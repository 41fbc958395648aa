using System.CommandLine;
using System.Globalization;
using Acetate.Steps.Render;

namespace Acetate.Cli.Media;

/// <summary><c>acetate render</c>.</summary>
internal static class RenderCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var clip = new Argument<string>("CLIP") { Description = "A file, or a folder that holds one clip." };
        var output = new Option<string[]>("--output", "-o")
        {
            Description = "The frames to write, with #### in the place of the number: NAME.####.exr (.dpx, .tif, .png, .jpg), or a movie: NAME.mov (.mxf, .mp4). Given more than once, all are made from one decode.",
            HelpName = "NAME",
            Required = true,
            Arity = ArgumentArity.OneOrMore,
        };
        var frames = new Option<string>("--frames") { Description = "Frames A up to, without, B; the clip's first frame is 0. Default: the whole clip.", HelpName = "A-B" };
        var (first, last) = (new Option<string>("--in") { Description = "Timecode of the first frame.", HelpName = "TC" }, new Option<string>("--out") { Description = "Timecode of the frame after the last, as an edit list counts.", HelpName = "TC" });
        var start = new Option<long>("--start") { Description = "The number of the first frame that is written.", HelpName = "N", DefaultValueFactory = _ => 1001 };
        var stop = new Option<bool>("--stop-at-fault") { Description = "Renders nothing after a frame that cannot be; otherwise the other frames are rendered." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document: every frame, and every transform in order." };
        var options = new RenderOptions();
        var command = new Command("render", "Renders a clip: decode, debayer, colour, framing, and a file per frame or a movie.") { clip, output, frames, first, last, start };
        options.AddTo(command);
        options.AddMoviesTo(command);
        command.Options.Add(stop);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) =>
        {
            var source = ClipArguments.One(parsed.GetRequiredValue(clip), cancellationToken);
            var request = options.Request(parsed, source, ClipArguments.FolderOf(source),
                [.. parsed.GetRequiredValue(output).Select(path => (path, parsed.GetValue(start)))], Selection(parsed.GetValue(frames), parsed.GetValue(first), parsed.GetValue(last)));
            return RenderReport.RunAsync(parsed, request with { StopAtFault = parsed.GetValue(stop) }, parsed.GetValue(json), cancellationToken);
        });
        return command.Explain(
            "acetate render A002C006_250101_R1EC -o plates/A002C006.####.exr --frames 24-48\nacetate render B001C001.mov --from 'S-Log3 S-Gamut3.Cine' --fdl show.fdl --template vfx -o B001C001.####.exr --start 1001\nacetate render B001C001.mov --amf B001C001.amf -o B001C001.####.exr -o view.mov --codec prores-422",
            (ExitCode.Found, "done, and frames could not be rendered; the report says which and why"),
            (ExitCode.BadInput, "the clip, the AMF, the FDL or the template cannot be used, or a file to write is there already"));
    }

    private static FrameSelection? Selection(string? frames, string? first, string? last)
    {
        if (frames is not null && (first ?? last) is not null) throw new CommandException(ExitCode.Usage, "--frames and --in/--out both say which frames. Give one of them.");
        if (frames is null) return first is null && last is null ? null : new() { In = first, Out = last };
        var parts = frames.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? new() { Start = start, End = end }
            : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(frames)}' is no range. Write it as 24-48: frames 24 up to, without, 48.");
    }
}
