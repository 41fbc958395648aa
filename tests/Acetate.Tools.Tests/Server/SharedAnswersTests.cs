using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Jobs;
using Acetate.Library.Shows;
using Acetate.Server.Hosting;

namespace Acetate.Tools.Tests.Server;

/// <summary>An answer is shared by those who ask for the same, and is never older than the last change.</summary>
public sealed class SharedAnswersTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private readonly TempFolder home = new();
    private MediaLibrary library = null!;
    private SharedAnswers answers = null!;
    private int made;

    public async ValueTask InitializeAsync()
    {
        library = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home.Path), CancellationToken.None);
        answers = new SharedAnswers(library);
    }

    public async ValueTask DisposeAsync()
    {
        await library.DisposeAsync();
        home.Dispose();
    }

    [Fact]
    public async Task All_who_ask_at_once_get_the_one_answer_that_is_made()
    {
        var gate = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 50).Select(_ => answers.AskAsync("q", async _ => { await gate.Task; return Make(); }, CancellationToken.None, Long)).ToList();
        await Task.Delay(50);
        gate.SetResult();
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal("1", answer));
        Assert.Equal("1", await AskAsync());
        Assert.Equal("2", await AskAsync("another"));
    }

    [Fact]
    public async Task A_change_by_this_process_makes_the_next_answer_new()
    {
        Assert.Equal("1", await AskAsync());
        await library.WriteAsync(tx => tx.AddShowAsync(new Show { Name = "film" }, CancellationToken.None), CancellationToken.None);
        Assert.Equal("2", await AskAsync());
        Assert.Equal("2", await AskAsync());
    }

    [Fact]
    public async Task An_event_of_another_process_makes_the_next_answer_new()
    {
        Assert.Equal("1", await AskAsync());
        await using (var other = await MediaLibrary.OpenAsync(LibraryOptions.InFolder(home.Path), CancellationToken.None))
            await other.WriteAsync(tx => tx.AppendEventAsync(new LibraryEvent { At = tx.Now, Kind = "roll.found", Actor = "other", Message = "A roll." }, CancellationToken.None), CancellationToken.None);
        Assert.Equal("2", await AskAsync());
    }

    [Fact]
    public async Task What_no_answer_tells_leaves_answers_as_they_are()
    {
        const string Runner = "r1";
        await library.WriteAsync(tx => tx.RegisterRunnerAsync(Runner, "this", CancellationToken.None), CancellationToken.None);
        Assert.Equal("1", await AskAsync());
        await library.WriteAsync(tx => tx.BeatAsync(Runner, CancellationToken.None), CancellationToken.None);
        await library.WriteAsync(tx => tx.AuditAsync("anna", "clip.watched", "c", "film", new { }, CancellationToken.None), CancellationToken.None);
        await library.WriteAsync(tx => tx.MoveFeedPositionAsync("news", 7, CancellationToken.None), CancellationToken.None);
        Assert.Equal("1", await AskAsync());
    }

    [Fact]
    public async Task What_is_over_its_time_is_made_again_and_what_failed_is_not_kept()
    {
        Assert.Equal("1", await AskAsync(longest: TimeSpan.Zero));
        Assert.Equal("2", await AskAsync(longest: TimeSpan.Zero));
        await Assert.ThrowsAsync<InvalidOperationException>(() => answers.AskAsync<string>("bad", _ => throw new InvalidOperationException("no"), CancellationToken.None, Long));
        Assert.Equal("3", await AskAsync("bad"));
    }

    [Fact]
    public async Task Who_leaves_does_not_end_what_others_wait_for()
    {
        var gate = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();
        async Task<string> Slowly(CancellationToken ending)
        {
            await gate.Task.WaitAsync(ending);
            return Make();
        }

        var first = answers.AskAsync("q", Slowly, leaving.Token, Long);
        var second = answers.AskAsync("q", Slowly, CancellationToken.None, Long);
        await Task.Delay(50);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("1", await second);
    }

    private Task<string> AskAsync(string question = "q", TimeSpan? longest = null) => answers.AskAsync(question, _ => Task.FromResult(Make()), CancellationToken.None, longest ?? Long);

    private string Make() => Interlocked.Increment(ref made).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
