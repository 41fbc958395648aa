using Acetate.Media.Slates;

namespace Acetate.Imaging.Tests.Slates;

/// <summary>As many drawn slates as one wants, each seen in its own way: the same number is always the same slate.</summary>
internal static class SlateSet
{
    private static readonly string[] Fonts = ["DejaVuSans-Bold", "DejaVuSans", "DejaVuSansCondensed-Bold", "DejaVuSerif", "DejaVuSansMono-Bold"];

    /// <summary>One of them.</summary>
    public static DrawnSlate Of(int number)
    {
        var grain = new Grain(9001 + (ulong)number);
        return new()
        {
            Form = (SlateForm)grain.Below(4),
            Scene = $"{1 + grain.Below(140)}{((string[])["", "A", "B", "C", "F", "K", "AA"])[grain.Below(7)]}",
            Take = $"{1 + grain.Below(14)}{(grain.Below(10) == 0 ? "PU" : "")}",
            Roll = $"{(char)('A' + grain.Below(3))}{1 + grain.Below(40):000}",
            Font = Fonts[grain.Below(Fonts.Length)],
            Size = 0.42 + 0.5 * grain.Unit(),
            Turned = (grain.Unit() - 0.5) * 14,
            Tilted = 0.3 * grain.Unit(),
            Blur = grain.Below(7),
            Noise = grain.Below(26),
            Contrast = 0.3 + 0.7 * grain.Unit(),
            Shadow = 0.6 * grain.Unit(),
            Seed = 500 + (ulong)number,
        };
    }

    /// <summary>Reads some of them, five frames of each.</summary>
    /// <returns>Of twice as many scenes and takes: how many are proposed rightly, how many wrongly, and how many wrongly with a confidence of 0.7 or more.</returns>
    public static async Task<(int Read, int Wrong, int SureWrong)> MeasureAsync(int first, int count, CancellationToken cancellationToken)
    {
        var (read, wrong, sureWrong) = (0, 0, 0);
        for (var i = first; i < first + count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slate = Of(i);
            var report = (await SlateReaderTests.ReadAsync(SlateReaderTests.Frames(slate))).Report;
            foreach (var (field, value) in ((SlateField, string)[])[(SlateField.Scene, slate.Scene), (SlateField.Take, slate.Take)])
            {
                if (report[field]?.Value != value) TestContext.Current.TestOutputHelper?.WriteLine($"{i} {slate.Form} {field} {value}: {report[field]?.Value} {report[field]?.Confidence} {slate.Font} size {slate.Size:0.00} blur {slate.Blur} noise {slate.Noise} contrast {slate.Contrast:0.00} shadow {slate.Shadow:0.00} turned {slate.Turned:0} tilted {slate.Tilted:0.00}");
                if (report[field] is not { } found) continue;
                if (found.Value == value) read++;
                else wrong++;
                if (found.Value != value && found.Confidence >= 0.7) sureWrong++;
            }
        }

        return (read, wrong, sureWrong);
    }
}
