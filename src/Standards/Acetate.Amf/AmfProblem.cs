namespace Acetate.Amf;

/// <summary>Something wrong with a document, or worth knowing.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Code">A stable word, such as <c>unknown-transform</c>; <c>docs/formats/amf.md</c> lists them.</param>
/// <param name="Line">From 1; 0 when not known.</param>
/// <param name="Element">Where, such as <c>pipeline/lookTransform[2]</c>.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record AmfProblem(AmfSeverity Severity, string Code, int Line, string Element, string Message);

/// <summary>How bad a problem is.</summary>
public enum AmfSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Usable, and probably not as meant.</summary>
    Warning,

    /// <summary>Not to be used before somebody has looked.</summary>
    Error,
}

/// <summary>A file that is no AMF at all. The message is a whole sentence that begins with file and line.</summary>
/// <param name="message">A whole sentence.</param>
/// <param name="document">The file's name.</param>
/// <param name="line">From 1; 0 when not known.</param>
public sealed class AmfException(string message, string document, int line = 0)
    : IOException(line > 0 ? $"{document}, line {line}: {message}" : $"{document}: {message}")
{
    /// <summary>The file's name.</summary>
    public string Document { get; } = document;

    /// <summary>The line, from 1; 0 when not known.</summary>
    public int Line { get; } = line;
}
