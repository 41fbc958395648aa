using System.CommandLine;
using System.Globalization;
using Acetate.Steps.Render;

namespace Acetate.Cli.Media;

/// <summary><c>acetate frame</c>.</summary>
internal static class FrameCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var clip = new Argument<string>("CLIP") { Description = "A file, or a folder that holds one clip." };
        var at = new Option<string>("--at") { Description = "Which frame: its number, the clip's first being 0, or its timecode. Default: the first.", HelpName = "N|TC", DefaultValueFactory = _ => "0" };
        var output = new Option<string>("--output", "-o") { Description = "The picture to write: .exr, .png, .jpg, .tif or .dpx.", HelpName = "FILE", Required = true };
        var json = new Option<bool>("--json") { Description = "Write one JSON document with every transform in order." };
        var options = new RenderOptions();
        var command = new Command("frame", "Writes one frame of a clip as a picture, with any look.") { clip, at, output };
        options.AddTo(command);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) =>
        {
            var source = ClipArguments.One(parsed.GetRequiredValue(clip), cancellationToken);
            var label = parsed.GetRequiredValue(at);
            // A label has separators, a number has none.
            FrameSelection frames = long.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number < long.MaxValue ? new() { Start = number, End = number + 1 } : throw new CommandException(ExitCode.Usage, $"There is no frame {label}.")
                : label.AsSpan().ContainsAny(':', ';') ? new() { In = label } : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(label)}' is neither a frame's number nor a timecode (01:00:00:00).");
            var path = parsed.GetRequiredValue(output);
            var request = options.Request(parsed, source, ClipArguments.FolderOf(source), [(path, 0)], frames);
            return RenderReport.RunAsync(parsed, request with { IsOneFrame = true }, parsed.GetValue(json), cancellationToken);
        });
        return command.Explain(
            "acetate frame A002C006_250101_R1EC.mov --at 10:12:33:05 -o still.png\nacetate frame B001C001_cinemadng --at 12 --to ACEScg -o still.exr",
            (ExitCode.Found, "the frame could not be made; the report says why"),
            (ExitCode.BadInput, "the clip, the AMF or the FDL cannot be used, or the file to write is there already"));
    }
}
