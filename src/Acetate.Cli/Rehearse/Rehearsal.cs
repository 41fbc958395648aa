using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Cli.Media;
using Acetate.Compute.Hosting;
using Acetate.Media.Decode;
using Acetate.Media.Encode;
using Acetate.Media.Inspect;
using Acetate.Media.Render;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Storage;

namespace Acetate.Cli.Rehearse;

/// <summary>Takes camera-test clips through every step that a show will take them through, and keeps what would go wrong.</summary>
internal sealed class Rehearsal(string output, TimeProvider clock)
{
    private const int TrimmedFrames = 5;

    private readonly string _scratch = Path.Join(output, ".scratch");

    /// <summary>Rehearses one clip. What goes wrong is part of the answer.</summary>
    public async Task<RehearsedClip> RunAsync(ClipSource clip, string? from, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_scratch);
        var steps = ImmutableArray.CreateBuilder<RehearsedStep>();
        ClipInspection? inspection = null;
        steps.Add(await StepAsync("inspect", async () =>
        {
            inspection = await new ClipInspector(clock).InspectAsync(clip, cancellationToken).ConfigureAwait(false);
            return new(Worst(inspection.Problems), string.Join(' ', inspection.Problems.Select(problem => problem.Message)), []);
        }).ConfigureAwait(false));
        if (inspection is null) return new(clip.Name, null, null, steps.ToImmutable());
        string? decoder = null;
        if (clip.Kind != ClipKind.Sound)
        {
            var middle = Math.Max(0, (inspection.Frames ?? 1) / 2);
            var picture = await FrameAsync(clip, from, middle, $"{SafeName(clip)}.png", AmfUse.Proxies, cancellationToken).ConfigureAwait(false);
            steps.Add(picture.Step);
            var plate = await FrameAsync(clip, from, middle, $"{SafeName(clip)}.exr", AmfUse.Plates, cancellationToken).ConfigureAwait(false);
            steps.Add(plate.Step with { Name = "plate" });
            decoder = plate.Decoder ?? picture.Decoder;
        }

