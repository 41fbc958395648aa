using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Hashing;
using Acetate.Library.Rolls;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Manifests;
using Acetate.Tools.Ingest.Plans;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Plans;

public sealed class IngestPlanTests
{
    private static readonly RollIntake Intake = new()
    {
        Roll = new Guid("0198a000-0000-7000-8000-000000000001"),
        Attempt = 1,
        Show = "film",
        Name = "A001R2EC",
        Card = new Uri("file:///media/A001R2EC"),
        Place = "card:dit",
        Store = new Uri("file:///store"),
        Prefix = "film/20260511/Camera_Media/A001R2EC",
        Derived = new Uri("file:///derived"),
        DerivedPrefix = "film/1",
        Files = [File("Clips/A001C001.mov", 5L << 30), File("Clips/A001C002.mov", 6L << 30), File("ascmhl/ascmhl_chain.xml", 900)],
        Clips = [(new Guid("0198a000-0000-7000-8000-000000000002"), new ScannedClip { Name = "A001C001", Form = ClipForm.OneFile, Files = ["Clips/A001C001.mov"] })],
        At = new DateTimeOffset(2026, 5, 11, 20, 0, 0, TimeSpan.Zero),
        Maker = new Acetate.Mhl.MhlCreator { HostName = "host", ToolVersion = "0.1.0" },
    };

    [Fact]
    public void The_plan_makes_sense_and_is_the_same_every_time()
    {
        var plan = IngestPlan.For(Intake);

        Assert.Empty(plan.Problems());
        Assert.Equal(Steps(plan), Steps(IngestPlan.For(Intake)));
        Assert.Equal("ingest/0198a000000070008000000000000001/1", plan.Key);
    }

    [Fact]
    public void Stages_follow_each_other_as_people_see_them() =>
        Assert.Equal(["uploading", "verifying", "sealing", "inspecting", "proxying"], IngestPlan.For(Intake).Steps.Select(s => s.Stage).Distinct());

    [Fact]
    public void Batches_stay_below_8_GiB_and_a_batch_is_verified_as_soon_as_it_is_there()
    {
        var plan = IngestPlan.For(Intake);

        Assert.Equal(["copy/0001", "copy/0002"], plan.Steps.Where(s => s.Function == "copy-files").Select(s => s.Name));
        Assert.Equal(["copy/0002"], plan.Steps.Single(s => s.Name == "verify/0002").After);
        Assert.Equal((5L << 30) + (6L << 30) + 900.0, plan.Steps.Where(s => s.Stage == "uploading").Sum(s => s.Weight));
    }

    [Fact]
    public void What_is_read_back_of_large_files_is_hashed_by_blocks_too() =>
        Assert.All(IngestPlan.For(Intake).Steps.Where(s => s.Function == "hash-files"), s => Assert.Equal(128L << 20, s.Request.GetProperty("blocksFrom").GetInt64()));

    [Fact]
    public void Only_steps_that_read_the_card_are_bound_to_its_place() =>
        Assert.All(IngestPlan.For(Intake with { ReadTwice = true }).Steps, s => Assert.Equal(s.Name.StartsWith("copy/", StringComparison.Ordinal) || s.Name.StartsWith("read/", StringComparison.Ordinal) ? "card:dit" : "", s.Place));

    [Fact]
    public void A_card_without_manifest_is_read_twice()
    {
        var plan = IngestPlan.For(Intake with { ReadTwice = true });

        var first = plan.Steps.Single(s => s.Name == "read/0001");
        Assert.Equal(("hash-files", "manifest-check", true), (first.Function, first.Stage, first.Request.GetProperty("bypassCache").GetBoolean()));
        Assert.Equal(["read/0001"], plan.Steps.Single(s => s.Name == "copy/0001").Uses);
    }

