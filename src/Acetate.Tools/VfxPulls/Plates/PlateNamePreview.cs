using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Pulls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.VfxPulls.Plates;

/// <summary>What a template makes of plates that a show has.</summary>
/// <param name="Template">The template.</param>
/// <param name="Names">The first frame of some plates, as it would be called; empty where the template cannot be used.</param>
/// <param name="IsExample">Whether the show has no plates yet, and these are made up.</param>
/// <param name="Problem">Why the template cannot be used; empty where it can.</param>
public sealed record PlateNamePreview(string Template, ImmutableArray<string> Names, bool IsExample, string Problem);

/// <summary>Tries templates of names on the plates of a show.</summary>
public static class PlateNamePreviews
{
    private const int Most = 5;
    private const string Event = "001", Episode = "101";

    extension(LibraryTransaction tx)
    {
        /// <summary>Tries a template on the newest plates that were planned for a show. A plate's event and episode are not kept with it: they show as 001 and 101.</summary>
        /// <param name="show">The show, as the library writes it.</param>
        /// <param name="template">The template; empty for the usual one.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<PlateNamePreview> PreviewNamesAsync(string show, string template, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(template);
            var text = template.Length == 0 ? PlateTemplate.Usual : template;
            var plates = (await tx.NewestPlatesAsync(show, Most, cancellationToken)).ConvertAll(plate => (
                new PlateNaming { Show = show, Episode = Episode, Shot = plate.Plate.Shot, Element = plate.Plate.Element, Vendor = plate.Recipient, Version = plate.Plate.Version, Clip = plate.ClipName, Reel = plate.Reel, Event = Event, Width = plate.Width, Height = plate.Height },
                plate.Plate.FirstNumber));
            var isExample = plates.Count == 0;
            if (isExample)
                plates.Add((new() { Show = show, Episode = Episode, Shot = "ABC_010_0100", Element = "PL01", Vendor = "vendor", Version = 1, Clip = "A001C001_260302_R1AB", Reel = "A001R1AB", Event = Event, Width = 4448, Height = 3096 }, 1001));
            try
            {
                var parsed = PlateTemplate.Parse(text);
                return new(text, [.. plates.Select(plate => Numbered(parsed.Pattern(plate.Item1), plate.Item2)).Distinct()], isExample, "");
            }
            catch (PullException problem)
            {
                return new(text, [], isExample, problem.Message);
            }
        }
    }

    // The digits of a frame's number stand as #.
    private static string Numbered(string pattern, long first)
    {
        var (start, end) = (pattern.IndexOf('#'), pattern.LastIndexOf('#'));
        return start < 0 ? pattern : $"{pattern[..start]}{first.ToString($"D{end - start + 1}", CultureInfo.InvariantCulture)}{pattern[(end + 1)..]}";
    }
}
