using Acetate.Edl.Cmx3600;
using Acetate.Timing;

namespace Acetate.Standards.Tests.Edl.Cmx3600;

/// <summary>Small lists for tests.</summary>
internal static class Lists
{
    public const string Head = "TITLE: T\nFCM: NON-DROP FRAME\n\n";

    public const string Cut = "001  A001     V     C        01:00:00:00 01:00:02:00 00:00:00:00 00:00:02:00\n";

    /// <summary>A dissolve between two reels, its first line without length.</summary>
    public const string Dissolve = """
        002  A001     V     C        01:00:02:00 01:00:02:00 00:00:02:00 00:00:02:00
        002  B001     V     D    012 05:00:00:00 05:00:03:00 00:00:02:00 00:00:05:00

        """;

    public static EdlReading Read(string events, FrameRate? rate = null) => EdlReader.Parse(Head + events).At(rate ?? FrameRate.Fps24);

    public static EdlEvent Single(string events, FrameRate? rate = null) => Read(events, rate).Events.Single();

    /// <summary>The only problem of this severity or worse, as a person sees it.</summary>
    public static string Problem(this EdlReading reading, EdlSeverity least = EdlSeverity.Notice) =>
        Assert.Single(reading.Problems, problem => problem.Severity >= least).ToString();
}
