namespace Acetate.Imaging.Colour.Luts;

/// <summary>A table or transform file that cannot be used. The message is a whole sentence that begins with file and line.</summary>
public sealed class LutException : IOException
{
    /// <summary>Describes what cannot be used.</summary>
    /// <param name="message">Whole sentences: what is wrong, and a way out.</param>
    /// <param name="document">The file's name.</param>
    /// <param name="line">Line in it, from 1; 0 when not known.</param>
    public LutException(string message, string document, int line = 0)
        : base(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}") => (Document, Line) = (document, line);

    /// <summary>The file's name.</summary>
    public string Document { get; }

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; }
}
