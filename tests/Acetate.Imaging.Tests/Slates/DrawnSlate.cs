using Acetate.Media.Encode.BurnIns;
using Acetate.Media.Slates;

namespace Acetate.Imaging.Tests.Slates;

/// <summary>How the writing stands on a drawn slate.</summary>
internal enum SlateForm
{
    /// <summary>A white board: cells with a small label, the value below it.</summary>
    Cells,

    /// <summary>A black board with white writing: cells as before.</summary>
    DarkCells,

    /// <summary>A white board: label and value on one line, a line each.</summary>
    Lines,

    /// <summary>A white board: SLATE with 12A/3 below it, as slates are counted through.</summary>
    Counted,

    /// <summary>A grey board on which nothing stands.</summary>
    Empty,
}

/// <summary>A clapperboard drawn into a frame: what is written on it, and how the camera sees it. Nothing of it was photographed.</summary>
internal sealed record DrawnSlate
{
    private const int BoardWidth = 1200, BoardHeight = 900;

    public SlateForm Form { get; init; } = SlateForm.Cells;

    public string Scene { get; init; } = "12A";

    public string Take { get; init; } = "3";

    public string Roll { get; init; } = "A001";

    public string Font { get; init; } = "DejaVuSans-Bold";

    /// <summary>How much of the frame's height it fills.</summary>
    public double Size { get; init; } = 0.7;

    /// <summary>Degrees to the right.</summary>
    public double Turned { get; init; }

    /// <summary>How much narrower the edge at the right is than that at the left, 0 to 0.5.</summary>
    public double Tilted { get; init; }

    /// <summary>Pixels over which everything is smeared.</summary>
    public int Blur { get; init; }

    /// <summary>The most by which a pixel is wrong, of 255.</summary>
    public int Noise { get; init; } = 4;

    /// <summary>1 for black on white, 0 for nothing.</summary>
    public double Contrast { get; init; } = 1;

    /// <summary>How much darker the lower right corner of the board is.</summary>
    public double Shadow { get; init; } = 0.2;

    /// <summary>A picture that is stuck on the board, lower right.</summary>
    public GreyPicture? Code { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The frame.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="moved">How far the hand has moved it, in pixels.</param>
    public GreyPicture Frame(int width = 1280, int height = 720, (double X, double Y) moved = default)
    {
        var frame = Set(width, height, Seed);
        var board = Board();
        var (high, across) = (height * Size, height * Size * BoardWidth / BoardHeight);
        var (sum, count) = (new float[width * height], new int[width * height]);
        var (sin, cos) = Math.SinCos(Turned * Math.PI / 180);
        for (var y = 0; y < BoardHeight; y++)
            for (var x = 0; x < BoardWidth; x++)
            {
                // Further away to the right: smaller there.
                var (u, v) = ((double)x / BoardWidth - 0.5, (double)y / BoardHeight - 0.5);
                var far = 1 + Tilted * (u + 0.5);
                var (px, py) = (u * across / far, v * high / far);
                var (fx, fy) = ((int)(width / 2.0 + moved.X + px * cos - py * sin), (int)(height / 2.0 + moved.Y + px * sin + py * cos));
                if (fx < 0 || fy < 0 || fx >= width || fy >= height) continue;
                sum[fy * width + fx] += board[y * BoardWidth + x] * (float)(1 - Shadow * (u + v + 1) / 2);
                count[fy * width + fx]++;
            }

        for (var i = 0; i < sum.Length; i++) if (count[i] > 0) frame[i] = (float)(110 + (sum[i] / count[i] - 110) * Contrast);
        return Seen(frame, width, height);
    }

    /// <summary>A frame of the set without any slate.</summary>
    public static GreyPicture Empty(ulong seed, int width = 1280, int height = 720) => (new DrawnSlate { Seed = seed }).Seen(Set(width, height, seed), width, height);

    private GreyPicture Seen(float[] frame, int width, int height)
    {
        for (var pass = 0; pass < 2 && Blur > 1; pass++) frame = Smeared(frame, width, height, Blur, pass == 0);
        var grain = new Grain(Seed * 7919 + 13);
        return new(width, height, [.. frame.Select(value => (byte)Math.Clamp(value + (Noise == 0 ? 0 : grain.Below(2 * Noise + 1) - Noise), 0, 255))]);
    }

    private static float[] Smeared(float[] frame, int width, int height, int blur, bool isAcross)
    {
        var smeared = new float[frame.Length];
        // Across the whole length, down half of it: a hand moves more to one side.
        var length = isAcross ? blur : Math.Max(1, blur / 2);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var sum = 0f;
                for (var i = 0; i < length; i++) sum += isAcross ? frame[y * width + Math.Clamp(x + i - length / 2, 0, width - 1)] : frame[Math.Clamp(y + i - length / 2, 0, height - 1) * width + x];
                smeared[y * width + x] = sum / length;
            }

        return smeared;
    }

