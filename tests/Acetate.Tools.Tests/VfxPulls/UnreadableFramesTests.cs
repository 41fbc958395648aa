using Acetate.Media.Inspect;
using Acetate.Mhl.Disk;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls.Delivery;
using Acetate.Tools.Tests.Cards;

namespace Acetate.Tools.Tests.VfxPulls;

/// <summary>Plates of clips of which a frame cannot be read.</summary>
public sealed class UnreadableFramesTests(DemoCards cards) : IDisposable
{
    private const string Plate = "DMO_010_020_PL01_v001", Frames = $"plates/{Plate}/{Plate}";

    private readonly TempFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(UnreadableFrames.Black, "black")]
    [InlineData(UnreadableFrames.Chequer, "chequer")]
    [InlineData(UnreadableFrames.Skip, "nothing")]
    public async Task A_frame_that_cannot_be_read_is_replaced_or_left_out_as_was_agreed_and_nothing_hides_it(UnreadableFrames policy, string stands)
    {
        var turnover = new DemoTurnover(folder.Path, await cards.CopyAsync(folder.Path));
        var (plan, steps) = await turnover.PlanAsync("one", DemoTurnover.Raw, "10:12:00:18", "10:12:00:21", new() { HeadHandle = 0, TailHandle = 0, Reference = policy == UnreadableFrames.Skip, Unreadable = policy });
        var clip = await turnover.ClipAsync(DemoTurnover.Raw);
        // The middle of the three, which is also the thumbnail's.
        var hurt = Path.Join(folder.Path, DemoCards.Day, "Camera_Media/A001", clip.Media.Files[13]);
        var whole = File.ReadAllBytes(hurt);
        File.WriteAllBytes(hurt, whole[..2000]);

        Assert.Null(await turnover.RunAsync(steps));
        var made = turnover.Files("one");
        File.WriteAllBytes(hurt, whole);
        // What stands there stands there, also when the step is run again and the frame is back; a frame that was left out comes.
        Assert.Null(await turnover.RunAsync([steps.Single(step => step.Name == "render/0001/0001")]));
        var again = turnover.Files("one");

        var frame = $"{Frames}.1002.exr";
        Assert.Contains("A frame that cannot be read is ", Assert.Single(plan.Plates[0].Notes), StringComparison.Ordinal);
        Assert.Equal(policy != UnreadableFrames.Skip, made.ContainsKey(frame));
        if (policy == UnreadableFrames.Skip) File.Delete(Path.Join(turnover.Spaces, "one", frame));
        else
        {
            Assert.Equal(made[frame], again[frame]);
            var header = DemoTurnover.Header(Path.Join(turnover.Spaces, "one", frame));
            Assert.Equal((stands, "10:12:00:19", "1002", false), (header["acetate.standin"], header["timeCode"], header["imageCounter"], header.ContainsKey("acetate.source.hash")));
            Assert.NotEmpty(header["acetate.standin.reason"]);
            var picture = (await DemoTurnover.PicturesAsync(ClipKind.Sequence, [.. Directory.EnumerateFiles(Path.Join(turnover.Spaces, "one/plates", Plate), "*.exr").Order(StringComparer.Ordinal)]))[1];
            Assert.Equal(policy == UnreadableFrames.Chequer ? [0f, (float)(Half)0.18f] : [0f], picture.Distinct().Order());
            Assert.DoesNotContain("acetate.standin", DemoTurnover.Header(Path.Join(turnover.Spaces, "one", $"{Frames}.1001.exr")).Keys);
        }

        Assert.Contains($"\nFrames that could not be read:\n  - 1002: {(policy == UnreadableFrames.Skip ? "left out" : stands)}. ", File.ReadAllText(Path.Join(turnover.Spaces, "one", $"{Frames}.txt")), StringComparison.Ordinal);
        Assert.Contains($"DMO_010_020 PL01 v001,1002,13,{stands},", File.ReadAllText(Path.Join(turnover.Spaces, "one/unreadable-frames.csv")), StringComparison.Ordinal);
        await turnover.SealAsync("one");
        var report = await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(Path.Join(turnover.Spaces, "one"), Token), new(), null, Token);
        var told = Assert.Single(report.Problems);
        Assert.Equal((DeliverySeverity.Warning, policy == UnreadableFrames.Skip ? "frame-left-out" : "frame-stands-in", frame), (told.Severity, told.Code, told.Path));
        // A list that does not have the frame hides nothing: the gap is a gap, and the mark speaks for itself.
        var list = Path.Join(turnover.Spaces, "one/unreadable-frames.json");
        File.WriteAllText(list, """{ "version": 1, "frames": [] }""");
        var silent = await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(Path.Join(turnover.Spaces, "one"), Token), new() { Hashes = false }, null, Token);
        Assert.Contains(silent.Problems, problem => problem.Severity == DeliverySeverity.Error && problem.Code == (policy == UnreadableFrames.Skip ? "frame-missing" : "frame-stands-in-unlisted"));
        foreach (var wrong in (string[])["", "[]", "{}", """{ "frames": [ 7 ] }""", """{ "frames": [ { "pattern": "x", "number": 1e99, "standsThere": "black" } ] }""", """{ "frames": [ { "pattern": "x", "number": 1, "standsThere": "black" } ] }""", new string('[', 100)])
        {
            File.WriteAllText(list, wrong);
            var bad = await new DeliveryCheck(TimeProvider.System).RunAsync(await MhlFolder.OpenAsync(Path.Join(turnover.Spaces, "one"), Token), new() { Hashes = false }, null, Token);
            Assert.Contains(bad.Problems, problem => problem.Code == "unreadable-list");
        }
    }
}
