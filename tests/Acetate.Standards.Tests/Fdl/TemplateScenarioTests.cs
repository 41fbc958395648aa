using System.Text.Json;
using Acetate.Fdl;
using Acetate.Fdl.Geometry;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Canvas templates against the recorded results of the current calculation, within 1e-9 (1e-6 pixels near 0).</summary>
public sealed class TemplateScenarioTests
{
    public static TheoryData<string> Scenarios => FdlCorpus.Names("scenarios.json", "cases", "id");
    public static TheoryData<string> EdgeCases => FdlCorpus.Names("edge-cases.json", "cases", "id");
    public static TheoryData<string> Matrix => FdlCorpus.Names("matrix.json", "cases", "id");
    public static TheoryData<string> Vectors => FdlCorpus.Names("vectors/template/template_vectors_current.json", "vectors", "label");
    public static TheoryData<string> Errors => FdlCorpus.Names("scenarios.json", "errors", "id");

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_scenario_of_the_reference_gives_its_numbers(string id)
    {
        var scenario = FdlCorpus.Case("scenarios.json", "cases", "id", id);
        var list = FdlCorpus.List(scenario.GetProperty("source").GetString()!);
        var label = scenario.GetProperty("context_label").GetString();
        var chosen = Assert.IsType<FramingChoice.Found>(
            new FramingSelection(label == "" ? null : label, scenario.GetProperty("canvas_id").GetString(), scenario.GetProperty("framing_intent_id").GetString()).In(list));
        var template = FdlCorpus.Template(scenario.GetProperty("template"));
        AssertAsExpected(scenario.GetProperty("expected_current"), Reframing.Apply(template, FrameLayers.Of(chosen.Canvas, chosen.Decision)));
        if (!scenario.TryGetProperty("template_file", out var file)) return;

        var fromFile = FdlCorpus.List(file.GetString()!).CanvasTemplates.First(known => known.Label == scenario.GetProperty("template_label").GetString());
        AssertAsExpected(scenario.GetProperty("expected_current"), Reframing.Apply(fromFile, FrameLayers.Of(chosen.Canvas, chosen.Decision)));
    }

    [Theory]
    [MemberData(nameof(EdgeCases))]
    public void An_edge_case_gives_its_numbers(string id)
    {
        var edge = FdlCorpus.Case("edge-cases.json", "cases", "id", id);

        AssertAsExpected(edge.GetProperty("expected_current"), Reframing.Apply(FdlCorpus.Template(edge.GetProperty("template")), Source(edge)));
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void A_template_on_a_real_camera_mode_gives_its_numbers(string id)
    {
        var cell = FdlCorpus.Case("matrix.json", "cases", "id", id);
        var template = FdlCorpus.Template(FdlCorpus.Load("matrix.json").GetProperty("templates").GetProperty(cell.GetProperty("template").GetString()!));
        var expected = cell.GetProperty("expected_current");
        if (expected.TryGetProperty("error", out var error))
        {
            var refusal = Assert.Throws<FdlException>(() => Reframing.Apply(template, Source(cell)));
            Assert.Contains($"{refusal.Path} references '{FdlWords.Of(template.FitSource)}'", error.GetString(), StringComparison.Ordinal);
            return;
        }

        AssertAsExpected(expected, Reframing.Apply(template, Source(cell)));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_vector_of_the_newest_reference_gives_its_numbers(string label)
    {
        var vector = FdlCorpus.Case("vectors/template/template_vectors_current.json", "vectors", "label", label);

        var made = Reframing.Apply(FdlCorpus.Template(vector.GetProperty("template")), FdlCorpus.Layers(vector.GetProperty("source_canvas"), vector.GetProperty("source_framing")));

        AssertAsExpected(vector.GetProperty("expected"), made);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void A_template_that_names_a_layer_the_source_lacks_is_refused_with_member_and_layer(string id)
    {
        var error = FdlCorpus.Case("scenarios.json", "errors", "id", id);
        var (template, source) = (FdlCorpus.Template(error.GetProperty("template")), FdlCorpus.Layers(error.GetProperty("source_canvas"), error.GetProperty("source_framing")));

        var refusal = Assert.Throws<FdlException>(() => Reframing.Apply(template, source));

        Assert.Equal(FdlRule.LayerMissing, refusal.Rule);
        Assert.Contains($"{refusal.Path} names 'framing_decision.protection_dimensions'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(refusal.Path, error.GetProperty("expected").GetString(), StringComparison.Ordinal);
    }

    private static FrameLayers Source(JsonElement item)
    {
        var list = FdlCorpus.List(item.GetProperty("source").GetString()!);
        var canvas = list.Contexts.SelectMany(context => context.Canvases).First(known => known.Id == item.GetProperty("canvas_id").GetString());
        return FrameLayers.Of(canvas, canvas.FramingDecisions.First(decision => decision.Id == item.GetProperty("framing_decision_id").GetString()));
    }

    private static void AssertAsExpected(JsonElement expected, Reframing made)
    {
        FdlCorpus.AssertNear(expected.GetProperty("scale_factor").GetDouble(), made.ScaleFactor, "scale factor");
        FdlCorpus.AssertNear(FdlCorpus.Size(expected.GetProperty("scaled_bounding_box")), made.ScaledBoundingBox, "scaled bounding box");
        FdlCorpus.AssertNear(FdlCorpus.Point(expected.GetProperty("content_translation")), made.ContentTranslation, "content translation");
        FdlCorpus.AssertNear(FdlCorpus.Size(expected.GetProperty("output_canvas_dims")), made.Layers.Canvas.ToFrameSize(), "canvas");
        FdlCorpus.AssertNear(FdlCorpus.Rect(expected, "output_effective_dims", "output_effective_anchor")!.Value, made.Layers.Effective!.Value, "effective");
        FdlCorpus.AssertNear(FdlCorpus.Rect(expected, "output_fd_dims", "output_fd_anchor")!.Value, made.Layers.Framing, "framing");
        Assert.Equal(expected.GetProperty("output_has_protection").GetBoolean(), made.Layers.Protection is not null);
        if (made.Layers.Protection is { } protection)
            FdlCorpus.AssertNear(FdlCorpus.Rect(expected, "output_protection_dims", "output_protection_anchor")!.Value, protection, "protection");
        if (expected.TryGetProperty("output_anamorphic_squeeze", out var squeeze)) FdlCorpus.AssertNear(squeeze.GetDouble(), made.Layers.Squeeze, "squeeze");
    }
}
