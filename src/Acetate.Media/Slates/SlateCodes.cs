using System.Text.Json;

namespace Acetate.Media.Slates;

/// <summary>What codes on digital slates say.</summary>
/// <remarks>
/// Three forms are understood: pairs as <c>SCENE=12A;TAKE=3;ROLL=A001</c> (with <c>=</c> or <c>:</c>, parted by <c>;</c>, <c>|</c>, <c>&amp;</c>, a comma or a line), the same behind the question mark of an address, and
/// one JSON object of such members. Names are those that stand on slates, in whatever case. Anything else is nothing to us, and is shown as it was read.
/// </remarks>
internal static class SlateCodes
{
    private const double Confidence = 0.98;

    /// <summary>What a code says; empty where its form is not known.</summary>
    public static List<SlateReading> Read(SlateCode code, GreyPicture picture, long frame)
    {
        var box = SlateBox.Of(picture, code.Left, code.Top, code.Right, code.Bottom);
        return [.. Pairs(code.Text).Take(32).SelectMany(pair => SlateGrammar.FieldOf(pair.Key) is { } field ? SlateGrammar.Read(field, pair.Value) : [])
            // A checksum says that this stands there: nothing was put right.
            .Where(value => value.Confidence >= 1).DistinctBy(value => value.Field)
            .Select(value => new SlateReading(value.Field, value.Value, code.Text, Confidence, frame, box, IsCode: true))];
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string text)
    {
        if (text.StartsWith('{')) return Members(text);
        var query = text.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? text.IndexOf('?', StringComparison.Ordinal) : -1;
        return text[(query + 1)..].Split(';', '|', '&', ',', '\n').Select(part => part.IndexOfAny(['=', ':']) is > 0 and var at ? (part[..at].Trim(), Uri.UnescapeDataString(part[(at + 1)..]).Trim()) : ("", ""));
    }

    private static IEnumerable<(string, string)> Members(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = 4 });
            return document.RootElement.ValueKind != JsonValueKind.Object ? []
                : [.. document.RootElement.EnumerateObject().Where(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(member => (member.Name, member.Value.ToString()))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