    /// <summary>A room: uneven light, walls, furniture.</summary>
    private static float[] Set(int width, int height, ulong seed)
    {
        var grain = new Grain(seed);
        var frame = new float[width * height];
        var waves = Enumerable.Range(0, 10).Select(_ => (X: (grain.Unit() - 0.5) * 40 / width, Y: (grain.Unit() - 0.5) * 40 / height, Phase: grain.Unit() * 6, High: 4 + 14 * grain.Unit())).ToList();
        var things = Enumerable.Range(0, 9).Select(_ => (X: grain.Below(width), Y: grain.Below(height), Width: 30 + grain.Below(300), Height: 30 + grain.Below(300), Level: (grain.Unit() - 0.5) * 120)).ToList();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var value = 90.0;
                foreach (var wave in waves) value += wave.High * Math.Sin(wave.X * x + wave.Y * y + wave.Phase);
                foreach (var thing in things) if (x >= thing.X && x < thing.X + thing.Width && y >= thing.Y && y < thing.Y + thing.Height) value += thing.Level;
                frame[y * width + x] = (float)Math.Clamp(value, 5, 215);
            }

        return frame;
    }

    private float[] Board()
    {
        var isDark = Form == SlateForm.DarkCells;
        var (ground, ink) = isDark ? (22f, 235f) : (235f, 22f);
        var board = new float[BoardWidth * BoardHeight];
        Array.Fill(board, ground);
        // The sticks.
        for (var y = 0; y < 110; y++)
            for (var x = 0; x < BoardWidth; x++) board[y * BoardWidth + x] = (x + y) / 110 % 2 == 0 ? 235 : 20;
        var font = TrueTypeFont.Open($"/usr/share/fonts/truetype/dejavu/{Font}.ttf");
        var coverage = new Coverage(BoardWidth, BoardHeight);
        if (Form == SlateForm.Empty)
        {
        }
        else if (Form is SlateForm.Lines)
        {
            foreach (var (line, y) in ((string, int)[])[($"ROLL  {Roll}", 300), ($"SCENE  {Scene}", 480), ($"TAKE  {Take}", 660)]) Text(font, coverage, line, 70, y, 105);
            Text(font, coverage, "24 FPS   2026-05-11", 70, 820, 60);
        }
        else
        {
            foreach (var y in (int[])[112, 470, 720]) Rule(0, y, BoardWidth, 5);
            if (Form == SlateForm.Counted)
            {
                Rule(790, 112, 5, 360);
                Cell("SLATE", $"{Scene}/{Take}", 30, 790);
                Cell("ROLL", Roll, 820, 370);
            }
            else
            {
                foreach (var x in (int[])[400, 800]) Rule(x, 112, 5, 360);
                Cell("ROLL", Roll, 25, 365);
                Cell("SCENE", Scene, 425, 365);
                Cell("TAKE", Take, 825, 365);
            }

            Text(font, coverage, "PROD.  THE LONG DAY", 30, 540, 52);
            Text(font, coverage, "DIRECTOR  M. KELLER", 30, 610, 44);
            Text(font, coverage, "CAMERA  A", 30, 690, 52);
            Text(font, coverage, "DATE  2026-05-11", 30, 800, 52);
            Text(font, coverage, "FPS  24", 30, 870, 52);
        }

        var drawn = coverage.Finish();
        for (var i = 0; i < board.Length; i++) board[i] += drawn[i] * (ink - board[i]);
        if (Code is not null)
            for (var y = 0; y < 300; y++)
                for (var x = 0; x < 300; x++) board[(560 + y) * BoardWidth + 860 + x] = Code.At(x * (Code.Width - 1) / 299.0, y * (Code.Height - 1) / 299.0);
        return board;

        void Cell(string label, string value, int x, int across)
        {
            Text(font, coverage, label, x, 180, 48);
            var size = 170.0;
            while (WidthOf(font, value, size) > across - 20) size *= 0.93;
            Text(font, coverage, value, x + 15, 400, size);
        }

        void Rule(int x, int y, int across, int down)
        {
            for (var row = y; row < y + down; row++)
                for (var column = x; column < x + across; column++) board[row * BoardWidth + column] = ink;
        }
    }

    private static double WidthOf(TrueTypeFont font, string text, double size) => text.Sum(letter => font.Advance(font.Glyph(letter)) * size / font.UnitsPerEm);

    private static void Text(TrueTypeFont font, Coverage coverage, string text, double x, double y, double size)
    {
        foreach (var letter in text)
        {
            var glyph = font.Glyph(letter);
            font.Draw(glyph, size / font.UnitsPerEm, x, y, coverage);
            x += font.Advance(glyph) * size / font.UnitsPerEm;
        }
    }
}
