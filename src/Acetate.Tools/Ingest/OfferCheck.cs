using Acetate.Library.Downloads;

namespace Acetate.Tools.Ingest;

/// <summary>Holds an offer against what may become part of a name in a store. An offer may come from another machine, so nothing in it is believed.</summary>
internal static class OfferCheck
{
    /// <summary>Refuses an offer whose names or paths could lead anywhere but below their roll's own folder.</summary>
    /// <exception cref="IngestException">A name, a path or a tag is not one; it says which.</exception>
    public static void Refuse(IngestOffer offer, IngestTags tags)
    {
        if (offer.Checks.Length != offer.Scan.Rolls.Length) throw Invalid("The offer does not have one manifest check for each roll. Scan the card again with the same version of Acetate as the server's.");
        Refuse(tags);
        foreach (var (roll, check) in offer.Scan.Rolls.Zip(offer.Checks))
        {
            if (!IsPart(roll.Name)) throw Invalid($"'{roll.Name}' is not the name of a roll: it must be the name of one folder.");
            if (roll.Path.Length > 0 && !IsInside(roll.Path)) throw Invalid($"The roll {roll.Name} does not lie on the card: its path is '{roll.Path}'.");
            if (roll.DayFolder is { } day && !(IsWord(day.Episode) && IsWord(day.Unit))) throw Invalid($"The day folder of roll {roll.Name} names an episode or unit that is not made of letters, digits and hyphens.");
            if (check.Files.FirstOrDefault(file => !IsInside(file.Path)) is { } file) throw Invalid($"The file '{file.Path}' does not lie in the roll {roll.Name}.");
        }
    }

    /// <summary>Refuses tags that could lead anywhere else.</summary>
    /// <exception cref="IngestException">A tag is not one.</exception>
    public static void Refuse(IngestTags tags)
    {
        if (!IsWord(tags.Episode)) throw Invalid($"'{tags.Episode}' is not an episode. Use letters, digits and hyphens, such as EP101 or B02.");
        if (tags.Site.Length > 0 && SiteName.WhyNot(tags.Site) is { } reason) throw Invalid(reason);
    }

    private static bool IsWord(string text) => text.Length <= 32 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsPart(string text) => text.Length > 0 && text is not ("." or "..") && !text.Contains('/', StringComparison.Ordinal) && !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsInside(string path) => path.Split('/').All(IsPart);

    private static IngestException Invalid(string message) => new(IngestProblem.Invalid, message);
}
