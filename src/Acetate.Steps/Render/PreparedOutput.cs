using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Colour;
using Acetate.Imaging.Colour.Encodings;
using Acetate.Imaging.Resample;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Encode.Movies;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Steps.Render;

/// <summary>One output of a request, decided: its colours, its framing, its files, and the recipe that says so.</summary>
internal sealed record PreparedOutput
{
    private const int LargestSide = 65535;

    // Names of attributes in OpenEXR that every reader can take.
    private const int MostOfName = 31;

    // Of a text, as docs/formats/frames.md says: more of it misleads FFmpeg.
    private const int MostOfText = 255;

    public required FrameOutputRequest Wanted { get; init; }

    public required RenderFramesRequest Request { get; init; }

    public required PictureDescription Picture { get; init; }

    public required ClipInspection Inspection { get; init; }

    public required ColourPlan Colour { get; init; }

    public required FramingPlan Framing { get; init; }

    /// <summary>The grade, where there is one and no AMF.</summary>
    public OutputGrade? Grade { get; init; }

    /// <summary>The files of frames; null for a movie.</summary>
    public FrameFileSettings? File { get; init; }

    /// <summary>The names of frames; null for a movie.</summary>
    public FrameNames? Names { get; init; }

    /// <summary>The movie; null for frames.</summary>
    public MovieSettings? Movie { get; init; }

    private BurnInLayout? BurnIn { get; init; }

    /// <summary>Operations that outputs of one request share.</summary>
    public required SharedColours Colours { get; init; }

    /// <summary>Every step in order.</summary>
    public required ImmutableArray<RecipeStep> Recipe { get; init; }

    /// <summary>What is delivered.</summary>
    public PixelWindow Canvas => Framing.CanvasOf(Picture) is var (width, height) ? PixelWindow.Of(width, height) : default;

    /// <summary>What a person should know, in sentences.</summary>
    public ImmutableArray<string> Warnings => [.. Colour.Warnings, .. Framing.Warnings];

    /// <summary>Decides.</summary>
    /// <exception cref="StepFailedException">It cannot be made; the message says why and what to do.</exception>
    public static async Task<PreparedOutput> OfAsync(
        FrameOutputRequest wanted, RenderFramesRequest request, PictureDescription picture, ClipInspection inspection, SharedColours colours, StepContext context, CancellationToken cancellationToken)
    {
        var movie = MovieKinds.IsMovie(wanted.File.Kind) ? MovieOf(wanted, request) : null;
        string? reason = null;
        FrameNames? names = null;
        if (movie is null && !(request.IsOneFrame ? FrameNames.TryParseSingle(wanted.Name, out names, out reason) : FrameNames.TryParse(wanted.Name, wanted.Start, out names, out reason)))
            throw RenderFrames.Refused(reason!);
        var file = movie is null ? FileKinds.Of(wanted.File) : null;
        var kind = movie?.Name ?? file!.Name;
        if (movie is null && wanted.Editorial is not null) throw RenderFrames.Refused($"Media for editing are movies, and '{wanted.Name}' are pictures.", "Name a .mov, .mp4 or .mxf, or leave out what editing is to know.");
        var grade = await OutputGrade.OpenAsync(wanted, inspection, context, cancellationToken).ConfigureAwait(false);
        var colour = await ColourAsync(wanted, grade, picture, context, cancellationToken).ConfigureAwait(false);
        var framing = await FramingPlan.OfAsync(wanted, picture, inspection, context, cancellationToken).ConfigureAwait(false);
        if (file is FrameFileSettings.Exr { Profile: ExrProfile.Strict } && colour.Result is not { Encoding.Name: "ACES2065-1" })
            throw RenderFrames.Refused($"SMPTE ST 2065-4 files hold ACES2065-1 alone, and this would be {colour.Result?.Name ?? "of an unknown encoding"}.", "Leave --strict out, or deliver ACES2065-1.");
        if (file is not { HoldsLight: true } && colour.Result is { IsVideo: false, Encoding.Curve: LinearCurve } light)
            throw RenderFrames.Refused($"{kind} holds code values from 0 to 1, and {light.Name} is light, which has no upper end.", "Name an encoding with --to, such as ACEScct or Rec.709, or write OpenEXR.");
        if (wanted.Attributes.Keys.FirstOrDefault(name => !name.StartsWith("acetate.", StringComparison.Ordinal) || name.Length > MostOfName) is { } odd)
            throw RenderFrames.Refused($"A header has no place for '{odd}'.", $"Name texts of your own acetate.…, with {MostOfName} characters at most.");
        if (wanted.Attributes.FirstOrDefault(text => System.Text.Encoding.UTF8.GetByteCount(text.Value) > MostOfText || text.Value.Any(char.IsControl)) is { Key: { } @long })
            throw RenderFrames.Refused($"The text '{@long}' has no place in a header.", $"It has {MostOfText} bytes at most, and no control characters.");
        var inputs = colour.Recipe.Where(step => step.Stage <= RecipeStage.Input);
        return new()
        {
            Wanted = wanted,
            Request = request,
            Picture = picture,
            Inspection = inspection,
            Colour = colour,
            Colours = colours,
            Grade = grade,
            Framing = framing,
            File = file,
            Names = names,
            Movie = movie,
            BurnIn = wanted.BurnIn is { } template ? await BurnInAsync(template, framing, picture, context, cancellationToken).ConfigureAwait(false)
                : wanted.BurnInTemplate is { } json ? BurnInOf(json, framing, picture) : null,
            Recipe =
            [
                .. picture.Steps, .. inputs, .. framing.Recipe, .. movie is null ? [] : Evened(framing, picture), .. colour.Recipe.Where(step => step.Stage > RecipeStage.Input).Select(step => IsTabled(wanted, picture, colour) ? step.With("table", SharedColours.Words) : step),
                .. wanted.BurnIn is { } drawn ? (RecipeStep[])[new(RecipeStage.BurnIn, $"burn-ins of '{drawn.Key}'") { Tool = FileKinds.Tool }]
                    : wanted.BurnInTemplate is not null ? [new(RecipeStage.BurnIn, "burn-ins") { Tool = FileKinds.Tool }] : [],
                new(RecipeStage.Encode, kind) { Tool = movie is null ? FileKinds.Tool : $"FFmpeg, given pictures by {FileKinds.Tool}" },
            ],
        };
    }

