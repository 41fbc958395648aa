using Acetate.Fdl;
using Acetate.Fdl.Geometry;
using Placement = Acetate.Imaging.Resample.Placement;

namespace Acetate.Steps.Render;

/// <summary>What a framing decision list makes of a clip's pictures.</summary>
/// <param name="Placement">Where pixels go.</param>
/// <param name="Geometry">The calculation behind it, with the layers of the new canvas. Its squeeze is the pixel aspect of what is delivered.</param>
/// <param name="Template">The template that was applied.</param>
public sealed record ListedFraming(Placement Placement, Reframing Geometry, CanvasTemplate Template);

/// <summary>From the numbers of a framing decision list to a placement that pictures are scaled by.</summary>
public static class FramingOf
{
    /// <summary>Applies a canvas template of a list to a framing decision.</summary>
    /// <param name="list">The list that has the clip's canvas.</param>
    /// <param name="selection">Which framing decision of it.</param>
    /// <param name="templates">The list that has the template; it may be the same.</param>
    /// <param name="templateId">The template's id; null where there is only one.</param>
    /// <param name="width">Pixels across a picture of the clip.</param>
    /// <param name="height">Rows of a picture of the clip.</param>
    /// <param name="acceptsOtherSize">Whether pictures that are the whole canvas in another size are framed too, as a proxy's are. Plates never: they would be enlarged unseen.</param>
    /// <exception cref="FdlException">The choice is open or empty, the template cannot be applied, or the pictures are not of that canvas. The message says what to do.</exception>
    public static ListedFraming List(
        FramingDecisionList list, FramingSelection selection, FramingDecisionList templates, string? templateId, int width, int height, bool acceptsOtherSize = false)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(selection);
        ArgumentNullException.ThrowIfNull(templates);
        var found = selection.In(list) switch
        {
            FramingChoice.Found one => one,
            FramingChoice.Missing missing => throw new FdlException(FdlRule.UnknownReference, missing.Message, "contexts"),
            FramingChoice.Ambiguous several => throw new FdlException(FdlRule.UnknownReference, several.Message, "contexts"),
            var other => throw new InvalidOperationException($"{other} is no choice."),
        };
        var template = Chosen(templates, templateId);
        var source = FrameLayers.Of(found.Canvas, found.Decision);
        var made = Reframing.Apply(template, source);
        return new(Place(made, source, width, height, acceptsOtherSize), made, template);
    }

    /// <summary>The placement of an applied template.</summary>
    /// <param name="made">What the template made.</param>
    /// <param name="source">What it was applied to.</param>
    /// <param name="width">Pixels across a picture of the clip.</param>
    /// <param name="height">Rows of a picture of the clip.</param>
    /// <param name="acceptsOtherSize">As <see cref="List"/> says.</param>
    /// <exception cref="FdlException">The pictures are not of that canvas, or nothing of them would be seen.</exception>
    public static Placement Place(Reframing made, FrameLayers source, int width, int height, bool acceptsOtherSize = false)
    {
        ArgumentNullException.ThrowIfNull(made);
        ArgumentNullException.ThrowIfNull(source);
        var (canvas, target) = (source.Canvas, made.Layers.Canvas);
        if (new PixelSize(width, height) != canvas && !(acceptsOtherSize && IsSameShape(canvas, width, height)))
        {
            var way = IsSameShape(canvas, width, height) ? "They may be a proxy of it: plates are made of the recording itself." : "Name the canvas that the clip was recorded with.";
            throw new FdlException(FdlRule.CannotApply, $"The framing is for a canvas of {canvas} pixels, and the clip's pictures have {width} × {height}. {way}", "dimensions");
        }

        if (target.Width > Placement.MostPixels || target.Height > Placement.MostPixels)
            throw new FdlException(FdlRule.CannotApply, $"The template makes a canvas of {target} pixels. Pictures of up to {Placement.MostPixels:N0} pixels on each side are rendered.", "target_dimensions");
        var (from, to) = (made.Placement.SourceArea, made.Placement.TargetArea);
        if (!(from.Width > 0 && from.Height > 0 && to.Width > 0 && to.Height > 0))
            throw new FdlException(FdlRule.CannotApply, $"The template leaves nothing of the picture in its canvas of {target} pixels. Choose another alignment or a larger maximum.", "maximum_dimensions");
        // A proxy's pixels are larger: the same place on the canvas has smaller numbers.
        var (across, down) = ((double)width / canvas.Width, (double)height / canvas.Height);
        try
        {
            return new(
                width, height, new(from.X * across, from.Y * down, from.Width * across, from.Height * down),
                target.Width, target.Height, new(to.X, to.Y, to.Width, to.Height));
        }
        catch (ArgumentException problem)
        {
            throw new FdlException(FdlRule.CannotApply, $"The template cannot be rendered: {problem.Message}", "target_dimensions");
        }
    }

    private static CanvasTemplate Chosen(FramingDecisionList templates, string? id)
    {
        var all = templates.CanvasTemplates;
        var ids = string.Join(", ", all.Take(20).Select(template => template.Id)) + (all.Length > 20 ? $" and {all.Length - 20:N0} more" : "");
        if (all.IsEmpty) throw new FdlException(FdlRule.UnknownReference, "The list has no canvas template. Name another file that has one.", "canvas_templates");
        if (id is not null) return all.FirstOrDefault(template => template.Id == id) ?? throw new FdlException(FdlRule.UnknownReference, $"The list has no canvas template '{id}'. It has {ids}.", "canvas_templates");
        return all is [var only] ? only : throw new FdlException(FdlRule.UnknownReference, $"The list has {all.Length} canvas templates. Name one of {ids}.", "canvas_templates");
    }

    // To a pixel, which halving an odd size takes.
    private static bool IsSameShape(PixelSize canvas, int width, int height) =>
        width > 0 && height > 0 && Math.Abs((double)width * canvas.Height - (double)height * canvas.Width) <= Math.Max(canvas.Width, canvas.Height);
}
