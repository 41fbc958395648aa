using Acetate.Library.Pulls;
using Acetate.Media.Formats.Exr.Writing;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Work;
using Acetate.Tools.Tests.ConformPulls;
using Acetate.Tools.Tests.VfxPulls;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Tests.Pulls;

/// <summary>What a pull takes: expected from what such work took before, and measured when it was made.</summary>
public sealed class PullWorkTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 11, 8, 0, 0, TimeSpan.Zero);

    // Two plates of 64 and 32 frames, the second without a handle before: by 24, 3 and 2 steps.
    private static readonly VfxPullSettings Settings = new() { FramesPerStep = 24 };

    private static PullWork Work(VfxPullSettings? settings = null) =>
        VfxPullWork.Of(PaperTurnover.Plan(settings ?? Settings), settings ?? Settings, PaperTurnover.Footage.ToDictionary(one => one.Clip.Id, one => one.Clip with { Codec = "arriraw" }), ChunkSizes.Unmeasured(settings ?? Settings));

    private static readonly WorkKind
        Plates = new(PullTask.Plates, "arriraw 4096x2160", "EXR zips 4096x2160"), References = new(PullTask.References, "arriraw 4096x2160", "prores-lt"),
        Thumbnails = new(PullTask.Thumbnails, "arriraw 4096x2160", ""), Package = new(PullTask.Package, "", "VFX, zips");

    [Fact]
    public void Work_is_told_apart_by_what_is_done_to_which_frames_and_what_comes_of_it()
    {
        var work = Work();

        Assert.Equal([Plates, References, Thumbnails, Package], work.Kinds);
        Assert.Equal((96L, 96L, 2L), (Of(work, Plates), Of(work, References), Of(work, Thumbnails)));
        Assert.DoesNotContain(Plates, Work(Settings with { Compression = ExrCompression.Piz }).Kinds);
        Assert.DoesNotContain(Plates, Work(Settings with { Width = 2048 }).Kinds);

        static long Of(PullWork work, WorkKind kind) => work.Parts.Where(part => part.Kind == kind).Sum(part => part.Amount);
    }

    [Fact]
    public void What_was_never_done_here_is_not_guessed()
    {
        var nothing = Work().Estimate(new Dictionary<WorkKind, WorkSpeed>(), new(16, 64_000), new(1, "EUR"));
        var some = Work().Estimate(new Dictionary<WorkKind, WorkSpeed> { [Plates] = new(1200, 3600, 3) }, new(16, 64_000), new(0.5m, "EUR"));

        Assert.Equal((false, false, 0.0, null), (nothing.IsKnown, nothing.IsWhole, nothing.CoreHours, nothing.Cost));
        Assert.Equal(["Nobody can say yet how much work it is: nothing like it has been made here."], nothing.Sentences);
        // 96 frames of 3 core-seconds.
        Assert.Equal((true, false, 288 / 3600.0, 0.04m), (some.IsKnown, some.IsWhole, some.CoreHours, some.Cost!.Value));
        Assert.Equal(
            [
                "At least 0.08 core-hours, 0.04 EUR at 0.5 EUR each: 32 seconds on the 16 cores of this machine's workers, when they have nothing else to do.",
                "Measured here: plates of arriraw 4096x2160 as EXR zips 4096x2160, on 1,200 frames of 3 pulls, 3 core-seconds each.",
                "Never measured here, and not in these figures: 96 frames of reference movies of arriraw 4096x2160 as prores-lt; 2 frames of thumbnails of arriraw 4096x2160; 5.10 GB of documents, hashing and sealing as VFX, zips.",
            ],
            some.Sentences);
    }

    [Theory]
    // All cores are held, one by each step, but by no more steps than there are (3 + 2 of plates, 2 movies, 2 thumbnails), nor than have room in memory.
    [InlineData(4, 64_000, 400 / 4.0)]
    [InlineData(64, 64_000, 400 / 9.0)]
    [InlineData(16, 4096, 400 / 2.0)]
    [InlineData(1, 64_000, 400 / 1.0)]
    public void Plates_are_shared_among_the_workers_and_sealing_follows(double cores, int memory, double shared)
    {
        var speeds = new Dictionary<WorkKind, WorkSpeed> { [Plates] = new(96, 200, 1), [References] = new(96, 100, 1), [Thumbnails] = new(2, 100, 1), [Package] = new(Work().Package.Amount, 50, 1) };

        var estimate = Work().Estimate(speeds, new(cores, memory), null);

        Assert.True(estimate.IsWhole);
        Assert.Equal(450 / 3600.0, estimate.CoreHours, 9);
        Assert.Equal(shared + 50, estimate.Seconds!.Value, 6);
        Assert.Null(estimate.Cost);
        Assert.DoesNotContain(estimate.Sentences, sentence => sentence.Contains("EUR", StringComparison.Ordinal) || sentence.Contains("Never", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4448, 3096, 48)]
    [InlineData(8192, 4320, 18)]
    [InlineData(16_384, 8192, 12)]
    [InlineData(1920, 1080, 240)]
    [InlineData(null, null, 12)]
    public void A_worker_is_given_as_much_as_its_start_is_worth(int? width, int? height, int frames)
    {
        var clip = PaperTurnover.Footage[0].Clip with { Width = width, Height = height };
        Assert.Equal(frames, ChunkSizes.Unmeasured(new()).Of(Plates, clip));
        Assert.Equal(7, ChunkSizes.Unmeasured(new() { FramesPerStep = 7 }).Of(Plates, clip));
    }

    [Theory]
    [InlineData(1000, 620, 20, 20, 17)] // a start takes 1 s, a frame 0.6 s
    [InlineData(1000, 120, 20, 20, 100)] // a frame 0.1 s
    [InlineData(1000, 100, 20, 0, 100)] // what a start takes is not known: a second
    [InlineData(1000, 5020, 20, 20, 4)] // 5 s a frame: never less than 4
    [InlineData(100_000, 1020, 1000, 1000, 480)] // 0.2 ms a frame: never more than 480
    [InlineData(1000, 4100, 10, 4000, 480)] // a start that took 400 s is a mishap: no more than 6 s
    public void Frames_that_were_made_before_say_how_many_are_made_in_one_go(long amount, double seconds, long steps, double started, int frames)
    {
        var sizes = new ChunkSizes(new(), new Dictionary<WorkKind, WorkSpeed> { [Plates] = new(amount, seconds, 3) { Steps = steps, FixedSeconds = started } });

        Assert.Equal(frames, sizes.Of(Plates, PaperTurnover.Footage[0].Clip));
        // Of others nothing is known by that.
        Assert.Equal(ChunkSizes.Unmeasured(new()).Of(Plates, PaperTurnover.Footage[0].Clip), sizes.Of(Plates with { Made = "EXR piz 1x1" }, PaperTurnover.Footage[0].Clip));
    }

    [Fact]
    public void A_machine_that_does_no_work_says_no_time()
    {
        var estimate = Work().Estimate(new Dictionary<WorkKind, WorkSpeed> { [Plates] = new(96, 200, 1) }, new(0, 64_000), null);

        Assert.Null(estimate.Seconds);
        Assert.Contains("nobody can say how long", estimate.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_were_begun_twice_say_nothing_of_the_pace()
    {
        var all = Work().Measure(
        [
            // 24 frames in 20 seconds on two cores; then a chunk that failed and went on, a lost one that runs again, and a plate of the other clip.
            Attempt("render/0001/0001", 24, 20), Attempt("render/0001/0002", 24, 100, attempts: 2, state: "failed"), Attempt("render/0001/0002", 24, 1, attempts: 2),
            Attempt("render/0001/0003", 16, 10), Attempt("render/0002/0001", 32, 30),
            Attempt("reference/0001", 64, 8), Attempt("documents", 1, 2, cores: 1), Attempt("read-back", 10, 4, cores: 1), Attempt("note/0001", 1, 1, cores: 1),
        ]);
        var (measured, fixedOf) = (all.ToDictionary(one => one.Kind, one => (one.Amount, one.CoreSeconds)), all.ToDictionary(one => one.Kind, one => one.FixedSeconds));

        Assert.Equal((24 + 16 + 32, 120.0), measured[Plates]);
        Assert.Equal((64, 16.0), measured[References]);
        Assert.All(measured.Where(one => one.Key != Package), one => Assert.Equal(0, fixedOf[one.Key]));
        // Reading back grows with the bytes; the documents and the note are there for the smallest package too.
        Assert.Equal(3, fixedOf[Package]);
        Assert.Equal((Work().Package.Amount, 7.0), measured[Package]);
        Assert.DoesNotContain(Thumbnails, measured.Keys);
    }

    [Fact]
    public void What_steps_take_however_short_they_are_is_measured_and_counts_by_steps_in_the_next_estimate()
    {
        // Each step on two cores: 2 seconds, and a quarter of a second for a frame. Of movies there is one; a thumbnail says what its start takes.
        var measured = Work().Measure(
        [
            Attempt("render/0001/0001", 24, 8), Attempt("render/0001/0002", 24, 8), Attempt("render/0001/0003", 16, 6), Attempt("render/0002/0001", 8, 4), Attempt("render/0002/0002", 24, 8),
            Attempt("reference/0001", 64, 12), Attempt("thumbnail/0001", 1, 2),
        ]).ToDictionary(one => one.Kind);
        var speeds = measured.ToDictionary(one => one.Key, one => new WorkSpeed(one.Value.Amount, one.Value.CoreSeconds, 1) { Steps = one.Value.Steps, FixedSeconds = one.Value.FixedSeconds });

        var lines = Work(Settings with { FramesPerStep = 12 }).Estimate(speeds, new(16, 64_000), null).Lines.ToDictionary(line => line.Task);

        Assert.Equal((5L, 20.0), (measured[Plates].Steps, measured[Plates].FixedSeconds), Close);
        Assert.Equal((1L, 4.0), (measured[References].Steps, measured[References].FixedSeconds), Close);
        // 96 frames by 6 and 3 steps instead of 5; two movies.
        Assert.Equal((9 * 4) + (96 * 0.5), lines[PullTask.Plates].CoreSeconds!.Value, 6);
        Assert.Equal((2 * 4) + (96 * 20 / 64.0), lines[PullTask.References].CoreSeconds!.Value, 6);
        Assert.Contains("0.5 core-seconds each and 4 core-seconds for each step, however short", string.Join(' ', Work().Estimate(speeds, new(16, 64_000), null).Sentences), StringComparison.Ordinal);

        static bool Close((long Steps, double Seconds) one, (long Steps, double Seconds) other) => one.Steps == other.Steps && Math.Abs(one.Seconds - other.Seconds) < 1e-6;
    }

    [Fact]
    public void Steps_that_are_alike_tell_no_fixed_part_and_an_odd_measurement_none_below_nothing()
    {
        Assert.Equal(0, StepStart.Of([Attempt("render/0001/0001", 24, 8), Attempt("render/0001/0002", 24, 9)], []));
        Assert.Equal(0, StepStart.Of([Attempt("render/0001/0001", 24, 20), Attempt("render/0001/0002", 8, 1)], []));
        Assert.Equal(2, StepStart.Of([Attempt("render/0001/0001", 24, 1), Attempt("render/0001/0002", 8, 20)], []));
        Assert.Equal(0, StepStart.Of([], []));
    }

    [Fact]
    public void Originals_are_measured_in_frames_where_they_are_cut_and_in_bytes_where_they_are_copied_whole()
    {
        var shot = new ConformFixture();
        shot.Movie("A001C001");
        shot.Movie("A001C002", codec: "r3d", file: "A001C002.r3d");
        var plan = ConformPullPlan.For([shot.Reel("R1", """
            TITLE: R1
            FCM: NON-DROP FRAME
            001  A001C001 V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00
            002  A001C002 V     C        01:00:10:00 01:00:12:00 01:00:02:00 01:00:04:00
            """)], shot.Clips, [], new(), []);

        var work = ConformPullWork.Of(plan, new() { Show = "AGM", Recipient = "grading" });

        Assert.Equal([new(PullTask.Originals, "prores 4096x2160", ""), new(PullTask.WholeCopies, "", ""), new WorkKind(PullTask.Package, "", "conform")], work.Kinds);
        Assert.Equal([64L, 1_000_000L], work.Parts.Select(part => part.Amount));
        Assert.Equal((64L, 3.0), work.Measure([Attempt("trim/0001", 64_000, 3, cores: 1)]).Where(one => one.Kind.Task == PullTask.Originals).Select(one => (one.Amount, one.CoreSeconds)).Single());
    }

    [Theory]
    [InlineData(0.5, true, "It took 0.5 core-hours (0.25 EUR), 25 % more than estimated, and 20 minutes.")]
    [InlineData(0.3, true, "It took 0.3 core-hours (0.15 EUR), 25 % less than estimated, and 20 minutes.")]
    [InlineData(0.4, true, "It took 0.4 core-hours (0.20 EUR), as estimated, and 20 minutes.")]
    [InlineData(0.3, false, "It has taken 0.3 core-hours (0.15 EUR), and 20 minutes so far.")]
    public void What_it_took_stands_beside_what_was_expected(double hours, bool isOver, string sentence) => Assert.Equal(
        sentence, new WorkActual { CoreHours = hours, Seconds = 1200, IsOver = isOver, EstimatedCoreHours = 0.4, Cost = new CoreHourPrice(0.5m, "EUR").Of(hours), Currency = "EUR" }.Sentence);

    [Theory]
    [InlineData(-1, "EUR")]
    [InlineData(2_000_000, "EUR")]
    [InlineData(1, "")]
    [InlineData(1, "EUR/h")]
    public void A_price_that_cannot_be_one_is_refused(int amount, string currency) => Assert.Throws<PullException>(() => new CoreHourPrice(amount, currency).ThrowIfImpossible());

    private static SpentAttempt Attempt(string step, double weight, double seconds, int attempts = 1, string state = "done", double cores = 2) =>
        new() { Step = step, Weight = weight, Cores = cores, Attempts = attempts, State = state, StartedAt = Start, EndedAt = Start.AddSeconds(seconds) };
}
