using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Dailies;
using Acetate.Library.Jobs;
using Acetate.Library.Rolls;
using Acetate.Library.Shows;
using Acetate.Library.Workspaces;
using Acetate.Media.Sound;
using Acetate.Steps;
using Acetate.Steps.Sound;
using Acetate.Tools.Dailies.Reports;
using Acetate.Tools.Jobs;
using Acetate.Tools.Pulls;

namespace Acetate.Tools.Dailies;

/// <summary>Begins work at dailies: making clips, making some of them again, delivering them.</summary>
internal static class DailiesWork
{
    extension(LibraryTransaction tx)
    {
        /// <summary>Begins the dailies of a roll, or makes those clips again that would come out otherwise than they are.</summary>
        /// <param name="options">Where things lie.</param>
        /// <param name="rollId">The roll.</param>
        /// <param name="again">Clips that are made again whatever they are like; null for none.</param>
        /// <param name="actor">Who has it done.</param>
        /// <param name="cancellationToken">Stops it.</param>
        /// <returns>The dailies, and how many clips are made.</returns>
        /// <exception cref="LibraryException">The roll is no camera roll, or no copy of it was read back whole.</exception>
        public async Task<(RollDailies Dailies, int Clips)> MakeDailiesAsync(LibraryOptions options, Guid rollId, IReadOnlySet<Guid>? again, string actor, CancellationToken cancellationToken)
        {
            var roll = await tx.RequireRollAsync(rollId, cancellationToken);
            if (roll.Kind != RollKind.Camera) throw new LibraryException(LibraryProblem.Conflict, $"Roll {roll.Name} is no camera roll: dailies are made of pictures.");
            var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
            var before = await tx.RollDailiesAsync(rollId, cancellationToken);
            var known = await tx.ClipDailiesAsync(rollId, cancellationToken);
            var pictures = (await tx.ClipsAsync(rollId, cancellationToken)).Where(clip => clip.Kind is not ("sound" or "still")).ToList();
            var footage = await tx.PulledClipsAsync(pictures.Select(clip => clip.Id), cancellationToken);
            if (pictures.Count > 0 && footage.Count == 0) throw new LibraryException(LibraryProblem.Conflict, await tx.WhyNotPulledAsync(pictures[0].Id, pictures[0].Name, cancellationToken));
            var input = new DailiesInput
            {
                Roll = roll,
                Settings = show.Settings.Dailies,
                FrameRate = show.Settings.FrameRate,
                Clips = [.. pictures.Select(clip => footage.GetValueOrDefault(clip.Id)).OfType<PulledClip>()],
                Sounds = await tx.SoundOfDayAsync(roll, cancellationToken),
                Stills = await tx.StillsOfDayAsync(roll, cancellationToken),
                Documents = await tx.ShowDocumentsOfAsync(roll.Show, pictures.SelectMany(clip => (string[])[clip.Name, clip.Reel]).Append(roll.Name).ToHashSet(StringComparer.OrdinalIgnoreCase),
                    show.Settings.Dailies.Framing is { TemplateFile.Length: > 0 } framing ? [framing.TemplateFile] : [], cancellationToken),
                SlatesRead = (await tx.ClipSlatesAsync(rollId, cancellationToken)).Where(slate => slate.State != SlateState.Unread).Select(slate => slate.Clip).ToHashSet(),
                Before = known.ToDictionary(clip => clip.Clip),
                Attempt = (before?.Attempt ?? 0) + 1,
                Derived = options.Derived,
            };
            var planned = DailiesPlan.For(input).Where(one => input.Before.GetValueOrDefault(one.Daily.Clip) is not { } was || again?.Contains(was.Clip) == true || DailiesPlan.IsStale(was, one.Daily, HasSound(was), withStills: again is not null)).ToImmutableArray();
            var due = before?.DueAt ?? (show.Settings.Dailies.DueMinutes is { } minutes ? tx.Now.AddMinutes(minutes) : null);
            var dailies = before ?? new() { Roll = rollId, Show = roll.Show, BegunAt = tx.Now, DueAt = due };
            if (planned.IsEmpty && before is not null)
            {
                await tx.PutRollDailiesAsync(before with { SoundAt = tx.Now }, cancellationToken);
                return (before, 0);
            }

            dailies = dailies with { State = DailiesState.Making, Attempt = input.Attempt, Message = "", SoundAt = tx.Now, MadeAt = null, Defaults = DailiesSettings.Of(show.Settings.Dailies).Defaults };
            await tx.PutRollDailiesAsync(dailies, cancellationToken);
            foreach (var one in planned) await tx.PutClipDailyAsync(one.Daily, cancellationToken);
            if (DailiesPlan.PlanOf(input, planned, due) is { } plan) dailies = dailies with { Job = (await tx.BeginAsync(plan, actor, cancellationToken)).Job.Id };
            await tx.PutRollDailiesAsync(dailies, cancellationToken);
            await tx.TellDailiesAsync(dailies, before is null ? "dailies.begun" : "dailies.remade", actor, string.Create(CultureInfo.InvariantCulture, $"Dailies of {(planned.Length == 1 ? "1 clip" : $"{planned.Length:N0} clips")} are being made."), cancellationToken);
            return (dailies, planned.Length);
        }

