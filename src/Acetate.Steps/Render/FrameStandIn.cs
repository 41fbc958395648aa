using Acetate.Compute.Hosting;
using Acetate.Media.Encode;
using Acetate.Media.Formats.Exr;

namespace Acetate.Steps.Render;

/// <summary>What becomes of a frame of a plate that cannot be read, after it was tried again.</summary>
public enum UnreadableFrames
{
    /// <summary>The step fails: nothing is delivered before the frame is back.</summary>
    Fail,

    /// <summary>A black frame stands for it, and says so in its header.</summary>
    Black,

    /// <summary>A frame of squares stands for it, which nobody takes for a picture, and says so in its header.</summary>
    Chequer,

    /// <summary>There is no frame of its number.</summary>
    Skip,
}

/// <summary>A frame that could not be read, and what stands for it.</summary>
/// <param name="Frame">The clip's frame, counted from 0.</param>
/// <param name="Number">Its number in names.</param>
/// <param name="By">What stands for it: <c>black</c>, <c>chequer</c>, or <c>skip</c> where nothing does.</param>
/// <param name="Reason">Why it could not be read, as a sentence.</param>
public sealed record FrameStandIn(long Frame, long Number, UnreadableFrames By, string Reason);

/// <summary>Frames that stand for others: what they look like, and how their headers say what they are.</summary>
public static class StandIns
{
    /// <summary>The attribute that marks such a frame; its text is what stands there: <c>black</c> or <c>chequer</c>.</summary>
    public const string Mark = "acetate.standin";

    /// <summary>The attribute that says why.</summary>
    public const string Reason = "acetate.standin.reason";

    private const int Square = 64;

    // 18 % grey: seen on every display, and harmless in a composite.
    private const float Grey = 0.18f;

    /// <summary>What stands there, as headers and lists write it.</summary>
    public static string WordOf(UnreadableFrames by) => by switch
    {
        UnreadableFrames.Black => "black",
        UnreadableFrames.Chequer => "chequer",
        UnreadableFrames.Skip => "skip",
        _ => "fail",
    };

    /// <summary>Writes the picture of one.</summary>
    internal static void Draw(FrameWriter writer, int width, int height, UnreadableFrames by)
    {
        var (row, other) = (new float[width], new float[width]);
        if (by == UnreadableFrames.Chequer)
            for (var x = 0; x < width; x++) (row[x], other[x]) = (x / Square % 2) == 0 ? (Grey, 0f) : (0f, Grey);
        for (var y = 0; y < height; y++)
        {
            var line = (y / Square % 2) == 0 ? row : other;
            writer.Row(line, line, line);
        }

        writer.Complete();
    }

    /// <summary>What an OpenEXR file that is there already stands for, with its reason; null when it is a picture, or no such file.</summary>
    internal static async Task<(UnreadableFrames By, string Reason)?> OfAsync(StoredBytes target, string name, CancellationToken cancellationToken)
    {
        if (await target.ReadAsync(name, int.MaxValue / 2, cancellationToken).ConfigureAwait(false) is not { Length: > 0 } bytes) return null;
        try
        {
            using var content = new MemoryStream(bytes, writable: false);
            var header = ExrFrameFile.Read(content).Header;
            return header[$"exr.{Mark}"] is { } word ? (word == "chequer" ? UnreadableFrames.Chequer : UnreadableFrames.Black, header[$"exr.{Reason}"] ?? "") : null;
        }
        catch (InvalidDataException damaged)
        {
            throw new StepFailedException(Compute.RetryClass.Data, $"'{name}' is there already and is no OpenEXR frame: {damaged.Message}", "Move it away, then try again.", damaged);
        }
    }
}
