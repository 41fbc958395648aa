using Acetate.Server.Access;

namespace Acetate.Tools.Tests.Server;

/// <summary>QR codes against what another encoder (libqrencode 4.1.1) makes of the same text, and against their own check words.</summary>
public sealed class QrCodeTests
{
    private const string Text = "otpauth://totp/Acetate:anna%40127.0.0.1?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Acetate";

    private const string Expected = """
        #######.####..##....#.....###...#.#######
        #.....#.#...#..###..#####...#...#.#.....#
        #.###.#....#.#....##.##.####..##..#.###.#
        #.###.#.#####.#.#.#.###....###.#..#.###.#
        #.###.#...###.##.##.....#.###..##.#.###.#
        #.....#....#####...##...##...###..#.....#
        #######.#.#.#.#.#.#.#.#.#.#.#.#.#.#######
        ........##.##.##.####..##.#####.#........
        #.##.###..##.....###.#..#..#.#.#..#..#.##
        .#.#....##.#..#.#.####.#....####.#.####.#
        ###...####..##.##.#.#.#####...#.##.#.#.#.
        ###..#.#..##.####.#...#.###......##....##
        .#.#..###.##.##.#..#.....###.###...#.####
        .#.##..###...##...#..###.#######.###.###.
        .#....##.#....#.......#.##..#..#####...##
        ..#.#..#..#.#.##..####..#.###.#.....#..#.
        .#..#.#..#..#..#####..##.##.###..#..##.#.
        ..####..##...#.######...#.#....###.#.#...
        ..#..###.##.#.#.##..##..#####....#.##..#.
        #.......#..#.####..##.##.###.##.#.##.###.
        #.##.####..#..##..###.#..##..####.#.##..#
        #.#.##.###.##.#####.####.#...#.#..###..##
        #.#..##..#.#.##...#.#..#.#..#.#.#.#..#.#.
        ........###...###......#.##.#.#.##.#.....
        .#.##.#..#..#.####..#.#.#.####.###.####.#
        ##..##..#.#.#..#...####.#.#########..##.#
        #.#.#.#.###.#..##..##...###....#..#..#.##
        .....#.#..####..#...#####.#.#.#..##..#.##
        #.##.##.#..#..###.....##.#.##..##...##.#.
        .##.#....#..###...##..#.##.#.#.###......#
        #.#########..#.##.#.##.###.####.#...#....
        .....#.##...#....#..#...#....#.....#..###
        .#...##..#.###..##.##..####...#.#####.#.#
        ........##..##....##.......##.###...##.##
        #######.##....####...###..#..##.#.#.####.
        #.....#.###.......#..##.#####...#...#....
        #.###.#..##..##.#.##.##....###..#####...#
        #.###.#.#..##.#...#.....#..#.#.#.#.##.##.
        #.###.#.#.####...###....##..#.##...#..###
        #.....#......##....#.#.##.#.#.#.#...##.#.
        #######.#.....#..#######.#.#..#.####.#.#.
        """;

    [Fact]
    public void A_code_is_drawn_as_another_encoder_draws_it_but_for_the_choice_of_the_mask()
    {
        var code = QrCode.Of(Text);
        var expected = Expected.Split('\n');
        var theirs = (int x, int y) => expected[y][x] == '#';

        Assert.Equal(expected.Length, code.Size);
        // Under the mask of each, every module that carries data is the same; everything else is the same but for the 30 modules that name the mask.
        var (ours, other) = (MaskOf((x, y) => code[x, y]), MaskOf(theirs));
        var different = new List<string>();
        for (var y = 0; y < code.Size; y++)
        {
            for (var x = 0; x < code.Size; x++)
            {
                if (IsFormat(x, y, code.Size)) continue;
                var isData = IsData(x, y, code.Size);
                if ((code[x, y] ^ (isData && Masked(ours, x, y))) != (theirs(x, y) ^ (isData && Masked(other, x, y)))) different.Add($"{x},{y}");
            }
        }

        Assert.Empty(different);
    }

    [Fact]
    public void The_picture_is_one_path_of_the_dark_modules_with_a_margin()
    {
        var code = QrCode.Of("A001");
        var picture = code.Picture();
        var dark = 0;
        for (var y = 0; y < code.Size; y++)
            for (var x = 0; x < code.Size; x++)
                if (code[x, y]) dark++;

        Assert.Equal((21, 29), (code.Size, picture.Size));
        Assert.StartsWith("M4 4h7v1h-7z", picture.Path, StringComparison.Ordinal);
        Assert.Equal(dark, picture.Path.Split('h').Skip(1).Where(part => part.Contains('v', StringComparison.Ordinal)).Sum(part => int.Parse(part.Split('v')[0], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(14, 21)]
    [InlineData(15, 25)]
    [InlineData(412, 77)]
    public void A_text_takes_the_smallest_square_that_holds_it(int bytes, int size) => Assert.Equal(size, QrCode.Of(new string('a', bytes)).Size);

    [Fact]
    public void A_text_that_no_square_holds_is_refused() => Assert.Throws<ArgumentException>(() => QrCode.Of(new string('ä', 207)));

    // The 15 bits beside the upper left corner, under their own pattern: two of the level, three of the mask.
    private static int MaskOf(Func<int, int, bool> dark) => ((Bit(dark(8, 0), 0) | Bit(dark(8, 1), 1) | Bit(dark(8, 2), 2) | Bit(dark(8, 3), 3) | Bit(dark(8, 4), 4) | Bit(dark(8, 5), 5) | Bit(dark(8, 7), 6) | Bit(dark(8, 8), 7)
        | Bit(dark(7, 8), 8) | Bit(dark(5, 8), 9) | Bit(dark(4, 8), 10) | Bit(dark(3, 8), 11) | Bit(dark(2, 8), 12)) ^ 0x5412) >> 10 & 7;

    private static int Bit(bool on, int place) => on ? 1 << place : 0;

    private static bool IsFormat(int x, int y, int size) => (x == 8 && (y < 9 || y >= size - 8)) || (y == 8 && (x < 9 || x >= size - 8));

    // Of version 6: corners, the lines between them, and one mark.
    private static bool IsData(int x, int y, int size) => !(x == 6 || y == 6 || (x < 9 && y < 9) || (x < 9 && y >= size - 8) || (x >= size - 8 && y < 9) || (Math.Abs(x - 34) <= 2 && Math.Abs(y - 34) <= 2));

    private static bool Masked(int mask, int x, int y) => mask switch
    {
        0 => (y + x) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (y + x) % 3 == 0,
        4 => (y / 2 + x / 3) % 2 == 0,
        5 => y * x % 2 + y * x % 3 == 0,
        6 => (y * x % 2 + y * x % 3) % 2 == 0,
        _ => (y * x % 3 + (y + x) % 2) % 2 == 0,
    };
}
