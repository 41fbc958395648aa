using Acetate.Media.Decode;
using Acetate.Steps.Render;

namespace Acetate.Library.Tests.Steps.Render;

/// <summary>Frames whose files are fetched ahead of their turn.</summary>
public sealed class ArrivingFramesTests
{
    private readonly List<(long Number, TaskCompletionSource Came)> asked = [];
    private readonly Lock asking = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_frame_is_given_as_soon_as_its_own_file_is_here_and_those_after_it_are_under_way()
    {
        await using var frames = new ArrivingFrames(new Numbers(10), Right, FetchAsync, new(1));
        await using var read = frames.ReadAsync(2, 6, Token).GetAsyncEnumerator(Token);

        var first = read.MoveNextAsync();
        await UnderWayAsync(4);
        Assert.Equal([2L, 3, 4, 5], Asked());
        Assert.False(first.IsCompleted);
        Come(2);

        Assert.True(await first);
        Assert.Equal(2, read.Current.Number);
        // The place of the file that came is taken by the next.
        await UnderWayAsync(5);
        Assert.Equal([2L, 3, 4, 5, 6], Asked());
    }

    [Fact]
    public async Task Whoever_reads_no_further_ends_what_is_under_way()
    {
        await using var frames = new ArrivingFrames(new Numbers(10), Right, FetchAsync, new(1));
        await foreach (var frame in Started(frames))
        {
            Assert.Equal(0, frame.Number);
            break;
        }

        Assert.All(Pending(), one => Assert.True(one.IsCanceled));
        Assert.NotEmpty(Pending());

        async IAsyncEnumerable<SourceFrame> Started(PictureSource source)
        {
            await using var read = source.ReadAsync(0, 10, Token).GetAsyncEnumerator(Token);
            var first = read.MoveNextAsync();
            await UnderWayAsync(4);
            Come(0);
            await first;
            await UnderWayAsync(5);
            yield return read.Current;
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_had_ends_the_reading_when_its_turn_has_come_and_not_before()
    {
        await using var frames = new ArrivingFrames(new Numbers(4), Right, (number, _) => number == 2 ? Task.FromException(new IOException("The line is cut.")) : Task.CompletedTask, new(1));
        var given = new List<long>();

        var problem = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var frame in frames.ReadAsync(0, 4, Token)) given.Add(frame.Number);
        });

        Assert.Equal(("The line is cut.", 2), (problem.Message, given.Count));
    }

    [Fact]
    public async Task A_file_with_other_bytes_is_a_frame_that_cannot_be_had()
    {
        await using var frames = new ArrivingFrames(new Numbers(3), (number, _) => Task.FromResult(number == 1 ? "It is damaged." : null), null, new(1));
        var faults = new List<string?>();

        await foreach (var frame in frames.ReadAsync(0, 3, Token)) faults.Add(frame is FaultyFrame ? Assert.Throws<DecodeException>(() => frame.Develop((_, _, _, _) => { })).Message : null);

        Assert.Equal([null, "It is damaged.", null], faults);
    }

    /// <summary>How far ahead after files of which one was waited for (w), all lay ready (r), or it lay ready and others did not (-).</summary>
    [Theory]
    [InlineData(1, "", 4)]
    [InlineData(1, "w", 8)]
    [InlineData(1, "wwww", 16)]
    [InlineData(1, "-", 4)]
    [InlineData(1, "wrrr", 5)]
    [InlineData(1, "rrrrr", 2)]
    [InlineData(300 << 20, "", 3)]
    [InlineData(300 << 20, "ww", 3)]
    [InlineData(long.MaxValue, "w", 2)]
    public void It_reads_further_ahead_where_it_had_to_wait(long fileBytes, string turns, int files)
    {
        var ahead = new ReadAhead(fileBytes);

        foreach (var turn in turns) ahead.Note(turn == 'w', turn == 'r');

        Assert.Equal(files, ahead.Files);
    }

    private static Task<string?> Right(long number, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    private Task FetchAsync(long number, CancellationToken cancellationToken)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => came.TrySetCanceled(cancellationToken));
        lock (asking) asked.Add((number, came));
        return came.Task;
    }

    private void Come(long number)
    {
        lock (asking) asked.Single(one => one.Number == number).Came.SetResult();
    }

    private List<long> Asked()
    {
        lock (asking) return [.. asked.Select(one => one.Number).Order()];
    }

    private List<Task> Pending()
    {
        lock (asking) return [.. asked.Where(one => !one.Came.Task.IsCompletedSuccessfully).Select(one => (Task)one.Came.Task)];
    }

    private async Task UnderWayAsync(int count)
    {
        while (Asked().Count < count) await Task.Delay(5, Token);
    }

    /// <summary>Frames that are nothing but their numbers.</summary>
    private sealed class Numbers(long count) : PictureSource
    {
        public override PictureDescription Description { get; init; } = new() { Width = 1, Height = 1, Frames = count, Encoding = null, Decoder = "numbers", Steps = [] };

        public override async IAsyncEnumerable<SourceFrame> ReadAsync(long first, long count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var number = first; number < first + count; number++)
            {
                await Task.Yield();
                yield return new Number(number);
            }
        }

        private sealed class Number(long number) : SourceFrame(number)
        {
            public override void Develop(PictureRow row) => row(0, [0], [0], [0]);
        }
    }
}
