using System.Text.Json;
using Acetate.Library.Jobs;
using Acetate.Media.Inspect;
using Acetate.Steps.Render;
using Acetate.Tests.Workers;
using Acetate.Tools.Jobs;
using static Acetate.Tools.Tests.Jobs.TestRecorder;

namespace Acetate.Tools.Tests.Jobs;

/// <summary>Steps that decode with an adapter of which there are only so many licences.</summary>
[Collection(nameof(DecoderLicenceTests))]
public sealed class DecoderLicenceTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Lock counting = new();
    private readonly string folder = Directory.CreateTempSubdirectory("acetate-licences-").FullName;

    public DecoderLicenceTests() => Declare("""{"adapters": [{"name": "Vendor", "formats": ["vendorraw", "vendornew"], "program": "/opt/vendor", "licences": 2}, {"name": "Free", "formats": ["freeraw"], "program": "/opt/free"}]}""");

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ACETATE_ADAPTERS", null);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Steps_that_decode_with_it_hold_a_licence_and_no_others_do()
    {
        await using var harness = await RunnerHarness.OpenAsync();

        var job = await harness.SubmitAsync(PlanOf("k", Rendered("a", "A001.VENDORRAW"), Rendered("b", "B001.vendornew"), Rendered("c", "C001.freeraw"), Rendered("d", "D001.mov"), Step("e", "echo", new { })));

        Assert.Equal(["adapter:Vendor", "adapter:Vendor", "", "", ""], (await harness.StepsAsync(job)).Select(step => step.ExclusiveKey));
    }

    [Fact]
    public async Task A_file_of_adapters_that_cannot_be_read_keeps_no_work_back()
    {
        Declare("""{"adapters": 3}""");
        await using var harness = await RunnerHarness.OpenAsync();

        var job = await harness.SubmitAsync(PlanOf("k", Rendered("a", "A001.vendorraw"), Step("b", "echo", new { })));

        Assert.All(await harness.StepsAsync(job), step => Assert.Equal("", step.ExclusiveKey));
    }

    [Fact]
    public async Task A_licence_that_was_bought_counts_from_the_next_start_on()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var job = await harness.SubmitAsync(PlanOf("k", Rendered("a", "A001.vendorraw")));
        Declare("""{"adapters": [{"name": "Vendor", "formats": ["vendorraw"], "program": "/opt/vendor", "licences": 5}]}""");

        harness.Start(new InProcessEngine(TestFunctions.Catalogue, cores: 0.1));
        await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("other", Step("b", "echo", new { }))));

        var steps = await harness.StepsAsync(job);
        Assert.Equal(5, (await harness.Library.ReadAsync(tx => tx.KeysOfAsync(steps, None), None))["adapter:Vendor"].Width);
    }

    [Fact]
    public async Task Over_all_engines_and_runners_no_more_run_than_there_are_licences()
    {
        await using var harness = await RunnerHarness.OpenAsync();
        var (now, most, passed) = (0, 0, 0);
        var functions = TestFunctions.Catalogue.With<JsonElement, JsonElement>("decode", async (request, _, token) =>
        {
            lock (counting) most = Math.Max(most, ++now);
            await Task.Delay(20, token);
            lock (counting) now--;
            return request;
        }).With<JsonElement, JsonElement>("pass", (request, _, _) =>
        {
            Interlocked.Increment(ref passed);
            return Task.FromResult(request);
        });
        harness.Start(new InProcessEngine(functions), null, null, new InProcessEngine(functions, "station"));
        harness.Start(new InProcessEngine(functions), null, null, new InProcessEngine(functions, "station"));

        var keyed = Enumerable.Range(0, 12).Select(i => Step($"decode{i}", "decode", new { }) with { Key = new("adapter:Vendor", 2, "a licence of Vendor"), Place = i % 3 == 0 ? "station" : "" });
        var job = await harness.EndOfAsync(await harness.SubmitAsync(PlanOf("k", [.. keyed, .. Enumerable.Range(0, 6).Select(i => Step($"pass{i}", "pass", new { }))])));

        Assert.Equal((JobState.Done, 6), (job.State, passed));
        Assert.InRange(most, 1, 2);
    }

    private static Compute.Step Rendered(string name, string file) => Step(name, RenderFrames.Name, new { }) with
    {
        Request = StepRequest.Of(new RenderFramesRequest
        {
            Store = new("file:///store"),
            Clip = new() { Name = name, Kind = ClipKind.Single, Files = [file] },
            Outputs = [],
            Target = new("file:///target"),
        }),
    };

    private void Declare(string adapters)
    {
        var path = Path.Join(folder, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(path, adapters);
        Environment.SetEnvironmentVariable("ACETATE_ADAPTERS", path);
    }
}

/// <summary>The environment names the file of adapters, to every test of this program and to the workers that they start; a broken one would break them.</summary>
[CollectionDefinition(nameof(DecoderLicenceTests), DisableParallelization = true)]
public sealed class DecoderLicenceCollection;
