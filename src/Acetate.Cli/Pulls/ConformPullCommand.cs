using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Library;
using Acetate.Steps;
using Acetate.Storage;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Pulls;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate pull conform</c>: the camera originals of a locked cut, for the finishing house.</summary>
internal static class ConformPullCommand
{
    public static Command Create()
    {
        var options = new PullOptions();
        var cuts = new Argument<string[]>("CUT") { Description = "The locked cut: CMX 3600 in any dialect, OTIO, FCP 7 XML, FCPXML or AAF; all reels of a programme together.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Who gets the originals: the name of the finishing house's workspace, made if there is none.", HelpName = "NAME", Required = true };
        var handles = new Option<string>("--handles") { Description = "Frames before and after what the cut shows, as 8 or 8,12.", HelpName = "N[,N]", DefaultValueFactory = _ => "8" };
        var gap = RangeOption.Of("--merge-gap", "Stretches of one clip that lie so many frames apart or less become one file. Default: 0", "N", 0, ConformPullPlan.LongestHandle);
        var layout = new Option<ConformLayout>("--layout") { Description = $"How the files lie: {Layouts}.", HelpName = "NAME", DefaultValueFactory = _ => ConformLayout.Rolls, CustomParser = LayoutOf };
        var whole = new Option<bool>("--whole") { Description = "Copy every clip whole instead of cutting out what is shown." };
        var sound = new Option<bool>("--sound") { Description = "Deliver the production sound of what is shown, too." };
        var originals = new Option<bool>("--prefer-originals") { Description = "Deliver originals also for shots of which a version is approved. Default: the latest approved version in their place" };
        var since = new Option<PullId?>("--since") { Description = "An earlier pull for the same recipient: deliver only what it did not. Its id, or the first characters of it.", HelpName = "ID", CustomParser = result => PullId.Read(result) };
        var references = new Option<string[]>("--reference") { Description = "A reference movie to copy along and to compare the originals with; may be repeated.", HelpName = "FILE" };
        var drive = new Option<string?>("--drive") { Description = "A folder on the drive that the package will travel on: say before whether it fits.", HelpName = "DIR" };
        var command = options.On(new Command("conform", "The camera originals of a locked cut for the finishing house: checked, cut out with handles, relinked, sealed.") { cuts, to, handles, gap, layout, whole, sound, originals, since, references, drive });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var paths = parsed.GetRequiredValue(cuts);
            var bytes = await PullOptions.CutAsync(paths[0], cancellationToken);
            var reels = ImmutableArray.CreateBuilder<PullDocument>();
            foreach (var path in paths.Skip(1)) reels.Add(new(Path.GetFileName(path), [.. await PullOptions.CutAsync(path, cancellationToken)]));
            var (head, tail) = PullOptions.Handles(parsed.GetRequiredValue(handles));
            var order = options.Filled(parsed, new ConformPullOrder
            {
                Show = parsed.GetRequiredValue(options.Show),
                Recipient = parsed.GetRequiredValue(to),
                Reels = reels.ToImmutable(),
                References = [.. (parsed.GetValue(references) ?? []).Select(ReferenceOf)],
                Settings = new() { HeadHandle = head, TailHandle = tail, MergeGap = (int)(parsed.GetValue(gap) ?? 0), Layout = parsed.GetValue(layout), WholeClips = parsed.GetValue(whole), IncludeSound = parsed.GetValue(sound), PreferOriginals = parsed.GetValue(originals), CoreHour = options.CoreHour(parsed) },
            });
            if (!order.References.IsEmpty && options.Choice.IsServer(parsed)) throw new CommandException(ExitCode.Usage, "--reference is for a library on this machine: a server cannot read files of yours.");
            var name = Path.GetFileName(paths[0]);
            var before = parsed.GetValue(since);
            var planned = await PullProblems.ExplainedAsync(() => options.Choice.AskAsync(parsed,
                async library =>
                {
                    if (before is { } id) order = order with { Since = await id.FindAsync(library, cancellationToken) };
                    return await library.PullViewAsync((await new ConformPullDesk(library).PlanAsync(order, name, bytes, Environment.UserName, cancellationToken)).Pull.Id, cancellationToken);
                },
                async server =>
                {
                    if (before is { } id) order = order with { Since = await id.FindAsync(server, cancellationToken) };
                    return await server.SendAsync<PullView>(HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(order.Show)}/pulls/conform", new { cutName = name, cut = Convert.ToBase64String(bytes.AsSpan()), order }, cancellationToken);
                }, cancellationToken));
            if (parsed.GetValue(drive) is { } folder) Fit(planned, folder, parsed.InvocationConfiguration.Error);
            return (int)await PullRun.AfterPlanAsync(parsed, options, planned, cancellationToken);
        });
        return command.Explain(
            "acetate pull conform r1.edl r2.edl r3.edl --show film --to grading\nacetate pull conform locked.otio --show film --to grading --layout resolve --handles 24 --sound --yes\nacetate pull conform locked-v2.otio --show film --to grading --since 0199a7c2-1f0e --drive /media/shuttle",
            (ExitCode.Done, "the package is delivered; with --plan, it is planned and nothing is left out"),
            (ExitCode.Found, "an event has no original, there is nothing to deliver, a list was not read whole, or the work waits for a person; the report says which and why"),
            (ExitCode.BadInput, "a cut or a document cannot be used, or the package does not fit the drive; the message says why"),
            (ExitCode.Cancelled, "it was not approved and stays planned, also where there is nobody to ask and --yes was not said; or it was cancelled while it was made, and 'acetate pull retry' goes on"),
            (ExitCode.Unavailable, "a disk is full or a store is away; 'acetate pull retry' goes on where it was"));
    }

    private static string Layouts => string.Join(", ", Enum.GetValues<ConformLayout>().Select(KebabCase.Of));

    private static ConformLayout LayoutOf(System.CommandLine.Parsing.ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (KebabCase.TryParse<ConformLayout>(text, out var layout)) return layout;
        result.AddError($"'{Table.Visible(text)}' is no layout. Use one of {Layouts}.");
        return default;
    }

    private static ConformReference ReferenceOf(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(path)}' (--reference).");
        return new(StoreUrl.ForFolder(file.DirectoryName ?? "/"), "", new CopyFile(file.Name, file.Length));
    }

    private static void Fit(PullView planned, string folder, TextWriter error)
    {
        if (!Directory.Exists(folder)) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(folder)}' (--drive).");
        var fit = DriveFit.Check(planned.Conform!.Estimate.Bytes, new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
        if (!fit.Fits) throw new CommandException(ExitCode.BadInput, $"{fit.Sentence} The pull stays planned as {planned.Id}.");
        error.WriteLine(fit.Sentence);
    }
}
