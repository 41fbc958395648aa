using System.CommandLine;
using System.Globalization;
using Acetate.Amf;
using Acetate.Compute.Hosting;
using Acetate.Media.Check;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Steps.Compare;
using Acetate.Steps.Render;
using Acetate.Storage;
using Acetate.Storage.Local;

namespace Acetate.Cli.Media;

/// <summary><c>acetate colour compare</c>.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Still = new("STILL") { Description = "The still: a JPEG, PNG or TIFF for a Rec.709 display, as the DIT graded it." };

    private static readonly Argument<string> Picture = new("CLIP") { Description = "What is held against it: a clip, a folder that holds one, or another picture." };

    private static readonly Option<string?> At = new("--at") { Description = "The clip's frame that the still shows: its number, the first being 0, or its timecode; it may be off by two. Without it, it is looked for.", HelpName = "N|TC" };

    private static readonly Option<string?> From = new("--from") { Description = "What the clip's values mean, when the file does not say or says it wrongly: an encoding of 'acetate colour list'.", HelpName = "ENCODING" };

    private static readonly Option<FileInfo?> Amf = new("--amf") { Description = "Looks by this ACES metadata file.", HelpName = "FILE" };

    private static readonly Option<FileInfo?> Cdl = new("--cdl") { Description = "Looks by this ASC CDL (.cdl .cc .ccc), without an AMF.", HelpName = "FILE" };

    private static readonly Option<string?> CdlId = new("--cdl-id") { Description = "The correction's id, where the file has several.", HelpName = "ID" };

    private static readonly Option<FileInfo?> Lut = new("--lut") { Description = "Looks by this table, after the CDL; it ends in finished Rec.709.", HelpName = "FILE" };

    private static readonly Option<string> GradedIn = new("--graded-in") { Description = "The encoding in which the CDL and the table work; default: ACEScct.", HelpName = "ENCODING", DefaultValueFactory = _ => "ACEScct" };

    private static readonly Option<FileInfo?> Map = new("--map") { Description = "Writes still, clip and a map of the differences side by side, as PNG.", HelpName = "FILE" };

    private static readonly Option<FileInfo> Limits = new("--limits") { Description = "A JSON file with thresholds, those of 'look'; 'acetate qc --print-limits' writes all.", HelpName = "FILE" };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document with all figures." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("compare", "Says whether a clip, as its dailies would look, has the look of a still of the set, how far it is from it (ΔE2000), and in which direction.")
        {
            Still, Picture, At, From, Amf, Cdl, CdlId, Lut, GradedIn, Map, Limits, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain("acetate colour compare A001C003_still.png A001C003.mov --cdl A001C003.cc --map difference.png\nacetate colour compare still.jpg daily.png --json",
            (ExitCode.Done, "the look is the still's"),
            (ExitCode.Found, "the look differs, no frame shows what the still shows, or they cannot be compared; the sentence says which and why"),
            (ExitCode.BadInput, "the clip, its look or the file of limits cannot be used, or the file to write is there already"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var still = new FileInfo(parsed.GetRequiredValue(Still));
        if (!still.Exists) throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(still.FullName)}'.");
        var map = parsed.GetValue(Map);
        if (map is { Exists: true }) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(map.FullName)}' is there already, and nothing is overwritten. Name another file.");
        if (map is { Directory.Exists: false }) throw new CommandException(ExitCode.NotFound, $"There is no folder '{Table.Visible(map.DirectoryName ?? "")}'. Make it, or name another one.");
        var limits = await QcCommand.ReadLimitsAsync(parsed.GetValue(Limits), cancellationToken).ConfigureAwait(false);
        var clip = ClipArguments.One(parsed.GetRequiredValue(Picture), cancellationToken);
        var scratch = Directory.CreateTempSubdirectory("acetate-compare-").FullName;
        try
        {
            var request = Request(parsed, clip, still, limits, scratch);
            var found = (await RenderFrames.CompareAsync(request, new StepContext { ScratchFolder = scratch }, cancellationToken).ConfigureAwait(false))[0];
            if (map is not null && found.Map is { } made)
            {
                var beginning = Path.Join(map.DirectoryName, $".acetate-compare-{Guid.CreateVersion7():N}");
                File.Copy(Path.Join(scratch, "made", made), beginning);
                if (!FinalName.TryTake(beginning, map.FullName)) throw new CommandException(ExitCode.BadInput, $"'{Table.Visible(map.FullName)}' is there already, and nothing is overwritten. Name another file.");
            }

            Write(parsed, found with { Map = found.Map is null ? null : map?.FullName });
            return (int)(found.Verdict == StillVerdict.Same ? ExitCode.Done : ExitCode.Found);
        }
        catch (StepFailedException failed)
        {
            throw new CommandException(failed.Class == Compute.RetryClass.Data ? ExitCode.BadInput : ExitCode.Unavailable, $"{failed.Message} {failed.Advice}".TrimEnd());
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static RenderFramesRequest Request(ParseResult parsed, ClipSource clip, FileInfo still, CheckLimits limits, string scratch)
    {
        var folder = ClipArguments.FolderOf(clip);
        var (cdl, lut) = (Document(parsed, Cdl), Document(parsed, Lut));
        var compared = new ComparedStill { File = new(StoreUrl.ForFolder(still.DirectoryName!), still.Name), Name = still.Name };
        if (parsed.GetValue(At) is { } label)
        {
            if (long.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue) compared = compared with { Frame = number };
            else compared = label.AsSpan().ContainsAny(':', ';') ? compared with { Timecode = label } : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(label)}' is neither a frame's number nor a timecode (01:00:00:00).");
        }

        return new()
        {
            Store = StoreUrl.ForFolder(folder),
            Clip = new() { Name = clip.Name, Kind = clip.Kind, Files = [.. clip.Files.Select(file => Path.GetRelativePath(folder, file.LocalPath!).Replace(Path.DirectorySeparatorChar, '/'))] },
            Development = new() { Debayer = DebayerQuality.Half, From = parsed.GetValue(From) },
            Outputs =
            [
                new()
                {
                    Name = "look.png",
                    File = new() { Kind = "png" },
                    Use = AmfUse.Proxies,
                    Amf = Document(parsed, Amf),
                    Grade = cdl is null && lut is null ? null : new() { Cdl = cdl, Correction = parsed.GetValue(CdlId), Lut = lut, In = parsed.GetRequiredValue(GradedIn) },
                },
            ],
            Check = new() { Limits = limits, Stills = [compared] },
            Target = StoreUrl.ForFolder(Directory.CreateDirectory(Path.Join(scratch, "made")).FullName),
        };
    }

    private static StoredDocument? Document(ParseResult parsed, Option<FileInfo?> option) => parsed.GetValue(option) is not { } file ? null
        : file.Exists ? new(StoreUrl.ForFolder(file.DirectoryName!), file.Name) : throw new CommandException(ExitCode.NotFound, $"There is no file '{Table.Visible(file.FullName)}' ({option.Name}).");

    private static void Write(ParseResult parsed, StillCheck found)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            CliJson.Write(output, found);
            return;
        }

        output.WriteLine(Table.Visible(found.Words));
        if (found.Frame is not { } frame) return;
        var table = new Table("frame", "median", "95 %", "ΔL*", "Δa*", "Δb*", "ΔC*", "contrast", "likeness");
        foreach (var index in Enumerable.Range(0, 9)) table.RightAligned.Add(index);
        table.Add(frame, Number(found.Median), Number(found.Percentile95), Number(found.Lightness), Number(found.GreenRed), Number(found.BlueYellow), Number(found.Chroma), Number(found.Contrast), Number(found.Likeness));
        table.Write(output);
        if (found.Map is not null) output.WriteLine($"{Table.Visible(found.Map)}: still, clip, difference (black none, yellow the limit, red twice of it).");
    }

    private static string Number(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
