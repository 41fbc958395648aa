using System.Globalization;

namespace Acetate.Media.Demo;

/// <summary>Draws the frames of a take: a skyline, a colour chart, a clock with a sweeping hand, a bouncing ball, a slate that claps, and burnt-in numbers.</summary>
internal sealed class DemoPicture
{
    /// <summary>The slate is in the picture for a second.</summary>
    private const int SlateFrames = 24;

    /// <summary>The 24 fields of a colour chart, as display values.</summary>
    private static readonly int[] Chart =
    [
        0x735244, 0xc29682, 0x627a9d, 0x576c43, 0x8580b1, 0x67bdaa, 0xd67e2c, 0x505ba6, 0xc15a63, 0x5e3c6c, 0x9dbc40, 0xe0a32e,
        0x383d96, 0x469449, 0xaf363c, 0xe7c71f, 0xbb5695, 0x0885a1, 0xf3f3f2, 0xc8c8c8, 0xa0a0a0, 0x7a7a79, 0x555555, 0x343434,
    ];

    private readonly DemoTake _take;
    private readonly Canvas _ground;
    private readonly Canvas _frame;
    private readonly int _unit;

    public DemoPicture(DemoTake take, int width, int height, ulong seed)
    {
        _take = take;
        _unit = Math.Max(1, height / 135);
        _ground = new(width, height);
        _frame = new(width, height);
        Ground(new DemoNoise(seed));
    }

    /// <summary>Draws one frame; the canvas is used again for the next.</summary>
    public Canvas Draw(int frame)
    {
        _frame.CopyFrom(_ground);
        Clock(frame);
        Ball(frame);
        if (frame < SlateFrames) Slate(frame);
        Numbers(frame);
        return _frame;
    }

    private void Ground(DemoNoise noise)
    {
        var (width, height) = (_ground.Width, _ground.Height);
        for (var y = 0; y < height; y++)
        {
            var down = 255 * y / height;
            _ground.Fill(0, y, width, 1, (60 + down * 150 / 255 << 16) | (90 + down * 90 / 255 << 8) | (150 - down * 40 / 255));
        }

        for (var x = 0; x < width;)
        {
            var wide = width / 40 + (int)(noise.Next() % (ulong)(width / 20 + 1));
            var high = height / 6 + (int)(noise.Next() % (ulong)(height / 3));
            var floor = height - height / 8;
            _ground.Fill(x, floor - high, wide, high, 0x1c2430 + (int)(noise.Next() % 4) * 0x040404);
            for (var window = 0; window < 24; window++)
                if (noise.Next() % 3 == 0 && high > 8 * _unit && wide > 6 * _unit)
                    _ground.Fill(x + 2 * _unit + (int)(noise.Next() % (ulong)(wide - 5 * _unit)), floor - high + 2 * _unit + (int)(noise.Next() % (ulong)(high - 6 * _unit)),
                        2 * _unit, 2 * _unit, 0xffd890);
            x += wide + width / 120;
        }

        _ground.Fill(0, height - height / 8, width, height / 8, 0x30343a);
        ColourChart();
    }

    private void ColourChart()
    {
        var (field, gap) = (9 * _unit, _unit);
        var (left, top) = (6 * _unit, 62 * _unit);
        _ground.Fill(left - gap, top - gap, 6 * (field + gap) + gap, 4 * (field + gap) + gap, 0x101010);
        for (var i = 0; i < Chart.Length; i++)
            _ground.Fill(left + i % 6 * (field + gap), top + i / 6 * (field + gap), field, field, Chart[i]);
    }

    /// <summary>The hand goes round once in two seconds of 24 frames, in 48 even steps.</summary>
    private void Clock(int frame)
    {
        var (x, y, radius) = (_frame.Width - 28 * _unit, 34 * _unit, 22 * _unit);
        _frame.Disc(x, y, radius, 0xe8e8e0);
        _frame.Ring(x, y, radius, _unit, 0x202020);
        for (var tick = 0; tick < 12; tick++)
            _frame.Line(x + Round(tick * 4, 19 * _unit), y - Round(tick * 4 + 12, 19 * _unit), x + Round(tick * 4, 21 * _unit), y - Round(tick * 4 + 12, 21 * _unit), _unit, 0x202020);
        _frame.Line(x, y, x + Round(frame, 17 * _unit), y - Round(frame + 12, 17 * _unit), _unit, 0xc02020);
    }