        steps.Add(await StepAsync("proxy", () => ProxyAsync(clip, inspection, cancellationToken)).ConfigureAwait(false));
        steps.Add(await StepAsync("trim", () => TrimAsync(clip, inspection, cancellationToken)).ConfigureAwait(false));
        return new(clip.Name, inspection, decoder, steps.ToImmutable());
    }

    /// <summary>Takes away what only lay there meanwhile.</summary>
    public void Clear()
    {
        if (Directory.Exists(_scratch)) Directory.Delete(_scratch, recursive: true);
    }

    private async Task<(RehearsedStep Step, string? Decoder)> FrameAsync(ClipSource clip, string? from, long number, string name, AmfUse use, CancellationToken cancellationToken)
    {
        string? decoder = null;
        var step = await StepAsync("frame", async () =>
        {
            var result = await RenderFrames.RunAsync(new()
            {
                Store = StoreUrl.ForFolder(ClipArguments.FolderOf(clip)),
                Clip = Files(clip),
                Frames = new() { Start = number, End = number + 1 },
                IsOneFrame = true,
                Development = new() { From = from },
                Outputs = [new() { Name = name, Use = use, File = new() { Kind = use == AmfUse.Plates ? "exr" : "png" } }],
                Target = StoreUrl.ForFolder(output),
            }, Context(), cancellationToken).ConfigureAwait(false);
            decoder = result.Recipes[0].Decoder;
            return result.Frames[0] is { Verdict: FrameVerdict.Made } made
                ? new(result.Warnings.IsEmpty ? RehearsalVerdict.Good : RehearsalVerdict.Odd, string.Join(' ', result.Warnings), made.Files) { Recipe = result.Recipes[0].Steps }
                : new RehearsedStep.Outcome(RehearsalVerdict.Bad, result.Frames[0].Reason ?? "The frame was not made.", []);
        }).ConfigureAwait(false);
        return (step, decoder);
    }

    private async Task<RehearsedStep.Outcome> ProxyAsync(ClipSource clip, ClipInspection inspection, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Join(_scratch, "proxy")).FullName;
        try
        {
            return await new ProxyRenderer(clock, ProxyColours.Of).RenderAsync(clip, inspection, folder, static (_, _) => { }, cancellationToken).ConfigureAwait(false) switch
            {
                ProxyOutcome.Made made => new(made.Faults.IsEmpty ? RehearsalVerdict.Good : RehearsalVerdict.Odd, string.Join(' ', made.Faults.Concat(made.Notes)), []),
                ProxyOutcome.Unavailable unavailable => new(RehearsalVerdict.Bad, unavailable.Reason, []),
                ProxyOutcome.Failed failed => new(RehearsalVerdict.Bad, failed.Reason, []),
                var other => throw new InvalidOperationException($"{other} is no outcome."),
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<RehearsedStep.Outcome> TrimAsync(ClipSource clip, ClipInspection inspection, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Join(_scratch, "trim")).FullName;
        try
        {
            var frames = inspection.Frames ?? 0;
            // A part: not to the end, where an edit list may show less than is there.
            var start = Math.Max(0, Math.Min(frames / 2 - TrimmedFrames / 2, frames - 1 - TrimmedFrames));
            var end = Math.Max(1, Math.Min(frames - 1, start + TrimmedFrames));
            var result = await TrimClip.RunAsync(new()
            {
                Store = StoreUrl.ForFolder(ClipArguments.FolderOf(clip)),
                Clip = Files(clip),
                Frames = clip.Kind == ClipKind.Sound ? null : new(start, end),
                Samples = clip.Kind == ClipKind.Sound ? new(0, Math.Min(inspection.Sound?.Samples ?? 1, 48_000)) : null,
                Target = StoreUrl.ForFolder(folder),
            }, Context(), cancellationToken).ConfigureAwait(false);
            return result.Reason is { } reason ? new(RehearsalVerdict.Bad, reason, [])
                : new(result.Exact ? RehearsalVerdict.Good : RehearsalVerdict.Odd, string.Join(' ', [result.Proof, .. result.Notes]), []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private StepContext Context() => new() { ScratchFolder = _scratch, Clock = clock };

    private async Task<RehearsedStep> StepAsync(string name, Func<Task<RehearsedStep.Outcome>> run)
    {
        var started = clock.GetTimestamp();
        RehearsedStep.Outcome outcome;
        try
        {
            outcome = await run().ConfigureAwait(false);
        }
        catch (StepFailedException failed)
        {
            outcome = new(RehearsalVerdict.Bad, $"{failed.Message} {failed.Advice}".Trim(), []);
        }
        catch (Exception problem) when (problem is StoreException or DecodeException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            outcome = new(RehearsalVerdict.Bad, problem.Message, []);
        }

        return new(name, outcome.Verdict, outcome.Message, outcome.Files, Math.Round(clock.GetElapsedTime(started).TotalSeconds, 2)) { Recipe = outcome.Recipe };
    }

    private static RehearsalVerdict Worst(ImmutableArray<InspectionProblem> problems) =>
        problems.Any(problem => problem.Severity == ProblemSeverity.Error) ? RehearsalVerdict.Bad
        : problems.Any(problem => problem.Severity == ProblemSeverity.Warning) ? RehearsalVerdict.Odd : RehearsalVerdict.Good;

    private static ClipFiles Files(ClipSource clip)
    {
        var folder = ClipArguments.FolderOf(clip);
        return new() { Name = clip.Name, Kind = clip.Kind, Files = [.. clip.Files.Select(file => Path.GetRelativePath(folder, file.LocalPath!).Replace(Path.DirectorySeparatorChar, '/'))] };
    }

    // Two cards may have a clip of one name: the folder before it tells them apart.
    private static string SafeName(ClipSource clip) =>
        string.Concat((clip.Files[0].Name.Contains('/', StringComparison.Ordinal) ? $"{Path.GetDirectoryName(clip.Files[0].Name)!.Replace('/', '_')}_{clip.Name}" : clip.Name)
            .Select(letter => char.IsControl(letter) || letter is '/' or '\\' ? '_' : letter).TakeLast(120));
}

/// <summary>How a step went.</summary>
internal enum RehearsalVerdict
{
    /// <summary>As it should.</summary>
    Good,

    /// <summary>It was done, and somebody should look.</summary>
    Odd,

    /// <summary>It would stop the work on day one.</summary>
    Bad,
}

/// <summary>One step of a clip.</summary>
/// <param name="Name">inspect, frame, plate, proxy or trim.</param>
/// <param name="Verdict">How it went.</param>
/// <param name="Message">What was found.</param>
/// <param name="Files">What was made, beside the report.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record RehearsedStep(string Name, RehearsalVerdict Verdict, string Message, ImmutableArray<string> Files, double Seconds)
{
    /// <summary>Every transform in order, of pictures.</summary>
    public ImmutableArray<RecipeStep> Recipe { get; init; } = [];

    /// <summary>What a step found.</summary>
    internal sealed record Outcome(RehearsalVerdict Verdict, string Message, ImmutableArray<string> Files)
    {
        public ImmutableArray<RecipeStep> Recipe { get; init; } = [];
    }
}

/// <summary>A clip that was rehearsed.</summary>
/// <param name="Name">The clip's.</param>
/// <param name="Inspection">What it says of itself.</param>
/// <param name="Decoder">What decoded it.</param>
/// <param name="Steps">In order.</param>
internal sealed record RehearsedClip(string Name, ClipInspection? Inspection, string? Decoder, ImmutableArray<RehearsedStep> Steps);
