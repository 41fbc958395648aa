using System.Text.Json;
using Acetate.Fdl.Authoring;
using Acetate.Fdl.Geometry;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Each step of the calculation against the vectors of the reference.</summary>
public sealed class StepVectorTests
{
    [Fact]
    public void Rounding_gives_the_reference_values_for_every_strategy()
    {
        var vectors = Vectors("rounding/rounding_vectors.json", "vectors");

        Assert.All(vectors, vector => Assert.Equal(
            vector.GetProperty("expected").GetDouble(),
            Strategy(vector.GetProperty("params")).Round(vector.GetProperty("input").GetProperty("value").GetDouble())));
        Assert.All(vectors, vector => Assert.Equal(
            -vector.GetProperty("expected").GetDouble(),
            Strategy(vector.GetProperty("params")).Round(-vector.GetProperty("input").GetProperty("value").GetDouble())));
    }

    [Fact]
    public void Gaps_between_layers_are_filled_as_in_the_reference() =>
        Assert.All(Vectors("geometry/geometry_vectors.json", "fill_hierarchy_gaps"), vector =>
            AssertSame(Layers(vector.GetProperty("expected")), Layers(vector.GetProperty("input")).FillGaps(FdlCorpus.Point(vector.GetProperty("anchor_offset")))));

    [Fact]
    public void Layers_are_scaled_as_in_the_reference() =>
        Assert.All(Vectors("geometry/geometry_vectors.json", "normalize_and_scale"), vector => AssertSame(
            Layers(vector.GetProperty("expected")),
            Layers(vector.GetProperty("input")).Scale(new(Number(vector, "scale_factor"), 1, Number(vector, "source_squeeze"), Number(vector, "target_squeeze")))));

    [Fact]
    public void Layers_are_cut_as_in_the_reference() =>
        Assert.All(Vectors("geometry/geometry_vectors.json", "crop"), vector =>
        {
            var input = Layers(vector.GetProperty("input"));
            // The reference keeps the anchors where the layers would be apart from those where they are; where the two differ, the layer was cut.
            if (input.Framing.Anchor != FdlCorpus.Point(vector.GetProperty("theo_fram"))) return;
            AssertSame(Layers(vector.GetProperty("expected")), input.Crop());
        });

    [Fact]
    public void Moving_and_cutting_leaves_no_corner_outside()
    {
        Assert.All(Vectors("geometry/geometry_vectors.json", "apply_offset"), vector =>
        {
            var (input, expected) = (Layers(vector.GetProperty("input")), Layers(vector.GetProperty("expected_geometry")));
            var offset = FdlCorpus.Point(vector.GetProperty("offset"));

            var moved = input.Move(offset);

            Assert.Equal(FdlCorpus.Point(vector.GetProperty("expected_theo_eff")), moved.Effective.Anchor);
            Assert.Equal(FdlCorpus.Point(vector.GetProperty("expected_theo_prot")), moved.Protection.Anchor);
            Assert.Equal(FdlCorpus.Point(vector.GetProperty("expected_theo_fram")), moved.Framing.Anchor);
            Assert.Equal(expected.Effective.Anchor, moved.Crop().Effective.Anchor);
            Assert.Equal(expected.Framing.Anchor, moved.Crop().Framing.Anchor);
        });
    }

    [Fact]
    public void A_layer_is_found_by_its_path() =>
        Assert.All(Vectors("geometry/geometry_vectors.json", "get_dims_anchor_from_path"), vector =>
        {
            var layer = Enum.GetValues<FrameLayer>().Single(known => Acetate.Fdl.FdlWords.Of(known) == vector.GetProperty("path").GetString());

            var area = Layers(vector.GetProperty("input"))[layer];

            Assert.Equal((FdlCorpus.Size(vector.GetProperty("expected_dims")), FdlCorpus.Point(vector.GetProperty("expected_anchor"))), (area.Size, area.Anchor));
        });

    [Fact]
    public void The_scale_follows_the_fit_method() =>
        Assert.All(Vectors("pipeline/pipeline_vectors.json", "scale_factor"), vector =>
        {
            var method = Acetate.Fdl.FdlWords.FitMethods.Single(known => known.Word == vector.GetProperty("fit_method").GetString()).Value;

            var scale = AxisScale.For(FdlCorpus.Size(vector.GetProperty("fit_norm")), 1, FdlCorpus.Size(vector.GetProperty("target_norm")), 1, method);

            FdlCorpus.AssertNear(Number(vector, "expected"), scale.Factor, "scale");
        });

    [Fact]
    public void The_new_canvas_is_cut_or_padded_to_its_maximum() =>
        Assert.All(Vectors("pipeline/pipeline_vectors.json", "output_size"), vector => Assert.Equal(
            Number(vector, "expected"),
            TemplateMath.OutputSize(Number(vector, "canvas_size"), Is(vector, "has_max") ? Number(vector, "max_size") : null, Is(vector, "pad_to_max"))));

    [Fact]
    public void Alignment_moves_the_picture_as_in_the_reference() =>
        Assert.All(Vectors("pipeline/pipeline_vectors.json", "alignment_shift"), vector =>
        {
            // One vector says "not centred" with the factor of the centre; padding makes it the same.
            var shift = TemplateMath.Shift(
                Number(vector, "fit_size"), Number(vector, "fit_anchor"), Number(vector, "output_size"), Number(vector, "canvas_size"),
                Number(vector, "target_size"), Number(vector, "align_factor"), Is(vector, "pad_to_max"));

            FdlCorpus.AssertNear(Number(vector, "expected"), shift, vector.GetProperty("label").GetString()!);
        });

