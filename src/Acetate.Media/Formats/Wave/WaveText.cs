using System.Text;

namespace Acetate.Media.Formats.Wave;

/// <summary>Text in wave files: no encoding is declared, and rubbish may follow the first NUL.</summary>
internal static class WaveText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text up to the first NUL: UTF-8 when it is that, else Latin-1.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        if (end >= 0) bytes = bytes[..end];
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