    /// <summary>Bytes that a frame may take while it is made.</summary>
    public static long BytesOf(FrameOutputRequest wanted, PictureDescription picture, ClipInspection inspection) =>
        FramingPlan.BytesOf(wanted, picture, inspection, wanted.File.Bits == 32 ? 12 : 6) + (4 << 20);

    /// <summary>Frames in files of their own, as the pipeline makes them.</summary>
    public RenderOutput InFiles(StoredBytes target, long first, long end)
    {
        var window = Window;
        var recipe = string.Join('\n', Recipe.Select(Line));
        return Output(window, first, end, new StoredFrames(target, Names!, first, LimitOf(window), (frame, stream) => FrameFiles.Create(stream, File!, Describe(frame.Number, frame.Timecode, window, Canvas, first, end, recipe))), HoldsParts);
    }

    // What is drawn may lie beside the picture.
    private bool HoldsParts => File is FrameFileSettings.Exr { Profile: not ExrProfile.Strict } && BurnIn is null && Framing is { Turn: 0, Mirror: false };

    private PixelWindow Window => Framing.Placement is { } placed && HoldsParts ? new PixelWindow(placed.Window.Left, placed.Window.Top, placed.Window.Right, placed.Window.Bottom) : Canvas;

    private static long LimitOf(PixelWindow window) => (long)window.Width * window.Height * 12 + (64 << 20);

    /// <summary>The number of a clip's frame in names.</summary>
    public long NumberOf(long frame, long first) => (Names?.Start ?? Wanted.Start) + frame - first;

    /// <summary>Puts a frame that stands for one that cannot be read under that one's name. It is marked in its header, in kinds of files that have a place for it.</summary>
    public async Task PutStandInAsync(StoredBytes target, long frame, long first, long end, UnreadableFrames by, string reason, CancellationToken cancellationToken)
    {
        var window = Window;
        var said = Describe(frame, null, window, Canvas, first, end, "");
        using var file = new MemoryFile(LimitOf(window));
        using (var writer = FrameFiles.Create(file, File!, said with
        {
            // The hash of a file that could not be read would say that this is its picture.
            SourceHash = null,
            Attributes = [.. said.Attributes, ExrAttribute.Text(StandIns.Mark, StandIns.WordOf(by)), ExrAttribute.Text(StandIns.Reason, HeaderText(reason))],
        })) StandIns.Draw(writer, window.Width, window.Height, by);
        await target.PutAsync(Names![frame - first], file.Length, () => file.Pieces, cancellationToken).ConfigureAwait(false);
    }

    // As much of a sentence as a header has room for.
    private static string HeaderText(string reason)
    {
        var plain = string.Concat(reason.Where(letter => !char.IsControl(letter)));
        while (System.Text.Encoding.UTF8.GetByteCount(plain) > MostOfText) plain = plain[..^(char.IsLowSurrogate(plain[^1]) ? 2 : 1)];
        return plain;
    }

