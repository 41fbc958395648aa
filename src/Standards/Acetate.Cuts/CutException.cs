namespace Acetate.Cuts;

/// <summary>A file that cannot be read as a cut, or a cut that a format cannot hold. The message is a whole sentence that begins with file and line.</summary>
public sealed class CutException : IOException
{
    /// <summary>Describes what cannot be read or written.</summary>
    /// <param name="message">A whole sentence, with a way out.</param>
    /// <param name="document">The file's name.</param>
    /// <param name="line">Line in it, from 1; 0 when not known.</param>
    /// <param name="inner">What a reader below said.</param>
    public CutException(string message, string document, int line = 0, Exception? inner = null)
        : base(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}", inner) => (Document, Line) = (document, line);

    /// <summary>The file's name.</summary>
    public string Document { get; }

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; }
}