    [Fact]
    public void A_repair_copies_the_bad_files_alone_and_verifies_all()
    {
        var plan = IngestPlan.For(Intake with { Attempt = 2, OnlyCopy = ["Clips/A001C002.mov"] });

        var copy = Assert.Single(plan.Steps, s => s.Function == "copy-files");
        Assert.Equal("Clips/A001C002.mov", Assert.Single(copy.Request.GetProperty("files").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal(2, plan.Steps.Where(s => s.Stage == "verifying").Sum(s => s.Request.GetProperty("files").GetArrayLength()));
        Assert.All(plan.Steps.Where(s => s.Stage == "verifying"), s => Assert.Equal(["copy/0001"], s.After));
    }

    [Fact]
    public void Files_are_hashed_in_the_manifests_format_and_in_xxh128()
    {
        Assert.True(HashDigest.TryParse(HashFormat.Md5, "d41d8cd98f00b204e9800998ecf8427e", out var md5));
        var plan = IngestPlan.For(Intake with { Files = [File("a.mov", 10) with { Expected = [md5], Formats = [HashFormat.Xxh128, HashFormat.Md5] }] });

        var request = plan.Steps.Single(s => s.Name == "copy/0001").Request;
        Assert.Equal(["xxh128", "md5"], request.GetProperty("formats").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal("md5", request.GetProperty("files")[0].GetProperty("expected")[0].GetProperty("format").GetString());
    }

    [Theory]
    [InlineData(7_000_000, 35, 40)]
    [InlineData(16_384, 1, 1)]
    public void A_roll_of_43200_frames_is_a_few_batches_not_43200_processes(long length, int fewest, int most)
    {
        var frames = Enumerable.Range(0, 43_200).Select(i => File($"A001C001.{i:0000000}.ari", length)).ToImmutableArray();

        var batches = FileBatches.Of(frames);

        Assert.Equal(frames, batches.SelectMany(b => b));
        Assert.InRange(batches.Length, fewest, most);
        Assert.All(batches, b => Assert.True(b.Sum(f => f.Length) <= FileBatches.MaximumBytes && b.Length <= FileBatches.MaximumFiles));
    }

    [Fact]
    public void A_batch_is_read_back_while_the_next_is_copied_and_never_before_its_own_files_are_there()
    {
        // Manifests that sort first or are large must not shift what a verification waits for.
        var files = Enumerable.Range(0, 12).Select(i => File($"Clips/A001C{i:000}.mov", 2L << 30)).Prepend(File("ascmhl/0001.mhl", 300 << 20)).ToImmutableArray();

        var steps = IngestPlan.For(Intake with { Files = files }).Steps;

        Assert.Equal(["copy/0001", "copy/0002", "verify/0001", "copy/0003", "verify/0002"], steps.Take(5).Select(s => s.Name));
        Assert.All(steps.Where(s => s.Function == "hash-files"), verification =>
        {
            var there = steps.Where(s => verification.After.Contains(s.Name)).SelectMany(Paths);
            Assert.Subset(there.ToHashSet(), Paths(verification).ToHashSet());
            Assert.Single(verification.After);
        });
        Assert.Equal(13, steps.Where(s => s.Function == "copy-files").SelectMany(Paths).Distinct().Count());

        static IEnumerable<string?> Paths(Step step) => step.Request.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString());
    }

    [Fact]
    public void On_one_disk_everything_is_copied_before_anything_is_read_back()
    {
        var files = Enumerable.Range(0, 12).Select(i => File($"Clips/A001C{i:000}.mov", 2L << 30)).ToImmutableArray();

        var steps = IngestPlan.For(Intake with { Files = files, IsOneDisk = true }).Steps;

        var copies = steps.Where(s => s.Function == "copy-files").Select(s => s.Name).ToArray();
        Assert.Equal(3, copies.Length);
        Assert.All(steps.Where(s => s.Function == "hash-files"), verification => Assert.Equal(copies, verification.After));
    }

    [Fact]
    public void Two_folders_of_one_file_system_are_one_disk_and_a_bucket_is_none()
    {
        Assert.True(StorePlace.AreOneDisk(new Uri("file:///proc/1"), new Uri("file:///proc/not/made/yet")));
        Assert.False(StorePlace.AreOneDisk(new Uri("file:///proc/1"), new Uri("file:///")));
        Assert.False(StorePlace.AreOneDisk(new Uri("s3://film/a"), new Uri("s3://film/b")));
    }

    [Fact]
    public void The_archive_takes_the_history_along_and_the_restore_can_take_one_clip()
    {
        var transfer = new StoreTransfer
        {
            Roll = Intake.Roll,
            Attempt = "1",
            Show = "film",
            Name = "A001R2EC",
            Source = Intake.Store,
            SourcePrefix = "p",
            Target = new Uri("s3://archive"),
            TargetPrefix = "p",
            Files = [Intake.Files[0], Intake.Files[1]],
            History = [Intake.Files[2]],
            At = Intake.At,
            Maker = Intake.Maker,
        };

        var archive = ArchivePlan.For(transfer);
        var restore = ArchivePlan.Restore(transfer with { Files = [transfer.Files[0]], History = [], Seals = false });

        Assert.Empty(archive.Problems());
        Assert.Equal(3, archive.Steps.Where(s => s.Function == "copy-files").Sum(s => s.Request.GetProperty("files").GetArrayLength()));
        Assert.Equal(2, archive.Steps.Where(s => s.Function == "hash-files").Sum(s => s.Request.GetProperty("files").GetArrayLength()));
        Assert.Equal(["copy-files", "hash-files"], restore.Steps.Select(s => s.Function));
        Assert.NotEqual(archive.Key, restore.Key);
    }

    private static CheckedFile File(string path, long length) => new(path, length, RollFileVerdict.Listed, [], [HashFormat.Xxh128]);

    private static IEnumerable<string> Steps(Plan plan) => plan.Steps.Select(s => $"{s.Name} {s.Function} {s.Request.GetRawText()} {string.Join(',', s.Predecessors)}");
}
