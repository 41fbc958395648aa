using System.Globalization;
using System.Text;
using Acetate.Timing;

namespace Acetate.Benchmarks.Cuts;

/// <summary>A list as Avid writes a long one: clip names, source files, locators, CDLs, speeds, dissolves.</summary>
internal static class LongList
{
    /// <summary>Makes it.</summary>
    /// <param name="events">Events on its picture track; one of ten is a dissolve, one of twenty retimed.</param>
    public static string Of(int events)
    {
        var text = new StringBuilder("TITLE: A_FILM_R1_V12\nFCM: NON-DROP FRAME\n\n");
        var at = 86_400L;
        for (var i = 0; i < events; i++)
        {
            var (reel, length) = (Reel(i), 24 + i * 7 % 60);
            var source = 36_000 + i * 131L % 1_000_000;
            var (isDissolve, isRetimed) = (i % 10 == 9, i % 20 == 4);
            if (isDissolve) text.Append(CultureInfo.InvariantCulture, $"{i + 1:000000}  {Reel(i - 1),-32} V     C        {Label(source)} {Label(source)} {Label(at)} {Label(at)}\n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1:000000}  {reel,-32} V     {(isDissolve ? "D    012" : "C       ")} {Label(source)} {Label(source + length)} {Label(at)} {Label(at + length)}\n");
            if (isRetimed) text.Append(CultureInfo.InvariantCulture, $"M2   {reel,-32}       048.0                {Label(source)}\n");
            text.Append(CultureInfo.InvariantCulture, $"* FROM CLIP NAME:  {reel}.new.01\n* SOURCE FILE: {reel}\n");
            if (i % 4 == 0) text.Append(CultureInfo.InvariantCulture, $"* LOC: {Label(at + 5)} CYAN    VFX_{i / 4:0000}_010 SCREEN\n");
            if (i % 2 == 0) text.Append("* ASC_SOP (1.0500 0.9800 1.0100)(-0.0100 0.0000 0.0200)(1.0000 1.0200 0.9900)\n* ASC_SAT 0.900000\n");
            at += length;
        }

        return text.ToString();
    }

    private static string Reel(int i) => string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + i % 3)}{1 + i / 40 % 999:000}C{1 + i * 17 % 60:000}_260112_R{(char)('A' + i * 7 % 26)}{(char)('A' + i * 3 % 26)}B");

    private static string Label(long frame) => new Timecode(frame % (24 * 86_400), FrameRate.Fps24).ToString();
}
