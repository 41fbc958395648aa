using System.Collections.Immutable;
using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Rolls;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Ingest.Recording;

/// <summary>Moves a roll through its stages: each move is a bar on the dashboard and an event with its time, actor and reason.</summary>
internal static class RollStages
{
    /// <summary>The stages that have a bar of their own, in order.</summary>
    public static ImmutableArray<RollStage> Bars { get; } =
    [
        RollStage.ManifestChecked, RollStage.Uploading, RollStage.Uploaded, RollStage.Verified, RollStage.Inspected, RollStage.Proxied, RollStage.Archived, RollStage.Complete,
    ];

    extension(LibraryTransaction tx)
    {
        /// <summary>Tells something about a roll.</summary>
        public async Task TellRollAsync(Roll roll, string kind, string actor, string message, object? data, CancellationToken cancellationToken)
        {
            await tx.AppendEventAsync(
                new LibraryEvent
                {
                    At = tx.Now,
                    Kind = kind,
                    Actor = actor,
                    Message = message,
                    Show = roll.Show,
                    Roll = roll.Id,
                    Data = data is null ? null : JsonSerializer.SerializeToElement(data, data.GetType(), LibraryJson.Options),
                },
                cancellationToken);
        }

        /// <summary>Says how much work each stage has; what was done before is kept.</summary>
        public async Task SetWorkAsync(Guid roll, IReadOnlyDictionary<RollStage, double> work, CancellationToken cancellationToken)
        {
            var bars = (await tx.StagesAsync(roll, cancellationToken)).ToDictionary(b => b.Stage);
            await tx.PutStagesAsync(roll, work.Select(pair => (bars.GetValueOrDefault(pair.Key) ?? new StageProgress { Stage = pair.Key }) with
            {
                State = StageState.Waiting,
                Done = 0,
                Total = pair.Value,
                EndedAt = null,
                Since = null,
                Reason = "",
            }), cancellationToken);
        }

        /// <summary>Work of a stage begins; the first time it is told.</summary>
        public async Task<Roll> BeginStageAsync(Roll roll, RollStage stage, string actor, CancellationToken cancellationToken)
        {
            var bar = await tx.BarAsync(roll.Id, stage, cancellationToken);
            if (bar.State is StageState.Running or StageState.Done) return roll;
            await tx.PutStagesAsync(roll.Id, [bar with { State = StageState.Running, Since = bar.Since ?? tx.Now, Actor = actor, Reason = "" }], cancellationToken);
            if (stage != RollStage.Uploading) return roll;
            await tx.TellRollAsync(roll, "roll.uploading", actor, $"Roll {roll.Name} is being copied: {ReportText.Count(roll.Files, "file", "files")}, {ReportText.Size(roll.Bytes)}.", null, cancellationToken);
            return await tx.ReachAsync(roll, cancellationToken);
        }

        /// <summary>Work of a stage was done; true when all of it is.</summary>
        public async Task<bool> AdvanceAsync(Guid roll, RollStage stage, double work, string actor, CancellationToken cancellationToken)
        {
            var bar = await tx.BarAsync(roll, stage, cancellationToken);
            var done = bar.Done + Math.Floor(work);
            await tx.PutStagesAsync(roll, [bar with { State = bar.State is StageState.Done ? StageState.Done : StageState.Running, Since = bar.Since ?? tx.Now, Done = done, Actor = actor }], cancellationToken);
            return done >= bar.Total;
        }

        /// <summary>A stage is done: bar, event (unless there is no message), and the roll's own stage when all before it are done too.</summary>
        public async Task<Roll> EndStageAsync(Roll roll, RollStage stage, string actor, string message, object? data, CancellationToken cancellationToken)
        {
            var bar = await tx.BarAsync(roll.Id, stage, cancellationToken);
            if (bar.State is StageState.Done) return roll;
            await tx.PutStagesAsync(roll.Id, [bar with { State = StageState.Done, Done = bar.Total, Since = bar.Since ?? tx.Now, EndedAt = tx.Now, Actor = actor, Reason = "" }], cancellationToken);
            if (message.Length > 0) await tx.TellRollAsync(roll, $"roll.{KebabCase.Of(stage)}", actor, message, data, cancellationToken);
            return await tx.ReachAsync(roll, cancellationToken);
        }

        /// <summary>Stops the roll until a person has acted.</summary>
        public async Task<Roll> HoldRollAsync(Roll roll, Hold hold, RollStage? stage, string actor, object? data, CancellationToken cancellationToken)
        {
            // Who takes care of one hold has not heard of the next one.
            roll = roll with { Hold = hold, Acknowledged = roll.Hold == hold ? roll.Acknowledged : null };
            await tx.UpdateRollAsync(roll, cancellationToken);
            if (stage is { } held && await tx.BarAsync(roll.Id, held, cancellationToken) is { State: not StageState.Done } bar)
                await tx.PutStagesAsync(roll.Id, [bar with { State = StageState.Held, Reason = hold.Reason, Actor = actor }], cancellationToken);
            await tx.TellRollAsync(roll, "roll.held", actor, hold.Reason, data ?? new { advice = hold.Advice }, cancellationToken);
            return roll;
        }

        /// <summary>Ends a hold.</summary>
        public async Task<Roll> UnholdRollAsync(Roll roll, string actor, string message, CancellationToken cancellationToken, object? data = null)
        {
            if (roll.Hold is null) return roll;
            roll = roll with { Hold = null, Acknowledged = null };
            await tx.UpdateRollAsync(roll, cancellationToken);
            var held = (await tx.StagesAsync(roll.Id, cancellationToken)).Where(b => b.State is StageState.Held);
            await tx.PutStagesAsync(roll.Id, held.Select(b => b with { State = b.Done > 0 ? StageState.Running : StageState.Waiting, Reason = "" }), cancellationToken);
            await tx.TellRollAsync(roll, "roll.released", actor, message, data, cancellationToken);
            return roll;
        }

        private async Task<StageProgress> BarAsync(Guid roll, RollStage stage, CancellationToken cancellationToken) =>
            (await tx.StagesAsync(roll, cancellationToken)).FirstOrDefault(b => b.Stage == stage) ?? new StageProgress { Stage = stage };

        /// <summary>Brings the roll's own stage in line with its bars: the last one that is done with all before it.</summary>
        private async Task<Roll> ReachAsync(Roll roll, CancellationToken cancellationToken)
        {
            var bars = (await tx.StagesAsync(roll.Id, cancellationToken)).ToDictionary(b => b.Stage);
            var reached = RollStage.Found;
            foreach (var stage in Bars)
            {
                var state = bars.GetValueOrDefault(stage)?.State ?? StageState.Waiting;
                if (stage == RollStage.Uploading && state is StageState.Running) reached = stage;
                if (state is not StageState.Done) break;
                reached = stage;
            }

            if (reached == roll.Stage) return roll;
            roll = roll with { Stage = reached };
            await tx.UpdateRollAsync(roll, cancellationToken);
            return roll;
        }
    }
}
