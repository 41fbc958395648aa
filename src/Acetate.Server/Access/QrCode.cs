using System.Globalization;
using System.Text;

namespace Acetate.Server.Access;

/// <summary>A QR code (ISO/IEC 18004): text as bytes, error correction level M, versions 1 to 15, which hold up to 412 bytes.</summary>
/// <remarks>
/// The text becomes a stream of bits, the stream blocks of codewords, and each block gets check words (Reed-Solomon over GF(256)), so that
/// some 15 % may be dirty. The words of all blocks are laid in turn into a square, in pairs of columns from the right, up and down, around the
/// patterns by which a camera finds it. Of eight masks the one is kept that leaves the fewest shapes which a camera takes for something else.
/// </remarks>
public sealed class QrCode
{
    private const int MostVersions = 15;

    // By version: check words of a block, and blocks, at level M (ISO/IEC 18004, table 9).
    private static readonly byte[] CheckWords = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24];
    private static readonly byte[] Blocks = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10];

    private readonly bool[,] dark;
    private readonly bool[,] reserved;

    private QrCode(int version)
    {
        Size = 17 + 4 * version;
        (dark, reserved) = (new bool[Size, Size], new bool[Size, Size]);
    }

    /// <summary>Modules on a side.</summary>
    public int Size { get; }

    /// <summary>Whether a module is dark.</summary>
    public bool this[int x, int y] => dark[y, x];

    /// <summary>The code of a text.</summary>
    /// <exception cref="ArgumentException">The text is longer than 412 bytes.</exception>
    public static QrCode Of(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var version = Enumerable.Range(1, MostVersions).FirstOrDefault(one => BitsOf(one, bytes.Length) <= 8 * DataWords(one));
        if (version == 0) throw new ArgumentException($"A QR code here holds 412 bytes; the text has {bytes.Length}.", nameof(text));
        var words = Words(version, bytes);
        var best = Enumerable.Range(0, 8).Select(mask => Draw(version, words, mask)).MinBy(code => code.Penalty())!;
        return best;
    }

    /// <summary>The code as the path of an SVG picture, a module a unit, with the four modules of margin that a camera needs.</summary>
    public QrPicture Picture()
    {
        var path = new StringBuilder();
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var from = x;
                while (x < Size && dark[y, x]) x++;
                if (x > from) path.Append(CultureInfo.InvariantCulture, $"M{from + 4} {y + 4}h{x - from}v1h-{x - from}z");
            }
        }

        return new(Size + 8, path.ToString());
    }

    private static int BitsOf(int version, int bytes) => 4 + (version < 10 ? 8 : 16) + 8 * bytes;

    private static int DataWords(int version) => AllWords(version) - CheckWords[version] * Blocks[version];

    private static int AllWords(int version)
    {
        var modules = (16 * version + 128) * version + 64;
        if (version < 2) return modules / 8;
        var marks = version / 7 + 2;
        modules -= (25 * marks - 10) * marks - 55;
        return (version >= 7 ? modules - 36 : modules) / 8;
    }

    private static byte[] Words(int version, byte[] bytes)
    {
        var bits = new List<bool>();
        void Add(int value, int count)
        {
            for (var i = count - 1; i >= 0; i--) bits.Add(((value >> i) & 1) != 0);
        }

        Add(0b0100, 4);
        Add(bytes.Length, version < 10 ? 8 : 16);
        foreach (var value in bytes) Add(value, 8);
        var capacity = 8 * DataWords(version);
        Add(0, Math.Min(4, capacity - bits.Count));
        Add(0, (8 - bits.Count % 8) % 8);
        for (var pad = 0xEC; bits.Count < capacity; pad ^= 0xEC ^ 0x11) Add(pad, 8);
        var data = Enumerable.Range(0, bits.Count / 8).Select(at => (byte)Enumerable.Range(0, 8).Sum(bit => bits[8 * at + bit] ? 0x80 >> bit : 0)).ToArray();

        // The first blocks are a word shorter where the words do not come out even.
        var (blocks, checks) = (Blocks[version], CheckWords[version]);
        var shorter = blocks - AllWords(version) % blocks;
        var length = AllWords(version) / blocks - checks;
        var generator = Generator(checks);
        var (parts, taken) = (new List<(byte[] Data, byte[] Checks)>(), 0);
        for (var i = 0; i < blocks; i++)
        {
            var part = data.AsSpan(taken, length + (i < shorter ? 0 : 1)).ToArray();
            taken += part.Length;
            parts.Add((part, Remainder(part, generator)));
        }

        return
        [
            .. Enumerable.Range(0, length + 1).SelectMany(at => parts.Where(part => at < part.Data.Length).Select(part => part.Data[at])),
            .. Enumerable.Range(0, checks).SelectMany(at => parts.Select(part => part.Checks[at])),
        ];
    }

    private static QrCode Draw(int version, byte[] words, int mask)
    {
        var code = new QrCode(version);
        code.DrawPatterns(version);
        code.DrawFormat(mask);
        code.DrawWords(words, mask);
        return code;
    }

    private void Put(int x, int y, bool isDark) => (dark[y, x], reserved[y, x]) = (isDark, true);

    private void DrawPatterns(int version)
    {
        for (var i = 0; i < Size; i++)
        {
            Put(6, i, i % 2 == 0);
            Put(i, 6, i % 2 == 0);
        }

        foreach (var (left, top) in ((int, int)[])[(3, 3), (Size - 4, 3), (3, Size - 4)])
            for (var dy = -4; dy <= 4; dy++)
                for (var dx = -4; dx <= 4; dx++)
                    if (left + dx >= 0 && left + dx < Size && top + dy >= 0 && top + dy < Size)
                        Put(left + dx, top + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) is not (2 or 4));

        var marks = Marks(version);
        foreach (var y in marks)
            foreach (var x in marks)
                if (!((x == 6 && y == 6) || (x == 6 && y == marks[^1]) || (x == marks[^1] && y == 6)))
                    for (var dy = -2; dy <= 2; dy++)
                        for (var dx = -2; dx <= 2; dx++) Put(x + dx, y + dy, Math.Max(Math.Abs(dx), Math.Abs(dy)) != 1);

        if (version < 7) return;
        // The version with 12 check bits (BCH, generator 0x1F25), twice.
        var rest = version;
        for (var i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1F25);
        var bits = (version << 12) | rest;
        for (var i = 0; i < 18; i++)
        {
            Put(Size - 11 + i % 3, i / 3, ((bits >> i) & 1) != 0);
            Put(i / 3, Size - 11 + i % 3, ((bits >> i) & 1) != 0);
        }
    }

    private int[] Marks(int version)
    {
        if (version == 1) return [];
        var count = version / 7 + 2;
        var step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
        return [6, .. Enumerable.Range(0, count - 1).Select(i => Size - 7 - (count - 2 - i) * step)];
    }

    private void DrawFormat(int mask)
    {
        // Level M is 00; 10 check bits (BCH, generator 0x537), and a pattern that keeps it from being all light.
        var rest = mask;
        for (var i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
        var bits = ((mask << 10) | rest) ^ 0x5412;
        bool Bit(int i) => ((bits >> i) & 1) != 0;

        for (var i = 0; i < 6; i++) Put(8, i, Bit(i));
        Put(8, 7, Bit(6));
        Put(8, 8, Bit(7));
        Put(7, 8, Bit(8));
        for (var i = 9; i < 15; i++) Put(14 - i, 8, Bit(i));
        for (var i = 0; i < 8; i++) Put(Size - 1 - i, 8, Bit(i));
        for (var i = 8; i < 15; i++) Put(8, Size - 15 + i, Bit(i));
        Put(8, Size - 8, true);
    }

    private void DrawWords(byte[] words, int mask)
    {
        var at = 0;
        for (var right = Size - 1; right >= 1; right -= 2)
        {
            // The column of the timing pattern is left out.
            if (right == 6) right = 5;
            for (var i = 0; i < Size; i++)
            {
                for (var x = right; x >= right - 1; x--)
                {
                    var y = ((right + 1) & 2) == 0 ? Size - 1 - i : i;
                    if (reserved[y, x]) continue;
                    var bit = at < words.Length * 8 && ((words[at >> 3] >> (7 - (at & 7))) & 1) != 0;
                    at++;
                    dark[y, x] = bit ^ IsMasked(mask, x, y);
                }
            }
        }
    }

    private static bool IsMasked(int mask, int x, int y) => mask switch
    {
        0 => (x + y) % 2 == 0,
        1 => y % 2 == 0,
        2 => x % 3 == 0,
        3 => (x + y) % 3 == 0,
        4 => (x / 3 + y / 2) % 2 == 0,
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3) % 2 == 0,
        _ => ((x + y) % 2 + x * y % 3) % 2 == 0,
    };

    /// <summary>How much of the square looks like something that it is not (ISO/IEC 18004, 7.8.3).</summary>
    private int Penalty()
    {
        var (sum, count) = (0, 0);
        for (var i = 0; i < Size; i++)
        {
            sum += LinePenalty([.. Enumerable.Range(0, Size).Select(x => dark[i, x])]);
            sum += LinePenalty([.. Enumerable.Range(0, Size).Select(y => dark[y, i])]);
        }

        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                if (dark[y, x]) count++;
                if (x > 0 && y > 0 && dark[y, x] == dark[y - 1, x] && dark[y, x] == dark[y, x - 1] && dark[y, x] == dark[y - 1, x - 1]) sum += 3;
            }
        }

        return sum + Math.Abs(count * 20 - Size * Size * 10) / (Size * Size) * 10;
    }

    private static int LinePenalty(ReadOnlySpan<bool> line)
    {
        // Four light modules beside the middle of a corner's pattern.
        ReadOnlySpan<bool> before = [false, false, false, false, true, false, true, true, true, false, true];
        ReadOnlySpan<bool> after = [true, false, true, true, true, false, true, false, false, false, false];
        var (sum, run) = (0, 1);
        for (var i = 1; i <= line.Length; i++)
        {
            if (i < line.Length && line[i] == line[i - 1])
            {
                run++;
                continue;
            }

            if (run >= 5) sum += run - 2;
            run = 1;
        }

        for (var i = 0; i + 11 <= line.Length; i++)
            if (line.Slice(i, 11).SequenceEqual(before) || line.Slice(i, 11).SequenceEqual(after)) sum += 40;
        return sum;
    }

    private static byte[] Generator(int degree)
    {
        var result = new byte[degree];
        result[^1] = 1;
        byte root = 1;
        for (var i = 0; i < degree; i++)
        {
            for (var j = 0; j < degree; j++) result[j] = (byte)(Product(result[j], root) ^ (j + 1 < degree ? result[j + 1] : 0));
            root = Product(root, 2);
        }

        return result;
    }

    private static byte[] Remainder(byte[] data, byte[] generator)
    {
        var rest = new byte[generator.Length];
        foreach (var value in data)
        {
            var factor = (byte)(value ^ rest[0]);
            rest.AsSpan(1).CopyTo(rest);
            rest[^1] = 0;
            for (var i = 0; i < rest.Length; i++) rest[i] ^= Product(generator[i], factor);
        }

        return rest;
    }

    /// <summary>The product in GF(256) with the polynomial 0x11D.</summary>
    private static byte Product(byte left, byte right)
    {
        var product = 0;
        for (var i = 7; i >= 0; i--) product = (product << 1) ^ ((product >> 7) * 0x11D) ^ (((right >> i) & 1) * left);
        return (byte)product;
    }
}

/// <summary>A picture of one path.</summary>
/// <param name="Size">The side of its square view box.</param>
/// <param name="Path">The <c>d</c> of the path, to be filled dark on light.</param>
public sealed record QrPicture(int Size, string Path);
