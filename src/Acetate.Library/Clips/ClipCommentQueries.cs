using Acetate.Library.Events;

namespace Acetate.Library.Clips;

/// <summary>Comments and markers on clips.</summary>
/// <remarks>Whoever may comment may answer and resolve; only the author changes a comment, and only the author or who may do more removes it. That is checked here.</remarks>
public static class ClipCommentQueries
{
    private const string Columns = "id, clip_id, thread, first_frame, frames, colour, text, author, created_at, changed_at, resolved_by, resolved_at";

    /// <summary>The longest comment, in letters.</summary>
    public const int LongestText = 4000;

    /// <summary>The most comments that one clip keeps.</summary>
    public const int MostComments = 5000;

    /// <summary>Clips are shorter than this many frames when they do not say how long they are: a day at 120 frames a second.</summary>
    private const long LongestClip = 24L * 3600 * 120;

    extension(LibraryTransaction tx)
    {
        /// <summary>The comments of a clip, those that were removed left out.</summary>
        public async Task<List<ClipComment>> ClipCommentsAsync(Guid clip, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM clip_comments WHERE clip_id = @clip AND removed_at IS NULL AND (thread IS NULL OR thread NOT IN (SELECT id FROM clip_comments WHERE clip_id = @clip AND removed_at IS NOT NULL)) ORDER BY first_frame, created_at, id",
                new { clip }, cancellationToken)).ConvertAll(row => row.ToComment());

