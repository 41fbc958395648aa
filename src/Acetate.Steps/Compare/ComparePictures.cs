using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Imaging.Compare;
using Acetate.Media.Decode;
using Acetate.Media.Inspect;
using Acetate.Media.Native;
using Acetate.Steps.Render;
using Acetate.Steps.Transfer;
using Acetate.Storage;

namespace Acetate.Steps.Compare;

/// <summary>Holds the originals of a cut against its offline reference movie: a picture for each event, and whether the two show the same.</summary>
/// <remarks>
/// What cannot be compared is an answer with its reason, and the others are compared all the same: a check must not hold up a delivery.
/// Run again it makes the same pictures, and what is there already with the same bytes counts as made.
/// </remarks>
public static class ComparePictures
{
    /// <summary>The function's name.</summary>
    public const string Name = "compare-pictures";

    /// <summary>The most frames before and after the one that the list says.</summary>
    public const int MostSearch = 100;

    // So many are always looked at: a slip of a frame or two is the most frequent one.
    private const int Near = 2;

    private const int MostPlaces = 9;

    // So many events tell how the offline usually lies in its originals.
    private const int MostSamples = 9;

    /// <summary>Compares.</summary>
    /// <exception cref="StepFailedException">The request cannot be carried out, or something passing is at fault.</exception>
    public static async Task<ComparePicturesResult> RunAsync(ComparePicturesRequest request, StepContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(context);
        Check(request);
        try
        {
            await using var target = await StoreUrl.OpenAsync(request.Target, StoreAccess.ReadWrite, cancellationToken).ConfigureAwait(false);
            await using var store = await StoreUrl.OpenAsync(request.Reference.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
            var name = request.Reference.Key[(request.Reference.Key.LastIndexOf('/') + 1)..];
            using var staged = await StagedClip.OpenAsync(store, "", new() { Name = name, Kind = ClipKind.Single, Files = [request.Reference.Key] }, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
            if (staged.Problems.FirstOrDefault() is { } lacking) return Nothing(request, $"The reference movie '{name}' could not be looked at. {lacking.Message}");
            return await AgainstAsync(request, staged.Source, name, new(target, request.TargetPrefix, "picture"), context, cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (problem.IsPassing)
        {
            throw new StepFailedException(RetryClass.Transient, problem.Message, "", problem);
        }
        catch (ToolMissingException missing)
        {
            throw new StepFailedException(RetryClass.Capacity, missing.Message, "Install FFmpeg on this worker; the step goes on by itself.", missing);
        }
    }

    private static async Task<ComparePicturesResult> AgainstAsync(
        ComparePicturesRequest request, ClipSource reference, string name, StoredBytes target, StepContext context, CancellationToken cancellationToken)
    {
        SmallPictures offline;
        try
        {
            offline = await SmallPictures.OpenAsync(reference, CheckSheet.PanelWidth, context.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (DecodeException problem) when (!problem.IsPassing)
        {
            return Nothing(request, $"The reference movie '{name}' cannot be read. {problem.Message}");
        }

        await using (offline.ConfigureAwait(false))
        {
            var records = request.Clips.SelectMany(clip => clip.Events).SelectMany(one => one.Frames).Select(frame => frame.Record).ToList();
            if (!RecordTrack.TryOf(request.Rate, request.Start, records, offline.Inspection, offline.Frames, name, out var track, out var reason)) return Nothing(request, reason);
            var warnings = new List<string>(track.Warnings);
            var events = ImmutableArray.CreateBuilder<EventCheck>();
            var (done, all) = (0, request.Clips.Sum(clip => clip.Events.Length));
            context.Report(done, all);
            var settings = await SettingsAsync(request, offline, track, context, cancellationToken).ConfigureAwait(false);
            foreach (var clip in request.Clips)
            {
                await using var original = await OpenedClip.OpenAsync(clip, context, cancellationToken).ConfigureAwait(false);
                foreach (var one in clip.Events)
                {
                    events.Add(original.Pictures is { } pictures
                        ? await new EventComparison(request, settings, one, clip.Clip.Name, offline, track, pictures, target, () => context.Report(done, all)).RunAsync(warnings, cancellationToken).ConfigureAwait(false)
                        : NotCompared(one, original.Problem!));
                    context.Report(++done, all);
                }
            }

            return new() { Events = events.ToImmutable(), Warnings = [.. warnings.Distinct()] };
        }
    }

    /// <summary>How the offline usually lies in its originals, by some events from all over the cut: what makes another one odd.</summary>
    private static async Task<LikenessSettings> SettingsAsync(ComparePicturesRequest request, SmallPictures offline, RecordTrack track, StepContext context, CancellationToken cancellationToken)
    {
        var all = request.Clips.SelectMany(clip => clip.Events, (clip, one) => (clip, Frame: one.Frames[one.Frames.Length / 2])).ToList();
        var likenesses = new List<Likeness>();
        foreach (var i in Enumerable.Range(0, Math.Min(MostSamples, all.Count)).Select(i => i * all.Count / Math.Min(MostSamples, all.Count)))
        {
            var (clip, frame) = all[i];
            if (track.FrameOf(frame.Record) is not { } at) continue;
            await using var original = await OpenedClip.OpenAsync(clip, context, cancellationToken).ConfigureAwait(false);
            if (original.Pictures is not { } pictures) continue;
            var (seen, shot) = (await offline.TakeAsync(at, 0, Alive, cancellationToken).ConfigureAwait(false), await pictures.TakeAsync(frame.Frame, 0, Alive, cancellationToken).ConfigureAwait(false));
            if (seen.Picture is not null && shot.Picture is not null) likenesses.Add(new PictureLikeness(seen.Picture.Sketch()).In(shot.Picture.Sketch()));
        }

        return EventLikeness.UsualOf(likenesses) is { } usual ? new() { Usual = usual, IsUsualKnown = true } : new();

        void Alive() => context.Report(0, all.Count);
    }

    private static void Check(ComparePicturesRequest request)
    {
        if (request.Search is < 0 or > MostSearch) throw RenderFrames.Refused($"At most {MostSearch} frames before and after are looked at, and not {request.Search}.", "Plan the step again.");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in request.Clips.SelectMany(clip => clip.Events))
        {
            _ = KeyText.Join(request.TargetPrefix, one.Picture);
            if (one.Frames.IsDefaultOrEmpty || one.Frames.Length > MostPlaces) throw RenderFrames.Refused($"Event '{one.Id}' has no places to look at, or more than {MostPlaces}.", "Plan the step again.");
            if (!names.Add(one.Picture)) throw RenderFrames.Refused($"Two events would have the picture '{one.Picture}'.", "Plan the step again.");
        }
    }

    private static ComparePicturesResult Nothing(ComparePicturesRequest request, string reason) =>
        new() { Events = [.. request.Clips.SelectMany(clip => clip.Events).Select(one => NotCompared(one, reason))], Warnings = [reason] };

    private static EventCheck NotCompared(ComparedEvent one, string reason) => new()
    {
        Event = one.Id,
        Verdict = PictureVerdict.NotComparable,
        Sentence = reason,
        Places = [.. one.Frames.Select(frame => new PlaceCheck { Place = frame.Place, Record = frame.Record, Frame = frame.Frame, Problem = reason })],
    };

    /// <summary>A clip while its events are looked at.</summary>
    private sealed class OpenedClip(StagedClip staged, IFileStore store, SmallPictures? pictures, string? problem) : IAsyncDisposable
    {
        public SmallPictures? Pictures => pictures;

        public string? Problem => problem;

        public static async Task<OpenedClip> OpenAsync(ComparedClip clip, StepContext context, CancellationToken cancellationToken)
        {
            var store = await StoreUrl.OpenAsync(clip.Store, StoreAccess.Read, cancellationToken).ConfigureAwait(false);
            StagedClip? staged = null;
            try
            {
                staged = await StagedClip.OpenAsync(store, clip.Prefix, clip.Clip, StageReason.Pictures, context, cancellationToken).ConfigureAwait(false);
                if (staged.Source.Files.IsEmpty) return new(staged, store, null, $"'{clip.Clip.Name}' is not in the store. {staged.Problems.FirstOrDefault()?.Message}");
                return new(staged, store, await SmallPictures.OpenAsync(staged.Source, CheckSheet.PanelWidth, context.Clock, cancellationToken).ConfigureAwait(false), null);
            }
            catch (DecodeException undecoded) when (!undecoded.IsPassing && staged is not null)
            {
                return new(staged, store, null, string.Create(CultureInfo.InvariantCulture, $"'{clip.Clip.Name}' cannot be shown. {undecoded.Message}"));
            }
            catch
            {
                staged?.Dispose();
                await store.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (pictures is not null) await pictures.DisposeAsync().ConfigureAwait(false);
            staged.Dispose();
            await store.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One event.</summary>
    private sealed class EventComparison(
        ComparePicturesRequest request, LikenessSettings settings, ComparedEvent one, string clip, SmallPictures offline, RecordTrack track, SmallPictures originals, StoredBytes target, Action alive)
    {
        public async Task<EventCheck> RunAsync(List<string> warnings, CancellationToken cancellationToken)
        {
            var places = new List<Looked>();
            foreach (var frame in one.Frames) places.Add(await LookAsync(frame, cancellationToken).ConfigureAwait(false));
            var known = places.Where(place => place.IsWhole).ToList();
            var likeness = known.Count == 0 ? null : Compare(known);
            if (likeness is { WantsMore: true } && request.Search > Near)
            {
                foreach (var place in known) place.Original = await originals.TakeAsync(place.Frame.Frame, request.Search, alive, cancellationToken).ConfigureAwait(false);
                known = [.. known.Where(place => place.IsWhole)];
                likeness = known.Count == 0 ? null : Compare(known);
            }

            for (var i = 0; i < known.Count; i++)
                (known[i].Likeness, known[i].Slip) = (likeness!.Places[i], likeness.PlaceSlips.IsEmpty ? likeness.Slip : likeness.PlaceSlips[i]);

            var sentence = likeness is null ? places.Select(place => place.Problem).OfType<string>().First() : CheckWords.Of(likeness, [.. known.Select(place => place.Frame.Place)], clip);
            if (known.Count < places.Count && likeness is not null) sentence = $"{sentence} {string.Join(' ', places.Select(place => place.Problem).OfType<string>().Distinct())}";
            return new()
            {
                Event = one.Id,
                Verdict = likeness?.Verdict ?? PictureVerdict.NotComparable,
                Sentence = sentence,
                Slip = likeness is null or { Slip: 0 } ? null : likeness.Slip,
                Picture = places.All(place => place.Offline is null && place.Original?.Picture is null) ? null : await DrawAsync(places, likeness?.Verdict, sentence, warnings, cancellationToken).ConfigureAwait(false),
                Places = [.. places.Select(place => place.Checked())],
            };
        }

        private EventLikeness Compare(List<Looked> known) =>
            EventLikeness.Of([.. known.Select(place => new ComparedPlace(place.Offline!.Sketch(), place.Original!.Sketches))], settings, request.Limits);

        private async Task<Looked> LookAsync(ComparedFrame frame, CancellationToken cancellationToken)
        {
            var place = new Looked(frame);
            if (track.FrameOf(frame.Record) is not { } at)
            {
                place.Problem = $"The reference movie has no frame of {frame.Record}.";
            }
            else
            {
                var seen = await offline.TakeAsync(at, 0, alive, cancellationToken).ConfigureAwait(false);
                (place.Offline, place.Problem) = (seen.Picture, seen.Problem is null ? null : $"The reference movie shows nothing at {frame.Record}. {seen.Problem}");
            }

            place.Original = await originals.TakeAsync(frame.Frame, Near, alive, cancellationToken).ConfigureAwait(false);
            place.Problem ??= place.Original.Problem is { } lacking ? $"The {frame.Place} of the original is not there. {lacking}" : null;
            return place;
        }

        private async Task<string> DrawAsync(List<Looked> places, PictureVerdict? verdict, string sentence, List<string> warnings, CancellationToken cancellationToken)
        {
            using var file = new MemoryFile(64 << 20);
            var heading = $"{one.Label}   {clip}   {CheckWords.Of(verdict ?? PictureVerdict.NotComparable)}: {sentence}";
            if (CheckSheet.Write(file, heading, [.. places.Select(place => new CheckRow(place.Label(), place.Original?.Picture, place.Offline, place.Likeness?.Framing))]) is { } reason) warnings.Add(reason);
            await target.PutAsync(one.Picture, file.Length, () => file.Pieces, cancellationToken).ConfigureAwait(false);
            return one.Picture;
        }
    }

    /// <summary>A place and what was seen there.</summary>
    private sealed class Looked(ComparedFrame frame)
    {
        public ComparedFrame Frame => frame;

        public SmallPicture? Offline { get; set; }

        public SmallFrames? Original { get; set; }

        public Likeness? Likeness { get; set; }

        /// <summary>How far from the list's frame the one is that <see cref="Likeness"/> is of.</summary>
        public int Slip { get; set; }

        public string? Problem { get; set; }

        public bool IsWhole => Offline is not null && Original is { Picture: not null, Sketches.Count: > 0 };

        public string Label() => string.Create(CultureInfo.InvariantCulture,
            $"{frame.Place.ToUpperInvariant()}   record {frame.Record}   source {(frame.Source.Length == 0 ? "without label" : frame.Source)}   frame {frame.Frame}   {(Likeness is { } likeness ? $"likeness {likeness.Score:0.00}{(Slip == 0 ? "" : $" to frame {frame.Frame + Slip}")}" : Problem)}");

        public PlaceCheck Checked() => new()
        {
            Place = frame.Place,
            Record = frame.Record,
            Frame = frame.Frame,
            Score = Likeness is { } one ? Math.Round(one.Score, 4) : null,
            Dissent = Likeness is { } other ? Math.Round(other.Dissent, 4) : null,
            Scale = Likeness is { Framing: { IsSeen: true } framing } ? Math.Round(framing.Scale, 3) : null,
            IsMirrored = Likeness?.Framing.IsMirrored ?? false,
            Problem = Problem,
        };
    }
}
