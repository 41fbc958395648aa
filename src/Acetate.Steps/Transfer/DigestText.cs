using System.Collections.Immutable;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Hashing;

namespace Acetate.Steps.Transfer;

/// <summary>A hash value as it stands in requests and results.</summary>
/// <param name="Format">Such as <c>xxh128</c>.</param>
/// <param name="Text">The value as ASC MHL writes it.</param>
public sealed record DigestText(string Format, string Text)
{
    /// <summary>The text of a value.</summary>
    public static DigestText Of(HashDigest digest) => new(HashFormats.Name(digest.Format), digest.Text);

    /// <summary>The texts of several values.</summary>
    public static ImmutableArray<DigestText> Of(IEnumerable<HashDigest> digests) => [.. digests.Select(Of)];

    /// <summary>The value.</summary>
    /// <exception cref="StepFailedException">The format is unknown or the text is not a value of it.</exception>
    public HashDigest ToDigest() => HashDigest.TryParse(FormatOf(Format), Text, out var digest)
        ? digest
        : throw new StepFailedException(RetryClass.Data, $"'{Text}' is not a hash of the format {Format}.", "Correct the manifest or the plan that names it.");

    /// <summary>The format of a name.</summary>
    /// <exception cref="StepFailedException">There is none of that name.</exception>
    public static HashFormat FormatOf(string name) => HashFormats.TryParse(name, out var format)
        ? format
        : throw new StepFailedException(RetryClass.Data, $"'{name}' is not a hash format.", $"Use one of {string.Join(", ", HashFormats.All.Select(HashFormats.Name))}.");
}
