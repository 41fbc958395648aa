using System.Text;
using Acetate.Library.Audit;

namespace Acetate.Library.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly List<AuditEntry> Log = Make(6, "zoë");

    [Fact]
    public async Task A_whole_log_is_intact_and_names_its_head() =>
        Assert.Equal(new AuditVerdict.Intact(6, Log[^1].Hash), await VerifyAsync(Log));

    [Fact]
    public async Task An_empty_log_is_intact() => Assert.Equal(new AuditVerdict.Intact(0, AuditEntry.Origin), await VerifyAsync([]));

    [Fact]
    public async Task Every_member_of_every_entry_is_covered()
    {
        Func<AuditEntry, AuditEntry>[] edits =
        [
            e => e with { At = e.At.AddMicroseconds(1) }, e => e with { Actor = e.Actor + " " }, e => e with { Action = "x.y" }, e => e with { Target = "" },
            e => e with { Show = "other" }, e => e with { Detail = "{\"a\":2}" }, e => e with { PreviousHash = AuditEntry.Origin[1..] + "1" },
            e => e with { Hash = AuditEntry.Origin }, e => e with { Sequence = e.Sequence + 10 },
        ];

        for (var at = 0; at < Log.Count; at++)
            foreach (var edit in edits)
            {
                List<AuditEntry> edited = [.. Log];
                edited[at] = edit(edited[at]);
                Assert.Equal(at + 1, await BrokenAtAsync(edited));
            }
    }

    [Fact]
    public async Task An_edited_entry_whose_hash_was_made_again_breaks_the_one_after()
    {
        List<AuditEntry> edited = [.. Log];
        var forged = edited[2] with { Actor = "nobody" };
        edited[2] = forged with { Hash = forged.ComputeHash() };

        Assert.Equal(4, await BrokenAtAsync(edited));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_deleted_entry_is_missed(int at)
    {
        List<AuditEntry> shorter = [.. Log];
        shorter.RemoveAt(at);

        Assert.Equal(at + 1, await BrokenAtAsync(shorter));
    }

    [Fact]
    public async Task Entries_in_another_order_are_noticed()
    {
        List<AuditEntry> swapped = [.. Log];
        (swapped[1], swapped[2]) = (swapped[2], swapped[1]);

        Assert.Equal(2, await BrokenAtAsync(swapped));
    }

    [Fact]
    public async Task A_log_cut_short_is_noticed_by_a_head_kept_elsewhere_and_by_nothing_else()
    {
        List<AuditEntry> cut = [.. Log.Take(4)];

        Assert.IsType<AuditVerdict.Intact>(await VerifyAsync(cut));
        Assert.Equal(5, await BrokenAtAsync(cut, Log[^1].Hash));
    }

    [Fact]
    public async Task A_log_written_anew_is_noticed_by_a_head_kept_elsewhere() =>
        Assert.IsType<AuditVerdict.Broken>(await VerifyAsync(Make(6, "nobody"), Log[^1].Hash));

    [Fact]
    public async Task A_log_that_grew_still_holds_the_head_that_was_kept() =>
        Assert.IsType<AuditVerdict.Intact>(await VerifyAsync(Log, Log[2].Hash));

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"sequence\":\"1\"}")]
    [InlineData("")]
    public async Task A_line_that_is_no_entry_is_named(string line)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));

        var broken = Assert.IsType<AuditVerdict.Broken>(await AuditChain.VerifyFileAsync(file, null, TestContext.Current.CancellationToken));

        Assert.Contains("Line 1", broken.Reason, StringComparison.Ordinal);
    }

    private static List<AuditEntry> Make(int count, string actor)
    {
        List<AuditEntry> log = [];
        for (var i = 1; i <= count; i++)
        {
            var entry = new AuditEntry
            {
                Sequence = i,
                At = new DateTimeOffset(2026, 11, 21, 12, 0, i, TimeSpan.Zero),
                Actor = actor,
                Action = "roll.released",
                Target = $"A00{i}",
                Show = "film",
                Detail = "{\"a\":1}",
                PreviousHash = log.LastOrDefault()?.Hash ?? AuditEntry.Origin,
                Hash = "",
            };
            log.Add(entry with { Hash = entry.ComputeHash() });
        }

        return log;
    }

    private static Task<AuditVerdict> VerifyAsync(IEnumerable<AuditEntry> log, string? kept = null) =>
        AuditChain.VerifyAsync(log.ToAsyncEnumerable(), kept, TestContext.Current.CancellationToken);

    private static async Task<long> BrokenAtAsync(IEnumerable<AuditEntry> log, string? kept = null) =>
        Assert.IsType<AuditVerdict.Broken>(await VerifyAsync(log, kept)).Sequence;
}
