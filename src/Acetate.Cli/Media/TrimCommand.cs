using System.CommandLine;
using System.Globalization;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Trim;
using Acetate.Storage.Local;
using Acetate.Timing;

namespace Acetate.Cli.Media;

/// <summary><c>acetate trim</c>.</summary>
internal static class TrimCommand
{
    private static readonly Argument<string> Clip = new("CLIP") { Description = "A file, or a folder that holds one clip." };

    private static readonly Option<string> In = new("--in") { Description = "Timecode of the first frame.", HelpName = "TC" };

    private static readonly Option<string> Out = new("--out") { Description = "Timecode of the frame after the last, as an edit list counts.", HelpName = "TC" };

    private static readonly Option<string> Frames = new("--frames") { Description = "Frames A up to, without, B; the clip's first frame is 0.", HelpName = "A-B" };

    private static readonly Option<string> Samples = new("--samples") { Description = "Samples A up to, without, B of a wave file; the first is 0.", HelpName = "A-B" };

    private static readonly Option<string> Rate = new("--rate") { Description = "Frames per second of the timecode, for a wave file that does not say.", HelpName = "R" };

    private static readonly Option<DirectoryInfo> Output = new("--output", "-o") { Description = "The folder that takes the result; it is made when it is not there.", HelpName = "DIR", Required = true };

    private static readonly Option<string> Name = new("--name") { Description = "What the file is called, without extension. Default: as the clip's. Frames of a sequence keep their names.", HelpName = "NAME" };

    private static readonly Option<bool> Whole = new("--whole") { Description = "Copies the clip whole, unchanged, when its format cannot be cut." };

