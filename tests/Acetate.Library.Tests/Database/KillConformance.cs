using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact(Timeout = 90_000)]
    public async Task A_program_killed_while_it_writes_leaves_whole_transactions_and_all_that_were_acknowledged()
    {
        var options = await TestLibrary.NewOptionsAsync(postgres);
        await using var library = await MediaLibrary.OpenAsync(options, Token);
        await library.WriteAsync(AddFilmAsync, Token);
        List<Guid> acknowledged = [];

        for (var round = 0; round < 5; round++)
        {
            using var child = KillChild.Start(options, postgres ? (await PostgresServer.SharedAsync()).ConnectionString : "");
            // At first the child only starts; from its first commit on it is always inside or between transactions.
            acknowledged.Add(Guid.Parse((await child.StandardOutput.ReadLineAsync(Token))!));
            await Task.Delay(TimeSpan.FromMilliseconds(3 + 17 * round), Token);
            child.Kill();
            while (await child.StandardOutput.ReadLineAsync(Token) is { } line)
                if (Guid.TryParse(line, out var id)) acknowledged.Add(id);
            await child.WaitForExitAsync(Token);
        }

        await library.WriteAsync(tx => tx.AppendEventAsync(NewEvent("after"), Token), Token);
        await using var read = await library.ReadAsync(Token);
        var rolls = (await read.RollsOnDayAsync("film", Day, Token)).Select(roll => roll.Id).ToHashSet();
        Assert.Empty(acknowledged.Except(rolls));
        Assert.Equal(rolls.Count, await read.ScalarAsync<long>("SELECT COUNT(*) FROM (SELECT roll_id FROM roll_files GROUP BY roll_id HAVING COUNT(*) = 300) AS whole", null, Token));
        Assert.Equal(rolls.Count * 300, await read.ScalarAsync<long>("SELECT COUNT(*) FROM roll_files", null, Token));
        Assert.Equal(rolls.Count, Assert.IsType<AuditVerdict.Intact>(await read.VerifyAuditAsync(null, Token)).Entries);
        Assert.Equal(rolls.Count + 1, await read.LastEventAsync(Token));
        Assert.Equal(rolls.Count + 1, (await read.EventsAfterAsync(0, 100_000, Token)).Count);
    }
}
