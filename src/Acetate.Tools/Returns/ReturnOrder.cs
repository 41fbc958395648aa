using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Acetate.Library;
using Acetate.Library.Returns;

namespace Acetate.Tools.Returns;

/// <summary>What is to be taken in.</summary>
public sealed record ReturnOrder
{
    /// <summary>The show.</summary>
    public required string Show { get; init; }

    /// <summary>The vendor: the name of the workspace that plates went to.</summary>
    public required string Vendor { get; init; }

    /// <summary>How the vendor names versions; see <see cref="ReturnTemplate"/>. Empty, the default: <see cref="ReturnTemplate.Usual"/>. The names of the plates themselves are always understood.</summary>
    public ImmutableArray<string> Templates { get; init; } = [];
}

/// <summary>What became of a folder that a vendor handed in.</summary>
/// <param name="Folder">The folder's name.</param>
/// <param name="Items">One for each sequence and movie in it, by name.</param>
/// <param name="Findings">What is wrong with the folder and belongs to none of them.</param>
public sealed record ReturnReceipt(string Folder, ImmutableArray<ReturnOutcome> Items, ImmutableArray<ReturnFinding> Findings)
{
    /// <summary>Whether all was taken in, or known already, and nothing is wrong that must be mended.</summary>
    [JsonIgnore]
    public bool IsFine => Items.All(one => one.Fate != ReturnFate.NotTaken && one.Version is null or { Errors: 0 }) && Findings.All(one => !one.IsError);
}

/// <summary>What became of one sequence or movie.</summary>
/// <param name="Name">Its name, without number and extension.</param>
/// <param name="Fate">Whether it was taken in.</param>
/// <param name="Message">That in a sentence, with a way out where it was not.</param>
/// <param name="Version">The version, as it was taken in or as it was known; null where there is none.</param>
public sealed record ReturnOutcome(string Name, ReturnFate Fate, string Message, VendorReturn? Version);

/// <summary>Whether something handed in was taken in.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ReturnFate>))]
public enum ReturnFate
{
    /// <summary>It is in the library's store, read back and hashed, and waits for a decision.</summary>
    Received,

    /// <summary>The very same pictures were handed in before: nothing was kept twice.</summary>
    SameContent,

    /// <summary>It was not taken in; the message says why.</summary>
    NotTaken,
}
