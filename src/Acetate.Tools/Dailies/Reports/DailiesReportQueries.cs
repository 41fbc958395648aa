using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Editorial;

namespace Acetate.Tools.Dailies.Reports;

/// <summary>Makes reports of dailies from what the library keeps.</summary>
public static class DailiesReportQueries
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The report on some clips of a roll.</summary>
        /// <param name="dailies">The dailies.</param>
        /// <param name="clips">The clips that are told of; null for all that were made.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<DailiesReport> DailiesReportAsync(RollDailies dailies, IReadOnlySet<Guid>? clips, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(dailies);
            var roll = await tx.RequireRollAsync(dailies.Roll, cancellationToken);
            var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
            var footage = (await tx.ClipsAsync(roll.Id, cancellationToken)).ToDictionary(clip => clip.Id);
            var all = (await tx.ClipDailiesAsync(roll.Id, cancellationToken)).Where(daily => footage.ContainsKey(daily.Clip)).ToList();
            bool IsTold(ClipDaily daily) => clips?.Contains(daily.Clip) ?? daily.State is not (DailyState.Waiting or DailyState.Failed or DailyState.Rejected);
            return new()
            {
                Show = roll.Show,
                ShowTitle = show.Title,
                Day = roll.ShootDay,
                Unit = roll.Unit,
                Roll = roll.Name,
                At = tx.Now,
                Defaults = dailies.Defaults,
                Clips = [.. all.Where(IsTold).Select(daily => Told(daily, footage[daily.Clip]))],
                LeftOut = [.. all.Where(daily => !IsTold(daily)).Select(daily => new LeftOutClip(footage[daily.Clip].Name, WhyOf(daily)))],
            };
        }
    }

    private static string WhyOf(ClipDaily daily) => daily.State switch
    {
        DailyState.Waiting => "It is being made.",
        DailyState.Rejected => $"{daily.DecidedBy} left it out. {daily.Note}".TrimEnd(),
        DailyState.Failed or DailyState.Doubted => string.Join(' ', daily.Doubts.Take(3).Select(doubt => doubt.Words)),
        _ => "It was delivered before.",
    };

    private static DailyReportClip Told(ClipDaily daily, Clip clip)
    {
        var made = DailiesDelivery.PictureOf(daily);
        var sound = DailiesWork.SoundOf(daily);
        var notes = made.Media is [{ Clip.Notes: var first }, ..] ? first.ToLookup(note => note.Column, note => note.Value, StringComparer.OrdinalIgnoreCase) : null;
        string Note(string column, string field) => notes?[column].FirstOrDefault() ?? DailyFacts.Of(clip, field);
        var rate = Timing.FrameRate.TryParse(clip.Rate, out var parsed) ? parsed : default;
        var best = sound is { Sound: not null, Recordings: [var taken, ..] } ? taken : null;
        return new()
        {
            Clip = clip.Name,
            Scene = Note("Scene", "slate.scene"),
            Take = Note("Take", "slate.take"),
            Circled = Note("Circled", "slate.circled") is "Yes" or "yes" or "true",
            Start = clip.TimecodeStart,
            End = clip.TimecodeEnd,
            Rate = clip.Rate,
            Frames = made.Frames,
            Seconds = rate.IsSet ? made.Frames / rate.Approximate : 0,
            Bytes = made.Movies.Sum(movie => movie.Bytes) + made.Media.Sum(media => media.Files.Where(file => made.Movies.All(movie => movie.Name != file.Name)).Sum(file => file.Bytes)),
            Look = made.Recipes is [var recipe, ..] ? string.Join(", ", recipe.Steps.Where(step => step.Stage is Media.Render.RecipeStage.Input or Media.Render.RecipeStage.Look or Media.Render.RecipeStage.Output).Select(step => step.Name)) : "",
            HasSound = sound?.Sound is not null,
            Sound = sound switch
            {
                null => "not asked",
                { Sound: { IsDecided: true } wave } => $"{wave.Recording}, as {daily.DecidedBy} decided",
                { Sound: { } wave } => $"{wave.Recording}, {Word(sound.Method)}, {(sound.Verdict == SyncVerdict.Sure ? "confirmed" : "by timecode alone")}",
                _ => sound.Reason,
            },
            OffsetSamples = best?.OffsetSamples,
            DriftPpm = best?.DriftPpm,
            Findings = [.. made.Findings.Concat(sound?.Findings ?? []).Where(finding => finding.Severity != Media.Check.FindingSeverity.Information).Select(finding => finding.Words),
                .. made.Stills.Where(still => still.Verdict != Media.Check.StillVerdict.Same).Select(still => still.Words)],
            Notes = string.Join(' ', ((string[])[Note("Comments", "slate.note"), daily.Note]).Where(text => text.Length > 0)),
            Defaults = daily.Defaults,
            Files = [.. DailiesDelivery.FilesOf(made)],
            Poster = clip.Proxy?.Poster ?? "",
        };
    }

    private static string Word(SyncMethod? method) => method switch
    {
        SyncMethod.Timecode => "found by timecode",
        SyncMethod.TimecodeTrack => "found by timecode on a track",
        SyncMethod.SceneAndTake => "found by scene and take",
        SyncMethod.Waveform => "found by ear",
        SyncMethod.Clap => "found by the clap",
        _ => "found",
    };
}
