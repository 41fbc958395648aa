using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl;

/// <summary>A new list with the canvas that a template made, beside the one it was made of.</summary>
public sealed record ReframedList
{
    /// <summary>The new list: intents, one context with the source canvas, those it was made of, and the new canvas, and the template.</summary>
    public required FramingDecisionList List { get; init; }

    /// <summary>The new canvas in it.</summary>
    public required Canvas Canvas { get; init; }

    /// <summary>The numbers, for whoever resamples the picture.</summary>
    public required Reframing Geometry { get; init; }

    /// <summary>Applies a canvas template to a framing decision of a list.</summary>
    /// <param name="source">The list.</param>
    /// <param name="chosen">The framing decision.</param>
    /// <param name="template">The template; it need not be of the same list.</param>
    /// <param name="options">What is not in either.</param>
    /// <exception cref="FdlException">The template names a layer that the source lacks, or nothing sensible would result.</exception>
    /// <remarks>
    /// A pure function: the same input gives the same bytes, the uuid included. The new canvas says how it was made in
    /// <c>_scale_factor</c>, <c>_content_translation</c>, <c>_scaled_bounding_box</c> (as the reference writes them) and <c>_geometry_model</c>.
    /// </remarks>
    public static ReframedList Of(FramingDecisionList source, FramingChoice.Found chosen, CanvasTemplate template, ReframeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(template);
        options ??= new();
        var geometry = Reframing.Apply(template, FrameLayers.Of(chosen.Canvas, chosen.Decision));
        var ancestors = Ancestors(source, chosen.Canvas);
        var canvas = NewCanvas(chosen, template, geometry, options.CanvasId ?? NewId(chosen.Canvas.Id, template.Id, ancestors));
        // The text of the standard allows a target squeeze of 0, its schema does not: the squeeze that it meant is written.
        var written = template.TargetSqueeze == 0 ? template with { TargetSqueeze = geometry.Layers.Squeeze } : template;
        var list = new FramingDecisionList
        {
            Uuid = "",
            Creator = options.Creator,
            DefaultFramingIntent = source.DefaultFramingIntent,
            FramingIntents = source.FramingIntents,
            Contexts =
            [
                new()
                {
                    Label = template.Label ?? template.Id,
                    Creator = options.Creator,
                    Clip = chosen.Context.Clip,
                    Canvases = [.. ancestors, canvas],
                },
            ],
            CanvasTemplates = [written],
        };
        return new() { List = list with { Uuid = options.Uuid ?? Uuid(source.Uuid, list) }, Canvas = canvas, Geometry = geometry };
    }

    private static Canvas NewCanvas(FramingChoice.Found chosen, CanvasTemplate template, Reframing geometry, string id)
    {
        var (layers, intent) = (geometry.Layers, chosen.Decision.FramingIntentId);
        var effective = layers.Effective!.Value;
        return new()
        {
            Label = $"{template.Label ?? template.Id}: {$"{chosen.Context.Label} {chosen.Canvas.Label}".Trim()}",
            Id = id,
            SourceCanvasId = chosen.Canvas.Id,
            Dimensions = layers.Canvas,
            EffectiveDimensions = new((int)effective.Width, (int)effective.Height),
            EffectiveAnchorPoint = effective.Anchor,
            AnamorphicSqueeze = layers.Squeeze,
            FramingDecisions =
            [
                new()
                {
                    Label = chosen.Decision.Label,
                    Id = FdlId.OfDecision(id, intent),
                    FramingIntentId = intent,
                    Dimensions = layers.Framing.Size,
                    AnchorPoint = layers.Framing.Anchor,
                    ProtectionDimensions = layers.Protection?.Size,
                    ProtectionAnchorPoint = layers.Protection?.Anchor,
                },
            ],
            Custom = CustomAttributes.None
                .With("_scale_factor", geometry.ScaleFactor)
                .With("_content_translation", JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["x"] = geometry.ContentTranslation.X, ["y"] = geometry.ContentTranslation.Y }, FdlJsonContext.Default.DictionaryStringDouble))
                .With("_scaled_bounding_box", JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["width"] = geometry.ScaledBoundingBox.Width, ["height"] = geometry.ScaledBoundingBox.Height }, FdlJsonContext.Default.DictionaryStringDouble))
                .With("_geometry_model", Reframing.Model),
        };
    }

    /// <summary>The canvas and those it was made of, the original first: a list must hold every canvas that it names.</summary>
    private static ImmutableArray<Canvas> Ancestors(FramingDecisionList source, Canvas canvas)
    {
        var all = source.Contexts.SelectMany(context => context.Canvases).ToLookup(known => known.Id, StringComparer.Ordinal);
        var (line, seen) = (new List<Canvas> { canvas }, new HashSet<string>(StringComparer.Ordinal) { canvas.Id });
        while (seen.Add(line[^1].SourceCanvasId) && all[line[^1].SourceCanvasId].FirstOrDefault() is { } parent) line.Add(parent);
        line.Reverse();
        return [.. line];
    }

    /// <summary>An id of the two ids, cut where they are too long, numbered where it is taken.</summary>
    private static string NewId(string canvas, string template, ImmutableArray<Canvas> taken)
    {
        const int most = 32;
        var stem = $"{canvas}_{template}";
        for (var number = 1; ; number++)
        {
            var end = number == 1 ? "" : $"_{number}";
            var id = (stem.Length + end.Length > most ? stem[..(most - end.Length)] : stem) + end;
            if (taken.All(canvas => canvas.Id != id)) return id;
        }
    }

    /// <summary>A UUID of version 8 from what the list says and the list it comes from: the same work gives the same UUID.</summary>
    private static string Uuid(string source, FramingDecisionList list)
    {
        var bytes = SHA256.HashData([.. Encoding.UTF8.GetBytes(source), 0, .. FdlWriter.ToBytes(list)])[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}

/// <summary>What a new list says that is neither in its source nor in the template.</summary>
public sealed record ReframeOptions
{
    /// <summary>The program or person that makes the list; none by default.</summary>
    public string? Creator { get; init; }

    /// <summary>Id of the new canvas; by default made of the ids of the source canvas and the template.</summary>
    public string? CanvasId { get; init; }

    /// <summary>UUID of the new list; by default derived from what it says.</summary>
    public string? Uuid { get; init; }
}
