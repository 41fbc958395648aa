using System.Globalization;
using Acetate.Imaging.Compare;
using Acetate.Media.Encode;
using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Formats.Exr.Writing;

namespace Acetate.Steps.Compare;

/// <summary>A place of an event as it is drawn.</summary>
/// <param name="Label">What is written above it.</param>
/// <param name="Original">The original; null when it could not be had.</param>
/// <param name="Offline">The offline; null when it could not be had.</param>
/// <param name="Framing">Where the offline lies in the original; null when that is not known.</param>
internal sealed record CheckRow(string Label, SmallPicture? Original, SmallPicture? Offline, Reframing? Framing);

/// <summary>The picture of an event: the original beside the offline and what differs, a row for each place.</summary>
internal static class CheckSheet
{
    /// <summary>Pixels across a picture in the sheet.</summary>
    public const int PanelWidth = 480;

    private const int Gap = 4, Strip = 22;

    // Of the display's code values: what is no picture.
    private const float Ground = 0.12f;

    /// <summary>Draws it.</summary>
    /// <param name="output">Takes the JPEG: empty, and can be sought in.</param>
    /// <param name="heading">What is written at the top.</param>
    /// <param name="rows">The places.</param>
    /// <returns>Why nothing is written on it; null when it is.</returns>
    public static string? Write(Stream output, string heading, IReadOnlyList<CheckRow> rows)
    {
        var panel = Math.Max(80, rows.SelectMany(row => (SmallPicture?[])[row.Original, row.Offline]).OfType<SmallPicture>().Select(picture => picture.Height).DefaultIfEmpty(80).Max());
        var (width, height) = (3 * PanelWidth + 4 * Gap, 2 * Strip + rows.Count * (Strip + panel + Gap));
        var canvas = new float[3][];
        for (var i = 0; i < 3; i++) Array.Fill(canvas[i] = new float[width * height], Ground);
        var texts = new List<(string Text, double X, double Y)> { (heading, Gap, 3) };
        foreach (var (title, column) in ((string, int)[])[("ORIGINAL", 0), ("OFFLINE", 1), ("DIFFERENCE", 2)]) texts.Add((title, Left(column), Strip + 3));
        for (var i = 0; i < rows.Count; i++)
        {
            var top = 2 * Strip + i * (Strip + panel + Gap);
            texts.Add((rows[i].Label, Gap, top + 3));
            Draw(canvas, width, rows[i].Original, Left(0), top + Strip, panel);
            Draw(canvas, width, rows[i].Offline, Left(1), top + Strip, panel);
            if (rows[i] is { Original: { } original, Offline: { } offline, Framing: { } framing }) Draw(canvas, width, Difference(original, offline, framing), Left(2), top + Strip, panel);
        }

        var layout = LayoutOf(texts, width, height, out var reason);
        var burnIn = layout?.Frame(texts.Select((text, i) => (text, i)).ToDictionary(one => Token(one.i), one => one.text.Text));
        using var file = FrameFiles.Create(output, new FrameFileSettings.Jpeg { Quality = 85 }, new() { DataWindow = PixelWindow.Of(width, height) });
        for (var y = 0; y < height; y++)
        {
            var red = canvas[0].AsSpan(y * width, width);
            var green = canvas[1].AsSpan(y * width, width);
            var blue = canvas[2].AsSpan(y * width, width);
            burnIn?.Apply(y, red, green, blue);
            file.Row(red, green, blue);
        }

        file.Complete();
        return reason;
    }

    private static int Left(int column) => Gap + column * (PanelWidth + Gap);

    private static string Token(int index) => string.Create(CultureInfo.InvariantCulture, $"t{index}");

    private static SmallPicture Difference(SmallPicture original, SmallPicture offline, Reframing framing)
    {
        var values = new PictureLikeness(offline.Sketch()).Difference(original.Sketch(), framing, offline.Width, offline.Height);
        return new(offline.Width, offline.Height, values, values, values);
    }

    private static void Draw(float[][] canvas, int width, SmallPicture? picture, int left, int top, int panel)
    {
        if (picture is null) return;
        // In the middle of its place.
        (left, top) = (left + (PanelWidth - picture.Width) / 2, top + (panel - picture.Height) / 2);
        for (var y = 0; y < picture.Height; y++)
        {
            var at = (top + y) * width + left;
            picture.Red.AsSpan(y * picture.Width, picture.Width).CopyTo(canvas[0].AsSpan(at));
            picture.Green.AsSpan(y * picture.Width, picture.Width).CopyTo(canvas[1].AsSpan(at));
            picture.Blue.AsSpan(y * picture.Width, picture.Width).CopyTo(canvas[2].AsSpan(at));
        }
    }

    // Without a font on this machine the pictures still say most.
    private static BurnInLayout? LayoutOf(List<(string Text, double X, double Y)> texts, int width, int height, out string? reason)
    {
        const double size = 15;
        try
        {
            reason = null;
            return new(new() { Items = [.. texts.Select((text, i) => new BurnInItem(Text: $"{{{Token(i)}}}", At: BurnInPlace.TopLeft, X: text.X / height, Y: text.Y / height, Size: size / height, Background: 0))] }, width, height);
        }
        catch (IOException missing)
        {
            reason = $"The pictures have no labels. {missing.Message}";
            return null;
        }
    }
}
