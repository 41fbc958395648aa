using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Library.Clips;

/// <summary>What people said about clips, and who said it when and why.</summary>
public static class ClipEditQueries
{
    private const string Columns = "clip_id, number, field, before, after, found, reason, author, source, reverts, at";
    private const int LongestReason = 1000;

    extension(LibraryTransaction tx)
    {
        /// <summary>Everything that people said about a clip, in order.</summary>
        public async Task<List<ClipEdit>> ClipEditsAsync(Guid clip, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>($"SELECT {Columns} FROM clip_edits WHERE clip_id = @clip ORDER BY number", new { clip }, cancellationToken)).ConvertAll(row => row.ToEdit());

        /// <summary>The latest entries of a clip's history, the last one first.</summary>
        /// <param name="clip">The clip.</param>
        /// <param name="field">Only of this field; null for all.</param>
        /// <param name="before">Only entries before this number.</param>
        /// <param name="limit">How many, at most.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task<List<ClipEdit>> ClipEditsAsync(Guid clip, string? field, long before, int limit, CancellationToken cancellationToken) =>
            (await tx.QueryAsync<Row>(
                $"SELECT {Columns} FROM clip_edits WHERE clip_id = @clip AND number < @before {(field is null ? "" : "AND field = @field")} ORDER BY number DESC LIMIT @limit",
                new { clip, field, before, limit }, cancellationToken)).ConvertAll(row => row.ToEdit());

        /// <summary>Keeps what somebody says a field of a clip is, unless somebody else was quicker.</summary>
        /// <param name="clipId">The clip.</param>
        /// <param name="order">What they say.</param>
        /// <param name="author">Who.</param>
        /// <param name="source">What it was taken from, such as <c>report:day12.csv</c>; empty when the author says it.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<ClipEditOutcome> EditClipAsync(Guid clipId, ClipEditOrder order, string author, string source, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(order);
            return tx.EditAsync(clipId, (clip, _) =>
                ClipField.Find(order.Field) is not { } field
                    ? (null, null, $"'{Short(order.Field)}' is not a field that can be corrected. There are: {string.Join(", ", ClipField.All.Select(one => one.Name))}.")
                    : order.Value is null ? (field, null, null)
                    : field.TryRead(order.Value, clip, out var value, out var reason) ? (field, value, null) : (field, null, reason),
                order.Version, order.Reason, order.IsWarned, null, author, source, cancellationToken);
        }

        /// <summary>Brings a field back to what it was before an entry; that is a new entry.</summary>
        /// <param name="clipId">The clip.</param>
        /// <param name="number">The entry that is taken back.</param>
        /// <param name="version">The version of the field that the decision rests on.</param>
        /// <param name="reason">Why.</param>
        /// <param name="author">Who.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public Task<ClipEditOutcome> RevertClipEditAsync(Guid clipId, long number, long version, string reason, string author, CancellationToken cancellationToken) =>
            tx.EditAsync(clipId, (clip, edits) =>
                edits.Find(one => one.Number == number) is { } edit && ClipField.Find(edit.Field) is { } field
                    ? (field, edit.Before, null) : (null, null, $"Clip {clip.Name} has no edit {number}."),
                version, reason, isWarned: true, number, author, "", cancellationToken);

