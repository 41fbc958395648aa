using Acetate.Benchmarks.Sound.Scenes;
using Acetate.Media.Check;

namespace Acetate.Benchmarks.Qc;

/// <summary>A fault that is put into footage: a stretch of frames, and what the check should say of which of them.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Wanted">What it should be called; any of these counts.</param>
/// <param name="NeedsMotion">Whether it can be seen only in a scene that moves.</param>
/// <param name="Make">Makes the frames of the stretch: given the clean ones, gives them with the fault from <c>Lead</c> on, null for those that stay.</param>
internal sealed record PictureFault(string Name, ClipFault[] Wanted, bool NeedsMotion, Func<Footage, int, Dice, (int From, Picture?[] Frames, int Dropped)> Make)
{
    /// <summary>All faults, by how strong they are.</summary>
    public static IEnumerable<PictureFault> All()
    {
        foreach (var level in new[] { 0, 16 })
            yield return Single($"black frame at code {level}", [ClipFault.Black], false, (picture, _, dice) => Each(picture, (_, _, _) => (byte)(level + dice.Next(3))));
        yield return Repeat("frame twice, exactly", 1, 0, ClipFault.Duplicate);
        yield return Repeat("frame twice, and noise of 0.4 %", 1, 1.0, ClipFault.Duplicate);
        yield return Repeat("freeze of 4 frames", 4, 0, ClipFault.Freeze);
        yield return Repeat("freeze of 12 frames, and noise of 0.4 %", 12, 1.0, ClipFault.Freeze);
        foreach (var count in new[] { 1, 2 })
            yield return new($"{count} frame{(count == 1 ? "" : "s")} dropped", [ClipFault.Dropped], true, (_, at, _) => (at, [], count));
        yield return new("a frame from elsewhere in the clip", [ClipFault.Stray], false, (footage, at, _) => (at, [footage.Pictures[(at + footage.Pictures.Count / 2) % footage.Pictures.Count]], 0));
        foreach (var (part, frames) in new[] { (0.005, 1), (0.02, 1), (0.02, 6), (0.1, 6) })
            foreach (var kind in new[] { "grey", "misplaced" })
                yield return new($"{part * 100:0.#} % of blocks {kind}, {frames} frame{(frames == 1 ? "" : "s")}", [ClipFault.Corrupt, ClipFault.Stray, ClipFault.Torn], false, (footage, at, dice) => (at, Blocks(footage, at, frames, part, kind == "grey", dice), 0));
        foreach (var back in new[] { 1, 4 })
            yield return Single($"lower part of {back} frame{(back == 1 ? "" : "s")} before", [ClipFault.Torn], true, null, (footage, at, dice) => Torn(footage.Pictures[at], footage.Pictures[at - back], 0.25 + 0.5 * dice.NextDouble(), 0));
        foreach (var shift in new[] { 8, 40 })
            yield return Single($"lower part moved by {shift} pixels", [ClipFault.Torn], false, null, (footage, at, dice) => Torn(footage.Pictures[at], footage.Pictures[at], 0.25 + 0.5 * dice.NextDouble(), shift));
        foreach (var amplitude in new[] { 0.1, 0.2, 0.5 })
            yield return Pixel($"hot pixel, {amplitude * 100:0} % up", ClipFault.HotPixel, value => value + 255 * amplitude, 0.25);
        foreach (var left in new[] { 0.0, 0.5 })
            yield return Pixel($"dead pixel, {left * 100:0} % left", ClipFault.DeadPixel, value => value * left, 0.25);
        foreach (var strength in new[] { 0.01, 0.02, 0.05 })
            yield return new($"flicker of {strength * 100:0} % (peak)", [ClipFault.Flicker], false, (footage, at, dice) =>
            {
                var (hertz, phase) = (3.5 + 6 * dice.NextDouble(), 2 * Math.PI * dice.NextDouble());
                return (at, [.. Enumerable.Range(0, 64).Select(i => Each(footage.Pictures[at + i], (code, _, _) => Dither(code * (1 + strength * Math.Sin(phase + 2 * Math.PI * hertz * i / footage.Rate.Approximate)), dice)))], 0);
            });
    }

