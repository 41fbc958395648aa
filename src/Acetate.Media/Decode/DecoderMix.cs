using System.Collections.Immutable;

namespace Acetate.Media.Decode;

/// <summary>Whether the plates of one show come from one decoder: two make the same recording a little different.</summary>
public static class DecoderMix
{
    /// <summary>One sentence for each format of which pictures came from more than one decoder, or one decoder in more than one version.</summary>
    /// <param name="plates">Each plate's format (<c>ARRIRAW</c>, <c>prores</c>), its clip and the <see cref="PictureDescription.Decoder"/> that made it.</param>
    public static ImmutableArray<string> Warnings(IEnumerable<(string Format, string Clip, string Decoder)> plates)
    {
        ArgumentNullException.ThrowIfNull(plates);
        var warnings = ImmutableArray.CreateBuilder<string>();
        foreach (var format in plates.GroupBy(plate => plate.Format, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var decoders = format.GroupBy(plate => plate.Decoder, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
            if (decoders.Count == 1) continue;
            var others = decoders.Skip(1).Select(group => $"{group.Key} ({Clips(group)})");
            warnings.Add($"{format.Key} of this show is decoded differently: {decoders[0].Key} ({Clips(decoders[0])}), and {string.Join(", and ", others)}. "
                + "Decoders differ in small ways that show in a cut; make the plates with one.");
        }

        return warnings.ToImmutable();

        static string Clips(IEnumerable<(string Format, string Clip, string Decoder)> group)
        {
            var clips = group.Select(plate => plate.Clip).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            return clips.Count <= 3 ? string.Join(", ", clips) : $"{clips[0]}, {clips[1]} and {clips.Count - 2} more";
        }
    }
}
