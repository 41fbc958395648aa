using System.Collections.Immutable;
using Acetate.Amf.Checks;
using Acetate.Amf.Registry;

namespace Acetate.Amf;

/// <summary>What a document is used for; it decides how bad an unknown transform is.</summary>
public enum AmfUse
{
    /// <summary>Pictures that others build on: nothing may be guessed.</summary>
    Plates,

    /// <summary>Pictures to look at: a transform that is not known is left out and said.</summary>
    Proxies,
}

/// <summary>How a document is checked.</summary>
public sealed record AmfCheckOptions
{
    /// <summary>For plates by default.</summary>
    public AmfUse Use { get; init; } = AmfUse.Plates;

    /// <summary>The folder of the AMF: with it the files it names are looked for and hashed, in this folder and below only. Null by default.</summary>
    public string? Folder { get; init; }

    /// <summary>The time, to find dates that lie ahead; null by default, and none are found.</summary>
    public DateTimeOffset? Now { get; init; }
}

/// <summary>Checks what no schema can: dates, ids, numbers, files, hashes, the order of what is applied, and every transform against the registry.</summary>
public static class AmfValidation
{
    /// <summary>Everything that is wrong, what reading found included, in the order of the lines.</summary>
    /// <exception cref="IOException">A file beside the document is there and cannot be read.</exception>
    public static ImmutableArray<AmfProblem> Check(AmfDocument document, AmfCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        options ??= new();
        var problems = new List<AmfProblem>(document.Problems);
        problems.AddRange(DocumentChecks.Of(document, options.Now));
        problems.AddRange(GradeChecks.Of(document));
        problems.AddRange(RegistryChecks.Of(document, options.Use, AmfRegistry.Official));
        problems.AddRange(FileChecks.Of(document, options.Folder));
        return [.. problems.OrderBy(problem => problem.Line)];
    }
}
