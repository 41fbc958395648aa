using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Sharing;
using Acetate.Steps;
using Acetate.Tools.Jobs;

namespace Acetate.Tools.Sharing;

/// <summary>Has cuts of proxies made for stretches of clips that are shared, and keeps what became of them.</summary>
public sealed class ClipCutWork : IJobRecorder
{
    /// <summary>The kind of plan.</summary>
    public const string PlanKind = "cut-proxy";

    /// <inheritdoc/>
    public string Kind => PlanKind;

    /// <summary>Has a cut made, if it is not made or being made already. Wake the runner after the commit.</summary>
    internal static async Task OrderAsync(LibraryTransaction tx, Uri derived, string show, Clip clip, FrameStretch stretch, string actor, CancellationToken cancellationToken)
    {
        if (await tx.ClipCutAsync(clip.Id, stretch, cancellationToken) is { State: not ClipCutState.Failed }) return;
        var proxy = clip.Proxy!.Video;
        var folder = proxy[..Math.Max(0, proxy.LastIndexOf('/'))];
        var name = string.Create(CultureInfo.InvariantCulture, $"cut-{stretch.First}-{stretch.Count}");
        await tx.PutClipCutAsync(new() { Clip = clip.Id, Stretch = stretch }, cancellationToken);
        await tx.SubmitAsync(new Plan
        {
            // What failed is tried again under a key of its own.
            Key = $"{PlanKind}/{clip.Id:N}/{name}/{Guid.CreateVersion7(tx.Now):N}",
            Kind = PlanKind,
            Title = $"{clip.Name}, {stretch.Count} frames to share",
            Show = show,
            Subject = clip.Id.ToString(),
            Steps =
            [
                new Step
                {
                    Name = "cut",
                    Function = CutProxy.Name,
                    Weight = stretch.Count,
                    Needs = new StepNeeds { Cores = 1, MemoryMiB = 1024 },
                    Request = StepRequest.Of(new CutProxyRequest
                    {
                        Store = derived,
                        Proxy = proxy,
                        First = stretch.First,
                        Count = stretch.Count,
                        TargetPrefix = folder.Length == 0 ? name : $"{folder}/{name}",
                    }),
                },
            ],
        }, actor, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RecordAsync(LibraryTransaction tx, JobHead job, StepRow step, StepResult result, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(job.Subject, out var clip) || await tx.RequestAsync(step.Id, cancellationToken) is not { } text
            || JsonSerializer.Deserialize<CutProxyRequest>(text, StepJson.Options) is not { } request || await tx.ClipAsync(clip, cancellationToken) is null) return;
        var cut = new ClipCut { Clip = clip, Stretch = new(request.First, request.Count) };
        switch (result)
        {
            case StepResult.Done done when step.State is StepState.Done && done.Output.Deserialize<CutProxyResult>(StepJson.Options) is { } made:
                await tx.PutClipCutAsync(made.Video is null
                    ? cut with { State = ClipCutState.Failed, Reason = made.Reason ?? "" }
                    : cut with { State = ClipCutState.Made, Video = made.Video, Poster = made.Poster ?? "", Timecode = made.Timecode ?? "" }, cancellationToken);
                break;
            case StepResult.Failed failed when step.State is StepState.Held:
                await tx.PutClipCutAsync(cut with { State = ClipCutState.Failed, Reason = failed.Message }, cancellationToken);
                break;
        }
    }
}
