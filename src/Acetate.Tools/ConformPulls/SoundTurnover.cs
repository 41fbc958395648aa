using System.Collections.Immutable;
using Acetate.Cuts;
using Acetate.Media.Inspect;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls;

/// <summary>Finds the production sound of a cut: what the cut names, and what was recorded while its pictures were shot.</summary>
/// <remarks>Timecode decides only within the shoot day and the unit of a picture, and says which samples; where slates of both are known and
/// contradict each other, a recording gives way to one whose slate agrees.</remarks>
internal static class SoundTurnover
{
    /// <summary>The recordings and their parts that are delivered, by shoot day, roll and name.</summary>
    public static ImmutableArray<ConformSound> Of(
        IReadOnlyList<ReelCut> reels, ImmutableArray<ConformedEvent> events, IReadOnlyDictionary<Guid, PulledClip> clips, IReadOnlyList<PulledClip> sound,
        Func<PulledClip, ClipFacts> facts, ConformPullSettings settings, ILookup<Guid, DeliveredPiece> delivered, PieceNames names)
    {
        var recordings = sound.Where(one => one.Media is { Kind: ClipKind.Sound, Files.IsEmpty: false }).DistinctBy(one => one.Clip.Id)
            .OrderBy(one => one.Roll.ShootDay).ThenBy(one => one.Roll.Name, StringComparer.Ordinal).ThenBy(one => one.Roll.Id)
            .ThenBy(one => one.Clip.Name, StringComparer.Ordinal).ThenBy(one => one.Clip.Id).Select(Recording.Of).ToList();
        var uses = WithPictures(events, clips, recordings, facts, settings).Concat(Named(reels, recordings, settings)).ToLookup(use => use.Recording);
        var pieces = ImmutableArray.CreateBuilder<ConformSound>();
        foreach (var recording in recordings)
            foreach (var (samples, why, of) in Merged([.. uses[recording]]))
            {
                if (delivered[recording.Clip.Id].Any(piece => piece.Range.Covers(samples ?? DeliveredPiece.AllOf))) continue;
                var pulled = recording.Pulled;
                var lies = names.OfSound(pulled);
                pieces.Add(new()
                {
                    Place = pieces.Count + 1,
                    Clip = pulled.Clip.Id,
                    ClipName = pulled.Clip.Name,
                    Roll = pulled.Roll.Id,
                    RollName = pulled.Roll.Name,
                    ShootDay = pulled.Roll.ShootDay,
                    Events = of,
                    Why = why,
                    Samples = samples,
                    SampleRate = recording.SampleRate,
                    Tracks = recording.Tracks,
                    Slate = recording.Slate,
                    Folder = lies.Folder,
                    KeepsFolders = lies.KeepsFolders,
                    Name = lies.Name,
                    Path = lies.Path,
                    FileCount = pulled.Media.Files.Length,
                    Bytes = recording.BytesOf(samples),
                });
            }

        return pieces.ToImmutable();
    }

    private static IEnumerable<Use> WithPictures(ImmutableArray<ConformedEvent> events, IReadOnlyDictionary<Guid, PulledClip> clips, List<Recording> recordings, Func<PulledClip, ClipFacts> facts, ConformPullSettings settings)
    {
        var days = recordings.ToLookup(one => one.Pulled.Roll.ShootDay);
        foreach (var one in events)
        {
            if (one is not { Fate: ConformFate.Pulled or ConformFate.DeliveredBefore, Used: { } used, Clip: { } id }) continue;
            var picture = clips[id];
            var slate = Recording.SlateOf(picture.Clip);
            var found = new List<(Recording Recording, FrameSpan Samples)>();
            foreach (var recording in days[picture.Roll.ShootDay])
                if (IsSameUnit(recording.Pulled, picture) && recording.During(picture.Clip, facts(picture).FramesPerLabel, used, settings) is { } samples) found.Add((recording, samples));
            var agreed = slate.Length > 0 && found.Exists(other => SameSlate(other.Recording.Slate, slate));
            foreach (var (recording, samples) in found)
            {
                if (agreed && recording.Slate.Length > 0 && !SameSlate(recording.Slate, slate)) continue;
                var words = recording.Slate.Length == 0 || slate.Length == 0 ? ""
                    : SameSlate(recording.Slate, slate) ? $", and both slates say {slate}" : $"; but the picture's slate says {slate} and its own {recording.Slate}: listen to it";
                yield return new(recording, samples, $"By timecode it was recorded on {picture.Roll.ShootDay:yyyy-MM-dd} while {picture.Clip.Name} was shot{words}.", new(one.Reel, one.Id));
            }
        }
    }

