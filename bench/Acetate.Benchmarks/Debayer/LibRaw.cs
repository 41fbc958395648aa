using System.Collections.Immutable;
using Acetate.Media.Formats.Dng;
using Acetate.Timing;

namespace Acetate.Benchmarks.Debayer;

/// <summary>LibRaw's demosaicing alone: a mosaic goes in as a DNG without black, balance or curve, and comes out as its program leaves it, linear and in the sensor's colours.</summary>
internal static class LibRaw
{
    /// <summary>The numbers that its program has for its methods.</summary>
    public static readonly (string Name, int Number)[] Methods = [("AHD", 3), ("DCB", 4), ("AAHD", 12)];

    /// <summary>Demosaics.</summary>
    /// <param name="mosaic">Numbers of 16 bits, red first.</param>
    /// <param name="width">Across.</param>
    /// <param name="height">Down.</param>
    /// <param name="method">See <see cref="Methods"/>.</param>
    public static TruePicture Run(ushort[] mosaic, int width, int height, int method)
    {
        var folder = Directory.CreateTempSubdirectory("acetate-debayer-");
        try
        {
            var file = Path.Join(folder.FullName, "mosaic.dng");
            using (var stream = File.Create(file))
            {
                new DngWriter
                {
                    Width = width,
                    Height = height,
                    Make = "Acetate",
                    Model = "Mosaic",
                    Serial = "1",
                    Reel = "A001",
                    CameraLabel = "A",
                    LensModel = "-",
                    Black = 0,
                    White = 65535,
                    // The pictures' colours are those of Rec.709: AHD compares them in CIELAB.
                    ColorMatrix = ImmutableArray.Create(32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572),
                    AsShotNeutral = [1000, 1000, 1000],
                    Iso = 100,
                    ShutterDenominator = 50,
                    Date = "2000:01:01 00:00:00",
                }.Write(stream, new Timecode(0, FrameRate.Fps24), System.Runtime.InteropServices.MemoryMarshal.AsBytes(mosaic.AsSpan()));
            }

            var bytes = TruePicture.Run("dcraw_emu", ["-q", $"{method}", "-4", "-o", "0", "-r", "1", "1", "1", "1", "-k", "0", "-S", "65535", "-t", "0", "-j", "-Z", "-", file]);
            return TruePicture.PortablePixels("LibRaw", bytes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
