using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Steps.Render;
using Acetate.Tools.Pulls;
using Acetate.Tools.VfxPulls;
using Acetate.Tools.VfxPulls.Plates;

namespace Acetate.Cli.Pulls;

/// <summary><c>acetate pull vfx</c>: plates of a cut, for a vendor.</summary>
internal static class VfxPullCommand
{
    // A slip in a name must not be passed over in silence.
    private static readonly JsonSerializerOptions Strict = new(LibraryJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static Command Create()
    {
        var options = new PullOptions();
        var cut = new Argument<string>("CUT") { Description = "The cut or shot list: CMX 3600 in any dialect, OTIO, FCP 7 XML, FCPXML, AAF, ALE or CSV." };
        var vendor = new Option<string>("--vendor") { Description = "Who gets the plates: the name of the vendor's workspace, made if there is none.", HelpName = "NAME", Required = true };
        var shots = new Option<string[]>("--shot") { Description = "Only this shot; may be repeated. Default: every shot that the cut names", HelpName = "SHOT" };
        var episode = new Option<string>("--episode") { Description = "The episode, for names.", HelpName = "EP", DefaultValueFactory = _ => "" };
        var handles = new Option<string?>("--handles") { Description = "Frames before and after the cut, as 8 or 8,12. Default: 8", HelpName = "N[,N]" };
        var template = new Option<string?>("--template") { Description = $"How plates are named. Default: as the show's settings say, or {PlateTemplate.Usual}", HelpName = "TEXT" };
        var policy = new Option<NumberingPolicy?>("--numbering") { Description = "What frame numbers count: cut-start, plate-start or source-timecode. Default: cut-start", HelpName = "POLICY", CustomParser = result => Word<NumberingPolicy>(result, "cut-start, plate-start or source-timecode") };
        var first = RangeOption.Of("--first", "The number of the frame that --numbering names. Default: 1001", "N", 0, int.MaxValue);
        var encoding = new Option<PlateEncoding?>("--encoding") { Description = $"What the numbers in plates mean: {string.Join(", ", Enum.GetValues<PlateEncoding>().Select(KebabCase.Of))}. Default: {KebabCase.Of(new VfxPullSettings().Encoding)}", HelpName = "NAME", CustomParser = result => Word<PlateEncoding>(result, string.Join(", ", Enum.GetValues<PlateEncoding>().Select(KebabCase.Of))) };
        var size = new Option<string?>("--size") { Description = "Pixels that plates are fitted into, never enlarged. Default: as recorded", HelpName = "WxH" };
        var least = RangeOption.Of("--minimum-width", "Refuse plates with fewer pixels across.", "N", 1, 65535);
        var unreadable = new Option<UnreadableFrames?>("--unreadable") { Description = $"What becomes of a frame that cannot be read: {Policies}. Default: fail, the pull waits", HelpName = "POLICY", CustomParser = result => Word<UnreadableFrames>(result, Policies) };
        var settings = new Option<string?>("--settings") { Description = "A JSON file with what the show and the vendor agreed on; other options go before it.", HelpName = "FILE" };
        var command = options.On(new Command("vfx", "Plates of a cut for a VFX vendor: planned, estimated, approved, rendered, sealed.") { cut, vendor, shots, episode, handles, template, policy, first, encoding, size, least, unreadable, settings });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(cut);
            var (agreed, bytes) = (Agreed(parsed.GetValue(settings)), await PullOptions.CutAsync(path, cancellationToken));
            var (head, tail) = parsed.GetValue(handles) is { } text ? PullOptions.Handles(text) : (agreed.HeadHandle, agreed.TailHandle);
            var fit = parsed.GetValue(size) is { } area ? Size(area) : (agreed.Width, agreed.Height);
            var order = options.Filled(parsed, new VfxPullOrder
            {
                Show = parsed.GetRequiredValue(options.Show),
                Recipient = parsed.GetRequiredValue(vendor),
                Episode = parsed.GetValue(episode)!,
                Shots = [.. parsed.GetValue(shots) ?? []],
                Settings = agreed with
                {
                    HeadHandle = head,
                    TailHandle = tail,
                    Template = parsed.GetValue(template) ?? agreed.Template,
                    Numbering = agreed.Numbering with { Policy = parsed.GetValue(policy) ?? agreed.Numbering.Policy, First = parsed.GetValue(first) ?? agreed.Numbering.First },
                    Encoding = parsed.GetValue(encoding) ?? agreed.Encoding,
                    Width = fit.Width,
                    Height = fit.Height,
                    MinimumWidth = (int?)parsed.GetValue(least) ?? agreed.MinimumWidth,
                    Unreadable = parsed.GetValue(unreadable) ?? agreed.Unreadable,
                    CoreHour = options.CoreHour(parsed) ?? agreed.CoreHour,
                },
            });
            var name = Path.GetFileName(path);
            var planned = await PullProblems.ExplainedAsync(() => options.Choice.AskAsync(parsed,
                async library => await library.PullViewAsync((await new VfxPullDesk(library).PlanAsync(order, name, bytes, Environment.UserName, cancellationToken)).Pull.Id, cancellationToken),
                server => server.SendAsync<PullView>(HttpMethod.Post, $"api/shows/{Uri.EscapeDataString(order.Show)}/pulls/vfx", new { cutName = name, cut = Convert.ToBase64String(bytes.AsSpan()), order }, cancellationToken), cancellationToken));
            return (int)await PullRun.AfterPlanAsync(parsed, options, planned, cancellationToken);
        });
        return command.Explain(
            "acetate pull vfx turnover3.edl --show film --vendor lupus\nacetate pull vfx reel2.otio --show film --vendor lupus --shot LUP_010_0100 --handles 12 --with show.amf --yes\nacetate pull vfx turnover3.edl --show film --vendor lupus --plan",
            (ExitCode.Done, "the package is delivered; with --plan, it is planned and nothing is left out"),
            (ExitCode.Found, "an event of a wanted shot has no plate, there is nothing to deliver, a list was not read whole, or the work waits for a person; the report says which and why"),
            (ExitCode.BadInput, "the cut, the settings or a document cannot be used; the message says why"),
            (ExitCode.Cancelled, "it was not approved and stays planned, also where there is nobody to ask and --yes was not said; or it was cancelled while it was made, and 'acetate pull retry' goes on"),
            (ExitCode.Unavailable, "a disk is full or a store is away; 'acetate pull retry' goes on where it was"));
    }

    private static string Policies => string.Join(", ", Enum.GetValues<UnreadableFrames>().Select(KebabCase.Of));

    private static VfxPullSettings Agreed(string? file)
    {
        if (file is null) return new();
        if (new FileInfo(file) is not { Exists: true } there) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(file)}'.");
        if (there.Length > 1 << 20) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(file)}' has more than 1 MB; no settings have.");
        try
        {
            return JsonSerializer.Deserialize<VfxPullSettings>(File.ReadAllText(file), Strict)
                ?? throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(file)}' holds nothing.");
        }
        catch (JsonException problem)
        {
            throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(file)}' holds no settings of VFX pulls: {problem.Message} Their names stand in the guide to VFX pulls.");
        }
    }

    private static (int? Width, int? Height) Size(string text)
    {
        var parts = text.Split('x', 'X', '×');
        return parts.Length == 2 && int.TryParse(parts[0], out var width) && int.TryParse(parts[1], out var height) && width is >= 16 and <= 65535 && height is >= 16 and <= 65535
            ? (width, height) : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no size. Write it as 2048x1152.");
    }

    private static T? Word<T>(System.CommandLine.Parsing.ArgumentResult result, string known)
        where T : struct, Enum
    {
        var text = result.Tokens[0].Value;
        if (KebabCase.TryParse<T>(text, out var value)) return value;
        result.AddError($"'{Table.Visible(text)}' is none of {known}.");
        return null;
    }
}
