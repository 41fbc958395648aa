using System.Globalization;
using Acetate.Compute;
using Acetate.Library.Dailies;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Dailies;

/// <summary>Decides whose slate is read, and in what. Pure.</summary>
internal static class SlatePlan
{
    private static readonly StepNeeds Needs = new() { Cores = 1, MemoryMiB = 1024, Stall = TimeSpan.FromMinutes(15) };

    /// <summary>The step that reads a clip's slate once the clip is made, so that no daily is later for it; null for clips whose scene and take are known, whose slate was looked for, or whose show does not want it.</summary>
    public static Step? Of(DailiesInput input, PulledClip clip, ClipDaily daily, RenderFramesRequest make)
    {
        if (!input.Settings.ReadsSlates || input.SlatesRead.Contains(clip.Clip.Id)) return null;
        if (DailyFacts.Of(clip.Clip, "slate.scene").Length > 0 && DailyFacts.Of(clip.Clip, "slate.take").Length > 0) return null;
        var number = daily.Place.ToString("0000", CultureInfo.InvariantCulture);
        var proxy = clip.Clip is { ProxyState: Library.Clips.ProxyState.Made, Proxy.Video.Length: > 0 } ? clip.Clip.Proxy.Video : null;
        return new()
        {
            Name = DailiesPlan.Slate + number,
            Function = ReadSlate.Name,
            Stage = "slates",
            Needs = Needs,
            After = proxy is null ? [] : [DailiesPlan.Make + number],
            Uses = proxy is null ? [DailiesPlan.Make + number] : [],
            Request = StepRequest.Of(new ReadSlateRequest
            {
                Store = input.Derived,
                Proxy = proxy,
                MadeBy = proxy is null ? DailiesPlan.Make + number : null,
                MadePrefix = DailiesPlan.Folder(daily),
                Outputs = [.. make.Outputs.OrderBy(one => one.BurnInTemplate is not null).Select(one => one.Name)],
                Frames = clip.Clip.Frames,
                // Beside the attempts: what was made before goes, and the proposal stays.
                TargetPrefix = $"{DailiesPlan.Folder(input.Roll.Id)}/slates/{clip.Clip.Id:N}",
            }),
        };
    }
}
