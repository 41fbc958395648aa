using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Acetate.Cli.Clips;
using Acetate.Cli.Ingest;
using Acetate.Cli.Remote;
using Acetate.Library;
using Acetate.Library.Sharing;
using Acetate.Tools.Sharing;

namespace Acetate.Cli.Sharing;

/// <summary><c>acetate share</c>: opens clips and folders of workspaces to others, by name or by a link. Shares live on a server: it is what people open.</summary>
internal static class ShareCommand
{
    public static Command Create() => new Command("share", "Opens clips and folders of workspaces to others, by name or by a link, until an instant.") { Make(), List(), Show(), Revoke() }
        .Explain("acetate share make A001C003_260511_R2EC --show film --with zoe --until 2027-01-31T18:00Z --server https://acetate.example.com\nacetate share revoke 0199a7f0-0000-7000-8000-000000000001 --server https://acetate.example.com");

    private static Argument<Guid> Id() => new("SHARE") { Description = "The share's id; 'acetate share list' shows them." };

    private static Command Make()
    {
        var (choice, json, show) = (new LibraryChoice(), IngestSettings.Json(), IngestSettings.Show());
        var clips = new Argument<string[]>("CLIP") { Description = "Clips by their whole names, or ids.", Arity = ArgumentArity.ZeroOrMore };
        var folders = new Option<Guid[]>("--folder") { Description = "A folder of a workspace, by its id; can be given more than once.", HelpName = "ID" };
        var collection = new Option<Guid?>("--collection") { Description = "A smart collection, by its id: the clips that it holds now.", HelpName = "ID" };
        var with = new Option<string[]>("--with") { Description = "Somebody with an account; can be given more than once.", HelpName = "NAME" };
        var rights = new Option<ShareRight[]>("--may") { Description = "What they may do beside viewing: download, re-share.", HelpName = "RIGHT" };
        var link = new Option<bool>("--link") { Description = "Make a link for people without an account." };
        var linkRights = new Option<bool>("--link-download") { Description = "Who holds the link may save as well." };
        var phraseFile = new Option<string?>("--passphrase-file") { Description = "A file whose first line is what the link asks for: 8 to 256 characters.", HelpName = "FILE" };
        var domains = new Option<string[]>("--domain") { Description = "The link takes mail names of this domain; can be given more than once.", HelpName = "DOMAIN" };
        var until = new Option<DateTimeOffset?>("--until") { Description = "When it ends; never when it is left out.", HelpName = "INSTANT" };
        var watermark = new Option<bool>("--watermark") { Description = "Every picture carries the name of who sees it; for clips, and for the review movies of folders with dailies." };
        var daily = new Option<bool>("--daily") { Description = "Of the clips the review movie of their dailies, as it was delivered, and not the proxy." };
        var (from, to) = (new Option<string?>("--in") { Description = "Of one clip: the first frame to share, a label of its timecode or a number from 0.", HelpName = "TC|N" }, new Option<string?>("--out") { Description = "Of one clip: the frame after the last one to share.", HelpName = "TC|N" });
        var (title, message) = (new Option<string?>("--title") { Description = "What it is called.", HelpName = "TEXT" }, new Option<string?>("--message") { Description = "What those who get it are told.", HelpName = "TEXT" });
        var command = choice.On(new Command("make", "Shares clips, a collection or folders.") { clips, show, folders, collection, with, rights, link, linkRights, phraseFile, domains, until, watermark, daily, from, to, title, message, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (first, end) = (parsed.GetValue(from), parsed.GetValue(to));
            if ((first ?? end) is not null && parsed.GetValue(clips) is not { Length: 1 }) throw new CommandException(ExitCode.Usage, "--in and --out are for one clip: name that one alone.");
            var phrase = parsed.GetValue(phraseFile) is { } file ? ReadPhrase(file) : null;
            var made = await choice.AskAsync(parsed, NotHere<NewShareSeen>, async server =>
            {
                var where = parsed.GetRequiredValue(show);
                var named = ImmutableArray.CreateBuilder<ClipToShare>();
                foreach (var name in parsed.GetValue(clips) ?? []) named.Add(new((await ClipAtHand.FindAsync(server, where, name, cancellationToken)).Id, first, end, parsed.GetValue(daily)));
                return await server.SendAsync<NewShareSeen>(HttpMethod.Post, "api/shares", new ShareOrder
                {
                    Show = where,
                    Title = parsed.GetValue(title),
                    Message = parsed.GetValue(message),
                    Clips = named.ToImmutable(),
                    Collection = parsed.GetValue(collection),
                    Folders = [.. parsed.GetValue(folders) ?? []],
                    Recipients = [.. (parsed.GetValue(with) ?? []).Select(name => new RecipientOrder(name, [.. parsed.GetValue(rights) ?? []]))],
                    Link = parsed.GetValue(link) ? new([ShareRight.View, .. parsed.GetValue(linkRights) ? (ShareRight[])[ShareRight.Download] : []], phrase, [.. parsed.GetValue(domains) ?? []]) : null,
                    Until = parsed.GetValue(until),
                    Watermark = parsed.GetValue(watermark),
                }, cancellationToken) with
                { Server = server.Address };
            }, cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, new { share = made.Share, link = made.Link });
                return (int)ExitCode.Done;
            }

            output.WriteLine($"'{made.Share.Title}' is shared{(made.Share.Until is { } last ? $" until {ShareStanding.Instant(last)}" : "")}. Its id is {made.Share.Id}.");
            if (made.Share.HasWatermark) output.WriteLine("Every picture carries the name of who sees it.");
            if (made.Link is not null) output.WriteLine($"The link, which is shown once: {made.Link}");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate share make A001C003_260511_R2EC --show film --with zoe --may download --server https://acetate.example.com",
            (ExitCode.NotFound, "there is no such clip, folder or person"), (ExitCode.NotPermitted, "you may not share this, or not with them"));
    }

