namespace Acetate.Mhl;

/// <summary>A manifest or a chain file that cannot be used, or a request that cannot be answered from a history.</summary>
/// <remarks>The message is a whole sentence; <see cref="Line"/> says where, when a document is at fault.</remarks>
public sealed class MhlException : IOException
{
    /// <summary>Describes what cannot be used.</summary>
    /// <param name="problem">The kind.</param>
    /// <param name="message">A whole sentence.</param>
    /// <param name="document">The document's name; empty when no document is at fault.</param>
    /// <param name="line">Line in it, from 1; 0 when not known.</param>
    /// <param name="inner">What the XML reader or the file system said.</param>
    public MhlException(MhlProblem problem, string message, string document = "", int line = 0, Exception? inner = null)
        : base(Sentence(message, document, line), inner) => (Problem, Document, Line) = (problem, document, line);

    /// <summary>The kind.</summary>
    public MhlProblem Problem { get; }

    /// <summary>The document's name; empty when no document is at fault.</summary>
    public string Document { get; }

    /// <summary>The line in the document, from 1; 0 when not known.</summary>
    public int Line { get; }

    private static string Sentence(string message, string document, int line) => (document, line) switch
    {
        ("", _) => message,
        (_, 0) => $"{document}: {message}",
        _ => $"{document}, line {line}: {message}",
    };
}

/// <summary>Kinds of <see cref="MhlException"/>.</summary>
public enum MhlProblem
{
    /// <summary>Not XML, or not in the declared encoding, or it uses a document type or entities.</summary>
    NotXml,

    /// <summary>XML, but not of this standard or version.</summary>
    WrongFormat,

    /// <summary>Of this standard, but saying something that cannot be.</summary>
    Invalid,

    /// <summary>Deeper, longer or larger than any honest document.</summary>
    TooLarge,

    /// <summary>There is no history where one is needed.</summary>
    NoHistory,

    /// <summary>The history cannot be trusted: a generation is missing, edited, unreadable or out of order.</summary>
    Untrusted,

    /// <summary>What was asked for cannot be written as ASC MHL.</summary>
    CannotWrite,
}