        /// <summary>The comment, unless it was removed.</summary>
        /// <exception cref="LibraryException">There is none.</exception>
        public async Task<ClipComment> RequireClipCommentAsync(Guid clip, Guid id, CancellationToken cancellationToken) =>
            (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM clip_comments WHERE id = @id AND clip_id = @clip AND removed_at IS NULL", new { id, clip }, cancellationToken))?.ToComment()
            ?? throw new LibraryException(LibraryProblem.NotFound, $"The clip has no comment {id}, or somebody removed it.");

        /// <summary>Keeps what somebody says about frames of a clip.</summary>
        /// <exception cref="LibraryException">The frames are not of the clip, or the text cannot be kept; the message says why.</exception>
        public async Task<ClipComment> CommentAsync(Guid clipId, long firstFrame, long frames, MarkerColour colour, string text, string author, CancellationToken cancellationToken)
        {
            var clip = await tx.RequireClipAsync(clipId, cancellationToken);
            Check(clip, firstFrame, frames);
            var comment = new ClipComment { Id = Guid.CreateVersion7(tx.Now), Clip = clipId, FirstFrame = firstFrame, Frames = frames, Colour = colour, Text = Checked(text, mayBeEmpty: true), Author = author, CreatedAt = tx.Now };
            await tx.AddAsync(comment, cancellationToken);
            await tx.TellAsync(clip, "clip.commented", author, comment.Text.Length == 0 ? $"{author} marked {Place(comment)} of {clip.Name}." : $"{author} on {Place(comment)} of {clip.Name}: {Short(comment.Text)}", comment, cancellationToken);
            return comment;
        }

        /// <summary>Answers in a thread.</summary>
        public async Task<ClipComment> ReplyAsync(Guid clipId, Guid thread, string text, string author, CancellationToken cancellationToken)
        {
            var clip = await tx.RequireClipAsync(clipId, cancellationToken);
            var root = await tx.RequireClipCommentAsync(clipId, thread, cancellationToken);
            if (root.Thread is { } above) root = await tx.RequireClipCommentAsync(clipId, above, cancellationToken);
            var reply = new ClipComment
            {
                Id = Guid.CreateVersion7(tx.Now),
                Clip = clipId,
                Thread = root.Id,
                FirstFrame = root.FirstFrame,
                Frames = root.Frames,
                Colour = root.Colour,
                Text = Checked(text, mayBeEmpty: false),
                Author = author,
                CreatedAt = tx.Now,
            };
            await tx.AddAsync(reply, cancellationToken);
            await tx.TellAsync(clip, "clip.comment-answered", author, $"{author} answered {root.Author} on {Place(root)} of {clip.Name}: {Short(reply.Text)}", reply, cancellationToken);
            return reply;
        }

        /// <summary>Changes what the author said, its colour, or which frames it is about; null leaves a member as it is.</summary>
        public async Task<ClipComment> ChangeCommentAsync(Guid clipId, Guid id, string? text, MarkerColour? colour, (long First, long Count)? frames, string author, CancellationToken cancellationToken)
        {
            var clip = await tx.RequireClipAsync(clipId, cancellationToken);
            var old = await tx.RequireClipCommentAsync(clipId, id, cancellationToken);
            if (old.Author != author) throw new LibraryException(LibraryProblem.Conflict, $"{old.Author} wrote this comment, and nobody else changes it: answer it instead.");
            if (old.Thread is not null && (frames is not null || colour is not null)) throw new LibraryException(LibraryProblem.Settings, "An answer has the frames and the colour of its thread: change them there.");
            var changed = old with
            {
                Text = text is null ? old.Text : Checked(text, mayBeEmpty: old.Thread is null),
                Colour = colour ?? old.Colour,
                FirstFrame = frames?.First ?? old.FirstFrame,
                Frames = frames?.Count ?? old.Frames,
            };
            if (changed == old) return old;
            Check(clip, changed.FirstFrame, changed.Frames);
            changed = changed with { ChangedAt = tx.Now };
            await tx.ExecuteAsync(
                "UPDATE clip_comments SET text = @Text, colour = @colour, first_frame = @FirstFrame, frames = @Frames, changed_at = @ChangedAt WHERE id = @Id",
                new { changed.Id, changed.Text, colour = KebabCase.Of(changed.Colour), changed.FirstFrame, changed.Frames, changed.ChangedAt }, cancellationToken);
            if (old.Thread is null)
                await tx.ExecuteAsync("UPDATE clip_comments SET colour = @colour, first_frame = @FirstFrame, frames = @Frames WHERE thread = @Id",
                    new { changed.Id, colour = KebabCase.Of(changed.Colour), changed.FirstFrame, changed.Frames }, cancellationToken);
            await tx.TellAsync(clip, "clip.comment-changed", author, $"{author} changed a comment on {Place(changed)} of {clip.Name}.", changed, cancellationToken);
            return changed;
        }

        /// <summary>Declares a thread done, or opens it again. A thread that is so already stays as it is.</summary>
        public async Task<ClipComment> ResolveCommentAsync(Guid clipId, Guid id, bool isDone, string author, CancellationToken cancellationToken)
        {
            var clip = await tx.RequireClipAsync(clipId, cancellationToken);
            var root = await tx.RequireClipCommentAsync(clipId, id, cancellationToken);
            if (root.Thread is not null) throw new LibraryException(LibraryProblem.Settings, "An answer is neither open nor done: its thread is.");
            if (root.ResolvedAt is not null == isDone) return root;
            root = root with { ResolvedBy = isDone ? author : null, ResolvedAt = isDone ? tx.Now : null };
            await tx.ExecuteAsync("UPDATE clip_comments SET resolved_by = @ResolvedBy, resolved_at = @ResolvedAt WHERE id = @Id", new { root.Id, root.ResolvedBy, root.ResolvedAt }, cancellationToken);
            await tx.TellAsync(clip, isDone ? "clip.comment-resolved" : "clip.comment-reopened", author,
                $"{author} {(isDone ? "resolved" : "reopened")} what {root.Author} said on {Place(root)} of {clip.Name}.", root, cancellationToken);
            return root;
        }

        /// <summary>Takes a comment away, with its answers, or brings it back. Nothing is deleted.</summary>
        /// <param name="clipId">The clip.</param>
        /// <param name="id">The comment.</param>
        /// <param name="isRemoved">Away, or back.</param>
        /// <param name="author">Who.</param>
        /// <param name="mayOthers">Whether they may do so with comments of others.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task RemoveCommentAsync(Guid clipId, Guid id, bool isRemoved, string author, bool mayOthers, CancellationToken cancellationToken)
        {
            var clip = await tx.RequireClipAsync(clipId, cancellationToken);
            var comment = (await tx.FirstOrDefaultAsync<Row>($"SELECT {Columns} FROM clip_comments WHERE id = @id AND clip_id = @clipId", new { id, clipId }, cancellationToken))?.ToComment()
                ?? throw new LibraryException(LibraryProblem.NotFound, $"The clip has no comment {id}.");
            if (comment.Author != author && !mayOthers) throw new LibraryException(LibraryProblem.Conflict, $"{comment.Author} wrote this comment: only {comment.Author} or an owner of the show removes it. Resolve it instead.");
            var changed = await tx.ExecuteAsync(
                $"UPDATE clip_comments SET removed_by = @by, removed_at = @at WHERE id = @id AND removed_at IS {(isRemoved ? "" : "NOT ")}NULL",
                new { id, by = isRemoved ? author : null, at = isRemoved ? tx.Now : (DateTimeOffset?)null }, cancellationToken);
            if (changed == 0) return;
            await tx.TellAsync(clip, isRemoved ? "clip.comment-removed" : "clip.comment-restored", author,
                $"{author} {(isRemoved ? "removed" : "brought back")} a comment of {comment.Author} on {Place(comment)} of {clip.Name}.", comment, cancellationToken);
        }

        private async Task<Clip> RequireClipAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ClipAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no clip {id} in the library.");

        private async Task AddAsync(ClipComment comment, CancellationToken cancellationToken)
        {
            if (await tx.ScalarAsync<int>("SELECT COUNT(*) FROM clip_comments WHERE clip_id = @Clip", new { comment.Clip }, cancellationToken) >= MostComments)
                throw new LibraryException(LibraryProblem.Settings, $"The clip has {MostComments:N0} comments, and a clip keeps no more. Answer in a thread that is there.");
            await tx.ExecuteAsync(
                "INSERT INTO clip_comments (id, clip_id, thread, first_frame, frames, colour, text, author, created_at) VALUES (@Id, @Clip, @Thread, @FirstFrame, @Frames, @colour, @Text, @Author, @CreatedAt)",
                new { comment.Id, comment.Clip, comment.Thread, comment.FirstFrame, comment.Frames, colour = KebabCase.Of(comment.Colour), comment.Text, comment.Author, comment.CreatedAt }, cancellationToken);
        }

        private async Task TellAsync(Clip clip, string kind, string actor, string message, ClipComment comment, CancellationToken cancellationToken) =>
            await tx.AppendEventAsync(await tx.EventOfAsync(clip, kind, actor, message, new { comment = comment.Id, comment.Thread, comment.FirstFrame, comment.Frames }, cancellationToken), cancellationToken);
    }

