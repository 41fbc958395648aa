using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Acetate.Media.Formats.Wave;

/// <summary>The <c>bext</c> chunk (EBU Tech 3285).</summary>
public sealed record BroadcastExtension
{
    /// <summary>Bytes before the coding history.</summary>
    public const int FixedLength = 602;

    public string Description { get; init; } = "";

    public string Originator { get; init; } = "";

    public string OriginatorReference { get; init; } = "";

    /// <summary><c>yyyy-mm-dd</c>, whatever the recorder put between the numbers; as written when it is no date.</summary>
    public string Date { get; init; } = "";

    /// <summary><c>hh:mm:ss</c>, likewise.</summary>
    public string Time { get; init; } = "";

    /// <summary>Samples since midnight at the first sample; null when the chunk is too short to say.</summary>
    public long? TimeReference { get; init; }

    public int? Version { get; init; }

    /// <summary>64 bytes in hexadecimal, from version 1.</summary>
    public string? Umid { get; init; }

    /// <summary>LUFS, from version 2.</summary>
    public double? Loudness { get; init; }

    public string CodingHistory { get; init; } = "";

    /// <summary>The <c>KEY=value</c> lines of the description, without the letter that names the recorder, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> DescriptionFields { get; init; } = [];

    /// <summary>Reads a chunk of any length; what is missing is left out.</summary>
    public static BroadcastExtension Read(ReadOnlySpan<byte> bytes)
    {
        var description = Text(bytes, 0, 256);
        int? version = bytes.Length >= 348 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[346..]) : null;
        return new()
        {
            Description = description,
            Originator = Text(bytes, 256, 32),
            OriginatorReference = Text(bytes, 288, 32),
            Date = WithSeparator(Text(bytes, 320, 10), '-', [4, 7]),
            Time = WithSeparator(Text(bytes, 330, 8), ':', [2, 5]),
            // Past 2^63 it is no time; samples of a day at 768 kHz need 37 bits.
            TimeReference = bytes.Length >= 346 && BinaryPrimitives.ReadInt64LittleEndian(bytes[338..]) is >= 0 and var reference ? reference : null,
            Version = version,
            Umid = version >= 1 && bytes.Length >= 412 ? Convert.ToHexStringLower(bytes[348..412]) : null,
            Loudness = version >= 2 && bytes.Length >= 414 && BinaryPrimitives.ReadInt16LittleEndian(bytes[412..]) is not 0x7fff and var value ? value / 100.0 : null,
            CodingHistory = bytes.Length > FixedLength ? WaveText.Of(bytes[FixedLength..]) : "",
            DescriptionFields = FieldsOf(description),
        };
    }

    private static ImmutableArray<KeyValuePair<string, string>> FieldsOf(string description)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var line in description.Split('\n'))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals is < 2 or > 32) continue;
            var key = line.AsSpan(0, equals).Trim();
            if (key.Length > 1 && char.IsAsciiLetterLower(key[0]) && char.IsAsciiLetterUpper(key[1])) key = key[1..];
            if (key.Length > 0 && !key.ContainsAnyExcept(KeyLetters)) fields.Add(new(key.ToString(), line[(equals + 1)..].Trim()));
        }

        return fields.ToImmutable();
    }

    private static readonly System.Buffers.SearchValues<char> KeyLetters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static string WithSeparator(string text, char separator, ReadOnlySpan<int> places)
    {
        var chars = text.ToCharArray();
        foreach (var place in places)
        {
            if (place >= chars.Length || chars[place] is not ('-' or ':' or '_' or '.' or ' ' or '/')) return text;
            chars[place] = separator;
        }

        return new(chars);
    }

    private static string Text(ReadOnlySpan<byte> bytes, int offset, int length) =>
        offset >= bytes.Length ? "" : WaveText.Of(bytes.Slice(offset, Math.Min(length, bytes.Length - offset)));
}