        /// <summary>Begins the delivery of all clips that may go and have not gone yet.</summary>
        /// <returns>The dailies as they stand then; unchanged when there is nothing to deliver.</returns>
        public async Task<RollDailies> DeliverDailiesAsync(LibraryOptions options, RollDailies dailies, string actor, CancellationToken cancellationToken)
        {
            ImmutableArray<ClipDaily> clips = [.. (await tx.ClipDailiesAsync(dailies.Roll, cancellationToken)).Where(clip => clip.IsDue)];
            if (clips.IsEmpty) return dailies;
            var roll = await tx.RequireRollAsync(dailies.Roll, cancellationToken);
            var show = await tx.RequireShowAsync(roll.Show, cancellationToken);
            var workspace = await tx.EnsureWorkspaceAsync(roll.Show, DailiesSettings.Of(show.Settings.Dailies).Workspace, WorkspaceKind.Team, actor, cancellationToken);
            var name = string.Create(CultureInfo.InvariantCulture, $"{roll.ShootDay:yyyyMMdd}-{roll.Name}-{dailies.Attempt:000}");
            for (var more = 2; await tx.WhatIsCalledAsync(workspace.Id, null, name, cancellationToken) is not null; more++)
                name = string.Create(CultureInfo.InvariantCulture, $"{roll.ShootDay:yyyyMMdd}-{roll.Name}-{dailies.Attempt:000}-{more}");
            var folder = await tx.AddWorkspaceFolderAsync(workspace, name, DailiesDelivery.FolderKind, actor, roll.Id, cancellationToken);
            var report = await tx.DailiesReportAsync(dailies, clips.Select(clip => clip.Clip).ToHashSet(), cancellationToken);
            var plan = DailiesDelivery.PlanOf(roll, clips, report, folder, options.Derived, options.Workspaces, tx.Now, actor);
            dailies = dailies with { State = DailiesState.Delivering, Folder = folder.Id, DeliveryJob = (await tx.BeginAsync(plan, actor, cancellationToken)).Job.Id, Message = "" };
            await tx.PutRollDailiesAsync(dailies, cancellationToken);
            return dailies;
        }

        /// <summary>What nobody asks for at this moment waits for the budget; a person is told that it is used up.</summary>
        private Task<(JobRow Job, bool IsNew)> BeginAsync(Plan plan, string actor, CancellationToken cancellationToken) =>
            actor == DailiesNews.Actor ? tx.SubmitOrHoldAsync(plan, actor, cancellationToken) : tx.SubmitAsync(plan, actor, cancellationToken);

        /// <summary>The sound rolls of a camera roll's shoot day of which a whole copy was read back, with their wave files.</summary>
        public async Task<ImmutableArray<SoundRoll>> SoundOfDayAsync(Roll camera, CancellationToken cancellationToken)
        {
            var found = ImmutableArray.CreateBuilder<SoundRoll>();
            foreach (var roll in (await tx.RollsOnDayAsync(camera.Show, camera.ShootDay, cancellationToken)).Where(roll => roll is { Kind: RollKind.Sound, Hold: null }).OrderBy(roll => roll.Name, StringComparer.Ordinal).ThenBy(roll => roll.Id))
            {
                var copy = (await tx.CopiesAsync(roll.Id, cancellationToken)).Where(copy => copy.State == CopyState.Verified).MinBy(copy => copy.Tier);
                if (copy is null) continue;
                var files = ImmutableArray.CreateBuilder<string>();
                foreach (var clip in await tx.ClipsAsync(roll.Id, cancellationToken)) files.AddRange((await tx.MediaFilesAsync(clip, cancellationToken)).Where(WaveSamples.IsNamed));
                if (files.Count > 0) found.Add(new() { Roll = roll.Name, Store = new(copy.Store), Prefix = copy.Prefix, Files = [.. files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] });
            }

            return found.ToImmutable();
        }
    }

    /// <summary>Whether a clip's sound is settled: found for sure, or decided by a person.</summary>
    public static bool HasSound(ClipDaily clip) => clip.Decision.Length > 0 || (SoundOf(clip) is { Sound: not null });

    /// <summary>What synchronising found; null before.</summary>
    public static SyncSoundResult? SoundOf(ClipDaily clip) => clip.Sound.Length == 0 ? null : JsonSerializer.Deserialize<SyncSoundResult>(clip.Sound, StepJson.Options);
}
