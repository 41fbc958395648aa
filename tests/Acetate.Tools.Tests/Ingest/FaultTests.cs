using Acetate.Library.Jobs;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Library.Rolls;
using Acetate.Mhl.Disk;
using Acetate.Tools.Ingest;
using Acetate.Tools.Ingest.Archive;
using Acetate.Tools.Ingest.Custody;
using Acetate.Tools.Ingest.Reports;

namespace Acetate.Tools.Tests.Ingest;

/// <summary>What goes wrong on set and in the machine room, and what Acetate makes of it; with the real worker program.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_bit_that_flipped_on_the_card_holds_the_roll_and_a_repair_sends_that_file_alone()
    {
        await using var bench = await IngestBench.OpenAsync();
        var clip = await SealedCardAsync(bench);
        Flip(clip);

        var (_, rolls) = await bench.IngestAsync("card/A001");

        var roll = Assert.Single(rolls);
        Assert.Contains("1 file could not be copied: S001T002.WAV.", roll.Hold!.Reason, StringComparison.Ordinal);
        Assert.False(File.Exists(bench.InStore(roll, "S001T002.WAV")));
        var report = await bench.ReportAsync(roll.Id);
        Assert.False(report.Advice.IsSafe);
        Assert.Equal("S001T002.WAV", Assert.Single(report.Faults).Path);

        Flip(clip);
        await new RollRepair(bench.Library).RepairAsync(roll.Id, "mara", default);
        var mended = Assert.Single(await bench.RunAsync([roll.Id]));

        Assert.Equal((RollStage.Complete, null), (mended.Stage, mended.Hold));
        Assert.True((await bench.ReportAsync(roll.Id)).Advice.IsSafe);
        var history = await MhlFolder.OpenAsync(bench.InStore(roll, ""), default);
        Assert.Equal(2, history.History.Root.Generations.Length);
        Assert.True((await history.VerifyAsync(new VerifyOptions(), null, default)).IsIntact);
    }

    [Fact]
    public async Task Bytes_that_change_in_the_store_are_caught_and_restored_from_the_archive()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        File.Delete(bench.InStore(roll, "S001T001.WAV"));
        var stored = bench.InStore(roll, "S001T002.WAV");
        File.Delete(stored);
        await File.WriteAllBytesAsync(stored, new byte[123]);

        await new RollRestore(bench.Library).IntoLibraryAsync(roll.Id, "mara", default);
        await WaitAsync(bench, roll.Id, "roll.restored");

        foreach (var name in new[] { "S001T001.WAV", "S001T002.WAV" })
            Assert.Equal(await File.ReadAllBytesAsync(Path.Join(bench.Folder.Path, "card/A001", name)), await File.ReadAllBytesAsync(bench.InStore(roll, name)));
    }

    [Fact]
    public async Task A_missing_file_holds_the_roll_until_it_is_found_or_somebody_releases_it()
    {
        await using var bench = await IngestBench.OpenAsync();
        var clip = await SealedCardAsync(bench);
        var bytes = await File.ReadAllBytesAsync(clip);
        File.Delete(clip);

        var held = Assert.Single((await bench.SubmitAsync("card/A001")).Rolls);
        Assert.Equal(RollOutcome.Held, held.Outcome);
        Assert.Contains("lacks files that its manifest lists: S001T002.WAV", held.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(bench.Home, "store", "film")));

        await File.WriteAllBytesAsync(clip, bytes);
        var again = Assert.Single((await bench.SubmitAsync("card/A001")).Rolls);

        Assert.Equal((RollOutcome.Accepted, held.Roll), (again.Outcome, again.Roll));
        Assert.Equal(RollStage.Complete, Assert.Single(await bench.RunAsync([again.Roll])).Stage);
    }

    [Fact]
    public async Task A_released_roll_comes_in_as_it_is_and_every_report_says_so()
    {
        await using var bench = await IngestBench.OpenAsync();
        File.Delete(await SealedCardAsync(bench));
        var held = Assert.Single((await bench.SubmitAsync("card/A001")).Rolls);

        await new RollRelease(bench.Library).ReleaseAsync(held.Roll, "mara", "The clip was deleted in the camera.", TimeSpan.Zero, default);
        var roll = Assert.Single(await bench.RunAsync([held.Roll]));

        Assert.Equal((RollStage.Complete, ManifestState.Missing), (roll.Stage, roll.Manifest));
        var report = await bench.ReportAsync(roll.Id);
        Assert.Contains(report.Timeline, e => e.Kind == "roll.released" && e.Actor == "mara" && e.Message.Contains("deleted in the camera", StringComparison.Ordinal));
        Assert.Equal("missing", Assert.Single(report.Faults).Verdict);
        Assert.Contains("released the roll although its manifest check said: missing", Assert.Single(report.Advice.Notes, n => n.Contains("released", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_is_taken_back_in_time_holds_the_roll_as_before_and_later_it_is_refused()
    {
        await using var bench = await IngestBench.OpenAsync();
        File.Delete(await SealedCardAsync(bench));
        var held = Assert.Single((await bench.SubmitAsync("card/A001")).Rolls);
        var before = (await bench.ReportAsync(held.Roll)).Roll;
        var release = new RollRelease(bench.Library);

        await release.ReleaseAsync(held.Roll, "mara", "The wrong card.", TimeSpan.Zero, default);
        await release.TakeBackAsync(held.Roll, "bo", default);

        Assert.Equal(before, (await bench.ReportAsync(held.Roll)).Roll with { Tags = before.Tags });
        Assert.Empty(await bench.Library.ReadAsync(tx => tx.JobsAboutAsync(held.Roll.ToString(), default), default));
        Assert.Equal(before.Hold, Assert.Single(await bench.RunAsync([held.Roll])).Hold);
        Assert.False(Directory.Exists(Path.Join(bench.Home, "store", "film")));
        Assert.Contains("no release to take back", (await Assert.ThrowsAsync<IngestException>(() => release.TakeBackAsync(held.Roll, "bo", default))).Message, StringComparison.Ordinal);

        await release.ReleaseAsync(held.Roll, "mara", "The clip was deleted in the camera.", TimeSpan.Zero, default);
        Assert.Equal(RollStage.Complete, Assert.Single(await bench.RunAsync([held.Roll])).Stage);
        var late = await Assert.ThrowsAsync<IngestException>(() => release.TakeBackAsync(held.Roll, "bo", default));
        Assert.Contains("its files are on their way since", late.Message, StringComparison.Ordinal);
        Assert.Null((await bench.ReportAsync(held.Roll)).Roll.Hold);
    }

    [Fact]
    public async Task A_roll_that_is_held_for_its_manifest_is_not_let_in_by_trying_it_again()
    {
        await using var bench = await IngestBench.OpenAsync();
        File.Delete(await SealedCardAsync(bench));
        var held = Assert.Single((await bench.SubmitAsync("card/A001")).Rolls);

        var refused = await Assert.ThrowsAsync<IngestException>(() => RetryAsync(bench, held.Roll));

        Assert.Equal(IngestProblem.Refused, refused.Problem);
        Assert.Contains("held because of what was found on its card", refused.Message, StringComparison.Ordinal);
        Assert.NotNull((await bench.ReportAsync(held.Roll)).Roll.Hold);
    }

    [Fact, Trait("kind", "thorough")]
    public async Task A_restore_from_a_damaged_archive_says_what_is_wrong_with_it_and_not_that_a_file_is_not_there()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        Flip(bench.InArchive(roll, "S001T002.WAV"));
        var restore = new RollRestore(bench.Library);

        var receipt = await restore.ElsewhereAsync(roll.Id, [], new Uri(new Uri(Path.Join(bench.Folder.Path, "pull")).AbsoluteUri), "mara", default);
        await new LocalIngest(bench.Library, bench.Engine).RunJobAsync(receipt.Job!.Value, TestContext.Current.CancellationToken);

        var fault = Assert.Single(await restore.FaultsAsync(receipt.Job.Value, default));
        Assert.Equal(("S001T002.WAV", "mismatch"), (fault.Path, fault.Verdict));
        Assert.False(File.Exists(Path.Join(bench.Folder.Path, "pull/A001/S001T002.WAV")));
    }

    [Fact]
    public async Task A_roll_that_is_restored_elsewhere_brings_its_whole_history_and_can_be_restored_there_again()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var (restore, pull) = (new RollRestore(bench.Library), new Uri(new Uri(Path.Join(bench.Folder.Path, "pull")).AbsoluteUri));
        var archived = (await MhlFolder.OpenAsync(bench.InArchive(roll, ""), default)).History.Root.Generations;

        for (var time = 1; time <= 2; time++)
        {
            // A seal of the same second is the same seal, done again.
            if (time == 2) await Task.Delay(1100, TestContext.Current.CancellationToken);
            var receipt = await restore.ElsewhereAsync(roll.Id, [], pull, "mara", default);
            await new LocalIngest(bench.Library, bench.Engine).RunJobAsync(receipt.Job!.Value, TestContext.Current.CancellationToken);

            Assert.Empty(await restore.FaultsAsync(receipt.Job.Value, default));
            var there = await MhlFolder.OpenAsync(Path.Join(bench.Folder.Path, "pull/A001"), default);
            Assert.Equal(archived.Select(g => g.FileName), there.History.Root.Generations.Select(g => g.FileName).Take(archived.Length));
            Assert.Equal(archived.Length + time, there.History.Root.Generations.Length);
            Assert.True((await there.VerifyAsync(new VerifyOptions(), null, default)).IsIntact);
        }
    }

    [Fact]
    public async Task A_restore_is_estimated_by_what_is_missing_and_by_the_pace_of_the_archive()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var restore = new RollRestore(bench.Library);
        var whole = await restore.EstimateAsync(roll.Id, [], isElsewhere: true, default);
        var clip = (await bench.Library.ReadAsync(tx => tx.ClipsAsync(roll.Id, default), default))[0].Name;

        Assert.Equal(0, (await restore.EstimateAsync(roll.Id, [], isElsewhere: false, default)).Files);
        var lost = new FileInfo(bench.InStore(roll, "S001T002.WAV"));
        var length = lost.Length;
        lost.Delete();
        var one = await restore.EstimateAsync(roll.Id, [], isElsewhere: false, default);
        var ofClip = await restore.EstimateAsync(roll.Id, [clip], isElsewhere: true, default);

        Assert.Equal((1, length, 1), (one.Files, one.Bytes, one.Measured));
        Assert.InRange(ofClip.Files, 1, whole.Files - 1);
        // One archive copy was made here: a restore of all of it is expected to take as long, and a part of it in proportion.
        var copied = await bench.Library.ReadAsync(tx => tx.CopyJobsAsync(["archive-roll"], "copy-files", 5, default), default);
        Assert.Equal((Assert.Single(copied).EndedAt - copied[0].StartedAt).TotalSeconds, whole.Seconds!.Value * copied[0].Bytes / whole.Bytes, 3);
        Assert.Equal(whole.Seconds.Value * one.Bytes / whole.Bytes, one.Seconds!.Value, 6);
        Assert.StartsWith("1 file, ", one.Sentence, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IngestException>(() => restore.EstimateAsync(roll.Id, ["A999C999"], isElsewhere: true, default));
    }

    [Fact]
    public async Task A_damaged_file_in_the_library_stays_until_the_archive_has_given_the_right_bytes()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var (stored, archived) = (bench.InStore(roll, "S001T002.WAV"), bench.InArchive(roll, "S001T002.WAV"));
        var whole = await File.ReadAllBytesAsync(stored);
        await File.WriteAllBytesAsync(stored, whole[..^1]);
        Flip(archived);

        await RestoreAsync();

        Assert.Equal(whole[..^1], await File.ReadAllBytesAsync(stored));

        Flip(archived);
        await RestoreAsync();

        Assert.Equal(whole, await File.ReadAllBytesAsync(stored));

        async Task RestoreAsync()
        {
            var receipt = await new RollRestore(bench.Library).IntoLibraryAsync(roll.Id, "mara", default);
            await new LocalIngest(bench.Library, bench.Engine).RunJobAsync(receipt.Job!.Value, TestContext.Current.CancellationToken);
        }
    }

    [Fact, Trait("kind", "thorough")]
    public async Task The_same_card_again_is_not_copied_again_and_another_card_of_that_name_is_held()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);

        Assert.Equal(RollOutcome.AlreadyThere, Assert.Single((await bench.SubmitAsync("card/A001")).Rolls).Outcome);
        bench.Folder.Write("other/A001/S001T009.WAV", 777);
        var clash = Assert.Single((await bench.SubmitAsync("other/A001")).Rolls);

        Assert.Equal(RollOutcome.Held, clash.Outcome);
        Assert.Contains("has the name of the one in the library", clash.Message, StringComparison.Ordinal);
        Assert.NotEqual(roll.Id, clash.Roll);
    }

    [Fact]
    public async Task A_card_that_is_pulled_out_is_told_as_that_and_goes_on_when_it_is_back()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var receipt = await bench.SubmitAsync("card/A001");
        Directory.Move(Path.Join(bench.Folder.Path, "card"), Path.Join(bench.Folder.Path, "gone"));

        var roll = Assert.Single(await bench.RunAsync(receipt));
        Assert.NotNull(roll.Hold);
        Assert.False((await bench.ReportAsync(roll.Id)).Advice.IsSafe);

        Directory.Move(Path.Join(bench.Folder.Path, "gone"), Path.Join(bench.Folder.Path, "card"));
        await RetryAsync(bench, roll.Id);
        Assert.Equal(RollStage.Complete, Assert.Single(await bench.RunAsync([roll.Id])).Stage);
    }

    [Fact]
    public async Task A_show_is_rebuilt_from_its_archive_alone_with_the_database_and_the_store_lost()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var clips = (await bench.ReportAsync(roll.Id)).Clips.Select(c => (c.Id, c.Name));

        await using var drill = await IngestBench.OpenAsync(show: false);
        Directory.Move(Path.Join(bench.Home, "archive"), Path.Join(drill.Home, "archive"));
        var report = await new LibraryRebuild(drill.Library).RunAsync(await LibraryRebuild.FindAsync(drill.Library.Options.Archive, null, default), "mara", default);
        Assert.Empty(report.Problems);
        var rebuilt = Assert.Single(report.Rolls);
        Assert.Equal((roll.Id, "A001", 2L, ""), (rebuilt.Id, rebuilt.Name, rebuilt.Files, rebuilt.Trouble));

        Assert.False((await drill.ReportAsync(roll.Id)).Advice.IsSafe);
        await new RollRestore(drill.Library).IntoLibraryAsync(roll.Id, "mara", default);
        var restored = Assert.Single(await drill.RunAsync([roll.Id]));

        Assert.Equal(RollStage.Complete, restored.Stage);
        Assert.Equal(clips, (await drill.ReportAsync(roll.Id)).Clips.Select(c => (c.Id, c.Name)));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Join(bench.Folder.Path, "card/A001/S001T001.WAV")), await File.ReadAllBytesAsync(drill.InStore(restored, "S001T001.WAV")));
        Assert.True((await (await MhlFolder.OpenAsync(drill.InArchive(restored, ""), default)).VerifyAsync(new VerifyOptions(), null, default)).IsIntact);
    }

    [Fact]
    public async Task A_custody_document_proves_itself_and_no_letter_can_be_changed()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var desk = new CustodyDesk(bench.Library);
        await desk.ReturnDriveAsync(roll.Id, "Camera department", "mara", default);

        var signed = await desk.SignAsync(roll.Id, default);

        Assert.Null(signed.WhyNot(null));
        Assert.Null((await desk.SignAsync(roll.Id, default)).WhyNot(signed.PublicKey));
        Assert.NotNull((signed with { Document = signed.Document.Replace("A001", "A002", StringComparison.Ordinal) }).WhyNot(null));
        Assert.NotNull(signed.WhyNot("another key"));
        Assert.Contains("drive.returned", signed.Document, StringComparison.Ordinal);
        Assert.Contains("roll.archived", CustodyReport.Html(signed) + signed.Document, StringComparison.Ordinal);
        Assert.Equal("%PDF"u8.ToArray(), CustodyReport.Pdf(signed)[..4]);
    }

    [Fact]
    public async Task A_library_gets_a_new_key_and_documents_of_either_are_proven_by_whoever_kept_the_other()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var roll = Assert.Single((await bench.IngestAsync("card/A001")).Rolls);
        var (desk, file) = (new CustodyDesk(bench.Library), Path.Join(bench.Library.Options.Home, "custody-key.pem"));
        var old = await desk.SignAsync(roll.Id, default);
        var oldFile = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        using var second = await desk.ReplaceKeyAsync("mara", default);
        using var third = await desk.ReplaceKeyAsync("mara", default);
        var fresh = await desk.SignAsync(roll.Id, default);

        Assert.Equal(third.Public, fresh.PublicKey);
        Assert.NotEqual(old.PublicKey, fresh.PublicKey);
        Assert.Null(old.WhyNot(old.PublicKey));
        Assert.Null(fresh.WhyNot(old.PublicKey));
        Assert.Null(fresh.WhyNot(second.Public));
        Assert.Null(old.WhyNot(fresh.PublicKey, fresh.Succession));
        Assert.NotNull(old.WhyNot(fresh.PublicKey));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.DoesNotContain(oldFile.Split('\n')[1], await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(2, (await bench.Library.ReadAsync(tx => tx.AuditBeforeAsync(null, "mara", null, 50, default), default)).Count(e => e.Action == "custody.key-replaced"));

        // A key that nobody of the library signed does not become the library's by saying so.
        await using var other = await IngestBench.OpenAsync();
        using var stranger = await new CustodyDesk(other.Library).KeyAsync(default);
        var claim = fresh.Succession[0] with { From = old.PublicKey, To = stranger.Public };
        Assert.False(KeySuccession.Leads(old.PublicKey, stranger.Public, [claim]));
        Assert.NotNull((fresh with { PublicKey = stranger.Public, Succession = [claim] }).WhyNot(old.PublicKey));
        Assert.NotNull((fresh with { Succession = [fresh.Succession[0] with { At = fresh.Succession[0].At.AddSeconds(1) }, fresh.Succession[1]] }).WhyNot(old.PublicKey));
    }

    [Fact]
    public async Task A_day_is_confirmed_by_name_opens_again_when_a_roll_arrives_and_is_to_be_confirmed_anew()
    {
        await using var bench = await IngestBench.OpenAsync();
        await SealedCardAsync(bench);
        var day = new DateOnly(2026, 5, 11);
        var completion = new DayCompletion(bench.Library);
        await Assert.ThrowsAsync<IngestException>(() => completion.ConfirmAsync("film", day, "mara", "", default));
        await bench.IngestAsync("card/A001");

        var confirmed = await completion.ConfirmAsync("film", day, "mara", "", default);
        Assert.Equal((DayVerdict.Confirmed, "mara"), (confirmed.Completeness.State, confirmed.Completeness.ConfirmedBy));

        bench.Folder.Write("card/A003/S003T001.WAV", 1_000);
        var third = await bench.SubmitAsync("card/A003");
        var after = await bench.Library.ReadAsync(tx => tx.DayReportAsync("film", day, default), default);
        Assert.Equal((DayVerdict.Reopened, "mara"), (after.Completeness.State, after.Completeness.ConfirmedBy));
        Assert.Contains(after.Missing, f => f.Message.Contains("A002 never arrived", StringComparison.Ordinal));

        bench.Folder.Write("card/A002/S002T001.WAV", 2_000);
        await bench.RunAsync([.. (await bench.SubmitAsync("card/A002")).Rolls.Concat(third.Rolls).Select(r => r.Roll)]);
        var whole = await bench.Library.ReadAsync(tx => tx.DayReportAsync("film", day, default), default);
        Assert.Equal(DayVerdict.Ready, whole.Completeness.State);
        Assert.Equal("bo", (await completion.ConfirmAsync("film", day, "bo", "", default)).Completeness.ConfirmedBy);
    }

    /// <summary>A sound card of two takes, sealed on set; the path of the second take.</summary>
    private static async Task<string> SealedCardAsync(IngestBench bench)
    {
        bench.Folder.Write("card/A001/S001T001.WAV", 200_000);
        var clip = bench.Folder.Write("card/A001/S001T002.WAV", 100_000);
        var folder = await MhlFolder.OpenAsync(Path.Join(bench.Folder.Path, "card/A001"), default);
        await folder.SealAsync(new SealOptions { Creator = new() { HostName = "set", Tool = "test" }, At = new DateTimeOffset(2026, 5, 11, 18, 0, 0, TimeSpan.Zero) }, null, default);
        return clip;
    }

    private static void Flip(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = 54_321;
        var b = file.ReadByte();
        file.Position = 54_321;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private static Task<RollReceipt> RetryAsync(IngestBench bench, Guid roll) => new RollRetry(bench.Library).RetryAsync(roll, "mara", default);

    private static async Task WaitAsync(IngestBench bench, Guid roll, string kind)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var working = new CancellationTokenSource();
        var work = bench.WorkAsync(working.Token);
        while (!(await bench.ReportAsync(roll)).Timeline.Any(e => e.Kind == kind)) await Task.Delay(200, end.Token);
        await working.CancelAsync();
        await work;
    }
}
