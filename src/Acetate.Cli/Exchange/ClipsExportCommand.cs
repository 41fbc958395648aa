using System.CommandLine;
using Acetate.Cli.Fdl;
using Acetate.Cli.Remote;
using Acetate.Library.Search;
using Acetate.Library.Shows;
using Acetate.Tools.Exchange;

namespace Acetate.Cli.Exchange;

/// <summary><c>acetate clips export</c>: clips as a bin for other programs.</summary>
internal static class ClipsExportCommand
{
    public static Command Create()
    {
        var choice = new LibraryChoice();
        var words = new Argument<string[]>("QUERY") { Description = "Which clips, in the language of 'acetate clips find'. Without it: every clip. What begins with a minus comes after '--'.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string>("--to", "-o") { Description = "The list. The file must not exist.", HelpName = "FILE", Required = true };
        var format = new Option<string?>("--format") { Description = $"{string.Join(", ", ClipList.Forms[..^1])} or {ClipList.Forms[^1]}. Default: what the file's name ends with", HelpName = "FORM" };
        var show = new Option<string?>("--show") { Description = "Only of this show.", HelpName = "NAME" };
        var sort = new Option<string?>("--sort") { Description = "The order, such as 'date,roll,name'. Default: -date,roll,name", HelpName = "FIELDS" };
        var media = new Option<string>("--media") { Description = "For otio and fcpxml: the folder with a folder for each roll, as the other program sees it. Default: the folder that the list lies in", HelpName = "FOLDER", DefaultValueFactory = _ => "" };
        var command = choice.On(new Command("export", "Writes clips as a bin that editing systems and spreadsheets read: Avid log, table, OpenTimelineIO or FCPXML.") { words, file, format, show, sort, media });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (target, only) = (parsed.GetRequiredValue(file), parsed.GetValue(show));
            var form = (parsed.GetValue(format) ?? Path.GetExtension(target).TrimStart('.')).ToLowerInvariant();
            if (!ClipList.Forms.Contains(form))
                throw new CommandException(ExitCode.Usage, $"'{Table.Visible(target)}' does not say what it is to be: end its name with {string.Join(", ", ClipList.Forms[..^1].Select(one => $".{one}"))} or .{ClipList.Forms[^1]}, or name the form with --format.");
            if (only?.Contains('"', StringComparison.Ordinal) == true) throw new CommandException(ExitCode.NotFound, $"There is no show '{only}'.");
            var text = string.Join(' ', parsed.GetValue(words) ?? []);
            if (!ClipQuery.TryParse(only is null ? text : $"{text} show:\"{only}\"".Trim(), out var query, out var mistake))
                throw new CommandException(ExitCode.Usage, $"{mistake}{Environment.NewLine}  {Table.Visible(text)}{Environment.NewLine}  {new string(' ', mistake.Position)}^");
            if (!SearchOrder.TryParse(parsed.GetValue(sort), out var order, out var reason)) throw new CommandException(ExitCode.Usage, reason);
            NewFile.Check(target);
            var (title, folder) = (Path.GetFileNameWithoutExtension(target), parsed.GetValue(media) ?? "");
            await choice.TellAsync(parsed, async library =>
            {
                var shows = (await library.ReadAsync(async tx => only is null ? await tx.ShowsAsync(cancellationToken) : [await tx.RequireShowAsync(only, cancellationToken)], cancellationToken)).ConvertAll(one => one.Name);
                var bytes = ClipList.Of(form, title, folder, await ListedClip.FindAsync(library, query, shows, order, cancellationToken));
                await NewFile.WriteAsync(target, async stream => await stream.WriteAsync(bytes, cancellationToken));
            }, server => NewFile.WriteAsync(target, stream => server.DownloadAsync(
                $"api/clips/list.{form}?q={Uri.EscapeDataString(query.Text)}&sort={Uri.EscapeDataString(order.Text)}&media={Uri.EscapeDataString(folder)}&name={Uri.EscapeDataString(title)}", stream, cancellationToken)), cancellationToken);
            return (int)ExitCode.Done;
        });
        return command.Explain("acetate clips export 'date:2026-05-11 has:timecode' --show film --to day12.ale\nacetate clips export 'is:circled' --show film --to circled.otio --media /Volumes/RAID/film\nacetate clips export --show film --to everything.csv",
            (ExitCode.Usage, "the search is not understood, or the form is not known"), (ExitCode.BadInput, "the file exists already, or a clip has no place in such a list; the message says which, why, and how to leave it out"),
            (ExitCode.NotFound, "there is no such show, or no clip is found"));
    }
}
