using System.Collections.Immutable;

namespace Acetate.Fdl;

/// <summary>How much a problem matters.</summary>
public enum FdlSeverity
{
    /// <summary>The list is not valid.</summary>
    Error,

    /// <summary>The list is valid, but probably does not say what was meant, or other programs will stumble.</summary>
    Warning,
}

/// <summary>Kinds of problems.</summary>
public enum FdlRule
{
    /// <summary>Not JSON, or not in UTF-8.</summary>
    NotJson,

    /// <summary>JSON with comments, which other programs refuse.</summary>
    Comment,

    /// <summary>Larger, deeper or longer than any honest list.</summary>
    TooLarge,

    /// <summary>A version that no schema was published for.</summary>
    UnknownVersion,

    /// <summary>A member that must be there is not.</summary>
    MissingMember,

    /// <summary>A member that the standard does not know and that does not begin with an underscore.</summary>
    UnknownMember,

    /// <summary>A member twice in one object.</summary>
    DuplicateMember,

    /// <summary>Text where a number should be, null, and the like.</summary>
    WrongType,

    /// <summary>A number that is too small or too large.</summary>
    OutOfRange,

    /// <summary>A word that the standard does not know here.</summary>
    UnknownWord,

    /// <summary>An id with other characters or of another length than the standard allows.</summary>
    BadId,

    /// <summary>Two members that exclude each other, or one without the one that belongs to it.</summary>
    Combination,

    /// <summary>A template whose target is 0 on one side: newer than the published schema.</summary>
    ZeroTarget,

    /// <summary>A template whose target squeeze is 0: the text of the standard allows it, its schema does not.</summary>
    ZeroSqueeze,

    /// <summary>An id that another thing of the same kind has already.</summary>
    DuplicateId,

    /// <summary>An id that names nothing.</summary>
    UnknownReference,

    /// <summary>A framing decision whose id is not made of its canvas and its intent.</summary>
    IdMismatch,

    /// <summary>A layer larger than the one around it.</summary>
    LayerTooLarge,

    /// <summary>A layer that begins before the one around it, or beyond the canvas.</summary>
    AnchorOutside,

    /// <summary>A layer that ends beyond the one around it.</summary>
    SticksOut,

    /// <summary>Something allowed that is hardly meant.</summary>
    Odd,

    /// <summary>A template names a layer that the source does not have.</summary>
    LayerMissing,

    /// <summary>A template and a source that together make no picture.</summary>
    CannotApply,

    /// <summary>Something that cannot be written as JSON, such as a number that is not finite.</summary>
    CannotWrite,
}

/// <summary>Something wrong with a framing decision list.</summary>
/// <param name="Rule">The kind.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Path">JSON pointer (RFC 6901) of the place, such as <c>/contexts/0/canvases/1/id</c>; <c>/</c> for the whole list.</param>
/// <param name="Line">Line in the file, from 1; 0 when there is no file.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record FdlProblem(FdlRule Rule, FdlSeverity Severity, string Path, int Line, string Message)
{
    /// <summary>Place and sentence.</summary>
    public override string ToString() => Line > 0 ? $"line {Line}, {Path}: {Message}" : $"{Path}: {Message}";
}

/// <summary>What reading a list gave.</summary>
public sealed record FdlReading
{
    /// <summary>The list; null when something that matters could not be understood.</summary>
    /// <remarks>It can be there although there are errors, when nothing of the list was lost by them: such as an id that is given twice.</remarks>
    public FramingDecisionList? List { get; init; }

    /// <summary>All that is wrong, in the order of the file.</summary>
    public ImmutableArray<FdlProblem> Problems { get; init; } = [];

    /// <summary>Whether there is no error. Warnings may be there.</summary>
    public bool IsValid => List is not null && Problems.All(problem => problem.Severity != FdlSeverity.Error);

    /// <summary>The list.</summary>
    /// <exception cref="FdlException">There is an error; the first one is told.</exception>
    public FramingDecisionList GetList() =>
        IsValid ? List! : throw new FdlException(Problems.First(problem => problem.Severity == FdlSeverity.Error));
}
