using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Pulls;
using Acetate.Media.Decode;
using Acetate.Tools.Pulls.Work;

namespace Acetate.Tools.VfxPulls;

/// <summary>The work that plates are. Pure.</summary>
internal static class VfxPullWork
{
    /// <summary>The work of a turnover, with the names that <see cref="VfxPullSteps"/> gives its steps.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="settings">What the show and the vendor agreed on.</param>
    /// <param name="clips">The clips, as far as they are known.</param>
    /// <param name="sizes">How many frames each step makes.</param>
    public static PullWork Of(PlannedPull plan, VfxPullSettings settings, IReadOnlyDictionary<Guid, Clip> clips, ChunkSizes sizes)
    {
        var parts = ImmutableArray.CreateBuilder<WorkPart>();
        for (var i = 0; i < plan.Plates.Length; i++)
        {
            var plate = plan.Plates[i];
            if (!plate.IsDelivered) continue;
            var clip = clips.GetValueOrDefault(plate.Clip);
            var plates = PlatesOf(plate, clip, settings);
            var (source, made) = (plates.Source, plates.Made);
            void Add(string what, PullTask task, string from, string to, long frames, long steps)
            {
                if (frames > 0) parts.Add(new(VfxPullSteps.NameOf(what, i + 1), new(task, from, to), frames, steps, task == PullTask.Copies ? new() : VfxPullSteps.Rendered));
            }

            var render = plate.Render.Sum(run => run.End - run.Start);
            var ofStep = sizes.Of(plates, clip);
            Add("render", PullTask.Plates, source, made, render, (render + ofStep - 1) / ofStep);
            Add("reuse", PullTask.Copies, "", made, plate.Range.Frames - render, 1);
            if (!settings.Reference) continue;
            Add("reference", PullTask.References, source, settings.ReferenceCodec, plate.Range.Frames, 1);
            Add("thumbnail", PullTask.Thumbnails, source, "", 1, 1);
        }

        return new() { Parts = parts.ToImmutable(), Package = new("", new(PullTask.Package, "", settings.Strict ? "VFX, ST 2065-4" : $"VFX, {KebabCase.Of(settings.Compression)}"), plan.Estimate.Bytes, 1, new()) };
    }

    /// <summary>The kind of work that the frames of a plate are.</summary>
    public static WorkKind PlatesOf(PlannedPlate plate, Clip? clip, VfxPullSettings settings) => new(
        PullTask.Plates,
        PullWork.SourceOf(clip?.Codec ?? "", clip?.Width, clip?.Height),
        string.Create(CultureInfo.InvariantCulture, $"EXR {(settings.Strict ? "ST 2065-4" : KebabCase.Of(settings.Compression))} {plate.Width}x{plate.Height}{(settings.Development.Debayer == DebayerQuality.Plate ? "" : $", debayer {KebabCase.Of(settings.Development.Debayer)}")}"));
}
