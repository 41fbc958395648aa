using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Acetate.Library.Sharing;

namespace Acetate.Tools.Sharing;

/// <summary>Who looks at a share, from where.</summary>
/// <param name="Key">What is the same in all requests of one viewer: the account, or the browser that opened the link.</param>
/// <param name="Name">For the audit log: the name of the account, or <c>link</c> with the mail name that was given.</param>
/// <param name="Address">The address that the requests come from.</param>
public sealed record ShareViewer(Guid Key, string Name, string Address);

/// <summary>What is burnt into the pictures that somebody sees: who, from where, of which share, since when.</summary>
internal static class WatermarkText
{
    private const int LongestName = 64, LongestTitle = 40;

    /// <summary>The lines for a viewer who begins to look now.</summary>
    public static ImmutableArray<string> Of(ShareViewer viewer, Share share, DateTimeOffset now)
    {
        // A link without a mail name tells browsers apart by the end of their id, which stands in the audit log.
        var name = viewer.Name.StartsWith("link:", StringComparison.Ordinal) ? viewer.Name["link:".Length..]
            : viewer.Name == "link" ? $"link {viewer.Key.ToString("N")[^8..]}" : viewer.Name;
        return
        [
            $"{Cut(name, LongestName)}  {viewer.Address}",
            $"{Cut(share.Title, LongestTitle)}  {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}",
        ];
    }

    private static string Cut(string text, int most)
    {
        var letters = text.EnumerateRunes().Where(rune => !Rune.IsControl(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)).ToList();
        return string.Concat(letters.Take(most).Select(rune => rune.ToString())) + (letters.Count > most ? "…" : "");
    }
}
