using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Cli.Clips;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Cli.Serve;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Clips;
using Acetate.Tools.Clips;
using Acetate.Tools.Comments;

namespace Acetate.Cli.Comments;

/// <summary><c>acetate comments</c>: what people said about frames of clips, and lists of it for editing systems.</summary>
internal static class CommentsCommand
{
    public static Command Create() => new Command("comments", "Comments and markers on frames of clips, and lists of them for editing systems.") { List(), Add(), Reply(), Resolve("resolve", "Declares a thread done.", true), Resolve("reopen", "Opens a thread again.", false), Export() }
        .Explain("acetate comments add A001C003_260511_R2EC --at 10:04:11:07 \"boom in shot\" --show film\nacetate comments export A001C003_260511_R2EC --show film -o markers.edl");

    private static Argument<string> ClipArgument() => new("CLIP") { Description = "The clip's whole name, or its id." };

    private static Argument<Guid> CommentArgument() => new("COMMENT") { Description = "The id of the comment that began the thread; 'acetate comments list' shows them." };

    private static Command List()
    {
        var (choice, json, show, clip) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument());
        var command = choice.On(new Command("list", "What people said about a clip, by frame, with the answers.") { clip, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (found, threads) = await choice.AskAsync(parsed, async library =>
            {
                var one = await ClipAtHand.FindAsync(library, parsed.GetRequiredValue(show), parsed.GetRequiredValue(clip), cancellationToken);
                return await library.ReadAsync(async tx => ((await tx.ClipAsync(one.Id, cancellationToken))!, CommentThread.Of(await tx.ClipCommentsAsync(one.Id, cancellationToken))), cancellationToken);
            }, async server =>
            {
                var one = await ClipAtHand.FindAsync(server, parsed.GetRequiredValue(show), parsed.GetRequiredValue(clip), cancellationToken);
                return (await server.GetAsync<Clip>($"api/clips/{one.Id}", cancellationToken), (await server.GetAsync<ThreadsSeen>($"api/clips/{one.Id}/comments", cancellationToken)).Threads);
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json)) CliJson.Write(output, new { threads });
            else Print(new(found), threads, output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate comments list A001C003_260511_R2EC --show film", (ExitCode.NotFound, "there is no such clip"));
    }

    private static void Print(ClipTime time, ImmutableArray<CommentThread> threads, TextWriter output)
    {
        if (threads.IsEmpty)
        {
            output.WriteLine("Nobody has said anything about this clip.");
            return;
        }

        var table = new Table("AT", "FRAME", "FRAMES", "COLOUR", "STATE", "WHO", "SAID", "COMMENT");
        table.RightAligned.UnionWith([1, 2]);
        foreach (var thread in threads)
        {
            var one = thread.Marker;
            table.Add(time.LabelOf(one.FirstFrame), one.FirstFrame, one.Frames, KebabCase.Of(one.Colour), one.ResolvedBy is null ? "open" : "done", one.Author, one.Text, one.Id);
            foreach (var reply in thread.Replies) table.Add("", "", "", "", "", reply.Author, reply.Text, reply.Id);
        }

        table.Write(output);
    }

    private static Command Add()
    {
        var (choice, json, show, clip) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument());
        var text = new Argument<string>("TEXT") { Description = "What is said; nothing for a mere marker.", DefaultValueFactory = _ => "" };
        var at = new Option<string>("--at") { Description = "The frame: a label of the clip's timecode, or a number from 0.", HelpName = "TC|N", Required = true };
        var frames = new Option<long>("--frames") { Description = "How many frames it is about.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var colour = new Option<MarkerColour>("--colour") { Description = "red, yellow, green, cyan, blue, magenta or white.", HelpName = "COLOUR", DefaultValueFactory = _ => MarkerColour.Red };
        var command = choice.On(new Command("add", "Marks frames of a clip, with or without words.") { clip, text, at, frames, colour, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, name, place) = (parsed.GetRequiredValue(show), parsed.GetRequiredValue(clip), parsed.GetRequiredValue(at));
            var (said, count, hue) = (parsed.GetRequiredValue(text), parsed.GetValue(frames), parsed.GetValue(colour));
            var comment = await choice.AskAsync(parsed, async library =>
            {
                var found = await ClipAtHand.FindAsync(library, where, name, cancellationToken);
                return await library.WriteAsync(async tx =>
                {
                    var first = FrameOf((await tx.ClipAsync(found.Id, cancellationToken))!, place);
                    await tx.AuditAsync(UsersCommand.Actor, "clip.commented", found.Id.ToString(), where, new { first, frames = count, text = said }, cancellationToken);
                    return await tx.CommentAsync(found.Id, first, count, hue, said, UsersCommand.Actor, cancellationToken);
                }, cancellationToken);
            }, async server =>
            {
                var found = await ClipAtHand.FindAsync(server, where, name, cancellationToken);
                var first = FrameOf(await server.GetAsync<Clip>($"api/clips/{found.Id}", cancellationToken), place);
                return await server.SendAsync<ClipComment>(HttpMethod.Post, $"api/clips/{found.Id}/comments", new { firstFrame = first, frames = count, colour = hue, text = said }, cancellationToken);
            }, cancellationToken);
            Tell(parsed.GetValue(json), parsed.InvocationConfiguration.Output, comment);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate comments add A001C003_260511_R2EC --at 10:04:11:07 --frames 48 --colour yellow \"boom in shot\" --show film", (ExitCode.NotFound, "there is no such clip"));
    }

    private static Command Reply()
    {
        var (choice, json, show, clip, comment) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument(), CommentArgument());
        var text = new Argument<string>("TEXT") { Description = "What is said." };
        var command = choice.On(new Command("reply", "Answers in a thread.") { clip, comment, text, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, name, thread, said) = (parsed.GetRequiredValue(show), parsed.GetRequiredValue(clip), parsed.GetValue(comment), parsed.GetRequiredValue(text));
            var reply = await ChangeAsync(choice, parsed, where, name, "clip.comment-answered", thread, $"comments/{thread}/replies", new { text = said },
                (tx, id) => tx.ReplyAsync(id, thread, said, UsersCommand.Actor, cancellationToken), cancellationToken);
            Tell(parsed.GetValue(json), parsed.InvocationConfiguration.Output, reply);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate comments reply A001C003_260511_R2EC 0199a7f0-0000-7000-8000-000000000001 \"painted out\" --show film", (ExitCode.NotFound, "there is no such clip or comment"));
    }

    private static Command Resolve(string verb, string does, bool isDone)
    {
        var (choice, json, show, clip, comment) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show(), ClipArgument(), CommentArgument());
        var command = choice.On(new Command(verb, does) { clip, comment, show, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, name, thread) = (parsed.GetRequiredValue(show), parsed.GetRequiredValue(clip), parsed.GetValue(comment));
            var changed = await ChangeAsync(choice, parsed, where, name, isDone ? "clip.comment-resolved" : "clip.comment-reopened", thread, $"comments/{thread}/{verb}", new { },
                (tx, id) => tx.ResolveCommentAsync(id, thread, isDone, UsersCommand.Actor, cancellationToken), cancellationToken);
            Tell(parsed.GetValue(json), parsed.InvocationConfiguration.Output, changed);
            return (int)ExitCode.Done;
        });
        return command.Explain($"acetate comments {verb} A001C003_260511_R2EC 0199a7f0-0000-7000-8000-000000000001 --show film", (ExitCode.NotFound, "there is no such clip or comment"));
    }

    private static Command Export()
    {
        var (choice, show) = (new LibraryChoice(), IngestSettings.Show());
        var clips = new Argument<string[]>("CLIP") { Description = $"Clips by name or id, at most {MarkedClip.MostClips}; in a list of several they lie one after the other.", Arity = ArgumentArity.OneOrMore };
        var file = new Option<string>("-o", "--output") { Description = "The list: .otio, .edl (locators) or .csv. The file must not exist.", HelpName = "FILE", Required = true };
        var open = new Option<bool>("--open") { Description = "Leave out what is done." };
        var command = choice.On(new Command("export", "Writes the markers of clips as a list that editing systems read.") { clips, file, open, show });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (where, target, onlyOpen) = (parsed.GetRequiredValue(show), parsed.GetRequiredValue(file), parsed.GetValue(open));
            var form = Path.GetExtension(target).TrimStart('.').ToLowerInvariant();
            if (!MarkerList.Forms.Contains(form)) throw new CommandException(ExitCode.Usage, $"'{target}' does not say what it is to be: end its name with .otio, .edl or .csv.");
            if (File.Exists(target)) throw new CommandException(ExitCode.BadInput, $"'{target}' exists already, and nothing is overwritten. Name another file.");
            var bytes = await choice.AskAsync(parsed, async library =>
            {
                var ids = new List<Guid>();
                foreach (var name in parsed.GetRequiredValue(clips)) ids.Add((await ClipAtHand.FindAsync(library, where, name, cancellationToken)).Id);
                var marked = await MarkedClip.ReadAsync(library, where, ids, onlyOpen, cancellationToken);
                return MarkerList.Of(form, marked.Length == 1 ? marked[0].Clip.Name : $"{where} markers", marked).ToArray();
            }, async server =>
            {
                var ids = new List<Guid>();
                foreach (var name in parsed.GetRequiredValue(clips)) ids.Add((await ClipAtHand.FindAsync(server, where, name, cancellationToken)).Id);
                using var list = new MemoryStream();
                await server.DownloadAsync($"api/shows/{Uri.EscapeDataString(where)}/markers.{form}?open={(onlyOpen ? "true" : "false")}&{string.Join('&', ids.Select(id => $"clip={id}"))}", list, cancellationToken);
                return list.ToArray();
            }, cancellationToken);
            await using var written = new FileStream(target, FileMode.CreateNew);
            await written.WriteAsync(bytes, cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate comments export A001C003_260511_R2EC --show film -o markers.edl\nacetate comments export A001C003_260511_R2EC A001C004_260511_R2EC --show film --open -o markers.otio",
            (ExitCode.BadInput, "the file exists already, or a clip has no place in such a list"), (ExitCode.NotFound, "there is no such clip"));
    }

    private static Task<ClipComment> ChangeAsync(
        LibraryChoice choice, ParseResult parsed, string show, string name, string action, Guid comment, string path, object body, Func<LibraryTransaction, Guid, Task<ClipComment>> here, CancellationToken cancellationToken) =>
        choice.AskAsync(parsed, async library =>
        {
            var found = await ClipAtHand.FindAsync(library, show, name, cancellationToken);
            return await library.WriteAsync(async tx =>
            {
                await tx.AuditAsync(UsersCommand.Actor, action, comment.ToString(), show, body, cancellationToken);
                return await here(tx, found.Id);
            }, cancellationToken);
        }, async server => await server.SendAsync<ClipComment>(HttpMethod.Post, $"api/clips/{(await ClipAtHand.FindAsync(server, show, name, cancellationToken)).Id}/{path}", body, cancellationToken), cancellationToken);

    private static long FrameOf(Clip clip, string place) => new ClipTime(clip).TryFrameOf(place, out var frame, out var reason) ? frame : throw new CommandException(ExitCode.Usage, reason);

    private static void Tell(bool asJson, TextWriter output, ClipComment comment)
    {
        if (asJson) CliJson.Write(output, comment);
        else output.WriteLine(comment.Id);
    }

    private sealed record ThreadsSeen(ImmutableArray<CommentThread> Threads);
}
