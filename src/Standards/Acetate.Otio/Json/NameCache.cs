using System.Text;

namespace Acetate.Otio.Json;

/// <summary>Remembers short texts: the same two hundred names stand in a file a million times.</summary>
internal sealed class NameCache
{
    private const int Longest = 40, Places = 1024;
    private readonly string?[] known = new string?[Places];

    /// <summary>The text of these bytes; null when it is long or not plain ASCII.</summary>
    public string? Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        if (bytes.Length > Longest) return null;
        uint mixed = 2166136261;
        foreach (var unit in bytes)
        {
            if (unit >= 0x80) return null;
            mixed = (mixed ^ unit) * 16777619;
        }

        ref var place = ref known[(mixed ^ (mixed >> 15)) % Places];
        if (place is not null && Ascii.Equals(bytes, place)) return place;
        return place = Encoding.ASCII.GetString(bytes);
    }
}
