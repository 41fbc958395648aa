using System.Collections.Immutable;
using System.Security.Cryptography;
using Acetate.Cuts;
using Acetate.Library;
using Acetate.Library.Matching;
using Acetate.Library.Pulls;
using Acetate.Timing;
using Acetate.Tools.Pulls;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.ConformPulls;

/// <summary>The <c>package.json</c> of a conform pull as far as the plan knows it: files, treatment and ranges are put right once the clips are cut.</summary>
internal static class ConformPackage
{
    private static readonly string Tool = $"Acetate {typeof(ConformPackage).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Its bytes.</summary>
    public static byte[] ManifestOf(PullPackage package, ConformPullOrder order, PlannedConform plan)
    {
        var cuts = ConformPullSteps.CutPaths(package, order);
        var numbers = plan.Events.ToDictionary(one => new ReelEvent(one.Reel, one.Id));
        var first = plan.Reels.FirstOrDefault()?.Name ?? "";
        var documents = ConformDocuments.Of(order, package.Clips, plan);
        return PackageJson.Write(new()
        {
            Kind = PullKind.Conform,
            Show = order.Show,
            Recipient = order.Recipient,
            Number = package.Pull.Number,
            Name = package.Name,
            At = package.At,
            Tool = Tool,
            Cut = new()
            {
                Name = package.Pull.CutName,
                Path = cuts[0],
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(package.CutBytes.AsSpan())),
                Timeline = order.Timeline,
                Rate = package.Cut.Rate.ToRatio(),
                Otio = package.Cut.Format == CutFormat.Otio ? cuts[0] : Path.ChangeExtension(cuts[0], ".otio"),
            },
            Clips = [.. plan.Clips.Select(piece => ClipOf(piece, package, documents[piece.Place], [.. piece.Events.Where(numbers.ContainsKey).Select(name => numbers[name])], first)), .. plan.Sound.Select(one => SoundOf(one, package, [.. one.Events.Where(numbers.ContainsKey).Select(name => numbers[name])], first))],
            Missing = [.. plan.Events.Where(IsMissing).Select(one => new MissingEvent { Event = NameOf(one, first), Source = SourceOf(one), Fate = KebabCase.Of(one.Fate), Why = one.Why })],
            Documents =
            [
                new("README.txt", "readme"),
                .. cuts.Skip(1).Concat(order.Documents.Select(document => $"{ConformDocuments.Folder}/{document.Name}")).Select(path => new PackageDocument(path, "handed-in")),
                .. order.References.Select(movie => new PackageDocument($"reference/{movie.File.Path}", "reference")),
            ],
        });
    }

    private static PackageClip ClipOf(ConformPiece piece, PullPackage package, ImmutableArray<PieceDocument> documents, ImmutableArray<ConformedEvent> events, string first)
    {
        var pulled = package.Clips[piece.Clip];
        var isKnown = piece.Range.Count > 0 && piece.Used.Start >= piece.Range.Start && piece.Used.End <= piece.Range.End && piece.Used.Count > 0;
        return new()
        {
            Source = new()
            {
                Clip = piece.ClipName,
                Roll = piece.RollName,
                Reel = piece.Tape,
                Camera = pulled.Clip.Camera.Length > 0 ? pulled.Clip.Camera : null,
                Rate = RateOf(piece.Rate),
                TimecodeIn = LabelOf(piece.TimecodeIn, piece.Rate),
                TimecodeOut = LabelOf(piece.TimecodeOut, piece.Rate),
                // Of a sequence those of the frames that are delivered.
                Files = FilesOf(pulled, piece.IsSequence && pulled.Media.Files.Length == piece.ClipFrames ? piece.Range : null),
            },
            Files = [new() { Path = piece.Path }],
            Treatment = piece.IsWhole ? PackageTreatment.Whole : PackageTreatment.Trimmed,
            WhyWhole = piece.IsWhole ? piece.WhyWhole.Length > 0 ? piece.WhyWhole : "All of it is shown, handles included." : null,
            Range = isKnown ? new(piece.Range.Start, piece.Range.End, piece.Used.Start, piece.Used.End, piece.MissingHead, piece.MissingTail) : null,
            Frames = isKnown ? piece.Range.Count : null,
            Width = piece.Width,
            Height = piece.Height,
            Codec = piece.Codec.Length > 0 ? piece.Codec : null,
            Events = [.. events.Select(one => NameOf(one, first))],
            Amf = Document(DocumentKind.Amf),
            Fdl = Document(DocumentKind.Fdl),
            Cdl = Document(DocumentKind.Cdl),
            Lut = Document(DocumentKind.Lut),
            Notes = [.. piece.Notes.Select(note => note.Text)],
            Why = [.. events.Select(one => one.Why)],
        };

        string? Document(DocumentKind kind) => documents.FirstOrDefault(document => document.Kind == kind)?.Path;
    }

    private static PackageClip SoundOf(ConformSound sound, PullPackage package, ImmutableArray<ConformedEvent> events, string first) => new()
    {
        Source = new() { Clip = sound.ClipName, Roll = sound.RollName, Files = FilesOf(package.Clips[sound.Clip]) },
        Files = [new() { Path = sound.Path }],
        Treatment = sound.Samples is null ? PackageTreatment.Whole : PackageTreatment.Trimmed,
        WhyWhole = sound.Samples is null ? "All of the recording was asked for." : null,
        Events = [.. events.Select(one => NameOf(one, first))],
        Why = [sound.Why],
    };

    private static ImmutableArray<PackageFile> FilesOf(PulledClip pulled, FrameSpan? frames = null)
    {
        var rows = pulled.Files.DistinctBy(file => file.Path).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var files = frames is null ? pulled.Media.Files : pulled.Media.Files.Slice((int)frames.Start, (int)frames.Count);
        return [.. files.Distinct(StringComparer.Ordinal).Select(path => rows.GetValueOrDefault(path) is { } row
            ? new PackageFile { Path = path, Length = row.Length, Hash = row.Digests.OrderBy(digest => digest.Format != "xxh128").Select(digest => $"{digest.Format}:{digest.Text}").FirstOrDefault() }
            : new PackageFile { Path = path })];
    }

    private static bool IsMissing(ConformedEvent one) =>
        one.Fate is ConformFate.Missing or ConformFate.Ambiguous or ConformFate.Refused || (one.Fate == ConformFate.NotCameraMedia && one.Kind is not (MediaKind.Black or MediaKind.Bars or MediaKind.Sound));

    /// <summary>The event's number; of a further cut with that cut's name.</summary>
    private static string NameOf(ConformedEvent one, string first) => one.Reel == first ? Number(one) : $"{one.Reel}:{Number(one)}";

    private static string Number(ConformedEvent one) => one.Number.Length > 0 ? one.Number : one.Id;

    private static string? SourceOf(ConformedEvent one) => one.SourceReel.Length > 0 ? one.SourceReel : one.Name.Length > 0 ? one.Name : null;

    private static string? RateOf(string rate) => FrameRate.TryParse(rate, out _) ? rate : null;

    private static string? LabelOf(string label, string rate) => FrameRate.TryParse(rate, out var at) && Timecode.TryParse(label, at, out _) ? label : null;
}