    private static Command List()
    {
        var (choice, json) = (new LibraryChoice(), IngestSettings.Json());
        var command = choice.On(new Command("list", "What you share, and what is shared with you.") { json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var list = await choice.AskAsync(parsed, NotHere<SharesSeen>, server => server.GetAsync<SharesSeen>("api/shares", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, list);
                return (int)ExitCode.Done;
            }

            var table = new Table("SHARE", "TITLE", "SHOW", "ITEMS", "BY", "STATE", "YOU MAY");
            table.RightAligned.Add(3);
            foreach (var one in list.Made) table.Add(one.Share.Id, one.Share.Title, one.Share.Show, one.Items, one.Share.CreatedBy, State(one), "manage");
            foreach (var one in list.WithMe) table.Add(one.Share.Id, one.Share.Title, one.Share.Show, one.Items, one.Share.CreatedBy, State(one), string.Join(' ', (one.Rights ?? []).Select(KebabCase.Of)));
            if (list.Made.IsEmpty && list.WithMe.IsEmpty) output.WriteLine("You share nothing, and nothing is shared with you.");
            else table.Write(output);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate share list --server https://acetate.example.com");
    }

    private static Command Show()
    {
        var (choice, json, id) = (new LibraryChoice(), IngestSettings.Json(), Id());
        var command = choice.On(new Command("show", "To whom a share of yours is open, and who asks to be let in.") { id, json });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var view = await choice.AskAsync(parsed, NotHere<ShareSeen>, server => server.GetAsync<ShareSeen>($"api/shares/{parsed.GetValue(id)}", cancellationToken), cancellationToken);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                CliJson.Write(output, view);
                return (int)ExitCode.Done;
            }

            output.WriteLine($"{view.Summary.Share.Title}: {State(view.Summary)}");
            if (view.Summary.Share.Link is { } link) output.WriteLine($"A link{(link.HasPassphrase ? " with a passphrase" : "")}{(link.Domains.IsEmpty ? "" : $" for {string.Join(", ", link.Domains)}")}: {string.Join(' ', link.Rights.Select(KebabCase.Of))}");
            if (view.Summary.Share.HasWatermark) output.WriteLine("Every picture carries the name of who sees it.");
            var table = new Table("WHO", "MAY", "BY", "SINCE");
            foreach (var one in view.Recipients) table.Add(one.Principal, string.Join(' ', one.Rights.Select(KebabCase.Of)), one.GivenBy, one.GivenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
            if (!view.Recipients.IsEmpty) table.Write(output);
            foreach (var one in view.PassedOn)
                output.WriteLine($"{new string(' ', 2 * one.Depth)}passed on by {one.Summary.Share.CreatedBy} to {(one.Recipients.IsEmpty ? "a link" : string.Join(", ", one.Recipients.Select(to => to.Principal)))}: {State(one.Summary)} ({one.Summary.Share.Id})");
            foreach (var request in view.Requests.Where(request => request.Verdict == ShareVerdict.Open)) output.WriteLine($"{request.Name} asks to be let in. {request.Message}".TrimEnd());
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate share show 0199a7f0-0000-7000-8000-000000000001 --server https://acetate.example.com", (ExitCode.NotFound, "you look after no such share"));
    }

    private static Command Revoke()
    {
        var (choice, id) = (new LibraryChoice(), Id());
        var command = choice.On(new Command("revoke", "Takes a share back at once, for good; what plays or downloads is cut off.") { id });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await choice.TellAsync(parsed, NotHere<bool>, server => server.SendAsync(HttpMethod.Delete, $"api/shares/{parsed.GetValue(id)}", null, cancellationToken), cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine("It is taken back; what plays or downloads is cut off.");
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate share revoke 0199a7f0-0000-7000-8000-000000000001 --server https://acetate.example.com", (ExitCode.NotFound, "you look after no such share"));
    }

    private static Task<T> NotHere<T>(MediaLibrary library) =>
        throw new CommandException(ExitCode.Usage, "Shares live on a server, which is what people open: name it with --server URL.");

    private static string ReadPhrase(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line ? line : throw new CommandException(ExitCode.BadInput, $"'{file}' has no first line to be the passphrase.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, $"The passphrase cannot be read from '{file}': {problem.Message}");
        }
    }

    private static string State(SummarySeen one) => one.Ended ?? (one.Until is { } end ? $"open until {ShareStanding.Instant(end)}" : "open, no end");

    private sealed record SharesSeen(ImmutableArray<SummarySeen> Made, ImmutableArray<SummarySeen> WithMe);

    private sealed record SummarySeen(Share Share, long Items, DateTimeOffset? Until, string? Ended, ImmutableArray<ShareRight>? Rights);

    private sealed record ShareSeen(SummarySeen Summary, ImmutableArray<ShareRecipient> Recipients, ImmutableArray<ShareRequest> Requests, ImmutableArray<PassedOnSeen> PassedOn);

    private sealed record PassedOnSeen(SummarySeen Summary, int Depth, ImmutableArray<ShareRecipient> Recipients);

    private sealed record NewShareSeen(Share Share, string? LinkToken)
    {
        public Uri? Server { get; init; }

        public string? Link => LinkToken is null ? null : $"{Server}s/{LinkToken}";
    }
}