    private static PictureFault Single(string name, ClipFault[] wanted, bool needsMotion, Func<Picture, int, Dice, Picture>? of, Func<Footage, int, Dice, Picture>? within = null) =>
        new(name, wanted, needsMotion, (footage, at, dice) => (at, [within is null ? of!(footage.Pictures[at], at, dice) : within(footage, at, dice)], 0));

    private static PictureFault Repeat(string name, int count, double noise, ClipFault wanted) => new(name, [wanted], true, (footage, at, dice) =>
        (at, [.. Enumerable.Range(0, count).Select(_ => noise == 0 ? footage.Pictures[at - 1] : Each(footage.Pictures[at - 1], (code, _, _) => Dither(code + noise * (dice.NextDouble() + dice.NextDouble() + dice.NextDouble() - 1.5) * 2, dice)))], 0));

    private static PictureFault Pixel(string name, ClipFault wanted, Func<double, double> change, double spill) => new(name, [wanted], true, (footage, at, dice) =>
    {
        var (x, y) = (4 + dice.Next(footage.Pictures[0].Width - 8), 4 + dice.Next(footage.Pictures[0].Height - 8));
        return (at, [.. Enumerable.Range(0, 64).Select(i =>
        {
            var picture = footage.Pictures[at + i].Copy();
            // A quarter of it reaches the four pixels beside, as after a debayer.
            foreach (var (dx, dy, part) in new[] { (0, 0, 1.0), (-1, 0, spill), (1, 0, spill), (0, -1, spill), (0, 1, spill) })
                for (var c = 0; c < 3; c++)
                {
                    ref var code = ref picture.Codes[3 * ((y + dy) * picture.Width + x + dx) + c];
                    code = (byte)Math.Clamp(Math.Round(code + part * (change(code) - code)), 0, 255);
                }

            return picture;
        })], 0);
    });

    private static Picture Each(Picture picture, Func<byte, int, int, byte> change)
    {
        var made = new byte[picture.Codes.Length];
        for (var i = 0; i < made.Length; i++) made[i] = change(picture.Codes[i], i / 3 % picture.Width, i / 3 / picture.Width);
        return picture with { Codes = made };
    }

    private static byte Dither(double value, Dice dice) => (byte)Math.Clamp(Math.Floor(value + dice.NextDouble()), 0, 255);

    private static Picture?[] Blocks(Footage footage, int at, int frames, double part, bool isGrey, Dice dice)
    {
        const int size = 16;
        var (across, down) = (footage.Pictures[0].Width / size, footage.Pictures[0].Height / size);
        // Damage runs along rows of blocks, as slices lie.
        var runs = new List<(int Block, int From)>();
        for (var left = Math.Max(1, (int)Math.Round(part * across * down)); left > 0;)
        {
            var (start, length) = (dice.Next(across * down), Math.Min(left, 1 + dice.Next(8)));
            var moved = dice.Next(across * down);
            for (var i = 0; i < length && start + i < across * down; i++) runs.Add((start + i, (moved + i) % (across * down)));
            left -= length;
        }

        return [.. Enumerable.Range(0, frames).Select(i =>
        {
            var (clean, picture) = (footage.Pictures[at + i], footage.Pictures[at + i].Copy());
            foreach (var (block, from) in runs)
                for (var y = 0; y < size; y++)
                {
                    var to = picture.Codes.AsSpan(3 * ((block / across * size + y) * picture.Width + block % across * size), 3 * size);
                    if (isGrey) to.Fill(128);
                    else clean.Codes.AsSpan(3 * ((from / across * size + y) * picture.Width + from % across * size), 3 * size).CopyTo(to);
                }

            return picture;
        })];
    }

    private static Picture Torn(Picture upper, Picture lower, double where, int shift)
    {
        var picture = upper.Copy();
        for (var y = (int)(where * upper.Height); y < upper.Height; y++)
            for (var x = 0; x < upper.Width; x++)
                lower.Codes.AsSpan(3 * (y * upper.Width + (x + shift) % upper.Width), 3).CopyTo(picture.Codes.AsSpan(3 * (y * upper.Width + x)));
        return picture;
    }
}
