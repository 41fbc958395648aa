using System.Text;
using System.Text.Json;
using Acetate.Fdl;

namespace Acetate.Standards.Tests.Fdl;

/// <summary>Choosing a framing, and the list that a template makes of it.</summary>
public sealed class ReframedListTests
{
    private static readonly FramingDecisionList Sample = FdlReader.Read(Encoding.UTF8.GetBytes(Samples.Text)).GetList();

    [Fact]
    public void The_new_list_is_valid_and_says_how_its_canvas_was_made()
    {
        var made = Reframe(Sample);

        Assert.Empty(FdlWriter.Check(made.List).Problems);
        Assert.Equal("CV1_T1", made.Canvas.Id);
        Assert.Equal("CV1", made.Canvas.SourceCanvasId);
        Assert.Equal("VFX pull: A camera Open gate", made.Canvas.Label);
        Assert.Equal("CV1_T1-FI1", Assert.Single(made.Canvas.FramingDecisions).Id);
        Assert.Equal(made.Geometry.ScaleFactor, made.Canvas.Custom["_scale_factor"]!.Value.GetDouble());
        Assert.Equal("2026", made.Canvas.Custom["_geometry_model"]!.Value.GetString());
        Assert.Equal(made.Geometry.ContentTranslation.Y, made.Canvas.Custom["_content_translation"]!.Value.GetProperty("y").GetDouble());
        var context = Assert.Single(made.List.Contexts);
        Assert.Equal(("VFX pull", "A001C001"), (context.Label, context.Clip!.Name));
        Assert.Equal(["CV1", "CV1_T1"], context.Canvases.Select(canvas => canvas.Id));
        Assert.Equal("T1", Assert.Single(made.List.CanvasTemplates).Id);
        Assert.Equal(["FI1", "FI2"], made.List.FramingIntents.Select(intent => intent.Id));
    }

    [Fact]
    public void The_same_work_gives_the_same_bytes_and_other_work_another_uuid()
    {
        var (first, again) = (Reframe(Sample), Reframe(Sample));
        var other = ReframedList.Of(Sample, Found(Sample), Sample.CanvasTemplates[0] with { TargetDimensions = new(1920, 1080) });

        Assert.Equal(FdlWriter.ToBytes(first.List), FdlWriter.ToBytes(again.List));
        Assert.Equal('8', first.List.Uuid[14]);
        Assert.NotEqual(first.List.Uuid, other.List.Uuid);
        Assert.NotEqual(Sample.Uuid, first.List.Uuid);
    }

    [Fact]
    public void A_canvas_made_of_a_canvas_brings_all_that_it_was_made_of()
    {
        var once = Reframe(Sample).List;
        var found = Assert.IsType<FramingChoice.Found>(new FramingSelection(Canvas: "CV1_T1").In(once));

        var twice = ReframedList.Of(once, found, Sample.CanvasTemplates[0]);

        Assert.True(FdlWriter.Check(twice.List).IsValid);
        Assert.Equal(["CV1", "CV1_T1", "CV1_T1_T1"], twice.List.Contexts[0].Canvases.Select(canvas => canvas.Id));
        Assert.Equal(once.Contexts[0].Canvases[1].Dimensions, twice.Canvas.Dimensions);
    }

    [Fact]
    public void Ids_stay_short_and_unique()
    {
        var name = new string('C', 32);
        var canvas = Sample.Contexts[0].Canvases[0] with { Id = name, SourceCanvasId = name };
        canvas = canvas with { FramingDecisions = [canvas.FramingDecisions[0] with { Id = $"{name}-FI1" }] };
        var list = Sample with { Contexts = [Sample.Contexts[0] with { Canvases = [canvas] }] };

        var made = Reframe(list);

        Assert.Equal(new string('C', 30) + "_2", made.Canvas.Id);
        Assert.True(FdlWriter.Check(made.List).IsValid);
    }

    [Fact]
    public void What_the_caller_names_is_used()
    {
        var made = ReframedList.Of(Sample, Found(Sample), Sample.CanvasTemplates[0], new() { Creator = "plate tool", CanvasId = "PLATE", Uuid = "u" });

        Assert.Equal(("plate tool", "plate tool", "PLATE", "u"), (made.List.Creator, made.List.Contexts[0].Creator, made.Canvas.Id, made.List.Uuid));
    }

