using System.Collections.Immutable;
using System.Globalization;
using Acetate.Compute;
using Acetate.Library;
using Acetate.Library.Clips;
using Acetate.Library.Jobs;
using Acetate.Library.Pulls;
using Acetate.Library.Rolls;
using Acetate.Tools.ConformPulls;
using Acetate.Tools.Jobs;
using Acetate.Tools.VfxPulls;

namespace Acetate.Tools.Pulls;

/// <summary>Why pulls are held: all that is wrong, not only what went wrong last, and the command that brings back what the archive has.</summary>
internal static class HeldPulls
{
    // Somebody reads them; the job has the rest.
    private const int MostSteps = 5, MostRolls = 5;

    extension(LibraryTransaction tx)
    {
        /// <summary>What holds a pull, in sentences.</summary>
        /// <param name="pull">The pull.</param>
        /// <param name="job">Its job, one step of which at least is held.</param>
        /// <param name="cancellationToken">Stops it.</param>
        public async Task<string> WhyHeldAsync(Pull pull, JobHead job, CancellationToken cancellationToken)
        {
            var held = (await tx.StepsAsync(job.Id, cancellationToken)).Where(step => step.State is StepState.Held).ToList();
            var problems = held.Select(step => step.Problem).Distinct(StringComparer.Ordinal).ToList();
            var sentences = problems.Take(MostSteps).ToList();
            if (problems.Count > MostSteps) sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{problems.Count - MostSteps:N0} more steps are held: 'acetate jobs show {job.Id}' lists them."));
            sentences.AddRange(held.Select(step => step.Advice).Where(advice => advice.Length > 0).Distinct(StringComparer.Ordinal));
            var lost = held.Where(step => step.ProblemClass == JobWords.Of(RetryClass.Data)).ToList();
            sentences.AddRange(await tx.RestoresAsync(pull, lost, cancellationToken));
            return string.Join(' ', sentences);
        }

        /// <summary>The commands that bring rolls back of which the archive has a whole copy.</summary>
        private async Task<IEnumerable<string>> RestoresAsync(Pull pull, IReadOnlyCollection<StepRow> held, CancellationToken cancellationToken)
        {
            var rolls = new Dictionary<Guid, Roll>();
            foreach (var (id, name) in held.SelectMany(step => NamedIn(step.Problem, ClipsOf(pull, step.Name))).Distinct().Take(1000))
                if (await tx.ClipAsync(id, cancellationToken) is { } clip && !rolls.ContainsKey(clip.Roll) && await tx.RollAsync(clip.Roll, cancellationToken) is { } roll
                    && (await tx.CopiesAsync(roll.Id, cancellationToken)).Any(copy => copy is { Tier: CopyTier.Archive, State: CopyState.Verified }))
                    rolls[roll.Id] = roll;
            return rolls.Values.OrderBy(roll => roll.Name, StringComparer.Ordinal).Take(MostRolls)
                .Select(roll => $"The archive has a whole copy of roll {roll.Name}: 'acetate archive restore {roll.Name} --show {roll.Show}' brings back what the store has lost of it.");
        }
    }

    /// <summary>The clips that a step takes frames of, and what they are called.</summary>
    private static ImmutableArray<(Guid Id, string Name)> ClipsOf(Pull pull, string step)
    {
        if (pull.Kind == PullKind.Vfx)
            return step.Split('/') is [_, var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && VfxPullDesk.PlanOf(pull).Plates is var plates && place >= 1 && place <= plates.Length
                ? [(plates[place - 1].Clip, plates[place - 1].ClipName)] : [];
        var plan = ConformPullDesk.PlanOf(pull);
        var pieces = TrimBatches.Of(plan).FirstOrDefault(batch => batch.Step == step)?.Pieces ?? [step];
        return [.. plan.Clips.Where(piece => pieces.Contains(piece.Step)).Select(piece => (piece.Clip, piece.ClipName)), .. plan.Sound.Where(one => pieces.Contains(one.Step)).Select(one => (one.Clip, one.ClipName))];
    }

    /// <summary>Those of several clips that a sentence names; all where it names none.</summary>
    private static IEnumerable<(Guid Id, string Name)> NamedIn(string problem, ImmutableArray<(Guid Id, string Name)> clips)
    {
        var named = clips.Where(clip => clip.Name.Length > 0 && problem.Contains(clip.Name, StringComparison.Ordinal)).ToList();
        return named.Count > 0 ? named : clips;
    }
}
