using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Check;

namespace Acetate.Tools.Dailies;

/// <summary>Takes that are brighter, darker or of another colour than the others of their setup: those of a scene by one camera on one shoot day, whatever rolls they lie on.</summary>
internal static class SetupDoubts
{
    private const string Kind = "setup";

    extension(LibraryTransaction tx)
    {
        /// <summary>Doubts takes of a roll that are odd in their setup, once all of the roll are made. What a person has decided, or what was delivered, is left as it is.</summary>
        /// <returns>The roll's clips as they stand then.</returns>
        public async Task<List<ClipDaily>> DoubtOddTakesAsync(RollDailies dailies, List<ClipDaily> clips, ShowDailies settings, CancellationToken cancellationToken)
        {
            var roll = await tx.RequireRollAsync(dailies.Roll, cancellationToken);
            var takes = new List<(ClipDaily Daily, Clip Clip)>();
            foreach (var other in await tx.RollsOnDayAsync(dailies.Show, roll.ShootDay, cancellationToken))
            {
                if (other.Kind != RollKind.Camera) continue;
                var footage = (await tx.ClipsAsync(other.Id, cancellationToken)).ToDictionary(clip => clip.Id);
                takes.AddRange((other.Id == roll.Id ? clips : await tx.ClipDailiesAsync(other.Id, cancellationToken)).Where(daily => footage.ContainsKey(daily.Clip)).Select(daily => (daily, footage[daily.Clip])));
            }

            var found = new Dictionary<Guid, List<string>>();
            var limits = DailiesPlan.LimitsOf(settings).Picture;
            foreach (var setup in takes.Where(take => DailyFacts.Of(take.Clip, "slate.scene").Length > 0).GroupBy(take => (DailyFacts.Of(take.Clip, "slate.scene"), CameraOf(take.Clip))))
            {
                ImmutableArray<(ClipDaily Daily, Clip Clip)> members = [.. setup];
                foreach (var (take, finding) in SetupCheck.Find([.. members.Select(member => StatisticsOf(member.Daily))], limits))
                    (found.TryGetValue(members[take].Daily.Clip, out var words) ? words : found[members[take].Daily.Clip] = []).Add(finding.Words);
            }

            for (var i = 0; i < clips.Count; i++)
            {
                if (clips[i] is not { State: DailyState.Made or DailyState.Doubted } clip || clip.Delivered == clip.Attempt) continue;
                ImmutableArray<DailyDoubt> doubts = [.. clip.Doubts.Where(doubt => doubt.Kind != Kind), .. found.GetValueOrDefault(clip.Clip, []).Select(words => new DailyDoubt(Kind, words))];
                if (doubts.SequenceEqual(clip.Doubts)) continue;
                clips[i] = clip with { Doubts = doubts, State = doubts.IsEmpty ? DailyState.Made : DailyState.Doubted };
                await tx.PutClipDailyAsync(clips[i], cancellationToken);
            }

            return clips;
        }
    }

    private static string CameraOf(Clip clip) => DailyFacts.Of(clip, "camera.serial") is { Length: > 0 } serial ? serial : DailyFacts.Of(clip, "camera.id");

    private static ClipStatistics? StatisticsOf(ClipDaily daily) => daily.Picture.Length == 0 ? null : JsonSerializer.Deserialize<DailyPicture>(daily.Picture, DailiesJson.Options)?.Statistics;
}