    private static readonly Option<bool> Sidecars = new("--sidecars") { Description = "Copies the files beside the clip (XML, ALE, RMD) along, unchanged." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("trim", "Cuts a part out of a clip without decoding it: the frames as they are stored, proved equal to the source's.")
        {
            Clip, In, Out, Frames, Samples, Rate, Output, Name, Whole, Sidecars, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain("acetate trim A001C001_260102_R1AC.mov --in 10:00:03:12 --out 10:00:05:00 -o trims\nacetate trim A001C003 --frames 24-48 -o trims\nacetate trim S001T001.WAV --samples 48000-96000 -o trims",
            (ExitCode.Found, "the clip cannot be cut and nothing was made, or it was copied whole, or frames are missing in it; the report says which and why"),
            (ExitCode.Usage, "the command line is wrong, or a label is none at the clip's rate"),
            (ExitCode.BadInput, "the clip is damaged, or a file to be made is there already"),
            (ExitCode.NotFound, "there is no such clip, or the part lies outside it"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var order = Order(parsed);
        var clip = ClipArguments.One(parsed.GetRequiredValue(Clip), cancellationToken);
        var target = parsed.GetRequiredValue(Output);
        if (File.Exists(target.FullName)) throw new CommandException(ExitCode.Usage, $"'{target.FullName}' is a file. Name a folder with -o.");
        if (target.Parent is { Exists: false } parent) throw new CommandException(ExitCode.NotFound, $"There is no folder '{parent.FullName}'.");
        var isNew = !target.Exists;
        Directory.CreateDirectory(target.FullName);
        // Within the target, so that the finished files only need to be renamed.
        var folder = Directory.CreateDirectory(Path.Join(target.FullName, $".acetate-trim-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            var inspection = await new ClipInspector(TimeProvider.System).InspectAsync(clip, cancellationToken).ConfigureAwait(false);
            var progress = new TrimProgress(parsed.InvocationConfiguration.Error, Console.IsErrorRedirected);
            TrimOutcome outcome;
            try
            {
                outcome = await new ClipTrimmer(TimeProvider.System).TrimAsync(clip, inspection, order, folder, progress.Report, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                progress.End();
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (outcome is TrimOutcome.Made made) Give(made, folder, target.FullName);
            return (int)TrimReport.Write(parsed, clip, outcome, parsed.GetValue(Json));
        }
        catch (TrimRangeException range)
        {
            throw new CommandException(range.IsOutside ? ExitCode.NotFound : ExitCode.Usage, range.Message);
        }
        catch (ToolMissingException missing)
        {
            throw new CommandException(ExitCode.Unavailable, missing.Message);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            if (isNew && !Directory.EnumerateFileSystemEntries(target.FullName).Any()) Directory.Delete(target.FullName);
        }
    }

    private static TrimOrder Order(ParseResult parsed)
    {
        var (first, last, frames, samples) = (parsed.GetValue(In), parsed.GetValue(Out), parsed.GetValue(Frames), parsed.GetValue(Samples));
        var ways = ((first ?? last) is null ? 0 : 1) + (frames is null ? 0 : 1) + (samples is null ? 0 : 1);
        if (ways == 0) throw new CommandException(ExitCode.Usage, "Say which part: with --in TC --out TC, or with --frames A-B.");
        if (ways > 1) throw new CommandException(ExitCode.Usage, "--in/--out, --frames and --samples all say which part. Give one of them.");
        if (ways == 1 && frames is null && samples is null && (first is null || last is null)) throw new CommandException(ExitCode.Usage, $"{(first is null ? "--in" : "--out")} is missing.");
        FrameRate rate = default;
        if (parsed.GetValue(Rate) is { } text && !FrameRate.TryParse(text, out rate, out var reason)) throw new CommandException(ExitCode.Usage, reason);
        var name = parsed.GetValue(Name);
        if (name is not null && (name.Trim().Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny("/\0\\")))
            throw new CommandException(ExitCode.Usage, $"'{Table.Visible(name)}' is no name for a file.");
        return new()
        {
            Selection = frames is not null && Range(frames, "frames") is var (a, b) ? new TrimSelection.Frames(a, b)
                : samples is not null && Range(samples, "samples") is var (c, d) ? new TrimSelection.Samples(c, d) : new TrimSelection.Labels(first!, last!),
            Rate = rate,
            Name = name,
            OrWhole = parsed.GetValue(Whole),
            WithSidecars = parsed.GetValue(Sidecars),
        };
    }

    private static (long Start, long End) Range(string text, string what)
    {
        var parts = text.Split('-');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            ? (start, end) : throw new CommandException(ExitCode.Usage, $"'{Table.Visible(text)}' is no range. Write it as 24-48: {what} 24 up to, without, 48.");
    }

    /// <summary>Gives the finished files their names: all, or none.</summary>
    private static void Give(TrimOutcome.Made made, string folder, string target)
    {
        var files = made.Files.Concat(made.Sidecars).Select(file => (From: Path.Join(folder, file.Path), To: Path.Join(target, file.Path))).ToList();
        foreach (var (_, to) in files)
            if (Path.Exists(to)) throw Taken(to);
        var given = new List<string>();
        try
        {
            foreach (var (from, to) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                // Not even something that came to lie there meanwhile is overwritten.
                if (!FinalName.TryTake(from, to)) throw Taken(to);
                given.Add(to);
            }
        }
        catch
        {
            foreach (var ours in given) File.Delete(ours);
            throw;
        }
    }

    private static CommandException Taken(string path) =>
        new(ExitCode.BadInput, $"'{path}' is there already, and nothing is overwritten. Name another folder with -o or another name with --name, or move that one away.");

    /// <summary>A line that counts, for terminals alone.</summary>
    private sealed class TrimProgress(TextWriter error, bool isSilent)
    {
        private long _last = -1;

        public void Report(long done, long total)
        {
            var percent = total > 0 ? done * 100 / total : 0;
            if (isSilent || percent == _last) return;
            _last = percent;
            error.Write($"\r{percent} %");
            error.Flush();
        }

        public void End()
        {
            if (_last >= 0) error.Write("\r\u001b[K");
        }
    }
}
