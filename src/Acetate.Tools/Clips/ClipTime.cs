using System.Globalization;
using System.Text.Json;
using Acetate.Cuts;
using Acetate.Library.Clips;
using Acetate.Timing;

namespace Acetate.Tools.Clips;

/// <summary>How the frames of a clip are counted: from 0, and by the labels of its timecode.</summary>
/// <param name="clip">The clip.</param>
public sealed class ClipTime(Clip clip)
{
    /// <summary>The rate of its labels; not set when the clip says none.</summary>
    public FrameRate Rate => FrameRate.TryParse(clip.Rate, out var rate) ? rate : default;

    /// <summary>The label of its first frame; null when it has no timecode.</summary>
    public Timecode? Start => Rate.IsSet && Timecode.TryParse(clip.TimecodeStart, Rate, out var start) ? start : null;

    /// <summary>How many of its frames share a label: 2 for 48 frames a second counted at 24.</summary>
    public long FramesPerLabel
    {
        get
        {
            if (!Rate.IsSet || clip.Inspection is not { ValueKind: JsonValueKind.Object } whole || !whole.TryGetProperty("image", out var image) || image.ValueKind != JsonValueKind.Object
                || !image.TryGetProperty("rate", out var text) || text.ValueKind != JsonValueKind.String || !FrameRate.TryParse(text.GetString(), out var fast)) return 1;
            var each = new Ratio(fast.Numerator, fast.Denominator) * new Ratio(Rate.Denominator, Rate.Numerator);
            return each.IsWhole && each > 1 ? each.Floor : 1;
        }
    }

    /// <summary>The label that a frame stands under; empty when the clip has no timecode.</summary>
    public string LabelOf(long frame) => Start is { } start ? start.AddWrapping(frame / FramesPerLabel).ToString() : "";

    /// <summary>The frame that a person means by a number, counted from 0, or by a label of the clip's timecode; or why there is none.</summary>
    public bool TryFrameOf(string text, out long frame, out string reason)
    {
        reason = "";
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out frame)) return true;
        if (Start is not { } start) reason = $"Clip {clip.Name} has no timecode: name a frame by its number, from 0.";
        else if (!Timecode.TryParse(text, Rate, start.IsDrop, out var label, out var why)) reason = why;
        else if (label.FramesSinceWrapping(start) is var since && clip.Frames is { } length && since * FramesPerLabel >= length) reason = $"{text} is outside of {clip.Name}, which runs from {clip.TimecodeStart} to {clip.TimecodeEnd}.";
        else frame = since * FramesPerLabel;
        return reason.Length == 0;
    }
}
