using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Acetate.Fdl;
using Acetate.Fdl.Authoring;
using Acetate.Fdl.Geometry;

namespace Acetate.Cli.Fdl;

/// <summary><c>acetate fdl make</c>.</summary>
internal static class FdlMakeCommand
{
    private const double MostSqueeze = 100;

    private static readonly Option<(PixelSize Size, bool IsGiven)> CanvasSize = new("--canvas")
    {
        Description = "What the camera records in this mode, in stored pixels.",
        HelpName = "WIDTHxHEIGHT",
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            if (FdlSizes.TrySize(text, out var size)) return (size, true);
            result.AddError($"--canvas takes a size in pixels such as 4448x3096, not '{Table.Visible(text)}'.");
            return default;
        },
    };

    private static readonly Option<FramingIntent[]> Aspects = new("--aspect")
    {
        Description = "Shape of the picture as it is seen, such as 2.39 or 16:9, or with a name: theatrical=2.39. Can be given several times; the first is the list's default.",
        HelpName = "[NAME=]RATIO",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var intents = new List<FramingIntent>();
            foreach (var token in result.Tokens)
            {
                if (FdlSizes.TryIntent(token.Value, out var intent)) intents.Add(intent);
                else result.AddError($"--aspect takes a shape such as 2.39 or 16:9, or with a name theatrical=2.39, not '{Table.Visible(token.Value)}'.");
            }

            return [.. intents];
        },
    };

    private static readonly Option<(PixelSize Size, FramePoint? Anchor)?> Effective = FdlSizes.Option<(PixelSize, FramePoint?)?>(
        "--effective", "WIDTHxHEIGHT[+X+Y]", "The part of the canvas that holds picture, and its corner; in the middle when no corner is given. Default: all of it.",
        text => FdlSizes.TryArea(text, out var size, out var anchor) ? (true, (size, anchor)) : (false, null), "a size and perhaps a corner such as 4000x2000 or 4000x2000+224+548");

    private static readonly Option<double?> Protection = Number("--protection", "PERCENT", "How much of the picture is kept around the framing, in percent. Default: 0.", value => value is >= 0 and < 100, "a percentage from 0 to less than 100, such as 10");

    private static readonly Option<double?> Squeeze = Number("--squeeze", "FACTOR", "Squeeze of the recorded picture: 1 spherical, 2 for a 2x anamorphic lens that the camera does not de-squeeze. Default: 1.", value => value is >= 0.01 and <= MostSqueeze, "a squeeze from 0.01 to 100, such as 2 or 1.8");

    private static readonly Option<string?> Camera = new("--camera") { Description = "Label of the context, such as 'A camera'.", HelpName = "LABEL" };

    private static readonly Option<string?> Mode = new("--mode") { Description = "Label of the canvas, such as '4.5K LF Open Gate'.", HelpName = "LABEL" };

    private static readonly Option<string> CanvasId = new("--canvas-id") { Description = "Id of the canvas: letters, digits and underscores. Default: CV1.", HelpName = "ID", DefaultValueFactory = _ => "CV1" };

    private static readonly Option<RoundTo?> RoundedTo = WordOption.Of<RoundTo>("--round", "Framings get whole or even sizes. Default: even.");

    private static readonly Option<string> Output = new("--output", "-o") { Description = "The list to write. Nothing is ever overwritten.", HelpName = "FILE", Required = true };

    private static readonly Option<bool> Json = FdlFile.Json();

    public static Command Create()
    {
        var command = new Command("make", "Makes a framing decision list from what a camera records and the shape that is wanted.")
        {
            CanvasSize, Aspects, Effective, Protection, Squeeze, Camera, Mode, CanvasId, RoundedTo, Output, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain(
            "acetate fdl make --canvas 4448x3096 --aspect 2.39 --protection 10 --camera 'A camera' --mode '4.5K LF Open Gate' -o A_camera.fdl\nacetate fdl make --canvas 2880x2160 --squeeze 2 --aspect theatrical=2.39 --aspect streaming=2:1 -o A_camera.fdl",
            (ExitCode.Done, "the list is written"),
            (ExitCode.BadInput, "no framing can be made of these numbers, or the file to write is there already"),
            (ExitCode.NotFound, "there is no such folder to write into"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(Output);
        NewFile.Check(path);
        var protection = parsed.GetValue(Protection) is { } percent and > 0 ? (double?)(double)((decimal)percent / 100) : null;
        var effective = parsed.GetValue(Effective);
        var canvasSize = parsed.GetRequiredValue(CanvasSize).Size;
        if (effective is { } area && Reach(area.Size, area.Anchor) is var reach && (reach.Width > canvasSize.Width || reach.Height > canvasSize.Height))
            throw new CommandException(ExitCode.BadInput, $"The effective area reaches to {reach.Width} × {reach.Height} and so beyond the canvas of {canvasSize}.");
        var list = FramingAuthor.Author(new()
        {
            Uuid = Guid.NewGuid().ToString(),
            Creator = FdlFile.Creator,
            Context = parsed.GetValue(Camera),
            Mode = new() { Label = parsed.GetValue(Mode), Canvas = canvasSize, Effective = effective?.Size, EffectiveAnchor = effective?.Anchor },
            LensSqueeze = parsed.GetValue(Squeeze) ?? 1,
            CanvasId = parsed.GetRequiredValue(CanvasId),
            Intents = [.. parsed.GetRequiredValue(Aspects).Select(intent => intent with { Protection = protection })],
            Rounding = RoundingStrategy.Default with { To = parsed.GetValue(RoundedTo) ?? RoundTo.Even },
        });
        var bytes = FdlWriter.ToBytes(list);
        await NewFile.WriteAsync(path, stream => stream.WriteAsync(bytes, cancellationToken).AsTask());
        Warn(parsed.InvocationConfiguration.Error, list);
        if (parsed.GetValue(Json)) CliJson.Write(parsed.InvocationConfiguration.Output, new { output = path, fdl = JsonElement.Parse(bytes) });
        else Print(parsed.InvocationConfiguration.Output, path, list);
        return (int)ExitCode.Done;
    }

    private static PixelSize Reach(PixelSize size, FramePoint? anchor) =>
        new((int)Math.Min(int.MaxValue, size.Width + (anchor?.X ?? 0)), (int)Math.Min(int.MaxValue, size.Height + (anchor?.Y ?? 0)));

    // Rounding to whole pixels changes small framings; one percent is more than rounding does to any camera's.
    private static void Warn(TextWriter error, FramingDecisionList list)
    {
        var canvas = list.Contexts[0].Canvases[0];
        foreach (var decision in canvas.FramingDecisions)
        {
            var intent = list.FramingIntents.First(known => known.Id == decision.FramingIntentId);
            var (seen, wanted) = (Seen(canvas, decision), (double)intent.AspectRatio.Width / intent.AspectRatio.Height);
            if (Math.Abs(seen / wanted - 1) > 0.01)
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"warning: {decision.Id} is seen as {seen:0.###}:1 and not as {wanted:0.###}:1. The canvas has too few pixels for that shape."));
        }
    }

    private static double Seen(Canvas canvas, FramingDecision decision) => decision.Dimensions.Width * (canvas.AnamorphicSqueeze ?? 1) / decision.Dimensions.Height;

    private static void Print(TextWriter output, string path, FramingDecisionList list)
    {
        var canvas = list.Contexts[0].Canvases[0];
        var table = new Table("framing", "shape", "pixels", "corner", "protected");
        foreach (var decision in canvas.FramingDecisions)
        {
            var intent = list.FramingIntents.First(known => known.Id == decision.FramingIntentId);
            table.Add(decision.Id, string.Create(CultureInfo.InvariantCulture, $"{intent.Label} ({Seen(canvas, decision):0.000})"), decision.Dimensions, decision.AnchorPoint, decision.ProtectionDimensions);
        }

        table.Write(output);
        output.WriteLine($"canvas {canvas.Dimensions}, squeeze {(canvas.AnamorphicSqueeze ?? 1).ToString("0.###", CultureInfo.InvariantCulture)}, written to {Table.Visible(path)}");
    }

    private static Option<double?> Number(string name, string helpName, string description, Func<double, bool> isPossible, string example) => FdlSizes.Option<double?>(
        name, helpName, description,
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && isPossible(value) ? (true, value) : (false, null), example);
}
