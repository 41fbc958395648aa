using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Acetate.Fdl.Geometry;

namespace Acetate.Fdl;

/// <summary>Writes framing decision lists: members in the order of the standard, custom attributes after them, two blanks of indent.</summary>
/// <remarks>
/// What was not given is not written, with one exception: the three lists of the root are always there. Numbers that may be fractions
/// have a decimal point, as in the reference: <c>4096.0</c>. The same list always gives the same bytes.
/// </remarks>
public static class FdlWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        MaxDepth = 1000,
        // The document goes into files, never into HTML; labels stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The list as a file, with a line end at its end.</summary>
    /// <param name="list">The list. It is not validated: <see cref="Check"/> does that.</param>
    /// <exception cref="FdlException">A number is not finite.</exception>
    public static byte[] ToBytes(FramingDecisionList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(writer, list);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>All that is wrong with a list, by the rules that its file would be read with.</summary>
    /// <param name="list">The list.</param>
    /// <exception cref="FdlException">A number is not finite.</exception>
    public static FdlReading Check(FramingDecisionList list)
    {
        var reading = FdlReader.Read(ToBytes(list));
        // There is no file whose lines could be told.
        return reading with { Problems = [.. reading.Problems.Select(problem => problem with { Line = 0 })] };
    }

    private static void Write(Utf8JsonWriter writer, FramingDecisionList list)
    {
        writer.WriteStartObject();
        writer.WriteString("uuid", list.Uuid);
        writer.WriteStartObject("version");
        writer.WriteNumber("major", list.Version.Major);
        writer.WriteNumber("minor", list.Version.Minor);
        End(writer, list.Custom, "version");
        Text(writer, "fdl_creator", list.Creator);
        Text(writer, "default_framing_intent", list.DefaultFramingIntent);
        List(writer, "framing_intents", list.FramingIntents, Write, always: true);
        List(writer, "contexts", list.Contexts, Write, always: true);
        List(writer, "canvas_templates", list.CanvasTemplates, Write, always: true);
        End(writer, list.Custom);
    }

    private static void Write(Utf8JsonWriter writer, FramingIntent intent)
    {
        Text(writer, "label", intent.Label);
        writer.WriteString("id", intent.Id);
        Pixels(writer, "aspect_ratio", intent.AspectRatio, intent.Custom);
        Number(writer, "protection", intent.Protection);
        End(writer, intent.Custom);
    }

    private static void Write(Utf8JsonWriter writer, FramingContext context)
    {
        Text(writer, "label", context.Label);
        Text(writer, "context_creator", context.Creator);
        if (context.Clip is { } clip)
        {
            writer.WriteStartObject("clip_id");
            writer.WriteString("clip_name", clip.Name);
            Text(writer, "file", clip.File);
            if (clip.Sequence is { } frames)
            {
                writer.WriteStartObject("sequence");
                writer.WriteString("value", frames.Value);
                writer.WriteString("idx", frames.Index);
                writer.WriteNumber("min", frames.First);
                writer.WriteNumber("max", frames.Last);
                End(writer, frames.Custom);
            }

            End(writer, clip.Custom);
        }

        List(writer, "canvases", context.Canvases, Write);
        End(writer, context.Custom);
    }

    private static void Write(Utf8JsonWriter writer, Canvas canvas)
    {
        Text(writer, "label", canvas.Label);
        writer.WriteString("id", canvas.Id);
        writer.WriteString("source_canvas_id", canvas.SourceCanvasId);
        Pixels(writer, "dimensions", canvas.Dimensions, canvas.Custom);
        Pixels(writer, "effective_dimensions", canvas.EffectiveDimensions, canvas.Custom);
        Point(writer, "effective_anchor_point", canvas.EffectiveAnchorPoint, canvas.Custom);
        Pixels(writer, "photosite_dimensions", canvas.PhotositeDimensions, canvas.Custom);
        Size(writer, "physical_dimensions", canvas.PhysicalDimensions, canvas.Custom);
        Number(writer, "anamorphic_squeeze", canvas.AnamorphicSqueeze);
        List(writer, "framing_decisions", canvas.FramingDecisions, Write);
        End(writer, canvas.Custom);
    }

    private static void Write(Utf8JsonWriter writer, FramingDecision decision)
    {
        Text(writer, "label", decision.Label);
        writer.WriteString("id", decision.Id);
        writer.WriteString("framing_intent_id", decision.FramingIntentId);
        Size(writer, "dimensions", decision.Dimensions, decision.Custom);
        Point(writer, "anchor_point", decision.AnchorPoint, decision.Custom);
        Size(writer, "protection_dimensions", decision.ProtectionDimensions, decision.Custom);
        Point(writer, "protection_anchor_point", decision.ProtectionAnchorPoint, decision.Custom);
        End(writer, decision.Custom);
    }

    private static void Write(Utf8JsonWriter writer, CanvasTemplate template)
    {
        Text(writer, "label", template.Label);
        writer.WriteString("id", template.Id);
        Pixels(writer, FdlWords.TargetDimensions, template.TargetDimensions, template.Custom);
        Number(writer, FdlWords.TargetSqueeze, template.TargetSqueeze);
        writer.WriteString(FdlWords.FitSource, FdlWords.Of(template.FitSource));
        writer.WriteString("fit_method", FdlWords.Of(FdlWords.FitMethods, template.FitMethod));
        if (template.AlignVertically is { } vertical) writer.WriteString("alignment_method_vertical", FdlWords.Of(FdlWords.Vertical, vertical));
        if (template.AlignHorizontally is { } horizontal) writer.WriteString("alignment_method_horizontal", FdlWords.Of(FdlWords.Horizontal, horizontal));
        if (template.PreserveFromSourceCanvas is { } kept) writer.WriteString(FdlWords.Preserve, FdlWords.Of(kept));
        Pixels(writer, FdlWords.MaximumDimensions, template.MaximumDimensions, template.Custom);
        if (template.PadToMaximum is { } pad) writer.WriteBoolean("pad_to_maximum", pad);
        if (template.Round is { } round)
        {
            writer.WriteStartObject(FdlWords.Round);
            writer.WriteString("even", FdlWords.Of(FdlWords.RoundTos, round.To));
            writer.WriteString("mode", FdlWords.Of(FdlWords.RoundModes, round.Mode));
            End(writer, template.Custom, FdlWords.Round);
        }

        End(writer, template.Custom);
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write, bool always = false)
    {
        if (items.Count == 0 && !always) return;
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is not { } number) return;
        if (!double.IsFinite(number)) throw new FdlException(FdlRule.CannotWrite, $"'{name}' is {number}, which JSON cannot hold.", name);
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        writer.WritePropertyName(name);
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private static void Pixels(Utf8JsonWriter writer, string name, PixelSize? value, CustomAttributes owner)
    {
        if (value is not { } size) return;
        writer.WriteStartObject(name);
        writer.WriteNumber("width", size.Width);
        writer.WriteNumber("height", size.Height);
        End(writer, owner, name);
    }

    private static void Size(Utf8JsonWriter writer, string name, FrameSize? value, CustomAttributes owner)
    {
        if (value is not { } size) return;
        writer.WriteStartObject(name);
        Number(writer, "width", size.Width);
        Number(writer, "height", size.Height);
        End(writer, owner, name);
    }

    private static void Point(Utf8JsonWriter writer, string name, FramePoint? value, CustomAttributes owner)
    {
        if (value is not { } point) return;
        writer.WriteStartObject(name);
        Number(writer, "x", point.X);
        Number(writer, "y", point.Y);
        End(writer, owner, name);
    }

    /// <summary>Custom attributes and the end of an object; for a small object, those that its owner keeps for it.</summary>
    private static void End(Utf8JsonWriter writer, CustomAttributes custom, string? inner = null)
    {
        var own = inner is null ? custom : custom.Inner.GetValueOrDefault(inner, CustomAttributes.None);
        foreach (var (name, value) in own.Entries)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
