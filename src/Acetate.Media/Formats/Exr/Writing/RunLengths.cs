namespace Acetate.Media.Formats.Exr.Writing;

/// <summary>The run-length code of OpenEXR: a count and a byte for a run of 3 to 128, minus a count and the bytes for up to 127 others.</summary>
internal static class RunLengths
{
    private const int LeastRun = 3, MostRun = 128, MostLiterals = 127;

    /// <summary>Compresses; 0 when that would take as many bytes as there are, or more.</summary>
    public static int Compress(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        var (at, made) = (0, 0);
        while (at < bytes.Length)
        {
            var run = Run(bytes[at..]);
            if (run >= LeastRun)
            {
                if (made + 2 >= bytes.Length) return 0;
                output[made++] = (byte)(run - 1);
                output[made++] = bytes[at];
                at += run;
                continue;
            }

            var from = at;
            while (at < bytes.Length && at - from < MostLiterals && Run(bytes[at..]) < LeastRun) at++;
            if (made + 1 + at - from >= bytes.Length) return 0;
            output[made++] = (byte)-(at - from);
            bytes[from..at].CopyTo(output[made..]);
            made += at - from;
        }

        return made;
    }

    private static int Run(ReadOnlySpan<byte> bytes)
    {
        var most = bytes[..Math.Min(bytes.Length, MostRun)];
        if (most.Length >= LeastRun && (most[1] != most[0] || most[2] != most[0])) return 1;
        var end = most.IndexOfAnyExcept(most[0]);
        return end < 0 ? most.Length : end;
    }
}
