namespace Acetate.Aaf;

/// <summary>An AAF file that cannot be read: it is damaged, cut short, or no AAF.</summary>
public sealed class AafException : Exception
{
    /// <summary>Describes what cannot be read.</summary>
    /// <param name="problem">A whole sentence with a way out, without the place.</param>
    /// <param name="file">What the file is called; empty when that is not known.</param>
    /// <param name="place">Where in the file, such as <c>header</c> or <c>/Header-2/Content-3b03</c>; empty for the whole file.</param>
    public AafException(string problem, string file = "", string place = "")
        : base(string.Join(", ", new[] { file, place }.Where(part => part.Length > 0)) is { Length: > 0 } where ? $"{where}: {problem}" : problem) =>
        (Problem, File, Place) = (problem, file, place);

    /// <summary>The sentence without file and place.</summary>
    public string Problem { get; }

    /// <summary>What the file is called; empty when that is not known.</summary>
    public string File { get; }

    /// <summary>Where in the file; empty for the whole file.</summary>
    public string Place { get; }
}

/// <summary>Something odd in a file that could be read all the same.</summary>
/// <param name="Place">Where: the path of an object in the file, or the names of mob, track and item.</param>
/// <param name="Message">A whole sentence.</param>
public sealed record AafProblem(string Place, string Message)
{
    /// <summary>Place and sentence.</summary>
    public override string ToString() => $"{Place}: {Message}";
}
