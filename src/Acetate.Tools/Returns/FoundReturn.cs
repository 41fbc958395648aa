using System.Collections.Immutable;
using Acetate.Library.Returns;
using Acetate.Tools.Pulls.Delivery;

namespace Acetate.Tools.Returns;

/// <summary>Something that lies in a folder which a vendor handed in: frames of one name, or a movie.</summary>
internal sealed record FoundReturn
{
    private static readonly string[] Movies = [".mov", ".mxf", ".mp4"];

    /// <summary>Its name, without number and extension.</summary>
    public required string Name { get; init; }

    /// <summary>Frames or a movie.</summary>
    public required ReturnedMedia Media { get; init; }

    /// <summary>The frames by their pattern, from the lowest number to the highest; null for a movie.</summary>
    public ExpectedPlate? Sequence { get; init; }

    /// <summary>The files of its picture, in order.</summary>
    public required ImmutableArray<string> Pictures { get; init; }

    /// <summary>The files that belong to it and are kept with it: its AMF, CDL, FDL and look-up table.</summary>
    public ImmutableArray<string> Documents { get; init; } = [];

    /// <summary>What its files' paths begin with.</summary>
    public string Beginning => Sequence?.Before ?? Pictures[0];

    /// <summary>All that lies there, by name.</summary>
    public static ImmutableArray<FoundReturn> In(DeliveredFiles files, DeliveryFindings findings)
    {
        var found = ImmutableArray.CreateBuilder<FoundReturn>();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (extension, media) in ((string, ReturnedMedia)[])[(".exr", ReturnedMedia.Exr), (".dpx", ReturnedMedia.Dpx)])
            foreach (var sequence in FoundSequences.Of(files, media == ReturnedMedia.Exr ? new() : findings, told, extension))
                found.Add(new()
                {
                    Name = LastPart(sequence.Before).TrimEnd('.', '_', '-'),
                    Media = media,
                    Sequence = sequence,
                    Pictures = [.. Present(files, sequence)],
                });
        found.AddRange(files.Paths.Where(path => Movies.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal)
            .Select(path => new FoundReturn { Name = Path.GetFileNameWithoutExtension(path), Media = ReturnedMedia.Movie, Pictures = [path] }));
        return [.. found.Select(one => one with { Documents = DocumentsOf(files, one) })];
    }

    private static IEnumerable<string> Present(DeliveredFiles files, ExpectedPlate sequence)
    {
        for (var number = sequence.First; number <= sequence.Last; number++)
            if (sequence.PathOf(number) is var path && files.Has(path)) yield return path;
    }

    private static ImmutableArray<string> DocumentsOf(DeliveredFiles files, FoundReturn one)
    {
        var beginning = one.Beginning[..(one.Beginning.LastIndexOf('/') + 1)] + one.Name + ".";
        return [.. files.StartingWith(beginning).Where(path => Path.GetExtension(path).ToLowerInvariant() is ".amf" or ".cdl" or ".cc" or ".ccc" or ".fdl" or ".cube" && path.LastIndexOf('/') < beginning.Length)];
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];
}
