using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;
using Acetate.Media.Decode;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Placement = Acetate.Imaging.Resample.Placement;

namespace Acetate.Steps.Render;

/// <summary>Where a clip's pictures lie on what is delivered, and why.</summary>
internal sealed record FramingPlan
{
    /// <summary>Null: every pixel stays where it is.</summary>
    public Placement? Placement { get; init; }

    /// <summary>Degrees clockwise by which the framed picture is turned: 0, 90, 180 or 270.</summary>
    public int Turn { get; init; }

    /// <summary>Whether left and right of the turned picture are changed.</summary>
    public bool Mirror { get; init; }

    /// <summary>The width of a delivered pixel over its height as it is to be shown.</summary>
    public required double PixelAspect { get; init; }

    /// <summary>The framing decision list that was applied, as JSON.</summary>
    public string? Document { get; init; }

    /// <summary>The list's rectangles on the canvas that is delivered, by the names under which burn-ins draw them.</summary>
    public ImmutableDictionary<string, BurnInRectangle> Rectangles { get; init; } = ImmutableDictionary<string, BurnInRectangle>.Empty;

    /// <summary>The framing part of the recipe.</summary>
    public ImmutableArray<RecipeStep> Recipe { get; init; } = [];

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Decides.</summary>
    /// <exception cref="StepFailedException">The list cannot be used for these pictures.</exception>
    public static async Task<FramingPlan> OfAsync(FrameOutputRequest output, PictureDescription picture, ClipInspection clip, StepContext context, CancellationToken cancellationToken)
    {
        var (wanted, squeeze) = (output.Framing, SqueezeOf(clip));
        if (output.Turn is not (null or 0 or 90 or 180 or 270)) throw RenderFrames.Refused($"A picture cannot be turned by {output.Turn} degrees.", "It can be 0, 90, 180 or 270, clockwise.");
        var turn = TurnOf(output, clip);
        var plan = wanted is null ? Whole(output, picture, squeeze)
            : wanted.Fdl is { } list ? await ListedAsync(list, wanted, picture, context, cancellationToken).ConfigureAwait(false)
            : Fitted(turn is 90 or 270 ? wanted with { Width = wanted.Height, Height = wanted.Width } : wanted, picture, squeeze);
        var isMirrored = IsMirrored(output, clip);
        return turn == 0 && !isMirrored ? plan
            : plan.Turned(turn, isMirrored, plan.Placement?.Width ?? picture.Width, plan.Placement?.Height ?? picture.Height, output.Turn is null ? "as players show it" : "asked for");
    }

    /// <summary>By how many degrees clockwise an output's pictures are turned.</summary>
    /// <remarks>Where it is only looked at, a picture stands as players show it. Plates stay as they were recorded: so lens data, framing and tracking fit.</remarks>
    public static int TurnOf(FrameOutputRequest output, ClipInspection clip) => output.Turn ?? (output.Use == AmfUse.Plates ? 0 : PictureRotation.Of(clip));

    private static bool IsMirrored(FrameOutputRequest output, ClipInspection clip) => output is { Turn: null, Use: not AmfUse.Plates } && PictureRotation.IsMirrored(clip);

    /// <summary>Pixels across and down what is delivered.</summary>
    public (int Width, int Height) CanvasOf(PictureDescription picture)
    {
        var (width, height) = (Placement?.Width ?? picture.Width, Placement?.Height ?? picture.Height);
        return Turn is 90 or 270 ? (height, width) : (width, height);
    }

    private FramingPlan Turned(int degrees, bool isMirrored, int width, int height, string reason) => this with
    {
        Turn = degrees,
        Mirror = isMirrored,
        PixelAspect = degrees is 0 or 180 ? PixelAspect : 1 / PixelAspect,
        Rectangles = Rectangles.ToImmutableDictionary(one => one.Key, one => Mirrored(degrees switch
        {
            0 => one.Value,
            90 => new BurnInRectangle(height - one.Value.Top - one.Value.Height, one.Value.Left, one.Value.Height, one.Value.Width),
            180 => new(width - one.Value.Left - one.Value.Width, height - one.Value.Top - one.Value.Height, one.Value.Width, one.Value.Height),
            _ => new(one.Value.Top, width - one.Value.Left - one.Value.Width, one.Value.Height, one.Value.Width),
        }, isMirrored ? degrees is 0 or 180 ? width : height : null)),
        Recipe =
        [
            .. Recipe,
            .. degrees != 0 ? (RecipeStep[])[new(RecipeStage.Framing, $"turned by {Text(degrees)}° clockwise") { Tool = ColourTool.Name, Reason = reason }] : [],
            .. isMirrored ? (RecipeStep[])[new(RecipeStage.Framing, "mirrored, left and right changed") { Tool = ColourTool.Name, Reason = reason }] : [],
        ],
    };

    private static BurnInRectangle Mirrored(BurnInRectangle one, int? across) => across is { } width ? one with { Left = width - one.Left - one.Width } : one;

    // Hardly a viewer of stills knows pixels that are not square. Movies say what theirs are, and plates keep what was recorded.
    private static FramingPlan Whole(FrameOutputRequest output, PictureDescription picture, double squeeze)
    {
        var (width, height) = CanvasOf(output, picture, squeeze);
        if ((width, height) == (picture.Width, picture.Height)) return new() { PixelAspect = squeeze };
        var placement = Placement.Fill(picture.Width, picture.Height, width, height);
        return new() { Placement = placement, PixelAspect = 1, Recipe = [Step($"pixels made square: {width}×{height}", placement, new()).With("squeeze", Text(squeeze))] };
    }