    [Fact]
    public void A_kept_squeeze_is_written_as_the_number_that_it_was()
    {
        var made = ReframedList.Of(Sample, Found(Sample), Sample.CanvasTemplates[0] with { TargetSqueeze = 0 });

        Assert.Equal((1.3, 1.3), (made.Canvas.AnamorphicSqueeze, made.List.CanvasTemplates[0].TargetSqueeze));
        Assert.True(FdlWriter.Check(made.List).IsValid);
    }

    [Fact]
    public void The_only_framing_is_found_without_a_question() => Assert.Equal("CV1-FI1", Found(Sample).Decision.Id);

    [Theory]
    [InlineData("C camera", null, null, "no context 'C camera'. It has the contexts A camera, B camera.")]
    [InlineData("B camera", null, null, "Context 'B camera' has no canvas.")]
    [InlineData(null, "CV9", null, "no canvas 'CV9'. It has the canvases CV1.")]
    [InlineData(null, null, "FI2", "no framing decision for the intent 'FI2'. It has the intents FI1.")]
    public void What_is_not_there_is_told_with_what_is(string? context, string? canvas, string? intent, string says) =>
        Assert.Contains(says, Assert.IsType<FramingChoice.Missing>(new FramingSelection(context, canvas, intent).In(Sample)).Message, StringComparison.Ordinal);

    [Fact]
    public void Several_canvases_are_named()
    {
        var canvas = Sample.Contexts[0].Canvases[0];
        var list = Sample with { Contexts = [Sample.Contexts[0] with { Canvases = [canvas, canvas with { Id = "CV2" }] }] };

        Assert.Contains("the canvases are CV1, CV2", Assert.IsType<FramingChoice.Ambiguous>(new FramingSelection().In(list)).Message, StringComparison.Ordinal);
        Assert.Equal("CV2", Assert.IsType<FramingChoice.Found>(new FramingSelection(Canvas: "CV2").In(list)).Canvas.Id);
    }

    [Fact]
    public void Of_several_framings_the_default_intent_is_meant_unless_there_is_none()
    {
        var canvas = Sample.Contexts[0].Canvases[0];
        canvas = canvas with { FramingDecisions = [canvas.FramingDecisions[0] with { Id = "CV1-FI2", FramingIntentId = "FI2" }, canvas.FramingDecisions[0]] };
        var list = Sample with { Contexts = [Sample.Contexts[0] with { Canvases = [canvas] }] };

        Assert.Equal("CV1-FI1", Found(list).Decision.Id);
        Assert.Contains("the intents are FI2, FI1", Assert.IsType<FramingChoice.Ambiguous>(new FramingSelection().In(list with { DefaultFramingIntent = null })).Message, StringComparison.Ordinal);
        Assert.Equal("CV1-FI2", Assert.IsType<FramingChoice.Found>(new FramingSelection(Intent: "FI2").In(list)).Decision.Id);
    }

    [Fact]
    public void Attributes_of_every_object_survive_even_in_the_smallest()
    {
        var json = Samples.Text
            .Replace("\"major\": 2,", "\"_v\": 1, \"major\": 2,", StringComparison.Ordinal)
            .Replace("\"width\": 239,", "\"_seen\": [1.50, \"\\u00e9\"], \"width\": 239,", StringComparison.Ordinal)
            .Replace("\"x\": 244.0", "\"_lens\": {\"_a\": null}, \"x\": 244.0", StringComparison.Ordinal)
            .Replace("\"idx\": \"#\"", "\"_pad\": 1e2, \"idx\": \"#\"", StringComparison.Ordinal)
            .Replace("\"mode\": \"up\"", "\"mode\": \"up\", \"_why\": \"codec\"", StringComparison.Ordinal);
        var before = Encoding.UTF8.GetBytes(json);

        var reading = FdlReader.Read(before);
        var after = FdlWriter.ToBytes(reading.GetList());

        Assert.Equal(VerdictTests.Normal(JsonElement.Parse(before)), VerdictTests.Normal(JsonElement.Parse(after)));
        Assert.Contains("1.50", Encoding.UTF8.GetString(after), StringComparison.Ordinal);
    }

    private static FramingChoice.Found Found(FramingDecisionList list) => Assert.IsType<FramingChoice.Found>(new FramingSelection().In(list));

    private static ReframedList Reframe(FramingDecisionList list) => ReframedList.Of(list, Found(list), list.CanvasTemplates[0]);
}
