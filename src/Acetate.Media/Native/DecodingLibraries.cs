namespace Acetate.Media.Native;

/// <summary>The libraries that decode pictures within our own process.</summary>
public static class DecodingLibraries
{
    // As they are called on disk, whatever their version: libraw_r.so.20, libOpenEXRCore-3_1.so.30 …
    private static readonly string[] Names = ["/libraw", "/libOpenEXR", "/libturbojpeg", "/libjpeg", "/libjxl"];

    /// <summary>Whether one of them was loaded: a hostile file that it read may have left something in the process. True, too, where nobody can tell.</summary>
    /// <remarks>proc(5): <c>/proc/PID/maps</c> names every file that code was loaded from; the runtime loads a library when it is first called.</remarks>
    public static bool AreLoaded()
    {
        try
        {
            return File.ReadLines("/proc/self/maps").Any(line => Names.Any(name => line.Contains(name, StringComparison.Ordinal)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
