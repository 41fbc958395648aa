using System.Text.Json.Serialization;
using Acetate.Storage;

namespace Acetate.Tools.Pulls;

/// <summary>A small file handed in with an order: an AMF, a framing decision list, a CDL, a LUT, a still of the dailies.</summary>
/// <param name="Name">Its file name, without folders.</param>
/// <param name="Content">Its bytes; in JSON as Base64.</param>
public sealed record PullDocument(string Name, byte[] Content)
{
    /// <summary>Whether it came from the show's settings and not with the order; set when the pull is planned.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOfShow { get; init; }

    /// <summary>Refuses what cannot be the name of a file in a package: folders, characters that a system keeps for itself, more than 255 bytes.</summary>
    /// <param name="name">The name.</param>
    /// <param name="what">What it is the name of, such as <c>cut</c>.</param>
    /// <exception cref="PullException">It cannot be one.</exception>
    public static void RequirePlainName(string name, string what)
    {
        if (name.AsSpan().ContainsAny('/', '\\') || !StoreKey.TryParse(name, out _, out _))
            throw new PullException($"The {what} '{name}' cannot be part of a package: a plain file name is needed, without folders and without characters that a system keeps for itself.");
    }
}
