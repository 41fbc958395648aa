using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Media.Sound.Sync;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Dailies.Reports;

/// <summary>What is told of the dailies of a roll to whoever gets them.</summary>
public sealed record DailiesReport
{
    /// <summary>The show's short name.</summary>
    public required string Show { get; init; }

    /// <summary>Its title.</summary>
    public required string ShowTitle { get; init; }

    /// <summary>The shoot day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The unit; empty when not known.</summary>
    public required string Unit { get; init; }

    /// <summary>The roll.</summary>
    public required string Roll { get; init; }

    /// <summary>The moment that it tells of.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public required ImmutableArray<string> Defaults { get; init; }

    /// <summary>The clips, in their order.</summary>
    public required ImmutableArray<DailyReportClip> Clips { get; init; }

    /// <summary>Clips of the roll that are not among them, each with the reason.</summary>
    public required ImmutableArray<LeftOutClip> LeftOut { get; init; }

    /// <summary>What it is, as a heading.</summary>
    public string Title => $"Dailies of {Roll}, {Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    /// <summary>How much there is, as a sentence.</summary>
    public string Totals => string.Create(CultureInfo.InvariantCulture,
        $"{ReportText.Count(Clips.Length, "clip", "clips")}, {TimeSpan.FromSeconds(Clips.Sum(clip => clip.Seconds)):hh\\:mm\\:ss}, {ReportText.Size(Clips.Sum(clip => clip.Bytes))}; {Clips.Count(clip => clip.Circled)} circled; {Clips.Count(clip => clip.HasSound)} with the recorder's sound.");
}

/// <summary>A clip of dailies, as a report tells of it.</summary>
public sealed record DailyReportClip
{
    /// <summary>Its name.</summary>
    public required string Clip { get; init; }

    /// <summary>The scene; empty when not known, as all that follows.</summary>
    public string Scene { get; init; } = "";

    /// <summary>The take.</summary>
    public string Take { get; init; } = "";

    /// <summary>Whether the take is circled.</summary>
    public bool Circled { get; init; }

    /// <summary>The first frame's label.</summary>
    public string Start { get; init; } = "";

    /// <summary>The label after the last frame.</summary>
    public string End { get; init; } = "";

    /// <summary>Frames per second as a ratio.</summary>
    public string Rate { get; init; } = "";

    /// <summary>Frames that were made.</summary>
    public long Frames { get; init; }

    /// <summary>Its length in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes of what was made.</summary>
    public long Bytes { get; init; }

    /// <summary>How the picture came to look as it does, in words.</summary>
    public string Look { get; init; } = "";

    /// <summary>Whether the recorder's sound is laid on it.</summary>
    public bool HasSound { get; init; }

    /// <summary>How its sound was found, or why it has none.</summary>
    public string Sound { get; init; } = "";

    /// <summary>Where the clip begins in the recording, in samples; null when it has none.</summary>
    public double? OffsetSamples { get; init; }

    /// <summary>How far clocks ran apart, in millionths; null when nobody measured it.</summary>
    public double? DriftPpm { get; init; }

    /// <summary>What quality control found, in sentences.</summary>
    public ImmutableArray<string> Findings { get; init; } = [];

    /// <summary>What people said of it.</summary>
    public string Notes { get; init; } = "";

    /// <summary>What was taken because nobody said otherwise, in sentences.</summary>
    public ImmutableArray<string> Defaults { get; init; } = [];

    /// <summary>What was made, by paths in the package.</summary>
    public ImmutableArray<string> Files { get; init; } = [];
}

/// <summary>A clip that is not delivered.</summary>
/// <param name="Clip">Its name.</param>
/// <param name="Why">A sentence.</param>
public sealed record LeftOutClip(string Clip, string Why);

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
            Findings = [.. made.Findings.Concat(sound?.Findings ?? []).Where(finding => finding.Severity != Media.Check.FindingSeverity.Information).Select(finding => finding.Words)],
            Notes = string.Join(' ', ((string[])[Note("Comments", "slate.note"), daily.Note]).Where(text => text.Length > 0)),
            Defaults = daily.Defaults,
            Files = [.. DailiesDelivery.FilesOf(made)],
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
