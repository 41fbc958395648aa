using System.Globalization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Days;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;

namespace Acetate.Benchmarks.Web;

/// <summary>A library as large as a long season: written straight into the database, because its footage would fill a machine room.</summary>
internal static class HugeLibrary
{
    public const string Show = "HUGE";
    private const int Rolls = 400, Jobs = 5_000, Steps = 20_000, Events = 20_000;
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 20);

    /// <summary>Makes it: a roll of so many clips and files, a day of rolls in every state, jobs, a job of many steps, a long timeline.</summary>
    /// <returns>The roll, and the job of many steps.</returns>
    public static async Task<(Guid Roll, Guid Job)> MakeAsync(string home, int clips)
    {
        var options = LibraryOptions.InFolder(home);
        await using var library = await MediaLibrary.OpenAsync(options, default);
        Directory.CreateDirectory(options.Derived.LocalPath);
        // One picture for all: every clip asks for it under an address of its own.
        Ingest.Shell.Run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180", "-frames:v", "1", "-y", Path.Join(options.Derived.LocalPath, "poster.jpg")]);
        return await library.WriteAsync(async tx =>
        {
            await tx.AddShowAsync(new Show { Name = Show, Title = "A long season" }, default);
            // A roll of that many clips has a day of its own, as a card is not mixed with four hundred others.
            var large = NewRoll("A001", Day.AddDays(-1), 0) with { Files = clips, Bytes = 27_000_000L * clips };
            await PutRollAsync(tx, options, large);
            await tx.PutFilesAsync(large.Id, Enumerable.Range(1, clips).Select(FileOf), default);
            await tx.PutClipsAsync(Enumerable.Range(1, clips).Select(number => ClipOf(tx, large.Id, number)), default);
            foreach (var copy in await tx.CopiesAsync(large.Id, default))
                await tx.PutCopyFilesAsync(copy, [.. Enumerable.Range(1, clips).Select(n => new CopyFileNews(PathOf(n), CopyFileState.Intact, []))], Noon, default);
            await AddEventsAsync(tx, Show, large.Id);
            for (var n = 0; n < Rolls; n++) await PutRollAsync(tx, options, NewRoll($"{(char)('A' + n / 100)}{n % 100 + 1:000}", Day, n));
            await tx.PutExpectedRollsAsync(Enumerable.Range(1, 30).Select(n => new ExpectedRoll { Id = Guid.CreateVersion7(tx.Now), Show = Show, ShootDay = Day, Name = $"F{n:000}", Kind = RollKind.Camera, Source = "Camera.csv", ImportedBy = "bench", ImportedAt = Noon }), default);
            return (large.Id, await AddJobsAsync(tx, Show));
        }, default);
    }

    /// <summary>A long story of one roll.</summary>
    public static async Task AddEventsAsync(LibraryTransaction tx, string show, Guid roll)
    {
        for (var n = 0; n < Events; n++)
            await tx.AppendEventAsync(new LibraryEvent { At = Noon.AddSeconds(n), Kind = "job.step-failed", Actor = "jobs", Show = show, Roll = roll, Message = $"Step copy {n} failed and is tried again: the store is away." }, default);
    }

    /// <summary>Jobs in every state, and one of many steps, which is given back.</summary>
    public static async Task<Guid> AddJobsAsync(LibraryTransaction tx, string show)
    {
        for (var n = 0; n < Jobs; n++) await SubmitAsync(tx, show, n, 3);
        return await SubmitAsync(tx, show, Jobs, Steps);
    }

    private static async Task<Guid> SubmitAsync(LibraryTransaction tx, string show, int number, int steps)
    {
        var (job, _) = await tx.SubmitJobAsync(new JobSubmission
        {
            Key = $"bench/{number}",
            Kind = number % 2 == 0 ? "ingest-roll" : "archive-roll",
            Title = $"{(char)('A' + number % 26)}{number % 1_000:000}",
            Show = show,
            Actor = "bench",
            Deadline = number % 3 == 0 ? tx.Now.AddHours(number % 48 - 2) : null,
            Steps = [.. Enumerable.Range(0, steps).Select(step => new StepSubmission { Name = $"copy {step + 1}", Function = "copy-files", Request = "{}", Stage = "copy" })],
        }, default);
        if (number % 10 != 1 || steps > 3) return job.Id;
        await tx.CancelJobAsync(job.Id, "bench", default);
        return job.Id;
    }

    private static async Task PutRollAsync(LibraryTransaction tx, LibraryOptions options, Roll roll)
    {
        await tx.AddRollAsync(roll, default);
        var done = roll.Stage;
        await tx.PutStagesAsync(roll.Id, Enum.GetValues<RollStage>().Where(stage => stage is not RollStage.Found).Select(stage => new StageProgress
        {
            Stage = stage,
            State = stage <= done ? StageState.Done : roll.Hold is not null && stage == done + 1 ? StageState.Held : stage == done + 1 ? StageState.Running : StageState.Waiting,
            Done = stage <= done ? 100 : stage == done + 1 ? 40 : 0,
            Total = 100,
            Since = stage <= done + 1 ? Noon : null,
            EndedAt = stage <= done ? Noon.AddMinutes((int)stage) : null,
        }), default);
        foreach (var (tier, store) in new[] { (CopyTier.Library, options.Store), (CopyTier.Archive, options.Archive) })
        {
            // Its folder at least: a server does not start on a store that has none of its rolls.
            Directory.CreateDirectory(Path.Join(store.LocalPath, roll.StorePrefix));
            await tx.PutCopyAsync(new RollCopy
            {
                Id = Guid.CreateVersion7(tx.Now),
                Roll = roll.Id,
                Tier = tier,
                Store = store.ToString(),
                Prefix = roll.StorePrefix,
                Files = roll.Files,
                Bytes = roll.Bytes,
                State = done >= (tier == CopyTier.Library ? RollStage.Verified : RollStage.Archived) ? CopyState.Verified : CopyState.Waiting,
                VerifiedAt = Noon,
                Place = tier == CopyTier.Library ? "disk 1" : "disk 2",
            }, default);
        }
    }

    private static Roll NewRoll(string name, DateOnly day, int number) => new()
    {
        Id = Guid.CreateVersion7(),
        Show = Show,
        Name = name,
        Kind = number % 7 == 6 ? RollKind.Sound : RollKind.Camera,
        ShootDay = day,
        Unit = "MU",
        DayNumber = 41,
        Source = $"file:///media/{name}",
        Layout = "camera",
        LayoutReason = "camera files of a known layout",
        Files = 1_200 + number,
        Bytes = 400_000_000_000L + number * 1_000_000_007L,
        StorePrefix = string.Create(CultureInfo.InvariantCulture, $"{Show}/{day:yyyyMMdd}/Camera_Media/{name}"),
        Manifest = ManifestState.Intact,
        Stage = number % 9 == 4 ? RollStage.Found : number % 4 == 3 ? RollStage.Uploaded : RollStage.Complete,
        Hold = number % 9 == 4 ? new Hold($"Roll {name} lacks files that its manifest lists: {name}C004.mov.", "Find the files on the camera's card or another copy and ingest that.") : null,
        FoundAt = Noon,
    };

    private static string PathOf(int number) => $"A001C{number:000000}.mov";

    private static RollFile FileOf(int number) => new()
    {
        Number = number,
        Path = PathOf(number),
        Length = 27_000_000 + number,
        Digests = [new("xxh128", $"{(UInt128)number * 0x9e3779b97f4a7c15:x32}")],
        Verdict = RollFileVerdict.Listed,
    };

    private static Clip ClipOf(LibraryTransaction tx, Guid roll, int number) => new()
    {
        Id = Guid.CreateVersion7(tx.Now),
        Roll = roll,
        Name = $"A001C{number:000000}",
        Kind = "picture",
        Files = [PathOf(number)],
        Frames = 240 + number % 500,
        Rate = "24/1",
        TimecodeStart = $"{number / 3_600 % 24:00}:{number / 60 % 60:00}:{number % 60:00}:00",
        Codec = "ProRes 422 HQ",
        State = ClipState.Inspected,
        Facts = [.. Enumerable.Range(0, 12).Select(n => new ClipFact($"camera.value{n}", $"{number + n}", $"{number + n}", "header"))],
        Problems = number % 50 == 0 ? ["The header says more frames than the file holds."] : [],
        ProxyState = ProxyState.Made,
        Proxy = new ClipProxy { Poster = "poster.jpg", Frames = 240 },
    };
}
