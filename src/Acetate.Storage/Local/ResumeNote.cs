using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Acetate.Storage.Local;

/// <summary>What the note beside a partial file says: for which content, and up to where the bytes are durable.</summary>
/// <remarks>
/// A line is added after each sync of the file, never before, so the note can be behind the truth and never ahead of it.
/// Each line carries a check value: a line that a power cut tore is skipped. The last whole line counts.
/// </remarks>
internal static class ResumeNote
{
    /// <summary>Names a resume tag in the note; tags are of any length and may be private.</summary>
    public static string Fingerprint(string resumeTag) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resumeTag)));

    public static byte[] Line(string fingerprint, long position)
    {
        var fact = $"{fingerprint} {position.ToString(CultureInfo.InvariantCulture)}";
        return Encoding.ASCII.GetBytes($"{fact} {Check(fact)}\n");
    }

    /// <summary>The durable length, when the note is about this content; else 0.</summary>
    public static long Position(ReadOnlySpan<byte> note, string fingerprint)
    {
        var position = 0L;
        foreach (var line in Encoding.ASCII.GetString(note).Split('\n'))
        {
            var parts = line.Split(' ');
            if (parts.Length != 3 || Check($"{parts[0]} {parts[1]}") != parts[2]) continue;
            position = parts[0] == fingerprint && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value : 0;
        }

        return position;
    }

    private static string Check(string fact) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(fact)).AsSpan(0, 4));
}
