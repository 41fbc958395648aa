using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Cuts;
using Acetate.Library.Matching;
using Acetate.Steps;
using Acetate.Steps.Compare;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.ConformPulls.Offlines;

/// <summary>The steps that hold the originals of a cut against its reference movie. Pure: the same match and the same movie give the same steps, and the same key.</summary>
/// <param name="Key">Names the movie and everything that is compared with it.</param>
/// <param name="Steps">The steps; none when no event has a clip whose frames are known.</param>
internal sealed record OfflineCheckPlan(string Key, ImmutableArray<Step> Steps)
{
    // So many events are compared by one step: some minutes of work that is lost when a worker dies.
    private const int EventsOfStep = 24;

    private static readonly ConformPullSettings NoHandles = new() { HeadHandle = 0, TailHandle = 0 };

    /// <summary>Plans.</summary>
    /// <param name="offline">The movie.</param>
    /// <param name="store">The store that has it.</param>
    /// <param name="derived">The store that takes the pictures.</param>
    /// <param name="cut">The cut.</param>
    /// <param name="result">What its picture events mean now.</param>
    /// <param name="clips">The clips that were found, with their files.</param>
    public static OfflineCheckPlan Of(CutOffline offline, Uri store, Uri derived, Cut cut, MatchResult result, IReadOnlyDictionary<Guid, PulledClip> clips)
    {
        var looked = EventsOf(cut, result, clips);
        if (looked.Count == 0 || ProgrammeStart(cut) is not { } start) return new("", []);
        // Clips of one kind in a step: it may need a licence of the decoder.
        var requests = looked.GroupBy(one => DecoderLicences.KindOf(one.Clip.Media)).SelectMany(kind => kind.Chunk(EventsOfStep)).Select(part => new ComparePicturesRequest
        {
            Reference = new(store, offline.Key),
            Rate = cut.Rate.ToString(),
            Start = start,
            Clips = [.. part.GroupBy(one => one.Clip.Clip.Id).Select(group => new ComparedClip { Store = group.First().Clip.Store, Prefix = group.First().Clip.Prefix, Clip = group.First().Clip.Media, Events = [.. group.Select(one => one.Event)] })],
            Target = derived,
        }).ToList();
        var way = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(requests, StepJson.Options)))[..16];
        return new($"{OfflineDesk.CheckKind}/{offline.Id:N}/{way}",
        [
            .. requests.Select((request, i) => new Step
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"check/{i + 1:0000}"),
                Function = ComparePictures.Name,
                Stage = ConformCheck.Comparing,
                Weight = request.Clips.Sum(clip => clip.Events.Length),
                Needs = ConformCheck.Needs,
                Request = StepRequest.Of(request with { TargetPrefix = $"{OfflineDesk.FolderOf(offline)}/{way}" }),
            }),
        ]);
    }

    /// <summary>The record label at which a programme begins; null for a cut without record times.</summary>
    public static string? ProgrammeStart(Cut cut) =>
        CutClaims.PictureEvents(cut).Select(one => one.Record).OfType<CutRange>().OrderBy(range => range.Start).Select(range => range.StartLabel).FirstOrDefault();

    /// <summary>The frames of a clip that an event shows; null when the clip does not have them.</summary>
    public static FrameSpan? UsedOf(CutEvent one, ClipFrames shown, Library.Clips.Clip clip, ClipFacts facts)
    {
        try
        {
            return clip.Frames is null ? null : ConformRange.For(one, shown, clip, facts, NoHandles).Used;
        }
        catch (PullException)
        {
            return null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static List<(PulledClip Clip, ComparedEvent Event)> EventsOf(Cut cut, MatchResult result, IReadOnlyDictionary<Guid, PulledClip> clips)
    {
        var looked = new List<(PulledClip, ComparedEvent)>();
        foreach (var (one, outcome, number) in CutClaims.PictureEvents(cut).Zip(result.Outcomes).Select((pair, i) => (pair.First, pair.Second, i + 1)))
        {
            if (!one.IsEnabled || outcome is not MatchOutcome.Matched { Frames: { } shown } matched || !clips.TryGetValue(matched.Clip.Id, out var pulled) || pulled.Media.Files.IsEmpty) continue;
            var facts = ClipFacts.OfPicture(pulled.Clip);
            if (UsedOf(one, shown, pulled.Clip, facts) is not { Count: > 0 } used || CheckPlaces.Of(one, used, pulled.Clip, facts) is not { IsEmpty: false } places) continue;
            looked.Add((pulled, new()
            {
                Id = one.Id,
                Label = $"{cut.Name}   event {(one.Number.Length > 0 ? one.Number : one.Id)}",
                Picture = string.Create(CultureInfo.InvariantCulture, $"{number:00000}.jpg"),
                Frames = places,
            }));
        }

        return looked;
    }
}