    /// <summary>Frames of a movie, as the pipeline makes them.</summary>
    public RenderOutput InMovie(FrameSink movie, long first, long end) => Output(Canvas, first, end, movie, holdsParts: false);

    private RenderOutput Output(PixelWindow window, long first, long end, FrameSink sink, bool holdsParts)
    {
        return new()
        {
            ToLight = Operation(stage => stage <= RecipeStage.Input, isTabled: false),
            Placement = Framing.Placement,
            Filter = Wanted.Framing?.Filter ?? ResampleFilter.Lanczos3,
            ToDelivery = Operation(stage => stage > RecipeStage.Input, IsTabled(Wanted, Picture, Colour)),
            WholeCanvas = !holdsParts,
            Turn = Framing.Turn,
            Mirror = Framing.Mirror,
            BurnIn = BurnIn is null ? null : frame => BurnIn.Frame(Media.Encode.BurnIns.BurnIn.Tokens(Describe(frame.Number, frame.Timecode, window, Canvas, first, end, ""))).Apply,
            Sink = sink,
        };
    }

    private FrameDescription Describe(long number, string? label, PixelWindow window, PixelWindow canvas, long first, long end, string recipe) => new()
    {
        DataWindow = window,
        DisplayWindow = canvas,
        PixelAspect = Framing.PixelAspect,
        Timecode = LabelOf(number, label),
        Rate = FrameRate.TryParse(Inspection.Image?.Rate ?? Inspection.Timecode?.Rate, out var rate) ? rate : default,
        Number = Request.IsOneFrame ? null : NumberOf(number, first),
        Frames = end - first,
        Colour = Colour.Result?.Colour,
        Source = Inspection,
        FramingDecisions = Framing.Document,
        Recipe = recipe,
        SourceHash = HashOf(number, first),
        Attributes = [.. Wanted.Attributes.Select(text => ExrAttribute.Text(text.Key, text.Value))],
    };

    private string? HashOf(long frame, long first) => Request.SourceHashes switch
    {
        [] => null,
        [var all] => all,
        var each => each[(int)(frame - (Request.Part?.Start ?? first))],
    };

    // A frame's own label comes first; else it is counted from the clip's.
    private Timecode? LabelOf(long number, string? label)
    {
        if (Inspection.Timecode is not { Start: { } text, Rate: { } ratio } || !FrameRate.TryParse(ratio, out var rate) || !Timecode.TryParse(text, rate, out var start, out _)) return null;
        if (label is not null && Timecode.TryParse(label, rate, start.IsDrop, out var own, out _)) return own;
        return start.AddWrapping(number / FrameRange.FramesPerLabel(Inspection, rate));
    }

    // Light that was made a display's has codes from 0 to 1; what stays light, or was never any, has no table.
    private static bool IsTabled(FrameOutputRequest wanted, PictureDescription picture, ColourPlan colour) => wanted is { ByTable: true, Use: Amf.AmfUse.Proxies } && colour.Result is { IsVideo: true }
        && picture.Encoding is { } from && !VideoEncodings.IsVideo(from) && colour.Stages.Any(stage => stage is { Step.Stage: RecipeStage.Output, Operation: not null });

    private ColourChain? Operation(Func<RecipeStage, bool> isIn, bool isTabled)
    {
        var stages = Colour.Stages.Where(stage => isIn(stage.Step.Stage)).ToList();
        var operations = stages.Select(stage => stage.Operation).OfType<IColourOperation>().ToImmutableArray();
        if (operations.IsEmpty) return null;
        // What decides an operation stands in its recipe.
        var recipe = System.Text.Json.JsonSerializer.Serialize(stages.Select(stage => stage.Step).ToImmutableArray(), StepJson.Options);
        return isTabled ? Colours.Tabled(new("colour", operations), recipe) : Colours.Of(new("colour", operations), recipe);
    }

    private static MovieSettings MovieOf(FrameOutputRequest wanted, RenderFramesRequest request)
    {
        if (!StoreKey.TryParse(wanted.Name, out _, out var reason)) throw RenderFrames.Refused(reason);
        if (wanted.Name.Contains('#', StringComparison.Ordinal)) throw RenderFrames.Refused($"A movie is one file, and '{wanted.Name}' has a place for frame numbers.", "Leave #### out.");
        if (request.IsOneFrame) throw RenderFrames.Refused("One frame is a picture and no movie.", "Name a .png, .jpg, .tif, .dpx or .exr, or render a range.");
        if (request.Part is not null) throw RenderFrames.Refused("A movie is made in one go, and this is a part of a range.", "Render the movie over the whole range, and frames alone in parts.");
        if (request.StopAtFault) throw RenderFrames.Refused("A movie keeps its length: a frame that cannot be made is black in it, and nothing stops there.", "Leave --stop-at-fault out, or render frames alone.");
        return MovieKinds.Of(wanted.File, wanted.Name);
    }

