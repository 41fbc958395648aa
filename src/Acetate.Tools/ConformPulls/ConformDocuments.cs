using System.Collections.Immutable;
using Acetate.Library.Rolls;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>A small file of the package that says how a piece is to be seen: its AMF, framing decisions, CDL or look-up table.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where it lies below the package's folder.</param>
/// <param name="Why">Why it belongs to the piece: the rest of a sentence.</param>
public sealed record PieceDocument(DocumentKind Kind, string Path, string Why);

/// <summary>Says which documents belong to which piece, and which files of the rolls go along for them. Pure.</summary>
public static class ConformDocuments
{
    /// <summary>The folder of what was handed in with the order.</summary>
    public const string Folder = "documents";

    /// <summary>The folder of what cameras and recorders wrote beside the clips, by rolls.</summary>
    public const string CameraFolder = "documents/camera";

    private static readonly DocumentKind[] Kinds = [DocumentKind.Amf, DocumentKind.Fdl, DocumentKind.Cdl, DocumentKind.Lut];

    /// <summary>The documents of each piece, by its place.</summary>
    /// <param name="order">The order with its documents.</param>
    /// <param name="clips">The clips that are needed, by their id.</param>
    /// <param name="plan">What was decided.</param>
    /// <exception cref="PullException">A document cannot be used, nobody could tell which clip it belongs to, or two files of the order have one name.</exception>
    public static IReadOnlyDictionary<int, ImmutableArray<PieceDocument>> Of(ConformPullOrder order, IReadOnlyDictionary<Guid, PulledClip> clips, PlannedConform plan)
    {
        var folders = CameraFolders(clips, plan);
        return Bound(order, clips, plan).ToDictionary(
            one => one.Piece.Place,
            one => one.Documents.Select(document => new PieceDocument(document.Kind, PathOf(document, folders[one.Piece.Roll]), document.Why)).ToImmutableArray());
    }

    /// <summary>The files of each roll that go along: those beside its clips, and the documents on it that belong to them; by path.</summary>
    internal static IEnumerable<(PulledClip Roll, string Folder, ImmutableArray<RollFile> Files)> FromRolls(ConformPullOrder order, IReadOnlyDictionary<Guid, PulledClip> clips, PlannedConform plan)
    {
        var folders = CameraFolders(clips, plan);
        var onRoll = Bound(order, clips, plan).SelectMany(one => one.Documents.Select(document => (one.Piece.Roll, File: document.OnRoll))).Where(one => one.File is not null).ToLookup(one => one.Roll, one => one.File!);
        foreach (var roll in ClipsOf(clips, plan).GroupBy(pulled => pulled.Roll.Id))
        {
            var sidecars = roll.SelectMany(pulled => pulled.Files.Where(file => pulled.Media.Sidecars.Contains(file.Path) && file.Verdict is not (RollFileVerdict.Missing or RollFileVerdict.Ignored)));
            ImmutableArray<RollFile> files = [.. sidecars.Concat(onRoll[roll.Key]).DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
            if (!files.IsEmpty) yield return (roll.First(), folders[roll.Key], files);
        }
    }

    private static List<(ConformPiece Piece, ImmutableArray<BoundDocument> Documents)> Bound(ConformPullOrder order, IReadOnlyDictionary<Guid, PulledClip> clips, PlannedConform plan)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentNullException.ThrowIfNull(plan);
        if (order.Documents.FirstOrDefault(document => document.Name.Equals("camera", StringComparison.OrdinalIgnoreCase)) is { } camera)
            throw new PullException($"The document '{camera.Name}' cannot be part of the package, which has a folder of that name. Give it another name.");
        if (order.References.GroupBy(movie => movie.File.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new PullException($"Two reference movies are called '{twice.Key}'. Give each its own name.");
        var names = plan.Clips.Select(piece => NamesOf(piece, clips[piece.Clip])).ToList();
        var documents = new ClipDocuments(order.Documents, names);
        return [.. plan.Clips.Zip(names, (piece, own) => (piece, Kinds.Select(kind => documents.Of(kind, own, clips[piece.Clip])).OfType<BoundDocument>().ToImmutableArray()))];
    }

    private static DocumentNames NamesOf(ConformPiece piece, PulledClip pulled) =>
        new() { For = piece.ClipName, Clip = piece.ClipName, Reel = pulled.Clip.Reel, Roll = piece.RollName };

    private static string PathOf(BoundDocument document, string folder) => document.OnRoll is { } file ? $"{folder}/{file.Path}" : $"{Folder}/{document.Name}";

    private static Dictionary<Guid, string> CameraFolders(IReadOnlyDictionary<Guid, PulledClip> clips, PlannedConform plan)
    {
        var names = new PieceNames(ConformLayout.Rolls, []);
        var folders = new Dictionary<Guid, string>();
        foreach (var pulled in ClipsOf(clips, plan))
            if (!folders.ContainsKey(pulled.Roll.Id)) folders[pulled.Roll.Id] = $"{CameraFolder}/{names.RollFolder(pulled)}";
        return folders;
    }

    private static IEnumerable<PulledClip> ClipsOf(IReadOnlyDictionary<Guid, PulledClip> clips, PlannedConform plan) =>
        plan.Clips.Select(piece => piece.Clip).Concat(plan.Sound.Select(one => one.Clip)).Distinct().Select(id => clips[id]);
}
