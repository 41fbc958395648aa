namespace Acetate.Edl.Cmx3600.Reading;

/// <summary>
/// The table of markers that Avid writes into comments at the end of a list: a heading that names the columns, then one row each.
/// Where the columns begin is taken from the heading.
/// </summary>
internal sealed class MarkerTable
{
    private static readonly HashSet<string> Colours = new(StringComparer.Ordinal)
    {
        "RED", "GREEN", "BLUE", "CYAN", "MAGENTA", "YELLOW", "BLACK", "WHITE", "PINK", "ORANGE", "PURPLE", "VIOLET", "BROWN", "GREY", "GRAY",
        "GOLD", "FOREST", "DENIM", "PLUM", "LAVENDER", "SKY", "MINT", "LEMON", "SAND", "COCOA", "CREAM", "FUCHSIA", "ROSE", "MAROON", "TAN",
    };

    private (int Name, int Start, int Track, int Comment)? columns;
    private bool isOver;

    public static bool IsColour(string colour) => Colours.Contains(colour);

    /// <summary>The markers of a line of the table, none for its frame; null when the line does not belong to it.</summary>
    public TableMarker[]? Take(string line, EdlComment comment, bool isDrop)
    {
        if (isOver) return null;
        if (columns is null)
        {
            if (!comment.Text.StartsWith("Number", StringComparison.OrdinalIgnoreCase)) return null;
            var (name, start, track, text) = (At("Marker Name"), At("Start TC"), At("Track"), At("Comment"));
            if (name < 0 || start < name || track < start || text < track) return null;
            columns = (name, start, track, text);
            return [];
        }

        if (comment.Text.Length == 0) return [];
        var c = columns.Value;
        var words = comment.Text.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || !TimeText.IsNumber(words[0]) || line.Length <= c.Track)
        {
            isOver = true;
            return null;
        }

        var time = line[c.Start..c.Track].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        if (time.Length == 0 || !TimeText.LooksLike(time[0])) return [];
        var trackAndText = line[c.Track..];
        var commentAt = Math.Min(c.Comment - c.Track, trackAndText.Length);
        return [new(comment.Line, TimeText.Of(time[0]), isDrop, words[1].ToUpperInvariant(), line[c.Name..c.Start].Trim(), trackAndText[..commentAt].Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(""), trackAndText[commentAt..].Trim())];

        int At(string word) => line.IndexOf(word, StringComparison.OrdinalIgnoreCase);
    }
}
