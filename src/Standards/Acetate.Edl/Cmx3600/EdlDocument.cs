using System.Collections.Immutable;
using System.Text;
using Acetate.Edl.Cmx3600.Reading;
using Acetate.Timing;

namespace Acetate.Edl.Cmx3600;

/// <summary>An edit decision list as it stands in its file: every line, and what can be known without a frame rate.</summary>
/// <remarks>
/// The frame rate is not in the file. <see cref="FitRates"/> says which rates fit, <see cref="At"/> reads the events at one.
/// Written unchanged by <see cref="EdlWriter"/>, a document gives the bytes it was read from.
/// </remarks>
public sealed class EdlDocument
{
    private readonly EdlStructure structure;

    internal EdlDocument(string name, Encoding encoding, bool hasMark, ImmutableArray<EdlLine> lines, string tail, EdlStructure structure)
    {
        (Name, Encoding, HasMark, Lines, Tail) = (name, encoding, hasMark, lines, tail);
        this.structure = structure;
    }

    /// <summary>What messages call the list: the file's name.</summary>
    public string Name { get; }

    /// <summary>The encoding it was read in and is written in.</summary>
    public Encoding Encoding { get; }

    /// <summary>Whether the file begins with a byte order mark.</summary>
    public bool HasMark { get; }

    /// <summary>All lines, in order.</summary>
    public ImmutableArray<EdlLine> Lines { get; }

    /// <summary>Padding after the last line: the 0x1A and 0x00 with which old systems fill the last block.</summary>
    public string Tail { get; }

    /// <summary>The text of the first TITLE line; null when there is none.</summary>
    public string? Title => structure.Title;

    /// <summary>Comments before the first event.</summary>
    public ImmutableArray<EdlComment> HeaderComments => structure.HeaderComments;

    /// <summary>Long names that the list gives for reels, from all its map lines.</summary>
    public ImmutableArray<EdlReelName> ReelNames => structure.ReelNames;

    /// <summary>How many event lines there are.</summary>
    public int EventCount => structure.Events.Count;

    /// <summary>Which program or format probably wrote the list, with the evidence.</summary>
    public EdlDialect Dialect => structure.Dialect;

    /// <summary>What is wrong or unusual whatever the rate is, by line. <see cref="EdlReading.Problems"/> has these too.</summary>
    public ImmutableArray<EdlProblem> Problems => structure.Problems;

    /// <summary>Reads the events at a frame rate.</summary>
    /// <param name="rate">The rate of the timeline; a list does not say it.</param>
    public EdlReading At(FrameRate rate)
    {
        if (!rate.IsSet) throw new ArgumentException("An edit decision list needs a frame rate.", nameof(rate));
        return new EdlTiming(structure, rate).Read();
    }

    /// <summary>Which frame rates fit the labels and lengths of the list: the best first, those that are impossible last.</summary>
    /// <param name="candidates">The rates to try; all known ones by default.</param>
    public ImmutableArray<EdlRateFit> FitRates(IEnumerable<FrameRate>? candidates = null) =>
        EdlRateFits.Of(structure, candidates ?? FrameRate.Known);

    /// <summary>The same list with one line's text changed, read anew.</summary>
    /// <param name="number">From 1.</param>
    /// <param name="text">The new text, without a line end.</param>
    public EdlDocument WithLine(int number, string text)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Lines.Length);
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().ContainsAny('\r', '\n')) throw new ArgumentException("A line has no line end in it.", nameof(text));
        return WithLines(Lines.SetItem(number - 1, Lines[number - 1] with { Text = text }));
    }

    /// <summary>The same list with other lines, numbered and read anew; its encoding and padding stay.</summary>
    public EdlDocument WithLines(IEnumerable<EdlLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var text = new StringBuilder();
        foreach (var line in lines) text.Append(line.Text).Append(line.End.Text());
        return EdlReader.Document(Name, Encoding, HasMark, text.ToString(), Tail, []);
    }

    /// <summary>The same list, to be written as UTF-8 without a mark.</summary>
    public EdlDocument ToUtf8() => new(Name, EdlBytes.StrictUtf8, false, Lines, Tail, structure);

    /// <summary>The whole text, with its line ends and padding, without a byte order mark.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var line in Lines) text.Append(line.Text).Append(line.End.Text());
        return text.Append(Tail).ToString();
    }
}

/// <summary>One line of a list.</summary>
/// <param name="Number">In the file, from 1.</param>
/// <param name="Kind">What it was understood as.</param>
/// <param name="Text">As written, without its end.</param>
/// <param name="End">How it ends.</param>
public sealed record EdlLine(int Number, EdlLineKind Kind, string Text, EdlLineEnd End);

/// <summary>What a line is.</summary>
public enum EdlLineKind
{
    /// <summary>Not understood; kept and written back.</summary>
    Unknown,

    /// <summary>Empty, or blanks only.</summary>
    Blank,

    /// <summary>TITLE.</summary>
    Title,

    /// <summary>FCM: drop frame or not.</summary>
    FrameCodeMode,

    /// <summary>An event, or one of the two lines of a transition.</summary>
    Event,

    /// <summary>M2: the speed of a source.</summary>
    Speed,

    /// <summary>SPLIT: sound or picture begins later.</summary>
    Split,

    /// <summary>AUD: more sound channels of the event.</summary>
    Audio,

    /// <summary>EFFECTS NAME IS.</summary>
    EffectName,

    /// <summary>FINAL CUT PRO REEL … REPLACED BY.</summary>
    FinalCutReel,

    /// <summary>REEL … IS CLIP.</summary>
    ReelIsClip,

    /// <summary>&gt;&gt;&gt; SOURCE: a row of the source table.</summary>
    SourceTable,

    /// <summary>DLEDL: media of Flame and Smoke.</summary>
    Flame,

    /// <summary>A marker of DaVinci Resolve, with |C: |M: |D:.</summary>
    Marker,

    /// <summary>A comment.</summary>
    Comment,
}

/// <summary>How a line ends.</summary>
public enum EdlLineEnd
{
    /// <summary>With the file.</summary>
    None,

    /// <summary>Line feed: Unix and macOS.</summary>
    Lf,

    /// <summary>Carriage return and line feed: Windows and Avid.</summary>
    CrLf,

    /// <summary>Carriage return alone: Macintoshes before Mac OS X.</summary>
    Cr,
}

internal static class EdlLineEnds
{
    public static string Text(this EdlLineEnd end) => end switch
    {
        EdlLineEnd.Lf => "\n",
        EdlLineEnd.CrLf => "\r\n",
        EdlLineEnd.Cr => "\r",
        _ => "",
    };
}
