using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Acetate.Media.Formats.Wave;

/// <summary>An iXML chunk as paths and texts. A broken document keeps what stood before the break.</summary>
public sealed record IXmlDocument
{
    private const int Deepest = 32, MostFields = 3000;

    /// <summary>Every element with text, as <c>SPEED/TIMECODE_RATE</c> (without the root), in document order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The tracks, in document order.</summary>
    public ImmutableArray<IXmlTrack> Tracks { get; init; } = [];

    /// <summary>Why the document could not be read to its end.</summary>
    public string? Problem { get; init; }

    /// <summary>The first text at a path, or null.</summary>
    public string? this[string path] => Fields.FirstOrDefault(field => field.Key == path).Value is { Length: > 0 } text ? text : null;

    /// <summary>Samples since midnight; null when a half is missing or makes no sense.</summary>
    public long? TimeReference
    {
        get
        {
            if (!TryHalf("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO", out var low)) return null;
            TryHalf("SPEED/TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI", out var high);
            return high < int.MaxValue ? high << 32 | low : null;
        }
    }

    /// <summary>Reads a chunk, never failing.</summary>
    public static IXmlDocument Read(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes).Trim('\0', ' ', '\r', '\n', '\t', '\ufeff');
        if (text.Length == 0) return new();
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var tracks = ImmutableArray.CreateBuilder<IXmlTrack>();
        string? problem = null;
        try
        {
            // No DTD (so no entities), no resolver (so no files), and a bound on what can be expanded.
            using var reader = XmlReader.Create(new StringReader(text), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = WaveReader.LargestText,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            });
            Walk(reader, fields, tracks);
        }
        catch (XmlException broken)
        {
            problem = broken.LineNumber == 0 ? "The iXML has a document type or is not well-formed; what stood before is used."
                : $"The iXML is not well-formed (line {broken.LineNumber}, column {broken.LinePosition}); what stood before is used.";
        }
        catch (InvalidDataException large)
        {
            problem = large.Message;
        }

        return new() { Fields = fields.ToImmutable(), Tracks = tracks.ToImmutable(), Problem = problem };
    }

    private static void Walk(
        XmlReader reader, ImmutableArray<KeyValuePair<string, string>>.Builder fields, ImmutableArray<IXmlTrack>.Builder tracks)
    {
        var path = new List<string>();
        var text = new StringBuilder();
        var track = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    text.Clear();
                    if (reader.IsEmptyElement) break;
                    path.Add(reader.LocalName);
                    if (path.Count > Deepest) throw new InvalidDataException($"The iXML is nested more than {Deepest} deep; what stood before is used.");
                    if (IsTrack(path)) track.Clear();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    if (text.Length < 65536) text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement:
                    if (IsTrack(path)) tracks.Add(IXmlTrack.From(track));
                    var value = text.ToString().Trim();
                    text.Clear();
                    if (value.Length > 0 && path.Count > 1)
                    {
                        if (fields.Count == MostFields) throw new InvalidDataException($"The iXML has more than {MostFields} values; the rest is left out.");
                        fields.Add(new(string.Join('/', path.Skip(1)), value));
                        if (path.Count > 2 && path[^2] == "TRACK") track[path[^1]] = value;
                    }

                    path.RemoveAt(path.Count - 1);
                    break;
            }
        }
    }

    private static bool IsTrack(List<string> path) => path is [.., "TRACK_LIST", "TRACK"];

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith("<\0"u8)) return UpToLastTag(Encoding.Unicode.GetString(bytes));
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]) || bytes.StartsWith("\0<"u8)) return UpToLastTag(Encoding.BigEndianUnicode.GetString(bytes));
        return WaveText.Of(bytes);

        static string UpToLastTag(string text) => text[..(text.LastIndexOf('>') + 1)];
    }

    private bool TryHalf(string path, out long half)
    {
        if (!long.TryParse(this[path], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out half)) return false;
        // Recorders with 32 bit signed integers write the upper half of the range as a negative number.
        if (half is < 0 and >= int.MinValue) half += 1L << 32;
        return half is >= 0 and <= uint.MaxValue;
    }
}

/// <summary>A track of an iXML <c>TRACK_LIST</c>.</summary>
/// <param name="Interleave">Place in this file, from 1.</param>
/// <param name="Channel">The recorder's input.</param>
/// <param name="Name">What the mixer called it.</param>
/// <param name="Function">What it is for.</param>
public sealed record IXmlTrack(int? Interleave, int? Channel, string? Name, string? Function)
{
    internal static IXmlTrack From(Dictionary<string, string> values)
    {
        return new(Number("INTERLEAVE_INDEX"), Number("CHANNEL_INDEX"), values.GetValueOrDefault("NAME"), values.GetValueOrDefault("FUNCTION"));

        int? Number(string name) =>
            int.TryParse(values.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
