using System.Text.Json;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl.Json;

/// <summary>Turns JSON into a list, by the schema of the version that the file says.</summary>
internal static class ListReader
{
    /// <summary>The list; null when something that matters could not be understood.</summary>
    public static FramingDecisionList? Read(JsonElement root, ProblemList problems)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var said) && VersionIn(said) is { } version && Edition.Of(version) is null)
        {
            problems.Loss(FdlRule.UnknownVersion, "/version", $"There is no version {version} of the standard. There is 0.1, 1.0 and 2.0 (which 2.0.1 calls itself too).");
            return null;
        }

        var edition = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out said) && VersionIn(said) is { } known
            ? Edition.Of(known)!
            : Edition.Current;
        var list = List(new ObjectReader(root, "", edition, problems), edition, problems);
        return problems.IsLossy ? null : list;
    }

    private static FramingDecisionList? List(ObjectReader reader, Edition edition, ProblemList problems)
    {
        if (!reader.IsObject) return null;
        var version = default(FdlVersion?);
        if (reader.Inner("version", required: true) is { } numbers)
        {
            var (major, minor) = (numbers.Number("major", NumberRange.Version, required: true), numbers.Number("minor", NumberRange.Version, required: true));
            if (major is { } m && minor is { } n) version = new((int)m, (int)n);
            reader.Keep("version", numbers);
        }

        var uuid = reader.Text("uuid", required: true);
        var list = new FramingDecisionList
        {
            Uuid = uuid ?? "",
            Version = version ?? edition.Version,
            Creator = reader.Text("fdl_creator"),
            DefaultFramingIntent = reader.Id("default_framing_intent"),
            FramingIntents = reader.List("framing_intents", Intent),
            Contexts = reader.List("contexts", context => Context(context, edition, problems)),
            CanvasTemplates = reader.List("canvas_templates", template => Template(template, edition, problems)),
        };
        return list with { Custom = reader.Finish() };
    }

    private static FramingIntent? Intent(ObjectReader reader)
    {
        var (label, id) = (reader.Text("label"), reader.Id("id", required: true));
        var aspect = reader.Pixels("aspect_ratio", required: true, NumberRange.Aspect);
        var protection = reader.Number("protection", NumberRange.Protection);
        var custom = reader.Finish();
        return id is null || aspect is null ? null : new() { Label = label, Id = id, AspectRatio = aspect.Value, Protection = protection, Custom = custom };
    }

    private static FramingContext Context(ObjectReader reader, Edition edition, ProblemList problems)
    {
        var context = new FramingContext
        {
            Label = reader.Text("label"),
            Creator = reader.Text("context_creator"),
            Clip = edition.AllowsClip && reader.Inner("clip_id") is { } clip ? Clip(clip, problems) : null,
            Canvases = reader.List("canvases", canvas => Canvas(canvas, problems)),
        };
        return context with { Custom = reader.Finish() };
    }

    private static ClipIdentity? Clip(ObjectReader reader, ProblemList problems)
    {
        var name = reader.Text("clip_name", required: true);
        if (reader.Has("file") && reader.Has("sequence")) problems.Error(FdlRule.Combination, reader.Path, "A clip is either a 'file' or a 'sequence'. Remove one of the two.");
        var file = reader.Text("file");
        var sequence = reader.Inner("sequence") is { } frames ? Sequence(frames, problems) : null;
        var custom = reader.Finish();
        return name is null ? null : new() { Name = name, File = file, Sequence = sequence, Custom = custom };
    }

    private static FrameSequence? Sequence(ObjectReader reader, ProblemList problems)
    {
        var (value, index) = (reader.Text("value", required: true), reader.Text("idx", required: true));
        var (first, last) = (reader.Number("min", NumberRange.Count, required: true), reader.Number("max", NumberRange.Count, required: true));
        if (index is not null && index.EnumerateRunes().Count() != 1) problems.Error(FdlRule.OutOfRange, reader.At("idx"), $"'idx' is '{ProblemList.Shown(index)}', but must be exactly one character, such as '#'.");
        var custom = reader.Finish();
        return value is null || index is null || first is null || last is null
            ? null
            : new() { Value = value, Index = index, First = (int)first, Last = (int)last, Custom = custom };
    }

    private static Canvas? Canvas(ObjectReader reader, ProblemList problems)
    {
        var (label, id, source) = (reader.Text("label"), reader.Id("id", required: true), reader.Id("source_canvas_id", required: true));
        var dimensions = reader.Pixels("dimensions", required: true);
        Companion(reader, "effective_dimensions", "effective_anchor_point", problems);
        var (effective, anchor) = (reader.Pixels("effective_dimensions"), reader.Point("effective_anchor_point"));
        var (photosites, millimetres) = (reader.Pixels("photosite_dimensions"), reader.Size("physical_dimensions", NumberRange.Length));
        var squeeze = reader.Number("anamorphic_squeeze", NumberRange.Squeeze);
        var decisions = reader.List("framing_decisions", decision => Decision(decision, problems));
        var custom = reader.Finish();
        return id is null || source is null || dimensions is null
            ? null
            : new()
            {
                Label = label,
                Id = id,
                SourceCanvasId = source,
                Dimensions = dimensions.Value,
                EffectiveDimensions = effective,
                EffectiveAnchorPoint = anchor,
                PhotositeDimensions = photosites,
                PhysicalDimensions = millimetres,
                AnamorphicSqueeze = squeeze,
                FramingDecisions = decisions,
                Custom = custom,
            };
    }

    private static FramingDecision? Decision(ObjectReader reader, ProblemList problems)
    {
        var (label, id, intent) = (reader.Text("label"), reader.Id("id", required: true, ofDecision: true), reader.Id("framing_intent_id", required: true));
        var (dimensions, anchor) = (reader.Size("dimensions", NumberRange.Length, required: true), reader.Point("anchor_point", required: true));
        Companion(reader, "protection_dimensions", "protection_anchor_point", problems);
        var (protection, protectionAnchor) = (reader.Size("protection_dimensions", NumberRange.Length), reader.Point("protection_anchor_point"));
        var custom = reader.Finish();
        return id is null || intent is null || dimensions is null || anchor is null
            ? null
            : new()
            {
                Label = label,
                Id = id,
                FramingIntentId = intent,
                Dimensions = dimensions.Value,
                AnchorPoint = anchor.Value,
                ProtectionDimensions = protection,
                ProtectionAnchorPoint = protectionAnchor,
                Custom = custom,
            };
    }

    private static CanvasTemplate? Template(ObjectReader reader, Edition edition, ProblemList problems)
    {
        var (label, id) = (reader.Text("label"), reader.Id("id", required: true));
        var target = reader.Pixels(FdlWords.TargetDimensions, required: true, NumberRange.Target);
        var squeeze = reader.Number(FdlWords.TargetSqueeze, NumberRange.TargetSqueeze, required: true);
        var (fit, method) = (reader.Word(FdlWords.FitSource, FdlWords.Layers, required: true), reader.Word("fit_method", FdlWords.FitMethods, required: true));
        var (vertical, horizontal) = (reader.Word("alignment_method_vertical", FdlWords.Vertical), reader.Word("alignment_method_horizontal", FdlWords.Horizontal));
        if (reader.TakeNone(FdlWords.Preserve) && edition == Edition.Current) problems.Warning(FdlRule.UnknownWord, reader.At(FdlWords.Preserve), "'none' was removed by 2.0.1 of the standard. Leave the member out; it means the same.");
        var preserve = reader.Word(FdlWords.Preserve, FdlWords.Layers);
        var (maximum, pad) = (reader.Pixels(FdlWords.MaximumDimensions), reader.Bool("pad_to_maximum"));
        var round = reader.Inner(FdlWords.Round) is { } rounding ? Round(rounding, reader) : null;
        var custom = reader.Finish();
        return id is null || target is null || squeeze is null || fit is null || method is null
            ? null
            : new()
            {
                Label = label,
                Id = id,
                TargetDimensions = target.Value,
                TargetSqueeze = squeeze.Value,
                FitSource = fit.Value,
                FitMethod = method.Value,
                AlignVertically = vertical,
                AlignHorizontally = horizontal,
                PreserveFromSourceCanvas = preserve,
                MaximumDimensions = maximum,
                PadToMaximum = pad,
                Round = round,
                Custom = custom,
            };
    }

    private static RoundingStrategy? Round(ObjectReader rounding, ObjectReader template)
    {
        var (to, mode) = (rounding.Word("even", FdlWords.RoundTos, required: true), rounding.Word("mode", FdlWords.RoundModes, required: true));
        template.Keep(FdlWords.Round, rounding);
        return to is { } t && mode is { } m ? new(t, m) : null;
    }

    private static void Companion(ObjectReader reader, string size, string anchor, ProblemList problems)
    {
        if (reader.Has(size) && !reader.Has(anchor)) problems.Loss(FdlRule.Combination, reader.At(size), $"'{size}' needs '{anchor}' beside it, which says where it lies.");
        if (reader.Has(anchor) && !reader.Has(size)) problems.Warning(FdlRule.Odd, reader.At(anchor), $"'{anchor}' has no '{size}' beside it and means nothing.");
    }

    private static FdlVersion? VersionIn(JsonElement element)
    {
        return element.ValueKind == JsonValueKind.Object && Part("major") is { } major && Part("minor") is { } minor ? new(major, minor) : null;

        int? Part(string name) =>
            element.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Number
            && part.TryGetDouble(out var number) && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue
                ? (int)number
                : null;
    }
}
