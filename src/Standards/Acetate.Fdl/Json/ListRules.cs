using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Json;

/// <summary>What a schema cannot say: ids that name each other, layers that lie in each other.</summary>
internal static class ListRules
{
    private static readonly (string Name, string Size, string Anchor)[] Layers =
    [
        ("canvas", "dimensions", ""),
        ("effective area", "effective_dimensions", "effective_anchor_point"),
        ("protection", "protection_dimensions", "protection_anchor_point"),
        ("framing", "dimensions", "anchor_point"),
    ];

    public static void Check(FramingDecisionList list, ProblemList problems)
    {
        if (!Guid.TryParse(list.Uuid.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) ? list.Uuid[9..] : list.Uuid, out _))
            problems.Warning(FdlRule.Odd, "/uuid", $"'{ProblemList.Shown(list.Uuid)}' is not a UUID, so another list may have the same.");
        var intents = Ids(list.FramingIntents, intent => intent.Id, "/framing_intents", "framing intent", problems);
        for (var i = 0; i < list.FramingIntents.Length; i++)
            if (list.FramingIntents[i].Protection >= 1)
                problems.Warning(FdlRule.Odd, $"/framing_intents/{i}/protection", $"A protection of {list.FramingIntents[i].Protection} leaves no picture. It is a part of 1: 0.1 is 10 percent.");
        if (list.DefaultFramingIntent is { } intended && !intents.Contains(intended))
            problems.Error(FdlRule.UnknownReference, "/default_framing_intent", $"There is no framing intent '{ProblemList.Shown(intended)}' in this list.");
        Canvases(list, intents, problems);
        Ids(list.CanvasTemplates, template => template.Id, "/canvas_templates", "canvas template", problems);
        for (var i = 0; i < list.CanvasTemplates.Length; i++) Template(list.CanvasTemplates[i], $"/canvas_templates/{i}", problems);
    }

    private static void Canvases(FramingDecisionList list, HashSet<string> intents, ProblemList problems)
    {
        var known = list.Contexts.SelectMany(context => context.Canvases).Select(canvas => canvas.Id).ToHashSet(StringComparer.Ordinal);
        var (seen, decisions) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var c = 0; c < list.Contexts.Length; c++)
        {
            if (list.Contexts[c].Clip is { } clip) Clip(clip, $"/contexts/{c}/clip_id", problems);
            for (var n = 0; n < list.Contexts[c].Canvases.Length; n++)
            {
                var (canvas, path) = (list.Contexts[c].Canvases[n], $"/contexts/{c}/canvases/{n}");
                if (!seen.Add(canvas.Id)) problems.Error(FdlRule.DuplicateId, $"{path}/id", $"There is another canvas '{ProblemList.Shown(canvas.Id)}' in this list. Ids of canvases are unique in the whole list.");
                if (!known.Contains(canvas.SourceCanvasId)) problems.Error(FdlRule.UnknownReference, $"{path}/source_canvas_id", $"There is no canvas '{ProblemList.Shown(canvas.SourceCanvasId)}' in this list. An original names itself.");
                Effective(canvas, path, problems);
                for (var d = 0; d < canvas.FramingDecisions.Length; d++)
                {
                    var (decision, place) = (canvas.FramingDecisions[d], $"{path}/framing_decisions/{d}");
                    if (!decisions.Add(decision.Id)) problems.Error(FdlRule.DuplicateId, $"{place}/id", $"There is another framing decision '{ProblemList.Shown(decision.Id)}' in this list.");
                    if (!intents.Contains(decision.FramingIntentId)) problems.Error(FdlRule.UnknownReference, $"{place}/framing_intent_id", $"There is no framing intent '{ProblemList.Shown(decision.FramingIntentId)}' in this list.");
                    var expected = FdlId.OfDecision(canvas.Id, decision.FramingIntentId);
                    if (decision.Id != expected) problems.Error(FdlRule.IdMismatch, $"{place}/id", $"'{ProblemList.Shown(decision.Id)}' should be '{ProblemList.Shown(expected)}': the ids of its canvas and its intent.");
                    Decision(canvas, decision, path, place, problems);
                }
            }
        }
    }

    private static HashSet<string> Ids<T>(IEnumerable<T> items, Func<T, string> id, string path, string kind, ProblemList problems)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var item in items)
        {
            if (!ids.Add(id(item))) problems.Error(FdlRule.DuplicateId, $"{path}/{number}/id", $"There is another {kind} '{ProblemList.Shown(id(item))}' in this list.");
            number++;
        }

        return ids;
    }

    private static void Clip(ClipIdentity clip, string path, ProblemList problems)
    {
        if (clip.File is null && clip.Sequence is null) problems.Warning(FdlRule.Odd, path, "The clip has neither a 'file' nor a 'sequence', so only its name can tell which one it is.");
        if (clip.Sequence is not { } frames) return;
        if (frames.First > frames.Last) problems.Warning(FdlRule.Odd, $"{path}/sequence/min", $"The sequence begins with frame {frames.First}, after its last frame {frames.Last}.");
        if (!frames.Value.Contains(frames.Index, StringComparison.Ordinal)) problems.Warning(FdlRule.Odd, $"{path}/sequence/value", $"The name of the frames has no '{ProblemList.Shown(frames.Index)}' where their number would go.");
    }

    private static void Effective(Canvas canvas, string path, ProblemList problems)
    {
        if (canvas.EffectiveAnchorPoint is { } anchor) WithinCanvas(anchor, canvas, $"{path}/effective_anchor_point", problems);
        if (canvas.EffectiveDimensions is { } size)
            Pair(new(default, canvas.Dimensions.ToFrameSize()), Layers[0], new(canvas.EffectiveAnchorPoint ?? default, size.ToFrameSize()), Layers[1], path, problems);
    }

    /// <summary>Each layer that is there lies in the next one around it that is there.</summary>
    private static void Decision(Canvas canvas, FramingDecision decision, string path, string place, ProblemList problems)
    {
        WithinCanvas(decision.AnchorPoint, canvas, $"{place}/anchor_point", problems);
        if (decision.ProtectionAnchorPoint is { } corner) WithinCanvas(corner, canvas, $"{place}/protection_anchor_point", problems);
        var layers = FrameLayers.Of(canvas, decision);
        var outer = layers.Effective is null ? FrameLayer.Canvas : FrameLayer.Effective;
        foreach (var layer in (ReadOnlySpan<FrameLayer>)[FrameLayer.Protection, FrameLayer.Framing])
        {
            if (layers[layer] is not { } area) continue;
            Pair(layers[outer]!.Value, Layers[(int)outer], area, Layers[(int)layer], place, problems);
            outer = layer;
        }
    }

    private static void Pair(
        FrameRect outer, (string Name, string Size, string Anchor) around, FrameRect inner, (string Name, string Size, string Anchor) layer, string path, ProblemList problems)
    {
        if (inner.Width > outer.Width || inner.Height > outer.Height)
            problems.Error(FdlRule.LayerTooLarge, $"{path}/{layer.Size}", $"The {layer.Name} of {inner.Size} is larger than the {around.Name} of {outer.Size} around it.");
        else if (inner.X < outer.X || inner.Y < outer.Y)
            problems.Error(FdlRule.AnchorOutside, $"{path}/{layer.Anchor}", $"The {layer.Name} begins at {inner.Anchor}, before the {around.Name} around it, which begins at {outer.Anchor}.");
        else if (!inner.IsInside(outer))
            problems.Warning(FdlRule.SticksOut, $"{path}/{layer.Size}", $"The {layer.Name} ends at ({inner.Right:0.###}, {inner.Bottom:0.###}), beyond the {around.Name} around it, which ends at ({outer.Right:0.###}, {outer.Bottom:0.###}).");
    }

    private static void WithinCanvas(FramePoint anchor, Canvas canvas, string path, ProblemList problems)
    {
        if (anchor.X < 0 || anchor.Y < 0)
        {
            // In 2.0 the schema has said so already.
            if (!problems.HasAt(path)) problems.Error(FdlRule.OutOfRange, path, $"The anchor {anchor} is negative. Anchors are measured from the top left corner of the canvas, to the right and down.");
        }
        else if (anchor.X > canvas.Dimensions.Width || anchor.Y > canvas.Dimensions.Height)
            problems.Error(FdlRule.AnchorOutside, path, $"The anchor {anchor} is beyond the canvas of {canvas.Dimensions}.");
    }

    private static void Template(CanvasTemplate template, string path, ProblemList problems)
    {
        if (template.PadToMaximum == true && template.MaximumDimensions is null) problems.Warning(FdlRule.Odd, $"{path}/pad_to_maximum", "'pad_to_maximum' has no 'maximum_dimensions' to pad to and does nothing.");
        if (template.PreserveFromSourceCanvas is { } kept && kept > template.FitSource) problems.Warning(FdlRule.Odd, $"{path}/{FdlWords.Preserve}", $"'{FdlWords.Of(kept)}' lies inside '{FdlWords.Of(template.FitSource)}', which is fitted and so kept anyway.");
    }
}
