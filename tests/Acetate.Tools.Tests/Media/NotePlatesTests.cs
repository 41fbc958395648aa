using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Compute.Hosting;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Tools.Tests.Media;

/// <summary>The note beside a plate.</summary>
public sealed class NotePlatesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_note_says_what_is_applied_once_for_all_parts_and_what_is_not()
    {
        await NotePlates.RunAsync(Request("render/1", "render/2"), Context(("render/1", Rendered("ours 1", "RCD")), ("render/2", Rendered("ours 1", "RCD"))), Token);

        Assert.Equal(
            """
            S1 PL01 v001
            clip A001C001

            Applied to the picture, in this order:
              1. debayer: RCD (domain square root) by ours 1

            Not applied, and still to be done to see what editorial saw:
              - CDL slope 1.1

            To know:
              - The lens is not known.

            """.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(Path.Join(_folder.Path, "pull/notes/S1.txt"), Token));
    }

    [Fact]
    public async Task Parts_that_were_made_in_different_ways_are_not_delivered_as_one_plate()
    {
        var problem = await Assert.ThrowsAsync<StepFailedException>(() =>
            NotePlates.RunAsync(Request("render/1", "render/2"), Context(("render/1", Rendered("ours 1", "RCD")), ("render/2", Rendered("ours 2", "RCD"))), Token));

        Assert.Equal("Parts of 'S1.####.exr' were not made in the same way: by ours 1 and by ours 2.", problem.Message);
        Assert.False(File.Exists(Path.Join(_folder.Path, "pull/notes/S1.txt")));
    }

    private NotePlatesRequest Request(params string[] steps) => new()
    {
        Store = StoreUrl.ForFolder(_folder.Path),
        Prefix = "pull",
        Notes = [new("notes/S1.txt", ["S1 PL01 v001", "clip A001C001"], [.. steps], "S1.####.exr", ["CDL slope 1.1"])],
    };

    private static RenderFramesResult Rendered(string decoder, string debayer) => new()
    {
        Frames = [],
        Range = new() { Start = 0, End = 1 },
        Recipes = [new("S1.####.exr", decoder, [new RecipeStep(RecipeStage.Debayer, debayer) { Tool = decoder }.With("domain", "square root")])],
        Warnings = ["The lens is not known."],
    };

    private static StepContext Context(params (string Step, RenderFramesResult Result)[] outputs) => new()
    {
        Outputs = outputs.ToImmutableDictionary(output => output.Step, output => JsonSerializer.SerializeToElement(output.Result, StepJson.Options)),
    };
}
