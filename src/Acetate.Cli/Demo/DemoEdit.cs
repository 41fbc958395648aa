using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Media.Demo;

namespace Acetate.Cli.Demo;

/// <summary>One edit of the demo's cut: so many frames of a take, from one of its frames on.</summary>
/// <param name="Take">The take; null for black and titles.</param>
/// <param name="From">The first frame that is used, counted from the take's first; of a reversed edit the earliest.</param>
/// <param name="Frames">Frames in the programme.</param>
internal sealed record DemoEdit(DemoTake? Take, int From, int Frames)
{
    /// <summary>The VFX shot it belongs to; empty for none.</summary>
    public string Shot { get; init; } = "";

    /// <summary>Its speed; 1 by default, 0 for a freeze, negative backwards.</summary>
    public Ratio Speed { get; init; } = Ratio.One;

    /// <summary>Frames of the dissolve into it; 0 for a cut.</summary>
    public int Dissolve { get; init; }

    /// <summary>What a title says; empty for black.</summary>
    public string Title { get; init; } = "";

    /// <summary>Frames of the take that it shows, without the dissolve out of it.</summary>
    public int SourceFrames => Speed.Sign == 0 ? 1 : (int)(Speed.Absolute * Frames).Ceiling;
}

/// <summary>The demo's cuts: what an editor made of the demo day.</summary>
/// <remarks>
/// Everything is taken from the day's own takes. No edit needs more than the first 48 frames of one, so that a day of any length will do, and
/// handles of 8 frames are there for every shot.
/// </remarks>
internal sealed class DemoCut
{
    private const int Slip = 2;

    private readonly DemoDay day;

    /// <summary>Cuts the day; an even seed slips every edit by two frames: Final Cut's XML counts at double speed, and an odd frame would fall between two of its.</summary>
    public DemoCut(ulong seed)
    {
        day = new DemoDay { Seed = seed };
        First = [.. Slipped(FirstVersion(), seed)];
        Second = [.. Slipped(SecondVersion(), seed)];
        var half = Second.IndexOf(Second.First(edit => edit.Shot == Name(4)));
        Reels = [Second[..half], [.. Second[half..], .. Slipped([new(day.MovieTakes[0], 24, 12)], seed)]];
    }

    /// <summary>The first version.</summary>
    public ImmutableArray<DemoEdit> First { get; }

    /// <summary>The second: one edit longer, one shorter, one slipped, one moved, one with another speed, one gone, one new.</summary>
    public ImmutableArray<DemoEdit> Second { get; }

    /// <summary>The locked cut: the second version in two reels; both use one take, and partly the same frames of it.</summary>
    public ImmutableArray<ImmutableArray<DemoEdit>> Reels { get; }

    /// <summary>The name of a shot.</summary>
    public static string Name(int shot) => $"DEM_010_{shot * 10:0000}";

    private IEnumerable<DemoEdit> FirstVersion()
    {
        var (raw, movie) = (day.RawTakes, day.MovieTakes);
        return
        [
            new(null, 0, 12),
            new(raw[0], 20, 14) { Shot = Name(1) },
            new(movie[0], 22, 12),
            // One shot that the editor cut in two without taking anything out.
            new(movie[1], 18, 8) { Shot = Name(2) },
            new(movie[1], 26, 6) { Shot = Name(2) },
            new(movie[2], 20, 14) { Shot = Name(3), Dissolve = 6 },
            new(raw[1], 18, 6) { Shot = Name(4), Speed = 2 },
            new(movie[0], 24, 8) { Shot = Name(5), Speed = -1 },
            new(raw[1], 24, 10) { Speed = 0 },
            // The take of the first shot once more.
            new(raw[0], 22, 10) { Shot = Name(6) },
            new(null, 0, 12) { Title = "Title 01" },
            new(null, 0, 12),
        ];
    }

    private IEnumerable<DemoEdit> SecondVersion()
    {
        var was = FirstVersion().ToList();
        return
        [
            was[0],
            was[1] with { Frames = 16 },
            was[2] with { Frames = 8 },
            was[9],
            was[3],
            was[4],
            was[5] with { From = 22 },
            was[6] with { Frames = 24, Speed = new(1, 2) },
            was[8],
            new(day.RawTakes[1], 30, 8) { Shot = Name(7) },
            was[10],
            was[11],
        ];
    }

    private static IEnumerable<DemoEdit> Slipped(IEnumerable<DemoEdit> edits, ulong seed) =>
        edits.Select(edit => edit.Take is null ? edit : edit with { From = edit.From + (seed % 2 == 0 ? Slip : 0) });
}
