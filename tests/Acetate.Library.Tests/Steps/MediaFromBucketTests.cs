using System.Collections.Immutable;
using Acetate.Compute.Hosting;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Inspect;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Timing;

namespace Acetate.Library.Tests.Steps;

/// <summary>Clips in a bucket are inspected and made playable although no program can open them there.</summary>
public sealed class MediaFromBucketTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sequence_in_a_bucket_is_inspected_by_a_sample_and_rendered_whole_and_nothing_stays_behind()
    {
        Corpus.Program("ffmpeg");
        var bucket = await S3Server.NewBucketAsync();
        using var card = new TempFolder();
        using var scratch = new TempFolder();
        var files = Enumerable.Range(0, 60).Select(frame => Write(card.Path, frame)).ToImmutableArray();
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, TargetPrefix = "roll", Files = files }, new StepContext(), Token);
        ClipFiles clip = new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. files.Select(file => file.Path)] };
        var context = new StepContext { ScratchFolder = scratch.Path };

        var inspected = await InspectClips.RunAsync(new() { Store = bucket, Prefix = "roll", Clips = [clip] }, context, Token);
        var made = await RenderProxy.RunAsync(new() { Store = bucket, Prefix = "roll", Clip = clip, Target = bucket, TargetPrefix = "derived/clip" }, context, Token);

        var inspection = inspected.Clips.Single();
        Assert.Equal((60L, "10:00:00:00", "10:00:02:12"), (inspection.Frames!.Value, inspection.Timecode?.Start, inspection.Timecode?.End));
        Assert.Empty(inspection.Problems);
        Assert.InRange(int.Parse(inspection.Facts.Single(fact => fact.Field == "sequence.headersRead").Value), 20, 40);
        Assert.Equal((ProxyState.Made, 60L, "10:00:00:00"), (made.State, made.Frames!.Value, made.Timecode));
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
        await using var store = await StoreUrl.OpenAsync(bucket, StoreAccess.Read, Token);
        foreach (var key in (string[])[made.Proxy!, made.Poster!, made.Strip!]) Assert.NotNull(await store.FindAsync(StoreKey.Parse(key), Token));
    }

    private static CopyFile Write(string folder, int frame)
    {
        var name = $"clip_{frame:000000}.dng";
        using (var file = File.Create(Path.Join(folder, name)))
            new DngWriter
            {
                Width = 64,
                Height = 36,
                Make = "Maker",
                Model = "Model",
                Serial = "S1",
                Reel = "A001",
                CameraLabel = "A",
                LensModel = "Lens",
                Black = 256,
                White = 4095,
                Iso = 800,
                ShutterDenominator = 48,
                ColorMatrix = [13729, -5656, -2013, -6756, 15880, 498, -89, 254, 5721],
                AsShotNeutral = [520, 1000, 640],
                Date = "2026:01:02 10:12:00",
            }.Write(file, Timecode.Parse("10:00:00:00", FrameRate.Fps24).AddWrapping(frame), new byte[64 * 36 * 2]);
        return new(name, new FileInfo(Path.Join(folder, name)).Length);
    }
}