    [Fact]
    public void Sizes_are_unsqueezed_and_scaled_as_in_the_reference() =>
        AssertOperations("value_types/dimensions_math_vectors.json", 42, (vector, parameters) => (vector.GetProperty("op").GetString(), Input: vector.GetProperty("input")) switch
        {
            ("normalize", var input) => (FdlCorpus.Size(vector.GetProperty("expected")), FdlCorpus.Size(input).Unsqueezed(Number(parameters, "squeeze"))),
            ("scale", var input) => (FdlCorpus.Size(vector.GetProperty("expected")), FdlCorpus.Size(input).Scaled(Number(parameters, "scale_factor"), Number(parameters, "target_squeeze"))),
            ("normalize_and_scale", var input) => (FdlCorpus.Size(vector.GetProperty("expected")),
                FdlCorpus.Size(input).Unsqueezed(Number(parameters, "input_squeeze")).Scaled(Number(parameters, "scale_factor"), Number(parameters, "target_squeeze"))),
            _ => null,
        });

    [Fact]
    public void Points_are_unsqueezed_and_scaled_as_in_the_reference() =>
        AssertOperations("value_types/point_math_vectors.json", 23, (vector, parameters) => vector.GetProperty("op").GetString() switch
        {
            "normalize" => (AsSize(FdlCorpus.Point(vector.GetProperty("expected"))), AsSize(FdlCorpus.Point(vector.GetProperty("input")).Unsqueezed(Number(parameters, "squeeze")))),
            "scale" => (AsSize(FdlCorpus.Point(vector.GetProperty("expected"))),
                AsSize(FdlCorpus.Point(vector.GetProperty("input")).Scaled(Number(parameters, "scale_factor"), Number(parameters, "target_squeeze")))),
            _ => null,
        });

    [Fact]
    public void An_intent_becomes_a_framing_decision_as_in_the_reference()
    {
        Assert.All(Vectors("framing/from_intent_vectors.json", "vectors"), vector =>
        {
            var (canvas, working) = (FdlCorpus.Size(vector.GetProperty("canvas_dims")), FdlCorpus.Size(vector.GetProperty("working_dims")));
            var area = new FrameRect((canvas.Width - working.Width) / 2, (canvas.Height - working.Height) / 2, working.Width, working.Height);
            var (aspect, expected) = (FdlCorpus.Size(vector.GetProperty("aspect_ratio")), vector.GetProperty("expected"));

            var (framing, protection) = FramingAuthor.Frame(
                area, Number(vector, "squeeze"), new((int)aspect.Width, (int)aspect.Height), Number(vector, "protection"), Strategy(vector.GetProperty("rounding")));

            FdlCorpus.AssertNear(FdlCorpus.Rect(expected, "dimensions", "anchor_point")!.Value, framing, "framing");
            Assert.Equal(Is(expected, "has_protection"), protection is not null);
            if (protection is { } around) FdlCorpus.AssertNear(FdlCorpus.Rect(expected, "protection_dimensions", "protection_anchor_point")!.Value, around, "protection");
        });
    }

    private static void AssertOperations(string file, int count, Func<JsonElement, JsonElement, (FrameSize Expected, FrameSize Actual)?> run)
    {
        var results = Vectors(file, "vectors").Select(vector => run(vector, vector.TryGetProperty("params", out var parameters) ? parameters : default)).OfType<(FrameSize Expected, FrameSize Actual)>().ToList();

        Assert.Equal(count, results.Count);
        Assert.All(results, result => FdlCorpus.AssertNear(result.Expected, result.Actual, "result"));
    }

    private static JsonElement[] Vectors(string file, string list)
    {
        JsonElement[] vectors = [.. FdlCorpus.Load("vectors/" + file).GetProperty(list).EnumerateArray()];
        Assert.NotEmpty(vectors);
        return vectors;
    }

    private static FrameSize AsSize(FramePoint point) => new(point.X, point.Y);

    private static double Number(JsonElement vector, string name) => vector.GetProperty(name).GetDouble();

    private static bool Is(JsonElement vector, string name) => vector.GetProperty(name).GetBoolean();

    private static RoundingStrategy Strategy(JsonElement rounding) => new(
        Acetate.Fdl.FdlWords.RoundTos.Single(known => known.Word == rounding.GetProperty("even").GetString()).Value,
        Acetate.Fdl.FdlWords.RoundModes.Single(known => known.Word == rounding.GetProperty("mode").GetString()).Value);

    private static LayerSet Layers(JsonElement layers) => new(
        FdlCorpus.Size(layers.GetProperty("canvas_dims")), FdlCorpus.Rect(layers, "effective_dims", "effective_anchor")!.Value,
        FdlCorpus.Rect(layers, "protection_dims", "protection_anchor")!.Value, FdlCorpus.Rect(layers, "framing_dims", "framing_anchor")!.Value);

    private static void AssertSame(LayerSet expected, LayerSet actual)
    {
        FdlCorpus.AssertNear(expected.Canvas, actual.Canvas, "canvas");
        FdlCorpus.AssertNear(expected.Effective, actual.Effective, "effective");
        FdlCorpus.AssertNear(expected.Protection, actual.Protection, "protection");
        FdlCorpus.AssertNear(expected.Framing, actual.Framing, "framing");
    }
}
