using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Acetate.Steps.Render;

namespace Acetate.Tools.Pulls;

/// <summary>What a clip looks like when people look at it: an AMF says all of it; else a CDL, a look-up table, or both.</summary>
public sealed record ClipLook
{
    /// <summary>The AMF; null where there is none.</summary>
    public BoundDocument? Amf { get; private init; }

    /// <summary>The correction; null where there is none, or an AMF.</summary>
    public BoundDocument? Cdl { get; private init; }

    /// <summary>The table; null where there is none, or an AMF.</summary>
    public BoundDocument? Lut { get; private init; }

    /// <summary>The file name of what decides; null where nothing does.</summary>
    public string? Name => (Amf ?? Cdl ?? Lut)?.Name;

    /// <summary>The look that belongs to a clip, by the rules of <see cref="ClipDocuments"/>.</summary>
    /// <exception cref="PullException">Nobody could tell which of several documents is meant.</exception>
    public static ClipLook Of(ClipDocuments documents, DocumentNames names, PulledClip clip)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return documents.Of(DocumentKind.Amf, names, clip) is { } amf ? new() { Amf = amf }
            : new() { Cdl = documents.Of(DocumentKind.Cdl, names, clip), Lut = documents.Of(DocumentKind.Lut, names, clip) };
    }

    /// <summary>The look that one document is.</summary>
    /// <exception cref="PullException">The document is no look.</exception>
    public static ClipLook Chosen(PullDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var bound = new BoundDocument(ClipDocuments.KindOf(document.Name), document.Name, "it was chosen") { Handed = document };
        return bound.Kind switch
        {
            DocumentKind.Amf => new() { Amf = bound },
            DocumentKind.Cdl => new() { Cdl = bound },
            DocumentKind.Lut => new() { Lut = bound },
            _ => throw new PullException($"'{document.Name}' is no look: an AMF, a CDL or a look-up table is."),
        };
    }

    /// <summary>What a rendering asks for.</summary>
    /// <param name="stored">Where a document can be read by workers.</param>
    /// <param name="gradedIn">The encoding in which corrections work and which tables take.</param>
    public (StoredDocument? Amf, GradeRequest? Grade) RequestOf(Func<BoundDocument, StoredDocument> stored, string gradedIn)
    {
        ArgumentNullException.ThrowIfNull(stored);
        return (Amf is null ? null : stored(Amf), Cdl is null && Lut is null ? null : new() { Cdl = Cdl is null ? null : stored(Cdl), Lut = Lut is null ? null : stored(Lut), In = gradedIn });
    }

    /// <summary>The name of a folder for documents, made of what they say: others never take their place.</summary>
    public static string FolderOf(ImmutableArray<PullDocument> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in documents.OrderBy(document => document.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{document.Name}\n{document.Content.Length}\n"));
            hash.AppendData(document.Content);
        }

        return $"documents-{Convert.ToHexStringLower(hash.GetHashAndReset()[..8])}";
    }
}