    private static IEnumerable<Use> Named(IReadOnlyList<ReelCut> reels, List<Recording> recordings, ConformPullSettings settings)
    {
        var byName = recordings.SelectMany(recording => recording.Names.Select(name => (Name: name, Recording: recording)))
            .Distinct().ToLookup(one => one.Name, one => one.Recording, StringComparer.OrdinalIgnoreCase);
        foreach (var reel in reels)
        {
            var tracks = reel.Cut.Tracks.Where(track => track is { Kind: TrackKind.Audio, IsEnabled: true }).Select(track => track.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var one in reel.Cut.Leaves)
            {
                if (!one.IsEnabled || !one.Tracks.Any(tracks.Contains)) continue;
                var named = NamesOf(one).SelectMany(name => byName[name]).Distinct().Select(recording => (Recording: recording, Samples: recording.Within(one.Source.Range ?? one.Source.Used, settings))).ToList();
                // The same name on several rolls: only time can tell, and where it cannot, nothing is taken at random.
                var fitting = named.Count > 1 ? named.FindAll(other => other.Samples is not null) : named;
                if (fitting.Count == 0 || (named.Count > 1 && fitting.Count != 1)) continue;
                yield return new(fitting[0].Recording, fitting[0].Samples, "The cut names it.", new(reel.Name, one.Id));
            }
        }
    }

    private static IEnumerable<string> NamesOf(CutEvent one) =>
        one.Source.Names.Where(name => name.Kind is SourceNameKind.ClipName or SourceNameKind.SourceFile or SourceNameKind.MediaPath)
            .Select(name => Uri.UnescapeDataString(name.Value)).Select(value => value[(value.LastIndexOfAny(['/', '\\']) + 1)..])
            .SelectMany(name => new[] { name, Recording.Stem(name) }).Distinct(StringComparer.OrdinalIgnoreCase);

    /// <summary>Parts of one recording that touch become one; one that is wanted whole takes all others in.</summary>
    private static IEnumerable<(FrameSpan? Samples, string Why, ImmutableArray<ReelEvent> Events)> Merged(List<Use> uses)
    {
        if (uses.Count == 0) yield break;
        if (uses.Exists(use => use.Samples is null))
        {
            yield return (null, Words(uses), Events(uses));
            yield break;
        }

        var part = new List<Use>();
        var span = uses[0].Samples!;
        foreach (var use in uses.OrderBy(use => use.Samples!.Start).ThenBy(use => use.Samples!.End))
        {
            if (part.Count > 0 && use.Samples!.Start > span.End)
            {
                yield return (span, Words(part), Events(part));
                part = [];
            }

            span = part.Count == 0 ? use.Samples! : new(span.Start, Math.Max(span.End, use.Samples!.End));
            part.Add(use);
        }

        yield return (span, Words(part), Events(part));

        static string Words(List<Use> uses) => string.Join(' ', uses.Select(use => use.Why).Distinct(StringComparer.Ordinal).Take(3));

        static ImmutableArray<ReelEvent> Events(List<Use> uses) => [.. uses.Select(use => use.Event).Distinct()];
    }

    private static bool IsSameUnit(PulledClip one, PulledClip other) =>
        one.Roll.Unit.Length == 0 || other.Roll.Unit.Length == 0 || one.Roll.Unit.Equals(other.Roll.Unit, StringComparison.OrdinalIgnoreCase);

    private static bool SameSlate(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private sealed record Use(Recording Recording, FrameSpan? Samples, string Why, ReelEvent Event);
}
