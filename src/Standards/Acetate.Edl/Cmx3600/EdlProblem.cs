namespace Acetate.Edl.Cmx3600;

/// <summary>How much a problem matters.</summary>
public enum EdlSeverity
{
    /// <summary>Worth knowing; the list was read as it is meant.</summary>
    Notice,

    /// <summary>Read, but perhaps not as it is meant.</summary>
    Warning,

    /// <summary>Something could not be read, and is missing from the events.</summary>
    Error,
}

/// <summary>Kinds of problems.</summary>
public enum EdlRule
{
    /// <summary>The file is not in UTF-8, or ends with padding.</summary>
    Encoding,

    /// <summary>There is no event.</summary>
    NoEvents,

    /// <summary>A line that is not understood.</summary>
    UnknownLine,

    /// <summary>An event that has not four times.</summary>
    MissingColumn,

    /// <summary>Text after the four times.</summary>
    TrailingText,

    /// <summary>An event number of less than three or more than six digits.</summary>
    EventNumber,

    /// <summary>Two events with one number.</summary>
    DuplicateNumber,

    /// <summary>An event without a reel.</summary>
    MissingReel,

    /// <summary>A reel that would be a path as a file name.</summary>
    ReelPath,

    /// <summary>Two long names for one reel.</summary>
    ReelConflict,

    /// <summary>An event whose channels are not there or not understood.</summary>
    Channel,

    /// <summary>A transition that is not understood, or without its duration or its first line.</summary>
    Transition,

    /// <summary>A time that is no time.</summary>
    BadTime,

    /// <summary>A frame number that the rate does not have.</summary>
    FrameBeyondRate,

    /// <summary>Drop-frame labels at a rate that has none, or counting that changes within an event.</summary>
    DropFrame,

    /// <summary>An out that lies over midnight.</summary>
    OverMidnight,

    /// <summary>An out before its in.</summary>
    OutBeforeIn,

    /// <summary>Source and record of different length without a speed.</summary>
    LengthMismatch,

    /// <summary>Two events at the same time on one channel.</summary>
    RecordOverlap,

    /// <summary>Events that are not in the order of the record.</summary>
    RecordOrder,

    /// <summary>An M2 line that cannot be read, or fits no reel or length of its event.</summary>
    Speed,

    /// <summary>A CDL that cannot be read.</summary>
    Grade,

    /// <summary>A marker that cannot be read, or whose colour is not known.</summary>
    Marker,

    /// <summary>A line that is known, but cannot be read.</summary>
    BadLine,

    /// <summary>A second TITLE.</summary>
    SecondTitle,

    /// <summary>A line that belongs to an event, before the first one.</summary>
    NoEventYet,

    /// <summary>A comment whose event or side had to be worked out.</summary>
    CommentSide,

    /// <summary>A reel that became shorter in writing, or equal to another one.</summary>
    ReelShortened,

    /// <summary>Something that the written form cannot carry.</summary>
    NotWritten,

    /// <summary>There are more problems than are listed.</summary>
    More,
}

/// <summary>Something wrong or unusual in a list.</summary>
/// <param name="Rule">The kind.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Line">In the file, from 1; 0 for the whole list.</param>
/// <param name="Message">What is the matter: a whole sentence.</param>
/// <param name="Fix">What to do: a whole sentence, or empty when nothing need be done.</param>
public sealed record EdlProblem(EdlRule Rule, EdlSeverity Severity, int Line, string Message, string Fix)
{
    /// <summary>Line, sentence and way out.</summary>
    public override string ToString() => $"{(Line > 0 ? $"line {Line}: " : "")}{Message}{(Fix.Length > 0 ? $" {Fix}" : "")}";
}

/// <summary>A file that is no edit decision list at all. The message is a whole sentence that begins with file and line.</summary>
/// <param name="message">A whole sentence.</param>
/// <param name="document">The file's name.</param>
/// <param name="line">From 1; 0 when not known.</param>
public sealed class EdlException(string message, string document, int line = 0)
    : IOException(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}")
{
    /// <summary>The file's name.</summary>
    public string Document { get; } = document;

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; } = line;
}
