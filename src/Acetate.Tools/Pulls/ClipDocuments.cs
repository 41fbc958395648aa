using System.Collections.Immutable;
using Acetate.Amf;
using Acetate.Library.Rolls;
using Acetate.Storage;

namespace Acetate.Tools.Pulls;

/// <summary>Says which of the small files of an order, or of a roll, belongs to which clip. Pure.</summary>
/// <remarks>
/// A file belongs to what it is named after, whatever its letters' case: the plate, the shot, the clip, the reel or the roll, the narrowest first.
/// An AMF also belongs to the clip that it names inside. Then a roll's own files are asked, by their names alone. The only file of its kind that
/// is named after nothing in the pull belongs to everything that has none of its own; two of them are refused, because nobody could tell.
/// A file that an AMF names is a part of it.
/// </remarks>
public sealed class ClipDocuments
{
    /// <summary>The most bytes of all documents of an order together.</summary>
    public const long MostBytes = 64L << 20;

    private readonly ImmutableArray<PullDocument> documents;
    private readonly ImmutableDictionary<string, AmfDocument> amfs;
    private readonly ImmutableHashSet<string> parts;
    private readonly ImmutableHashSet<string> known;

    /// <summary>Looks at the documents of an order.</summary>
    /// <param name="documents">As they were handed in.</param>
    /// <param name="pulled">What the pull has, by its names: a document that is named after one of them is no other's.</param>
    /// <param name="besides">Names of documents that are asked for by name and so belong to nothing.</param>
    /// <exception cref="PullException">A document cannot be used; the message says which and why.</exception>
    public ClipDocuments(IReadOnlyList<PullDocument> documents, IEnumerable<DocumentNames> pulled, IEnumerable<string>? besides = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        ArgumentNullException.ThrowIfNull(pulled);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var document in documents)
        {
            if (document.Name.Contains('/', StringComparison.Ordinal) || document.Name.Contains('\\', StringComparison.Ordinal) || !StoreKey.TryParse(document.Name, out _, out var reason))
                throw new PullException($"The document '{document.Name}' cannot be part of a package: a plain file name is needed, without folders and without characters that a system keeps for itself.");
            if (!names.Add(document.Name)) throw new PullException($"The order has two documents called '{document.Name}' (upper and lower case are the same to many systems). Give one of them another name.");
        }

        var bytes = documents.Sum(document => (long)document.Content.Length);
        if (bytes > MostBytes) throw new PullException($"The documents of the order have {bytes:N0} bytes; {MostBytes:N0} are the most. Hand in the documents, not media.");
        this.documents = [.. documents.OrderBy(document => document.Name, StringComparer.Ordinal)];
        amfs = this.documents.Where(document => KindOf(document.Name) == DocumentKind.Amf).ToImmutableDictionary(document => document.Name, Read, StringComparer.OrdinalIgnoreCase);
        parts = [.. amfs.Values.SelectMany(amf => AmfFiles.Named(amf)).Select(address => Uri.UnescapeDataString(address.Trim())).Concat(besides ?? [])];
        parts = parts.WithComparer(StringComparer.OrdinalIgnoreCase);
        known = [.. pulled.SelectMany(one => one.All).Select(one => one.Name)];
        known = known.WithComparer(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What a file is, by its extension.</summary>
    public static DocumentKind KindOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".amf" => DocumentKind.Amf,
        ".fdl" => DocumentKind.Fdl,
        ".cdl" or ".cc" or ".ccc" => DocumentKind.Cdl,
        ".cube" or ".clf" or ".ctf" or ".3dl" or ".spi1d" or ".spi3d" => DocumentKind.Lut,
        ".jpg" or ".jpeg" or ".png" or ".tif" or ".tiff" or ".dpx" or ".exr" => DocumentKind.Still,
        _ => DocumentKind.Other,
    };

    /// <summary>The AMFs of the order that can be read, by name.</summary>
    public IReadOnlyDictionary<string, AmfDocument> Amfs => amfs;

    /// <summary>The document of a kind that belongs to a clip or plate; null when none does.</summary>
    /// <param name="kind">All but stills, of which there may be many.</param>
    /// <param name="names">What the clip or plate is called.</param>
    /// <param name="clip">Whose roll may have one; null for the order's alone.</param>
    /// <exception cref="PullException">Nobody could tell which of several is meant.</exception>
    public BoundDocument? Of(DocumentKind kind, DocumentNames names, PulledClip? clip = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        var candidates = documents.Where(document => KindOf(document.Name) == kind && !parts.Contains(document.Name)).ToList();
        foreach (var (name, of) in names.All)
            if (Only(kind, names, [.. candidates.Where(document => IsNamed(document.Name, name))]) is { } named)
                return new(kind, named.Name, $"it is named after the {of} {name}") { Handed = named };
        if (kind == DocumentKind.Amf && Only(kind, names, [.. candidates.Where(document => amfs[document.Name].Clip is { } id && Names(id, names.Clip))]) is { } says)
            return new(kind, says.Name, $"it says that it is for the clip {names.Clip}") { Handed = says };
        // What belongs to somebody else is nobody's by being alone.
        var free = candidates.Where(document => !known.Contains(Stem(document.Name)) && !(kind == DocumentKind.Amf && amfs[document.Name].Clip is not null)).ToImmutableArray();
        if (clip is not null && OnRoll(kind, names, clip) is { } own) return own;
        return Only(kind, names, free) is { } only ? new(kind, only.Name, only.IsOfShow ? $"it is the {Word(kind)} of the show's settings" : $"it is the only {Word(kind)} of the order that is named after nothing in the pull") { Handed = only } : null;
    }

