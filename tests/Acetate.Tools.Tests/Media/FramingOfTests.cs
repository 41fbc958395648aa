using System.Text.Json;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;
using Acetate.Imaging.Resample;
using Acetate.Steps.Render;
using Placement = Acetate.Imaging.Resample.Placement;

namespace Acetate.Tools.Tests.Media;

/// <summary>Pixels that go where framing decision lists say: each is asked where it comes from.</summary>
public sealed class FramingOfTests
{
    private static readonly FrameLayers Recorded = new()
    {
        Canvas = new(220, 160),
        Effective = new(10, 8, 200, 144),
        Protection = new(20, 16, 180, 128),
        Framing = new(30.5, 28, 160, 100.5),
    };

    private static readonly CanvasTemplate Template = new()
    {
        Id = "T1",
        TargetDimensions = new(192, 108),
        TargetSqueeze = 1,
        FitSource = FrameLayer.Framing,
        FitMethod = FitMethod.FitAll,
        PreserveFromSourceCanvas = FrameLayer.Protection,
        Round = new(RoundTo.Even, RoundMode.Up),
    };

    /// <summary>Every fit method, alignment, maximum and padding, with and without a squeeze on either side.</summary>
    public static TheoryData<FitMethod, HorizontalAlignment, VerticalAlignment, int, bool, double, double> Framings
    {
        get
        {
            var rows = new TheoryData<FitMethod, HorizontalAlignment, VerticalAlignment, int, bool, double, double>();
            foreach (var method in Enum.GetValues<FitMethod>())
                foreach (var horizontally in Enum.GetValues<HorizontalAlignment>())
                    foreach (var vertically in Enum.GetValues<VerticalAlignment>())
                        foreach (var (maximum, pads) in (ReadOnlySpan<(int, bool)>)[(0, false), (150, false), (150, true), (400, true)])
                            foreach (var (sourceSqueeze, targetSqueeze) in (ReadOnlySpan<(double, double)>)[(1, 1), (2, 1), (1.8, 0.9)])
                                rows.Add(method, horizontally, vertically, maximum, pads, sourceSqueeze, targetSqueeze);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Framings))]
    public void Every_pixel_comes_from_where_the_list_says_and_around_the_picture_is_nothing(
        FitMethod method, HorizontalAlignment horizontally, VerticalAlignment vertically, int maximum, bool pads, double sourceSqueeze, double targetSqueeze)
    {
        var source = Recorded with { Squeeze = sourceSqueeze };
        var template = Template with
        {
            FitMethod = method,
            AlignHorizontally = horizontally,
            AlignVertically = vertically,
            MaximumDimensions = maximum == 0 ? null : new(maximum, maximum * 9 / 16),
            PadToMaximum = pads,
            TargetSqueeze = targetSqueeze,
        };
        var made = Reframing.Apply(template, source);

        var placement = FramingOf.Place(made, source, 220, 160);

        Assert.Equal(made.Layers.Canvas, new(placement.Width, placement.Height));
        // A picture whose pixels say where they are, in x and in y, and that has light in all of it.
        var rows = Scaled(placement);
        var seen = 0;
        for (var y = 0; y < placement.Height; y++)
        {
            for (var x = 0; x < placement.Width; x++)
            {
                var (left, top, light) = rows[y][x];
                var at = made.Placement.ToSource(new(x + 0.5, y + 0.5));
                var target = made.Placement.TargetArea;
                var isTouched = x + 1 > target.X + 1e-6 && x < target.Right - 1e-6 && y + 1 > target.Y + 1e-6 && y < target.Bottom - 1e-6;
                Assert.Equal(isTouched ? 1 : 0, light, 1e-5f);
                // Beyond the source its edge is repeated, and filters near it feel that.
                if (!isTouched || at.X < 12 || at.Y < 12 || at.X > 208 || at.Y > 148) continue;
                Assert.Equal(at.X, left, 2e-3);
                Assert.Equal(at.Y, top, 2e-3);
                seen++;
            }
        }

        Assert.True(seen > 1000, $"Only {seen} pixels were seen.");
    }

    [Fact]
    public void A_proxy_is_framed_like_the_recording_where_that_is_allowed()
    {
        var made = Reframing.Apply(Template, Recorded);

        var plate = FramingOf.Place(made, Recorded, 220, 160, acceptsOtherSize: true);
        var proxy = FramingOf.Place(made, Recorded, 110, 80, acceptsOtherSize: true);
        var refusal = Assert.Throws<FdlException>(() => FramingOf.Place(made, Recorded, 110, 80));

        Assert.Equal(plate.Target, proxy.Target);
        Assert.Equal(plate.Source, new(proxy.Source.X * 2, proxy.Source.Y * 2, proxy.Source.Width * 2, proxy.Source.Height * 2));
        Assert.Equal("The framing is for a canvas of 220 × 160 pixels, and the clip's pictures have 110 × 80. They may be a proxy of it: plates are made of the recording itself.", refusal.Message);
    }

    [Fact]
    public void Pictures_of_another_shape_are_refused_with_both_sizes()
    {
        var refusal = Assert.Throws<FdlException>(() => FramingOf.Place(Reframing.Apply(Template, Recorded), Recorded, 220, 124, acceptsOtherSize: true));

        Assert.Equal("The framing is for a canvas of 220 × 160 pixels, and the clip's pictures have 220 × 124. Name the canvas that the clip was recorded with.", refusal.Message);
    }

    [Fact]
    public void A_canvas_larger_than_any_picture_is_refused()
    {
        var made = Reframing.Apply(Template with { TargetDimensions = new(400_000, 200_000) }, Recorded);

        var refusal = Assert.Throws<FdlException>(() => FramingOf.Place(made, Recorded, 220, 160));

        Assert.StartsWith("The template makes a canvas of", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_is_named_where_there_are_several_and_what_is_not_there_is_said()
    {
        var list = new FramingDecisionList
        {
            Uuid = "",
            FramingIntents = [new() { Id = "FI1", AspectRatio = new(16, 10) }],
            Contexts = [new() { Canvases = [new() { Id = "CV1", SourceCanvasId = "CV1", Dimensions = new(220, 160), FramingDecisions = [new() { Id = "CV1-FI1", FramingIntentId = "FI1", Dimensions = new(160, 100), AnchorPoint = new(30, 30) }] }] }],
            CanvasTemplates = [Template with { PreserveFromSourceCanvas = null }, Template with { Id = "T2", PreserveFromSourceCanvas = null, FitMethod = FitMethod.Width }],
        };

        var framing = FramingOf.List(list, new(), list, "T2", 220, 160);

        Assert.Equal(("T2", new PixelArea(0, 0, 192, 120)), (framing.Template.Id, framing.Placement.Window));
        Assert.Equal("The list has 2 canvas templates. Name one of T1, T2.", Message(() => FramingOf.List(list, new(), list, null, 220, 160)));
        Assert.Equal("The list has no canvas template 'T3'. It has T1, T2.", Message(() => FramingOf.List(list, new(), list, "T3", 220, 160)));
        Assert.Equal("The list has no canvas 'X'. It has the canvases CV1.", Message(() => FramingOf.List(list, new(Canvas: "X"), list, "T1", 220, 160)));
        Assert.StartsWith("The list has no canvas template. ", Message(() => FramingOf.List(list, new(), list with { CanvasTemplates = [] }, null, 220, 160)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_recorded_scenario_can_be_rendered_and_its_window_is_the_one_of_the_calculation()
    {
        var corpus = Corpus.PathOf("conformance/fdl");
        using var scenarios = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(corpus, "scenarios.json"), TestContext.Current.CancellationToken));
        var number = 0;
        foreach (var scenario in scenarios.RootElement.GetProperty("cases").EnumerateArray().Where(known => known.TryGetProperty("template_file", out _)))
        {
            string Text(string name) => scenario.GetProperty(name).GetString()!;
            FramingDecisionList Read(string name) => FdlReader.Read(File.ReadAllBytes(Path.Join(corpus, Text(name)))).List!;
            var (list, selection) = (Read("source"), new FramingSelection(Text("context_label"), Text("canvas_id"), Text("framing_intent_id")));
            var canvas = ((FramingChoice.Found)selection.In(list)).Canvas.Dimensions;

            var framing = FramingOf.List(list, selection, Read("template_file"), scenario.GetProperty("template").GetProperty("id").GetString(), canvas.Width, canvas.Height);

            var (left, top, size) = framing.Geometry.Placement.TargetPixels;
            Assert.Equal(new PixelArea(left, top, size.Width, size.Height), framing.Placement.Window);
            var seen = 0;
            var scaler = new Scaler(framing.Placement, ResampleFilter.CatmullRom, (_, _, _, _) => seen++);
            var row = new float[canvas.Width];
            for (var y = 0; y < canvas.Height; y++) scaler.Push(y, row, row, row);
            Assert.Equal(framing.Geometry.Layers.Canvas.Height, seen);
            number++;
        }

        Assert.True(number > 35, $"Only {number} scenarios were found.");
    }

    private static string Message(Action action) => Assert.Throws<FdlException>(action).Message;

    private static List<(float X, float Y, float Light)[]> Scaled(Placement placement)
    {
        var rows = new List<(float, float, float)[]>();
        var scaler = new Scaler(placement, ResampleFilter.Lanczos3, (row, red, green, blue) =>
        {
            Assert.Equal(rows.Count, row);
            var line = new (float, float, float)[red.Length];
            for (var x = 0; x < line.Length; x++) line[x] = (red[x], green[x], blue[x]);
            rows.Add(line);
        });
        float[] across = [.. Enumerable.Range(0, placement.SourceWidth).Select(x => x + 0.5f)], down = new float[across.Length], light = new float[across.Length];
        light.AsSpan().Fill(1);
        for (var y = 0; y < placement.SourceHeight; y++)
        {
            down.AsSpan().Fill(y + 0.5f);
            scaler.Push(y, across, down, light);
        }

        return rows;
    }
}
