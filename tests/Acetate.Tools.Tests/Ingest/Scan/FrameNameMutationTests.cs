using Acetate.Tools.Ingest.Scan;

namespace Acetate.Tools.Tests.Ingest.Scan;

/// <summary>Names of frames, changed in thousands of ways: every file is kept under exactly its name, whatever the name looks like.</summary>
[Trait("kind", Fuzzing.Trait)]
public sealed class FrameNameMutationTests
{
    private static readonly string[] Valid = ["A001C001_240511_R1AC.0086400.ari", "A001_01021012_C001_000123.dng", "plate.1001.exr", "Reel-7_000.DPX", "scan0000000.tif", "A002R2EC.999999999.arx"];
    private static readonly string[] Pieces = ["0", "9", "٣", "４", "-1", "+1", "000", "999999999", "1000000000", ".", "..", ".dng", ".DPX", " ", "\n", "\0", "#", "\uFFFD", "é", "e\u0301", "\ud83d", "\u202e", "{0}", "%d"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_mutated_folder_of_frames_gives_back_every_name_and_throws_nothing(ulong seed)
    {
        var dice = new Dice(seed);
        for (var round = 0; round < Fuzzing.Rounds(300); round++)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 1 + dice.Next(39); i > 0; i--) names.Add(Mutated(dice));
            var root = new CardFolder("A001");
            foreach (var name in names) root.Add(name, dice.Next(3) * 1_000L);

            var clips = ClipGrouping.Of(root);

            Assert.Equal(names.Order(StringComparer.Ordinal), root.AllFiles().Select(f => f.Path).Order(StringComparer.Ordinal));
            var media = clips.SelectMany(c => c.MediaFiles()).ToList();
            Assert.Equal(media.Count, media.Distinct(StringComparer.Ordinal).Count());
            Assert.Subset(names, media.ToHashSet(StringComparer.Ordinal));
            Assert.All(clips.SelectMany(c => c.Findings), f => Assert.InRange(f.Message.Length, 1, 4_000));
            Assert.All(Names.Check(root, 160), f => Assert.NotEmpty(f.Message));
        }
    }

    private static string Mutated(Dice dice)
    {
        var name = Valid[dice.Next(Valid.Length)];
        for (var change = dice.Next(4); change > 0; change--)
        {
            var at = dice.Next(name.Length + 1);
            name = dice.Next(4) switch
            {
                0 => name.Insert(at, Pieces[dice.Next(Pieces.Length)]),
                1 when name.Length > 4 && at < name.Length => name.Remove(at, 1),
                2 when at < name.Length => name[..at] + (char)(33 + dice.Next(267)) + name[(at + 1)..],
                _ => name.Replace('0', (char)('0' + dice.Next(10))),
            };
        }

        return name.Replace('/', '_');
    }

    /// <summary>SplitMix64: the same numbers for a seed, everywhere and forever.</summary>
    private sealed class Dice(ulong state)
    {
        public int Next(int below)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)below);
        }
    }
}
