using System.CommandLine;
using System.Globalization;
using Acetate.Fdl;
using Acetate.Fdl.Authoring;
using Acetate.Fdl.Geometry;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Gamuts;
using Acetate.Media.Charts;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl chart</c>.</summary>
internal static class FdlChartCommand
{
    private static readonly Argument<string> Source = FdlFile.Argument();

    private static readonly FramingOptions Framing = new();

    private static readonly Option<string> Output = new("--output", "-o") { Description = "The picture to write: .exr (ACES2065-1, half) or .png (sRGB, 16 bit). Nothing is ever overwritten.", HelpName = "FILE", Required = true };

    private static readonly Option<bool> Json = FdlFile.Json();

    public static Command Create()
    {
        var command = new Command("chart", "Draws the framing chart of a framing decision: frame lines at exact pixels, a circle that tests the squeeze, and names.")
        {
            Source, Framing.Context, Framing.Canvas, Framing.Intent, Output, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain(
            "acetate fdl chart A_camera.fdl -o A_camera.exr\nacetate fdl chart A_camera.fdl --canvas CV1 --intent FI239 -o A_camera.png",
            (ExitCode.Done, "the chart is written"),
            (ExitCode.Usage, "the command line is wrong, or leaves open which canvas or intent is meant"),
            (ExitCode.BadInput, "the list is not valid, its canvas is too large for a picture, or the file to write is there already"),
            (ExitCode.NotFound, "there is no such file, context, canvas or intent"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Output);
        FrameFileSettings settings = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".exr" => new FrameFileSettings.Exr(),
            ".png" => new FrameFileSettings.Png(),
            _ => throw new CommandException(ExitCode.Usage, $"A chart is written as .exr or .png, and '{Table.Visible(path)}' ends otherwise."),
        };
        NewFile.Check(path);
        var source = await FdlFile.ReadAsync(parsed.GetRequiredValue(Source), cancellationToken);
        source.Print(parsed.InvocationConfiguration.Error);
        if (!source.IsUsable) throw new CommandException(ExitCode.BadInput, "Nothing was drawn. 'acetate fdl validate' shows what is wrong with a list.");
        var chosen = Framing.In(parsed, source);
        var chart = FramingChart.Of(FrameLayers.Of(chosen.Canvas, chosen.Decision));
        if (chart.Size.Width > FrameDescription.LargestSide || chart.Size.Height > FrameDescription.LargestSide)
            throw new CommandException(ExitCode.BadInput, $"A chart of {chart.Size} pixels cannot be written: each side takes up to {FrameDescription.LargestSide}.");
        if (chart.Squeeze is not (> 0.01 and < 100)) throw new CommandException(ExitCode.BadInput, $"A chart of a squeeze of {chart.Squeeze.ToString(CultureInfo.InvariantCulture)} cannot be written: files take more than 0.01 and less than 100.");

        var drawing = new FrameLineChart(
            chart.Size.Width, chart.Size.Height, chart.Squeeze, [.. chart.Frames.Select(LineOf)],
            [.. ((string?[])[chosen.Context.Label, chosen.Canvas.Label, IntentOf(source.Reading.List!, chosen), chart.Squeeze == 1 ? null : $"SQUEEZE {Number(chart.Squeeze)}"]).Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!.Length > 60 ? text[..60] : text)]);
        await NewFile.WriteAsync(path, stream => Task.Run(() => Draw(stream, settings, drawing, chart, cancellationToken), cancellationToken));
        if (parsed.GetValue(Json))
        {
            CliJson.Write(parsed.InvocationConfiguration.Output, new
            {
                output = path,
                chart.Size,
                chart.Squeeze,
                frames = chart.Frames.Select(frame => new { layer = frame.Layer, frame.Area.X, frame.Area.Y, frame.Area.Width, frame.Area.Height, frame.Aspect }),
                problems = source.Rows,
            });
        }
        else
        {
            var table = new Table("layer", "pixels", "corner", "shape as seen");
            foreach (var frame in chart.Frames) table.Add(frame.Layer.ToString().ToLowerInvariant(), frame.Area.Size, frame.Area.Anchor, Number(frame.Aspect));
            table.Write(parsed.InvocationConfiguration.Output);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"written to {Table.Visible(path)}");
        }

        return (int)ExitCode.Done;
    }

    private static void Draw(Stream stream, FrameFileSettings settings, FrameLineChart drawing, FramingChart chart, CancellationToken cancellationToken)
    {
        var isLight = settings.HoldsLight;
        using var writer = FrameFiles.Create(stream, settings, new()
        {
            DataWindow = PixelWindow.Of(drawing.Width, drawing.Height),
            PixelAspect = chart.Squeeze,
            Colour = isLight ? PictureColour.Aces : PictureColour.Srgb,
            Software = FdlFile.Creator,
        });
        var toAces = KnownGamuts.Rec709.To(KnownGamuts.Ap0);
        var (red, green, blue) = (new float[drawing.Width], new float[drawing.Width], new float[drawing.Width]);
        for (var row = 0; row < drawing.Height; row++)
        {
            if (row % 64 == 0) cancellationToken.ThrowIfCancellationRequested();
            drawing.Row(row, red, green, blue);
            for (var x = 0; x < red.Length; x++)
            {
                if (isLight)
                {
                    var aces = toAces * new Rgb(red[x], green[x], blue[x]);
                    (red[x], green[x], blue[x]) = ((float)aces.R, (float)aces.G, (float)aces.B);
                }
                else (red[x], green[x], blue[x]) = (Shown(red[x]), Shown(green[x]), Shown(blue[x]));
            }

            writer.Row(red, green, blue);
        }

        writer.Complete();
    }

    private static ChartFrameLine LineOf(ChartFrame frame)
    {
        var (ink, corner) = frame.Layer switch
        {
            FrameLayer.Canvas => ((0.8f, 0.8f, 0.8f), ChartCorner.BottomLeft),
            FrameLayer.Effective => ((0.1f, 0.6f, 0.7f), ChartCorner.BottomRight),
            FrameLayer.Protection => ((0.8f, 0.55f, 0.05f), ChartCorner.TopRight),
            _ => ((0.1f, 0.7f, 0.1f), ChartCorner.TopLeft),
        };
        var area = frame.Area;
        return new($"{frame.Layer} {Number(area.Width)}X{Number(area.Height)} {frame.Aspect.ToString("0.00", CultureInfo.InvariantCulture)}:1", area.X, area.Y, area.Width, area.Height, ink, corner);
    }

    private static string? IntentOf(FramingDecisionList list, FramingChoice.Found chosen) =>
        list.FramingIntents.FirstOrDefault(intent => intent.Id == chosen.Decision.FramingIntentId) is { Label: { } label } ? label : chosen.Decision.FramingIntentId;

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    // IEC 61966-2-1.
    private static float Shown(float light) => light <= 0.0031308f ? 12.92f * light : 1.055f * MathF.Pow(light, 1 / 2.4f) - 0.055f;
}