    private static (int Width, int Height) CanvasOf(FrameOutputRequest output, PictureDescription picture, double squeeze)
    {
        var (width, height) = (picture.Width, picture.Height);
        if (output is { Framing.Fdl: null, Framing: { Width: { } asked, Height: { } high } }) return (asked, high);
        if (output.Use == AmfUse.Plates || MovieKinds.IsMovie(output.File.Kind) || Math.Abs(squeeze - 1) < 0.001) return (width, height);
        var (across, down) = squeeze > 1 ? (Math.Round(width * squeeze), (double)height) : (width, Math.Round(height / squeeze));
        return across <= Placement.MostPixels && down <= Placement.MostPixels ? ((int)across, (int)down) : (width, height);
    }

    /// <summary>Bytes of a frame's values of so many bytes, and of a picture that is kept to be turned.</summary>
    public static long BytesOf(FrameOutputRequest output, PictureDescription picture, ClipInspection clip, int bytesOfPixel)
    {
        var (width, height) = CanvasOf(output, picture, SqueezeOf(clip));
        return Math.Max((long)width * height, (long)picture.Width * picture.Height) * (bytesOfPixel + (TurnOf(output, clip) == 0 ? 0 : 12));
    }

    private static FramingPlan Fitted(FramingRequest wanted, PictureDescription picture, double squeeze)
    {
        if (wanted is not { Width: { } width, Height: { } height }) throw RenderFrames.Refused("The framing has neither a list nor a size.", "Give an FDL, or a width and a height.");
        if (width is < 1 or > 65535 || height is < 1 or > 65535) throw RenderFrames.Refused($"A canvas of {width} by {height} pixels cannot be made.", "Each side takes 1 to 65535 pixels.");
        var placement = Placement.Fit(picture.Width, picture.Height, width, height, squeeze);
        return new() { Placement = placement, PixelAspect = 1, Recipe = [Step($"fitted into {width}×{height}", placement, wanted) is var step && squeeze != 1 ? step.With("squeeze", Text(squeeze)) : step] };
    }

    private static async Task<FramingPlan> ListedAsync(StoredDocument document, FramingRequest wanted, PictureDescription picture, StepContext context, CancellationToken cancellationToken)
    {
        var (list, json, warnings) = await ReadAsync(document, context, cancellationToken).ConfigureAwait(false);
        var (templates, _, more) = wanted.TemplateFile is { } other ? await ReadAsync(other, context, cancellationToken).ConfigureAwait(false) : (list, "", []);
        try
        {
            var made = FramingOf.List(list, new(wanted.Context, wanted.Canvas, wanted.Intent), templates, wanted.Template, picture.Width, picture.Height, picture.Reduction > 1);
            return new()
            {
                Placement = made.Placement,
                PixelAspect = made.Geometry.Layers.Squeeze,
                Document = json,
                Rectangles = RectanglesOf(made.Geometry.Layers),
                Recipe = [Step($"canvas template '{made.Template.Label ?? made.Template.Id}' of an ASC FDL", made.Placement, wanted).With("template", made.Template.Id).With("scale factor", Text(made.Geometry.ScaleFactor))],
                Warnings = [.. warnings, .. more],
            };
        }
        catch (FdlException problem)
        {
            throw new StepFailedException(Compute.RetryClass.Data, problem.Message, "'acetate fdl validate' shows what a list has.", problem);
        }
    }

    private static ImmutableDictionary<string, BurnInRectangle> RectanglesOf(FrameLayers layers)
    {
        var all = ImmutableDictionary.CreateBuilder<string, BurnInRectangle>();
        foreach (var (name, area) in ((string, FrameRect?)[])[("framing", layers.Framing), ("protection", layers.Protection), ("effective", layers.Effective)])
            if (area is { } drawn) all[name] = new(drawn.X, drawn.Y, drawn.Width, drawn.Height);
        return all.ToImmutable();
    }

    private static async Task<(FramingDecisionList List, string Json, ImmutableArray<string> Warnings)> ReadAsync(StoredDocument document, StepContext context, CancellationToken cancellationToken)
    {
        using var staged = await StagedDocument.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
        var bytes = await staged.ReadAsync(FdlReader.MostBytes, cancellationToken).ConfigureAwait(false);
        var reading = FdlReader.Read(bytes);
        var errors = reading.Problems.Where(problem => problem.Severity == FdlSeverity.Error).ToList();
        if (reading.List is not { } list || errors.Count > 0)
            throw RenderFrames.Refused($"'{document.Key}' cannot be used: {(errors.Count > 0 ? errors[0].ToString() : "it is no framing decision list.")}", "'acetate fdl validate' shows everything that is wrong with it.");
        return (list, Encoding.UTF8.GetString(bytes), [.. reading.Problems.Where(problem => problem.Severity == FdlSeverity.Warning).Select(problem => $"{document.Key}: {problem.Message}")]);
    }

    private static RecipeStep Step(string name, Placement placement, FramingRequest wanted) => new RecipeStep(RecipeStage.Framing, name) { Tool = ColourTool.Name }
        .With("from", Area(placement.Source))
        .With("to", $"{Area(placement.Target)} of {placement.Width}×{placement.Height}")
        .With("filter", placement.IsCopy ? "none: pixels are copied" : wanted.Filter.ToString());

    private static string Area(Imaging.Resample.PlacedArea area) => $"{Text(area.Width)}×{Text(area.Height)} at {Text(area.X)}, {Text(area.Y)}";

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static double SqueezeOf(ClipInspection clip)
    {
        var parts = clip.Image?.Squeeze?.Split('/') ?? [];
        return parts.Length is 1 or 2 && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var over)
            && double.TryParse(parts.Length == 2 ? parts[1] : "1", NumberStyles.Float, CultureInfo.InvariantCulture, out var under) && over / under is > 0.1 and < 10 and var squeeze ? squeeze : 1;
    }
}
