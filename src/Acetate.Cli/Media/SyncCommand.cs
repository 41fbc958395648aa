using System.Collections.Immutable;
using System.CommandLine;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Media.Sound;
using Acetate.Media.Sound.Sync;
using Acetate.Tools.Ingest.Scan;

namespace Acetate.Cli.Media;

/// <summary><c>acetate sync</c>.</summary>
internal static class SyncCommand
{
    private static readonly Argument<string[]> Clips = new("CLIP") { Description = "Clips: files, folders or whole cards.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<string[]> Sounds = new("--sound", "-s")
    {
        Description = "Wave files of the sound recorder, or folders of them; may be repeated.",
        HelpName = "PATH",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> NoTimecode = new("--no-timecode") { Description = "The cameras had no timecode worth asking, such as one that begins at zero with each clip: only slate and sound are asked." };

    private static readonly Option<DirectoryInfo> Target = new("--write", "-w") { Description = "Writes the sound of each clip that is sure into this folder: a broadcast wave file from the clip's first frame to its last. Nothing is overwritten.", HelpName = "DIR" };

    private static readonly Option<bool> Unconfirmed = new("--unconfirmed") { Description = "With --write: the sound of clips that timecode alone found, too." };

    private static readonly Option<bool> KeepDrift = new("--keep-drift") { Description = "With --write: copies samples as they are, even where clocks drifted apart by more than a quarter of a frame." };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON document with what every method said." };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("sync", "Says which recordings are the sound of which clips, and where each clip begins in them: by timecode, by what both microphones heard, and how sure that is.")
        {
            Clips, Sounds, NoTimecode, Target, Unconfirmed, KeepDrift, Json,
        };
        command.SetAction(RunAsync);
        return command.Explain("acetate sync /shoot/A001 --sound /shoot/S001\nacetate sync A001C001.mov --sound S001T003.WAV --write synced",
            (ExitCode.Done, "each clip has a recording that is sure"),
            (ExitCode.Found, "a clip has none that is sure, a file could not be read as sound, or nothing was written for a clip; the report says which and why"),
            (ExitCode.Usage, "the command line is wrong, or there is no clip among what was named"),
            (ExitCode.BadInput, "there is no sound file, or none of them can be read"),
            (ExitCode.Unavailable, "FFmpeg, which decodes the clips' own sound, is not installed"));
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var target = parsed.GetValue(Target);
        if (target is null && (parsed.GetValue(Unconfirmed) || parsed.GetValue(KeepDrift))) throw new CommandException(ExitCode.Usage, "--unconfirmed and --keep-drift say what --write does. Give it too.");
        if (target is not null && File.Exists(target.FullName)) throw new CommandException(ExitCode.Usage, $"'{target.FullName}' is a file. Name a folder with --write.");
        if (target?.Parent is { Exists: false } parent) throw new CommandException(ExitCode.NotFound, $"There is no folder '{parent.FullName}'.");
        var clips = parsed.GetRequiredValue(Clips).SelectMany(path => ClipArguments.Under(path, cancellationToken)).Where(clip => clip.Kind is not (ClipKind.Sound or ClipKind.Still)).ToList();
        if (clips.Count == 0) throw new CommandException(ExitCode.Usage, "No clip with a picture was found there. Name clips first, and their sound with --sound.");
        using var sounds = OpenedSounds.Open(
            parsed.GetRequiredValue(Sounds).SelectMany(path => FilesUnder(path)).Distinct(StringComparer.Ordinal).Select(path => new SoundPath(path, path)), cancellationToken: cancellationToken);
        try
        {
            if (sounds.Takes.Length == 0) throw new CommandException(ExitCode.BadInput, sounds.Refused.Length == 0 ? "No wave file was found under what --sound names." : $"None of the sound files can be read. {sounds.Refused[0].Reason}");
            var report = new SyncReport { Sounds = sounds.Takes, Refused = sounds.Refused };
            await DecideAsync(parsed, clips, sounds.Takes, target, report, cancellationToken).ConfigureAwait(false);
            return (int)report.Write(parsed.InvocationConfiguration.Output, parsed.GetValue(Json));
        }
        catch (ToolMissingException missing)
        {
            throw new CommandException(ExitCode.Unavailable, missing.Message);
        }
    }

    private static async Task DecideAsync(ParseResult parsed, List<ClipSource> clips, ImmutableArray<SoundTake> takes, DirectoryInfo? target, SyncReport report, CancellationToken cancellationToken)
    {
        var sync = new SoundSync(takes);
        var inspector = new ClipInspector(TimeProvider.System);
        var error = parsed.InvocationConfiguration.Error;
        using var writing = target is null ? null : new SyncedFiles(target.FullName) { WithUnconfirmed = parsed.GetValue(Unconfirmed), KeepsDrift = parsed.GetValue(KeepDrift) };
        for (var i = 0; i < clips.Count; i++)
        {
            if (!Console.IsErrorRedirected) await error.WriteAsync($"\r{i + 1} of {clips.Count} clips").ConfigureAwait(false);
            var scratch = Directory.CreateTempSubdirectory("acetate-sync-").FullName;
            try
            {
                var inspection = await inspector.InspectAsync(clips[i], cancellationToken).ConfigureAwait(false);
                using var clip = await ClipSound.OpenAsync(clips[i], inspection, scratch, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                var asked = parsed.GetValue(NoTimecode) ? clip.Clip with { Start = null } : clip.Clip;
                var results = sync.Decide(asked, cancellationToken);
                report.Add(asked, clip.Remark, results, writing?.Write(asked, results, cancellationToken) ?? []);
            }
            catch (InvalidDataException unusable)
            {
                report.Add(clips[i].Name, unusable.Message);
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        }

        if (!Console.IsErrorRedirected) await error.WriteAsync("\r\u001b[K").ConfigureAwait(false);
    }

    private static IEnumerable<string> FilesUnder(string path)
    {
        if (File.Exists(path)) return [Path.GetFullPath(path)];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"There is no file or folder '{path}'.");
        // Neither what macOS leaves beside files nor what lies behind a link that may lead in circles.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(Path.GetFullPath(path), "*", options)
            .Where(file => MediaNames.Extension(file) is "wav" or "bwf" or "rf64" && !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }
}
