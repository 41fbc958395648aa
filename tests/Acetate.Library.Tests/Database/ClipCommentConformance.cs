using Acetate.Library.Clips;
using Acetate.Library.Events;

namespace Acetate.Library.Tests.Database;

public abstract partial class LibraryConformance
{
    [Fact]
    public async Task A_thread_is_answered_resolved_opened_again_and_every_step_is_told()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;
        var later = await library.WriteAsync(tx => tx.CommentAsync(id, 100, 48, MarkerColour.Yellow, " boom\r\nin shot ", "zoë", Token), Token);
        var marker = await library.WriteAsync(tx => tx.CommentAsync(id, 239, 1, MarkerColour.Blue, "", "bo", Token), Token);

        var reply = await library.WriteAsync(tx => tx.ReplyAsync(id, later.Id, "painted out", "bo", Token), Token);
        var deeper = await library.WriteAsync(tx => tx.ReplyAsync(id, reply.Id, "thanks", "zoë", Token), Token);
        var done = await library.WriteAsync(tx => tx.ResolveCommentAsync(id, later.Id, true, "bo", Token), Token);
        await library.WriteAsync(tx => tx.ResolveCommentAsync(id, later.Id, true, "zoë", Token), Token);
        await library.WriteAsync(tx => tx.ResolveCommentAsync(id, later.Id, false, "zoë", Token), Token);

        var threads = CommentThread.Of(await library.ReadAsync(tx => tx.ClipCommentsAsync(id, Token), Token));
        Assert.Equal([later, marker], threads.Select(thread => thread.Marker));
        Assert.Equal((100L, 48L, MarkerColour.Yellow, "boom\nin shot", "bo"), (later.FirstFrame, later.Frames, later.Colour, later.Text, done.ResolvedBy));
        Assert.Equal([reply, deeper], threads[0].Replies);
        Assert.Equal((later.Id, 100L), (deeper.Thread, deeper.FirstFrame));
        Assert.Equal(
            ["zoë on frames 100 to 147 of A001C001: boom in shot", "bo marked frame 239 of A001C001.", "bo answered zoë on frames 100 to 147 of A001C001: painted out", "zoë answered zoë on frames 100 to 147 of A001C001: thanks",
                "bo resolved what zoë said on frames 100 to 147 of A001C001.", "zoë reopened what zoë said on frames 100 to 147 of A001C001."],
            (await library.ReadAsync(tx => tx.EventsAfterAsync(0, 1000, Token), Token)).Where(e => e.Kind.StartsWith("clip.comment", StringComparison.Ordinal)).Select(e => e.Message));
    }

    [Fact]
    public async Task Only_the_author_changes_a_comment_and_what_is_removed_can_be_brought_back()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;
        var comment = await library.WriteAsync(tx => tx.CommentAsync(id, 0, 1, MarkerColour.Red, "soft?", "zoë", Token), Token);
        await library.WriteAsync(tx => tx.ReplyAsync(id, comment.Id, "no", "bo", Token), Token);

        var other = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.ChangeCommentAsync(id, comment.Id, "sharp", null, null, "bo", Token), Token));
        var changed = await library.WriteAsync(tx => tx.ChangeCommentAsync(id, comment.Id, null, MarkerColour.Green, (5, 10), "zoë", Token), Token);
        var refused = await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.RemoveCommentAsync(id, comment.Id, true, "bo", false, Token), Token));
        await library.WriteAsync(tx => tx.RemoveCommentAsync(id, comment.Id, true, "bo", true, Token), Token);
        var gone = await library.ReadAsync(tx => tx.ClipCommentsAsync(id, Token), Token);
        await library.WriteAsync(tx => tx.RemoveCommentAsync(id, comment.Id, false, "zoë", false, Token), Token);

        Assert.Equal((LibraryProblem.Conflict, LibraryProblem.Conflict), (other.Problem, refused.Problem));
        Assert.Equal(("soft?", MarkerColour.Green, 5L, 10L, true), (changed.Text, changed.Colour, changed.FirstFrame, changed.Frames, changed.ChangedAt is not null));
        Assert.Empty(gone);
        Assert.Equal([5L, 5L], (await library.ReadAsync(tx => tx.ClipCommentsAsync(id, Token), Token)).Select(one => one.FirstFrame));
    }

    [Fact]
    public async Task A_comment_outside_of_its_clip_or_without_words_to_answer_with_is_refused()
    {
        var (library, _, id) = await WithClipAsync();
        await using var open = library;

        foreach (var (first, frames) in new[] { (-1L, 1L), (240, 1), (0, 0), (239, 2), (1, long.MaxValue) })
            Assert.Contains("A001C001, which has 240 frames, numbered from 0.",
                (await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.CommentAsync(id, first, frames, MarkerColour.Red, "", "zoë", Token), Token))).Message, StringComparison.Ordinal);
        var whole = await library.WriteAsync(tx => tx.CommentAsync(id, 0, 240, MarkerColour.Red, "", "zoë", Token), Token);
        foreach (var text in new[] { " ", new string('x', 4001), "\u0007", "\ud800" })
            Assert.Equal(LibraryProblem.Settings, (await Assert.ThrowsAsync<LibraryException>(() => library.WriteAsync(tx => tx.ReplyAsync(id, whole.Id, text, "zoë", Token), Token))).Problem);

        Assert.Single(await library.ReadAsync(tx => tx.ClipCommentsAsync(id, Token), Token));
    }
}
