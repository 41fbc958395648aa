using System.Collections.Immutable;
using System.Diagnostics;
using Acetate.Compute.Hosting;
using Acetate.Media.Formats.Dng;
using Acetate.Media.Formats.Wave;
using Acetate.Media.Inspect;
using Acetate.Media.Sound.Sync;
using Acetate.Steps;
using Acetate.Steps.Sound;
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

    [Fact]
    public async Task The_sound_of_a_sequence_in_a_bucket_is_cut_from_a_recording_in_a_bucket_into_a_bucket()
    {
        Corpus.Program("ffmpeg");
        var bucket = await S3Server.NewBucketAsync();
        using var card = new TempFolder();
        using var scratch = new TempFolder();
        var files = Enumerable.Range(0, 24).Select(frame => Write(card.Path, frame)).ToImmutableArray();
        using (var wave = File.Create(Path.Join(card.Path, "T001.wav")))
            new WaveWriter { Channels = 1, SampleRate = 48000, Bext = new() { Description = "sSPEED=024.000-NDF\r\n", TimeReference = 35_999L * 48000 } }.Write(wave, 3 * 48000, (_, at) => (int)(at * 7919 % 65536));
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, TargetPrefix = "roll", Files = [.. files, new("T001.wav", new FileInfo(Path.Join(card.Path, "T001.wav")).Length)] }, new StepContext(), Token);
        SyncSoundRequest request = new()
        {
            Store = bucket,
            Prefix = "roll",
            Clip = new() { Name = "clip", Kind = ClipKind.Sequence, Files = [.. files.Select(file => file.Path)] },
            Sounds = [new() { Roll = "SR", Store = bucket, Prefix = "roll", Files = ["T001.wav"] }],
            Target = bucket,
            TargetPrefix = "dailies/clip",
        };
        var context = new StepContext { ScratchFolder = scratch.Path };

        var alone = await SyncSound.RunAsync(request, context, Token);
        var decided = await SyncSound.RunAsync(request with { Decision = new() { Files = ["T001.wav"], OffsetSamples = alone.Recordings.Single().OffsetSamples!.Value } }, context, Token);

        Assert.Equal((SyncVerdict.Unconfirmed, null, 48000.0), (alone.Verdict, alone.Sound, alone.Recordings.Single().OffsetSamples!.Value));
        Assert.Equal(("dailies/clip/sound.wav", 48000L, "10:00:00:00"), (decided.Sound!.Key, decided.Sound.Samples, decided.Sound.StartTimecode));
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
        await using var store = await StoreUrl.OpenAsync(bucket, StoreAccess.Read, Token);
        Assert.NotNull(await store.FindAsync(StoreKey.Parse(decided.Sound.Key), Token));
        var gone = await Assert.ThrowsAsync<StepFailedException>(() => SyncSound.RunAsync(request with { Clip = request.Clip with { Files = [.. request.Clip.Files, "clip_000099.dng"] } }, context, Token));
        Assert.Contains("clip_000099.dng", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recordings_in_a_bucket_that_were_not_running_are_not_copied()
    {
        var bucket = await S3Server.NewBucketAsync();
        using var card = new TempFolder();
        using var scratch = new TempFolder();
        // Noise: whatever was heard was heard once.
        var heard = Enumerable.Range(0, 12 * 48000).Select(i => (int)((uint)((i + 1) * 2_654_435_761L) % 1_048_576) - 524_288 + (i % 977 * 300)).ToArray();
        Record("T001.wav", 36_000, heard);
        Record("T002.wav", 50_000, heard[..96_000]);
        Record("scratch.wav", 0, [.. heard[96_000..480_000].Select(sample => sample / 4)]);
        using (var ffmpeg = Process.Start(Corpus.Program("ffmpeg"), ["-v", "error", "-f", "lavfi", "-i", "color=s=64x64:r=24:d=8", "-i", Path.Join(card.Path, "scratch.wav"), "-c:v", "mjpeg", "-c:a", "pcm_s24le", "-timecode", "10:00:02:00", Path.Join(card.Path, "A001.mov")]))
            await ffmpeg.WaitForExitAsync(Token);
        string[] names = ["T001.wav", "T002.wav", "A001.mov"];
        await CopyFiles.RunAsync(new() { Source = StoreUrl.ForFolder(card.Path), Target = bucket, Files = [.. names.Select(name => new CopyFile(name, new FileInfo(Path.Join(card.Path, name)).Length))] }, new StepContext(), Token);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var context = new StepContext { ScratchFolder = scratch.Path, Progress = (_, _, _) => seen.UnionWith(Directory.EnumerateFiles(scratch.Path, "*.wav", SearchOption.AllDirectories).Select(path => Path.GetFileName(path))) };

        var result = await SyncSound.RunAsync(new()
        {
            Store = bucket,
            Clip = new() { Name = "A001", Kind = ClipKind.Single, Files = ["A001.mov"] },
            Target = bucket,
            TargetPrefix = "out",
            Sounds = [new() { Roll = "SR", Store = bucket, Files = ["T001.wav", "T002.wav"] }],
        }, context, Token);

        Assert.Equal((SyncVerdict.Sure, SyncMethod.Timecode, "T001.wav", 384_000L), (result.Verdict, result.Method!.Value, result.Sound?.Recording, result.Sound?.Samples ?? 0));
        Assert.InRange(result.Recordings.Single().OffsetSamples!.Value, 95_999, 96_001);
        Assert.Contains("T001.wav", seen);
        Assert.DoesNotContain("T002.wav", seen);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));

        void Record(string name, long second, int[] samples)
        {
            using var file = File.Create(Path.Join(card.Path, name));
            new WaveWriter { Channels = 1, SampleRate = 48000, Bext = new() { Description = "sSPEED=024.000-NDF\r\n", TimeReference = second * 48000 } }.Write(file, samples.Length, (_, at) => samples[at]);
        }
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