    /// <summary>The stills that belong to a clip or plate, by name: those that are named after it, with or without more behind a <c>_</c>, <c>.</c>, <c>-</c> or blank.</summary>
    public ImmutableArray<PullDocument> StillsOf(DocumentNames names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var stills = documents.Where(document => KindOf(document.Name) == DocumentKind.Still && !parts.Contains(document.Name)).ToList();
        // A roll's name begins the names of all its clips: a still is the clip's, never the roll's.
        foreach (var name in (string[])[names.Plate, names.Shot, names.Clip])
            if (name.Length > 0 && stills.Where(still => IsNamed(still.Name, name) || Begins(Stem(still.Name), name)).ToImmutableArray() is { IsEmpty: false } found) return found;
        return [];
    }

    private static BoundDocument? OnRoll(DocumentKind kind, DocumentNames names, PulledClip clip)
    {
        foreach (var (name, of) in names.All)
            if (of is "clip" or "reel" or "roll" && clip.Documents.Where(file => KindOf(file.Path) == kind && IsNamed(Last(file.Path), name)).ToList() is { Count: > 0 } found)
                return found is [var only] ? new(kind, Last(only.Path), $"it lies on the roll and is named after the {of} {name}") { OnRoll = only }
                    : throw new PullException($"Roll {clip.Roll.Name} has {found[0].Path} and {found[1].Path}, and nobody can tell which belongs to {names.For}. Hand the right one in with the order.");
        return null;
    }

    private static PullDocument? Only(DocumentKind kind, DocumentNames names, ImmutableArray<PullDocument> found) => found switch
    {
        [] => null,
        [var only] => only,
        [var one, var other, ..] => throw new PullException($"The order has {one.Name} and {other.Name}, and nobody can tell which {Word(kind)} belongs to {names.For}. Name each after its clip ({names.Clip}{Path.GetExtension(one.Name)}), reel, roll{(names.Shot.Length > 0 ? ", shot or plate" : "")}, or hand in one alone."),
    };

    private static AmfDocument Read(PullDocument document)
    {
        try
        {
            using var stream = new MemoryStream(document.Content, writable: false);
            var read = AmfReader.Read(stream, document.Name);
            return read.Problems.FirstOrDefault(problem => problem.Severity == AmfSeverity.Error) is { } error
                ? throw new PullException($"The AMF '{document.Name}' cannot be used: {(error.Line > 0 ? $"line {error.Line}: " : "")}{error.Message} 'acetate amf validate' shows everything that is wrong with it.")
                : read;
        }
        catch (AmfException problem)
        {
            throw new PullException($"The AMF '{document.Name}' cannot be used: {problem.Message}");
        }
    }

    private static bool Names(AmfClipId id, string clip) =>
        IsNamed(id.Name, clip) || id.Name.Equals(clip, StringComparison.OrdinalIgnoreCase) || id.File is { } file && IsNamed(Last(Uri.UnescapeDataString(file)), clip);

    private static bool IsNamed(string file, string name) => Stem(file).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool Begins(string stem, string name) =>
        stem.Length > name.Length && stem.StartsWith(name, StringComparison.OrdinalIgnoreCase) && stem[name.Length] is '_' or '.' or '-' or ' ';

    private static string Stem(string file) => Path.GetFileNameWithoutExtension(file);

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Word(DocumentKind kind) => kind switch
    {
        DocumentKind.Amf => "AMF",
        DocumentKind.Fdl => "framing decision list",
        DocumentKind.Cdl => "CDL",
        DocumentKind.Lut => "look-up table",
        _ => "document",
    };
}

/// <summary>A document that belongs to a clip, and why.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its file name.</param>
/// <param name="Why">Why it belongs there: the rest of a sentence.</param>
public sealed record BoundDocument(DocumentKind Kind, string Name, string Why)
{
    /// <summary>The order's document; null when it lies on the roll.</summary>
    public PullDocument? Handed { get; init; }

    /// <summary>The roll's file; null when it was handed in.</summary>
    public RollFile? OnRoll { get; init; }
}