    private static void Check(Clip clip, long first, long frames)
    {
        var length = clip.Frames ?? LongestClip;
        if (first < 0 || frames < 1 || first >= length || frames > length - first)
            throw new LibraryException(LibraryProblem.Settings,
                $"{(frames == 1 ? $"Frame {first}" : $"{frames} frames from {first} on")} cannot be of {clip.Name}, {(clip.Frames is { } known ? $"which has {known} frames, numbered from 0" : "whose frames are numbered from 0")}.");
    }

    private static string Checked(string text, bool mayBeEmpty)
    {
        text = text.ReplaceLineEndings("\n").Trim();
        if (text.Length == 0 && !mayBeEmpty) throw new LibraryException(LibraryProblem.Settings, "An answer says something; this one is empty.");
        if (text.Length > LongestText) throw new LibraryException(LibraryProblem.Settings, $"The comment has {text.Length:N0} letters, and at most {LongestText:N0} are kept.");
        if (text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\t')) || text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD))
            throw new LibraryException(LibraryProblem.Settings, "The comment has a character in it that nobody can see.");
        return text;
    }

    private static string Place(ClipComment comment) => comment.Frames == 1 ? $"frame {comment.FirstFrame}" : $"frames {comment.FirstFrame} to {comment.FirstFrame + comment.Frames - 1}";

    private static string Short(string text) => (text.Length <= 200 ? text : text[..199] + "…").Replace('\n', ' ');

    private sealed class Row
    {
        public Guid Id { get; set; }
        public Guid ClipId { get; set; }
        public Guid? Thread { get; set; }
        public long FirstFrame { get; set; }
        public long Frames { get; set; }
        public string Colour { get; set; } = "";
        public string Text { get; set; } = "";
        public string Author { get; set; } = "";
        public DateTimeOffset CreatedAt { get; set; }
        public DateTimeOffset? ChangedAt { get; set; }
        public string? ResolvedBy { get; set; }
        public DateTimeOffset? ResolvedAt { get; set; }

        public ClipComment ToComment() => new()
        {
            Id = Id,
            Clip = ClipId,
            Thread = Thread,
            FirstFrame = FirstFrame,
            Frames = Frames,
            Colour = KebabCase.Parse<MarkerColour>(Colour),
            Text = Text,
            Author = Author,
            CreatedAt = CreatedAt,
            ChangedAt = ChangedAt,
            ResolvedBy = ResolvedBy,
            ResolvedAt = ResolvedAt,
        };
    }
}