        /// <summary>Keeps what a list says about many clips: all of it, or nothing.</summary>
        /// <param name="orders">The clips with what is said of each, every value in the form in which it is kept.</param>
        /// <param name="author">Who brought the list in.</param>
        /// <param name="source">The list, such as <c>report:day12.csv</c>.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        /// <returns>How many entries were written.</returns>
        /// <exception cref="LibraryException">A clip is gone, or a field was edited since it was looked at; nothing is written then.</exception>
        public async Task<int> EditClipsAsync(IReadOnlyCollection<(Guid Clip, ClipEditOrder Order)> orders, string author, string source, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(orders);
            var (changed, events, count) = (new List<Clip>(), new List<(Clip Clip, string Message, ClipEdit Edit)>(), 0);
            foreach (var group in orders.GroupBy(one => one.Clip))
            {
                var clip = await tx.ClipAsync(group.Key, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no clip {group.Key} in the library any more; nothing was written. Look at the list again.");
                var edits = await tx.ClipEditsAsync(clip.Id, cancellationToken);
                foreach (var (_, order) in group)
                {
                    var now = ClipValues.Of(clip, edits).First(one => one.Field == order.Field);
                    if (now.Version != order.Version)
                        throw new LibraryException(LibraryProblem.Conflict, $"{now.Last?.Author ?? "Somebody"} edited {now.Label} of {clip.Name} meanwhile: it is {Said(now.Value)} now. Nothing was written; look at the list again.");
                    var edit = new ClipEdit
                    {
                        Number = (edits.Count == 0 ? 0 : edits[^1].Number) + 1,
                        Field = order.Field,
                        Before = now.Last?.After,
                        After = order.Value,
                        Found = ClipValues.Found(clip, order.Field),
                        Reason = order.Reason,
                        Author = author,
                        Source = source,
                        At = tx.Now,
                    };
                    await tx.AddAsync(clip.Id, edit, cancellationToken);
                    edits.Add(edit);
                    events.Add((clip, $"{author} corrected {now.Label} of {clip.Name} from {source}: {Said(now.Value)} became {Said(order.Value ?? edit.Found ?? "")}.", edit));
                    count++;
                }

                changed.Add(clip);
            }

            if (count == 0) return 0;
            // What is said is laid over what the files say here, once for each roll.
            await tx.PutClipsAsync(changed, cancellationToken);
            foreach (var (clip, message, edit) in events) await tx.AppendEventAsync(await tx.EventOfAsync(clip, "clip.edited", author, message, edit, cancellationToken), cancellationToken);
            return count;
        }

        /// <summary>Keeps a history as it was, such as from the document of a roll. A clip that has one keeps its own.</summary>
        public async Task RestoreClipEditsAsync(Guid clipId, IEnumerable<ClipEdit> edits, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(edits);
            if (await tx.ClipAsync(clipId, cancellationToken) is not { } clip || (await tx.ClipEditsAsync(clipId, cancellationToken)).Count > 0) return;
            foreach (var edit in edits.OrderBy(one => one.Number)) await tx.AddAsync(clipId, edit, cancellationToken);
            await tx.PutClipsAsync([clip], cancellationToken);
        }

        /// <summary>The clips with what people said about them, which no later inspection takes away.</summary>
        internal async Task<IReadOnlyCollection<Clip>> WithSaidAsync(IReadOnlyCollection<Clip> clips, CancellationToken cancellationToken)
        {
            var said = new Dictionary<(Guid, string), ImmutableSortedDictionary<string, ClipEdit>>();
            foreach (var roll in clips.Select(clip => clip.Roll).Distinct())
                foreach (var group in (await tx.QueryAsync<Row>(
                    $"SELECT c.name AS clip_name, {string.Join(", ", Columns.Split(", ").Select(name => $"e.{name}"))} FROM clip_edits e JOIN clips c ON c.id = e.clip_id WHERE c.roll_id = @roll",
                    new { roll }, cancellationToken)).GroupBy(row => row.ClipName))
                    said[(roll, group.Key)] = ClipValues.Last(group.Select(row => row.ToEdit()));
            return [.. clips.Select(clip => ClipValues.Say(clip, said.GetValueOrDefault((clip.Roll, clip.Name)) ?? ImmutableSortedDictionary<string, ClipEdit>.Empty))];
        }

        private async Task<ClipEditOutcome> EditAsync(
            Guid clipId, Func<Clip, List<ClipEdit>, (ClipField? Field, string? Value, string? WhyNot)> decide, long version, string reason, bool isWarned, long? reverts,
            string author, string source, CancellationToken cancellationToken)
        {
            var clip = await tx.ClipAsync(clipId, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no clip {clipId} in the library.");
            var edits = await tx.ClipEditsAsync(clipId, cancellationToken);
            var (field, value, whyNot) = decide(clip, edits);
            if (field is null || whyNot is not null) return new ClipEditOutcome.Refused(whyNot ?? "");
            if (reason.Length > LongestReason || reason.Any(char.IsControl)) return new ClipEditOutcome.Refused($"A reason is one line of at most {LongestReason} letters.");
            var now = ClipValues.Of(clip, edits).First(one => one.Field == field.Name);
            if (now.Version != version)
                return new ClipEditOutcome.Conflicting(now, value, now.Last is { } last
                    ? $"{last.Author} edited {field.Label} of {clip.Name} meanwhile: it is {Said(now.Value)} now, and you wanted {Said(value ?? ClipValues.Found(clip, field.Name) ?? "")}. Look at both and decide anew."
                    : $"Nobody has edited {field.Label} of {clip.Name} yet, so it is at version 0 and not {version}. Read it again and decide anew.");
            if (now.Last?.After == value) return new ClipEditOutcome.Unchanged(now);
            if (field.Warning.Length > 0 && !isWarned) return new ClipEditOutcome.Refused($"{field.Label} is more than a note. {field.Warning} Say that you mean it.");
            var edit = new ClipEdit
            {
                Number = (edits.Count == 0 ? 0 : edits[^1].Number) + 1,
                Field = field.Name,
                Before = now.Last?.After,
                After = value,
                Found = ClipValues.Found(clip, field.Name),
                Reason = reason.Trim(),
                Author = author,
                Source = source,
                At = tx.Now,
                Reverts = reverts,
            };
            await tx.AddAsync(clipId, edit, cancellationToken);
            await tx.PutClipsAsync([clip], cancellationToken);
            clip = (await tx.ClipAsync(clipId, cancellationToken))!;
            var after = ClipValues.Of(clip, [.. edits, edit]).First(one => one.Field == field.Name);
            await tx.AppendEventAsync(await tx.EventOfAsync(clip, "clip.edited", author,
                value is null && reverts is null ? $"{author} took back what was said about {field.Label} of {clip.Name}: it is {Said(after.Value)} again."
                : $"{author} {(reverts is null ? "corrected" : "brought back")} {field.Label} of {clip.Name}: {Said(now.Value)} became {Said(after.Value)}.{(edit.Reason.Length > 0 ? $" {edit.Reason}" : "")}",
                edit, cancellationToken), cancellationToken);
            return new ClipEditOutcome.Kept(edit, after);
        }

        /// <summary>Says which corrected fields the files tell otherwise than when they were corrected.</summary>
        /// <param name="before">The clip as it was before it was inspected again.</param>
        /// <param name="actor">Who inspected it.</param>
        /// <param name="cancellationToken">Stops the query.</param>
        public async Task TellFoundAnewAsync(Clip before, string actor, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(before);
            var edits = await tx.ClipEditsAsync(before.Id, cancellationToken);
            if (edits.Count == 0 || await tx.ClipAsync(before.Id, cancellationToken) is not { } clip) return;
            foreach (var value in ClipValues.Of(clip, edits))
            {
                if (!value.IsFoundAnew || ClipValues.Found(before, value.Field) is var found && found == ClipValues.Found(clip, value.Field)) continue;
                await tx.AppendEventAsync(await tx.EventOfAsync(clip, "clip.found-anew", actor,
                    $"{clip.Name} was inspected again, and its files now say {Said(ClipValues.Found(clip, value.Field) ?? "")} for {value.Label} and not {Said(found ?? "")}. {Said(value.Value)}, as {value.Last!.Author} said, stays.",
                    value.Last, cancellationToken), cancellationToken);
            }
        }

        internal async Task<LibraryEvent> EventOfAsync(Clip clip, string kind, string actor, string message, object data, CancellationToken cancellationToken) => new()
        {
            At = tx.Now,
            Kind = kind,
            Actor = actor,
            Message = message,
            Show = (await tx.RollAsync(clip.Roll, cancellationToken))?.Show ?? "",
            Roll = clip.Roll,
            Clip = clip.Id,
            Data = JsonSerializer.SerializeToElement(data, LibraryJson.Options),
        };

        private Task<int> AddAsync(Guid clip, ClipEdit edit, CancellationToken cancellationToken) => tx.ExecuteAsync(
            $"INSERT INTO clip_edits ({Columns}) VALUES (@clip, @Number, @Field, @Before, @After, @Found, @Reason, @Author, @Source, @Reverts, @At)",
            new { clip, edit.Number, edit.Field, edit.Before, edit.After, Found = edit.Found?.Replace('\0', '\uFFFD'), edit.Reason, edit.Author, edit.Source, edit.Reverts, edit.At },
            cancellationToken);
    }

    private static string Said(string value) => value.Length == 0 ? "empty" : $"'{Short(value)}'";

    private static string Short(string text) => text.Length <= 80 ? text : text[..79] + "…";

    private sealed class Row
    {
        public string ClipName { get; set; } = "";
        public long Number { get; set; }
        public string Field { get; set; } = "";
        public string? Before { get; set; }
        public string? After { get; set; }
        public string? Found { get; set; }
        public string Reason { get; set; } = "";
        public string Author { get; set; } = "";
        public string Source { get; set; } = "";
        public long? Reverts { get; set; }
        public DateTimeOffset At { get; set; }

        public ClipEdit ToEdit() => new()
        {
            Number = Number,
            Field = Field,
            Before = Before,
            After = After,
            Found = Found,
            Reason = Reason,
            Author = Author,
            Source = Source,
            Reverts = Reverts,
            At = At,
        };
    }
}