    private void Ball(int frame)
    {
        var radius = 9 * _unit;
        var span = Math.Max(1, _frame.Width - 2 * radius);
        var x = frame * 4 * _unit % (2 * span);
        // A bounce of 24 frames: height falls with the square of the distance from its top.
        var fall = frame % 24 - 12;
        var y = _frame.Height - _frame.Height / 8 - radius - (144 - fall * fall) * (50 * _unit) / 144;
        _frame.Disc(radius + (x < span ? x : 2 * span - x), y, radius, 0xf06030);
    }

    private void Slate(int frame)
    {
        var (width, height) = (120 * _unit, 54 * _unit);
        var (left, top) = ((_frame.Width - width) / 2, 36 * _unit);
        _frame.Fill(left, top, width, height, 0x181818);
        Lines(left + 4 * _unit, top + 6 * _unit,
            [$"ROLL {_take.Roll}", $"SCENE {_take.Scene}  TAKE {_take.Take}", $"CAM {_take.Camera}  23.976 FPS", "ACETATE DEMO DAY"]);
        var isOpen = frame < _take.ClapFrame;
        for (var stripe = 0; stripe < 10; stripe++)
        {
            var colour = stripe % 2 == 0 ? 0xf0f0f0 : 0x181818;
            _frame.Fill(left + stripe * width / 10, top - 6 * _unit, width / 10, 5 * _unit, colour);
            // The upper stick lifts to the right while the slate is open.
            _frame.Fill(left + stripe * width / 10, top - 12 * _unit - (isOpen ? stripe * 2 * _unit : 0), width / 10, 5 * _unit, stripe % 2 == 0 ? 0x181818 : 0xf0f0f0);
        }

        if (frame != _take.ClapFrame) return;
        _frame.Fill(left - 4 * _unit, top - 18 * _unit, 3 * _unit, height + 22 * _unit, 0xffffff);
        _frame.Fill(left + width + _unit, top - 18 * _unit, 3 * _unit, height + 22 * _unit, 0xffffff);
        _frame.Text(left + 4 * _unit, top + 46 * _unit, _unit, "CLAP", 0xff4040);
    }

    private void Lines(int x, int y, ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            _frame.Text(x, y, _unit, line, 0xf0f0f0);
            y += 10 * _unit;
        }
    }

    private void Numbers(int frame)
    {
        Box(4 * _unit, 4 * _unit, _unit, _take.Clip);
        Box(4 * _unit, _frame.Height - 19 * _unit, 2 * _unit, _take.At(frame).ToString());
        var number = "FRAME " + frame.ToString("00000", CultureInfo.InvariantCulture);
        Box(_frame.Width - Canvas.TextWidth(2 * _unit, number) - 6 * _unit, _frame.Height - 19 * _unit, 2 * _unit, number);
    }

    private void Box(int x, int y, int dot, string text)
    {
        _frame.Fill(x, y, Canvas.TextWidth(dot, text) + 2 * dot, (BitmapFont.Height + 2) * dot, 0x000000);
        _frame.Text(x + dot, y + dot, dot, text, 0xffffff);
    }

    /// <summary>Length times the sine of an angle of 48 steps a turn; Bhaskara's formula, in integers, so that every machine draws the same.</summary>
    private static int Round(int step, int length)
    {
        step = (step % 48 + 48) % 48;
        var (sign, half) = step < 24 ? (1, step) : (-1, step - 24);
        var product = half * (24 - half);
        return sign * length * 16 * product / (5 * 24 * 24 - 4 * product);
    }
}

/// <summary>Numbers that look random and are the same for the same seed (xorshift64*). Nothing secret may depend on them.</summary>
internal sealed class DemoNoise
{
    private ulong _state;

    public DemoNoise(ulong seed) => _state = seed * 0x9e3779b97f4a7c15 + 0x1234567 | 1;

    public ulong Next()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return _state * 0x2545f4914f6cdd1d >> 11;
    }
}
