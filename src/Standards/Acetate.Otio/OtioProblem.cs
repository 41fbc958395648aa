namespace Acetate.Otio;

/// <summary>Kinds of problems.</summary>
public enum OtioRule
{
    /// <summary>Not JSON, or not in UTF-8.</summary>
    NotJson,

    /// <summary>Larger, deeper or longer than any honest file.</summary>
    TooLarge,

    /// <summary>A member that must be there is not.</summary>
    MissingMember,

    /// <summary>Text where a number should be, null, and the like.</summary>
    WrongType,

    /// <summary>An object where objects of this kind do not belong, such as a marker among the children of a track.</summary>
    WrongObject,

    /// <summary>A schema without a version, or no text.</summary>
    BadSchema,

    /// <summary>A version of a known schema that is newer than any known one.</summary>
    UnsupportedVersion,

    /// <summary>Objects that are shared by reference, which no release of the reference implementation writes.</summary>
    Reference,

    /// <summary>A name twice in one object: the first one counts.</summary>
    DuplicateMember,

    /// <summary>Something that other programs will not read, or read otherwise.</summary>
    Odd,

    /// <summary>Something that the release that is written for cannot hold, and that is left out.</summary>
    LeftOut,

    /// <summary>A range that cannot be known, because the media has none, or an edit that cannot be made.</summary>
    NoRange,

    /// <summary>A bundle that is damaged, hostile, or lacks its media.</summary>
    BadBundle,

    /// <summary>An object that cannot be written, such as text that is no Unicode.</summary>
    CannotWrite,
}

/// <summary>Something wrong with a file, or worth knowing about it.</summary>
/// <param name="Rule">The kind.</param>
/// <param name="Path">JSON pointer (RFC 6901) of the place, such as <c>/tracks/children/0/children/12</c>; <c>/</c> for the whole file.</param>
/// <param name="Line">Line in the file, from 1; 0 when there is no file.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record OtioProblem(OtioRule Rule, string Path, int Line, string Message)
{
    /// <summary>Place and sentence.</summary>
    public override string ToString() => Line > 0 ? $"line {Line}, {Path}: {Message}" : Path is "" or "/" ? Message : $"{Path}: {Message}";
}

/// <summary>A file that cannot be read, an object that cannot be written, or an edit that cannot be made.</summary>
public sealed class OtioException : Exception
{
    /// <summary>Describes what cannot be done.</summary>
    public OtioException(OtioProblem problem) : base(problem?.ToString()) => Problem = problem ?? throw new ArgumentNullException(nameof(problem));

    /// <summary>Describes what cannot be done.</summary>
    /// <param name="rule">The kind.</param>
    /// <param name="message">A whole sentence with a way out.</param>
    /// <param name="path">JSON pointer of the place; empty when it is not known.</param>
    internal OtioException(OtioRule rule, string message, string path = "") : this(new OtioProblem(rule, path, 0, message))
    {
    }

    /// <summary>What it is, with its place.</summary>
    public OtioProblem Problem { get; }
}
