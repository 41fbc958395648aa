using Acetate.Media.Slates;

namespace Acetate.Imaging.Tests.Slates;

/// <summary>Slates that were drawn are read from frames as a camera sees them: turned, tilted, smeared, noisy, badly lit.</summary>
public sealed class SlateReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Seen => [.. Views.Keys];

    private static readonly Dictionary<string, DrawnSlate> Views = new()
    {
        ["as it is"] = new(),
        ["a dark board"] = new() { Form = SlateForm.DarkCells },
        ["lines"] = new() { Form = SlateForm.Lines },
        ["counted through"] = new() { Form = SlateForm.Counted },
        ["small"] = new() { Size = 0.45 },
        ["turned"] = new() { Turned = 7 },
        ["tilted"] = new() { Tilted = 0.3 },
        ["turned and tilted"] = new() { Turned = -5, Tilted = 0.25, Size = 0.8 },
        ["smeared"] = new() { Blur = 6 },
        ["noisy"] = new() { Noise = 40 },
        ["of low contrast"] = new() { Contrast = 0.25, Noise = 6 },
        ["in shadow"] = new() { Shadow = 0.75 },
        ["another font"] = new() { Font = "DejaVuSerif" },
        ["close"] = new() { Size = 1.1, Form = SlateForm.Lines },
    };

    [Theory]
    [MemberData(nameof(Seen))]
    public async Task A_slate_is_read(string view)
    {
        using var folder = new TempFolder();
        var slate = Views[view];

        var report = (await new SlateReader(TimeProvider.System).ReadAsync(Frames(slate), isTail: false, folder.Path, Token)).Report;

        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("; ", report.Values.Select(value => $"{value.Field}={value.Value} ({value.Raw}) {value.Confidence} in {value.Frames}, not {string.Join(',', value.Others)}")));
        Assert.Equal(("12A", "3", "A001"), (report[SlateField.Scene]?.Value, report[SlateField.Take]?.Value, report[SlateField.Roll]?.Value));
    }

    /// <summary>Frames of a slate in a hand: it moves by some pixels, and every frame has noise of its own.</summary>
    internal static List<SlateFrame> Frames(DrawnSlate slate, int count = 5)
    {
        var hand = new Grain(slate.Seed + 99);
        return [.. Enumerable.Range(0, count).Select(i => new SlateFrame(i * 9, (slate with { Seed = slate.Seed + (ulong)i * 17, Turned = slate.Turned + hand.Unit() * 2 - 1 }).Frame(moved: (hand.Below(40) - 20, hand.Below(24) - 12))))];
    }
}