    private static RecipeStep[] Evened(FramingPlan framing, PictureDescription picture)
    {
        var (width, height) = framing.CanvasOf(picture);
        return (width | height) % 2 == 0 ? [] : [new(RecipeStage.Framing, $"sides made even: {EvenFrame.Even(width)}×{EvenFrame.Even(height)}, the last column or row twice") { Tool = FileKinds.Tool, Reason = "movies share colours among pixels" }];
    }

    private static async Task<ColourPlan> ColourAsync(FrameOutputRequest wanted, OutputGrade? grade, PictureDescription picture, StepContext context, CancellationToken cancellationToken)
    {
        var to = wanted.To is not { } name ? null
            : OutputEncodings.Find(name) ?? throw RenderFrames.Refused($"There is no encoding '{name}' to deliver.", $"It can be one of: {string.Join(", ", OutputEncodings.Names)}.");
        if (wanted.Amf is null && wanted.Extent is not null) throw RenderFrames.Refused("How far along an AMF is said, and there is no AMF.", "Give one with --amf.");
        var plan = wanted.Amf is { } document
            ? await AmfAsync(document, wanted, picture, to, context, cancellationToken).ConfigureAwait(false)
            : grade?.Plan(picture, wanted.Use, to) ?? ColourPlan.Default(picture, wanted.Use, to);
        return plan.Problems.IsEmpty ? plan : throw RenderFrames.Refused(string.Join(' ', plan.Problems));
    }

    private static async Task<ColourPlan> AmfAsync(
        StoredDocument document, FrameOutputRequest wanted, PictureDescription picture, OutputEncoding? to, StepContext context, CancellationToken cancellationToken)
    {
        using var amf = await OutputAmf.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
        return AmfColour.Plan(amf.Document, amf.Folder, wanted.Use, picture, wanted.Extent, to);
    }

    private static BurnInLayout BurnInOf(string json, FramingPlan framing, PictureDescription picture)
    {
        try
        {
            var template = BurnInTemplate.Parse(json);
            if (template.Font is not null || template.Items.Any(item => item.Image is not null)) throw new FormatException("A template without a file of its own cannot name files.");
            return LayoutOf(template, framing, picture);
        }
        catch (FormatException wrong)
        {
            throw RenderFrames.Refused(wrong.Message);
        }
    }

    private static BurnInLayout LayoutOf(BurnInTemplate template, FramingPlan framing, PictureDescription picture)
    {
        var (width, height) = framing.CanvasOf(picture);
        var layout = new BurnInLayout(template, width, height, framing.Rectangles);
        // A token that nobody knows is found now, and not in the middle of a night's work.
        layout.Frame(Media.Encode.BurnIns.BurnIn.Tokens(new() { DataWindow = PixelWindow.Of(1, 1) }));
        return layout;
    }

    private static async Task<BurnInLayout> BurnInAsync(StoredDocument document, FramingPlan framing, PictureDescription picture, StepContext context, CancellationToken cancellationToken)
    {
        using var files = await StagedDocument.OpenAsync(document, context, cancellationToken).ConfigureAwait(false);
        try
        {
            var template = BurnInTemplate.Parse(System.Text.Encoding.UTF8.GetString(await files.ReadAsync(1 << 20, cancellationToken).ConfigureAwait(false)));
            template = template with { Font = files.Beside(template.Font), Items = [.. template.Items.Select(item => item with { Image = files.Beside(item.Image) })] };
            return LayoutOf(template, framing, picture);
        }
        catch (FormatException wrong)
        {
            throw RenderFrames.Refused($"'{document.Key}': {wrong.Message}");
        }
        catch (IOException unreadable)
        {
            throw RenderFrames.Refused($"'{document.Key}': {unreadable.Message}");
        }
    }

    /// <summary>A step in one line, for headers and notes.</summary>
    internal static string Line(RecipeStep step)
    {
        var parameters = string.Join(", ", step.Parameters.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value}")));
        return $"{step.Stage.ToString().ToLowerInvariant()}: {step.Name}{(parameters.Length > 0 ? $" ({parameters})" : "")}{(step.TransformId is { } id ? $" [{id}]" : "")}{(step.Tool is { } tool ? $" by {tool}" : "")}";
    }
}
