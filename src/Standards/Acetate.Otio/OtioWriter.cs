using System.Collections.Immutable;
using System.Text;
using Acetate.Otio.Json;
using Acetate.Otio.Schemas;

namespace Acetate.Otio;

/// <summary>Releases of the reference implementation that differ in what they read.</summary>
public enum OtioRelease
{
    /// <summary>0.14: a clip has one media reference (<c>Clip.1</c>).</summary>
    V014,

    /// <summary>0.15 to 0.18.1: <c>Clip.2</c>, <c>Marker.2</c>. What most programs read today.</summary>
    V018,

    /// <summary>The development towards 0.19: <c>Marker.3</c>, transitions that can be switched off.</summary>
    V019,
}

/// <summary>How a file is written.</summary>
public sealed record OtioWriteOptions
{
    /// <summary>The release that has to read the file.</summary>
    public OtioRelease Release { get; init; } = OtioRelease.V018;

    /// <summary>
    /// Whether dictionaries are sorted by name, and numbers made to fit in 64 bits, as the reference implementation does: then the file is what the
    /// reference would write, byte for byte. Otherwise order and numbers stay as they were read.
    /// </summary>
    public bool AsReference { get; init; }

    /// <summary>Blanks for each level; 0 puts all into one line.</summary>
    public int Indentation { get; init; } = 4;
}

/// <summary>Writes OpenTimelineIO files.</summary>
public static class OtioWriter
{
    /// <summary>Writes to a stream, which stays open.</summary>
    /// <returns>What the release that was written for cannot hold, and was left out; empty when all was written.</returns>
    /// <exception cref="OtioException">The object cannot be written: text that is no Unicode, objects where they do not belong, or nested too deep. Part of it may be in the stream.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static ImmutableArray<OtioProblem> Write(OtioValue value, Stream stream, OtioWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(stream);
        var chosen = options ?? new();
        if (chosen.Indentation is < 0 or > 16) throw new ArgumentOutOfRangeException(nameof(options), chosen.Indentation, "The indentation is 0 to 16 blanks.");
        if (!Enum.IsDefined(chosen.Release)) throw new ArgumentOutOfRangeException(nameof(options), chosen.Release, "There is no such release.");
        using var output = new JsonOutput(stream, chosen.Indentation);
        var writing = new ObjectWriter(output, chosen);
        writing.Write(value);
        output.Flush();
        return writing.LeftOut;
    }

    /// <summary>Writes to memory, as UTF-8.</summary>
    /// <exception cref="OtioException">The object cannot be written.</exception>
    public static byte[] ToBytes(OtioValue value, OtioWriteOptions? options = null)
    {
        var bytes = new MemoryStream();
        Write(value, bytes, options);
        return bytes.ToArray();
    }

    /// <summary>Writes to text.</summary>
    /// <exception cref="OtioException">The object cannot be written.</exception>
    public static string ToText(OtioValue value, OtioWriteOptions? options = null) => Encoding.UTF8.GetString(ToBytes(value, options));
}
