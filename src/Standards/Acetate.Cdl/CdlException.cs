namespace Acetate.Cdl;

/// <summary>A CDL file that cannot be used. The message is a whole sentence that begins with file and line.</summary>
public sealed class CdlException : IOException
{
    /// <summary>Describes what cannot be used.</summary>
    /// <param name="problem">The kind.</param>
    /// <param name="message">A whole sentence.</param>
    /// <param name="document">The file's name.</param>
    /// <param name="line">Line in it, from 1; 0 when not known.</param>
    /// <param name="inner">What the XML reader said.</param>
    public CdlException(CdlProblem problem, string message, string document, int line = 0, Exception? inner = null)
        : base(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}", inner) => (Problem, Document, Line) = (problem, document, line);

    /// <summary>The kind.</summary>
    public CdlProblem Problem { get; }

    /// <summary>The file's name.</summary>
    public string Document { get; }

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; }
}

/// <summary>Kinds of <see cref="CdlException"/>.</summary>
public enum CdlProblem
{
    /// <summary>Not well-formed XML, not in the declared encoding, or with a document type.</summary>
    NotXml,

    /// <summary>XML, but no correction, collection or decision list.</summary>
    WrongFormat,

    /// <summary>A CDL that says what cannot be.</summary>
    Invalid,

    /// <summary>Larger or deeper than any honest file.</summary>
    TooLarge,
}

/// <summary>Something a file does in its own way; it was read all the same.</summary>
/// <param name="Line">From 1; 0 when not known.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record CdlNotice(int Line, string Message);
