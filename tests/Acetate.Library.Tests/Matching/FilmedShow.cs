using System.Globalization;
using Acetate.Library.Matching;
using Acetate.Timing;

namespace Acetate.Library.Tests.Matching;

/// <summary>Numbers that look random and are the same in every run (xorshift64*).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed * 0x9E3779B97F4A7C15 + 1;

    public int Next(int below)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)below);
    }

    public int Between(int low, int high) => low + Next(high - low + 1);

    public bool Chance(double probability) => Next(1_000_000) < probability * 1_000_000;

    public string Letters(int count, string from = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") => string.Concat(Enumerable.Range(0, count).Select(_ => from[Next(from.Length)]));

    /// <summary>An id that is the same in every run: the order of ids decides between equals.</summary>
    public Guid Id() => Guid.ParseExact(Letters(32, "0123456789abcdef"), "N");

    public T Of<T>(IReadOnlyList<T> all) => all[Next(all.Count)];
}

/// <summary>How cameras name what they shoot.</summary>
internal enum Family
{
    Arri,
    Arri35,
    Red,
    Sony,
    Canon,
    Blackmagic,
    Dji,
    GoPro,
    Phone,
}

/// <summary>A made show: rolls and clips as cameras name them, by units and days.</summary>
internal sealed class FilmedShow
{
    public List<FilmedClip> Clips { get; } = [];

    public Dictionary<Guid, Family> Families { get; } = [];

    public ClipIndex Index => field ??= ClipIndex.Of(Clips);

    /// <summary>Shoots a show.</summary>
    /// <param name="seed">Another show for another number.</param>
    /// <param name="families">The camera of each letter, from A.</param>
    /// <param name="days">Shoot days.</param>
    /// <param name="cards">Cards a camera fills a day.</param>
    /// <param name="perCard">Clips on a card.</param>
    /// <param name="units">Units; each begins its rolls anew with the same letters.</param>
    /// <param name="isRecordRun">Whether every card's timecode begins at 01:00:00:00.</param>
    /// <param name="rate">The rate; 23.976 unless said otherwise.</param>
    /// <param name="isDrop">Drop-frame timecode.</param>
    public static FilmedShow Shoot(ulong seed, Family[] families, int days, int cards = 4, int perCard = 12, int units = 1, bool isRecordRun = false, FrameRate rate = default, bool isDrop = false)
    {
        if (!rate.IsSet) rate = FrameRate.Fps23976;
        var (dice, show) = (new Dice(seed), new FilmedShow());
        var second = rate.LabelsPerSecond;
        for (var unit = 0; unit < units; unit++)
        {
            var serials = families.Select(f => f == Family.Arri ? dice.Of(["R", "L"]) + dice.Letters(3) : dice.Letters(4, "ABCDEFHJKMNPRTUVWXY0123456789")).ToArray();
            var files = new int[families.Length];
            for (var day = 0; day < days; day++)
            {
                var date = new DateOnly(2026, 3, 2).AddDays(day + day / 6);
                // All cameras of a unit roll for the same takes, some seconds apart; a take lasts 20 s to 3 min.
                var takes = new List<(int Start, int Length)>();
                for (var t = 8 * 3600 + dice.Next(1800); takes.Count < cards * perCard; t += takes[^1].Length + dice.Between(60, 600)) takes.Add((t, dice.Between(20, 180)));
                for (var camera = 0; camera < families.Length; camera++)
                    for (var card = 0; card < cards; card++)
                    {
                        var (letter, number, family) = ((char)('A' + camera), day * cards + card + 1, families[camera]);
                        var roll = new FilmedRoll(dice.Id(), RollName(family, letter, number, date, serials[camera], dice), date, units == 1 ? "MU" : unit == 0 ? "MU" : "SU");
                        var run = 3600L * second;
                        for (var clip = 0; clip < perCard; clip++)
                        {
                            var (start, length) = takes[card * perCard + clip];
                            var at = start + dice.Next(8);
                            var frames = (long)(length - dice.Next(8)) * second + dice.Next(second);
                            var label = new Timecode((isRecordRun ? run : (long)at * second + dice.Next(second)) % Timecode.FramesPerDay(rate, isDrop), rate, isDrop);
                            run += frames;
                            show.Add(family, new FilmedClip
                            {
                                Id = dice.Id(),
                                Name = ClipName(family, letter, number, clip + 1, date, at, serials[camera], ++files[camera], dice),
                                Roll = roll,
                                Start = label,
                                Frames = frames,
                                Width = 4608,
                                Height = 3164,
                                Umid = $"060A2B340101010101010F00{dice.Letters(40, "0123456789ABCDEF")}",
                            });
                        }
                    }
            }
        }

        return show;
    }

    public void Add(Family family, FilmedClip clip)
    {
        Clips.Add(clip);
        Families[clip.Id] = family;
    }

    private static string RollName(Family family, char letter, int number, DateOnly date, string serial, Dice dice) => family switch
    {
        Family.Arri => $"{letter}{number:000}{serial}",
        Family.Arri35 => $"{letter}_{number:0000}_{serial}",
        Family.Red => $"{letter}{number:000}_{date:MMdd}{dice.Letters(2)}",
        _ => $"{letter}{number:000}",
    };

    private static string ClipName(Family family, char letter, int roll, int clip, DateOnly date, int at, string serial, int file, Dice dice)
    {
        var time = TimeSpan.FromSeconds(at);
        return family switch
        {
            Family.Arri => $"{letter}{roll:000}C{clip:000}_{date:yyMMdd}_{serial}",
            Family.Arri35 => $"{letter}_{roll:0000}C{clip:000}_{date:yyMMdd}_{time:hhmmss}_{char.ToLowerInvariant(dice.Letters(1, "ABCDEFGH")[0])}{serial}",
            Family.Red => $"{letter}{roll:000}_C{clip:000}_{date:MMdd}{dice.Letters(2)}",
            Family.Sony => $"{letter}{roll:000}C{clip:000}_{date:yyMMdd}{dice.Letters(2)}",
            Family.Canon => $"{letter}_{roll:0000}C{clip:000}X{date:yyMMdd}_{time:hhmmss}{dice.Letters(2)}_CANON",
            Family.Blackmagic => $"{letter}{roll:000}_{date:MMdd}{time:hhmm}_C{clip:000}",
            Family.Dji => $"DJI_{date:yyyyMMdd}{time:hhmmss}_{file % 10000:0000}_D",
            Family.GoPro => $"GX01{file % 10000:0000}",
            _ => string.Create(CultureInfo.InvariantCulture, $"IMG_{file % 10000:0000}"),
        };
    }
}
