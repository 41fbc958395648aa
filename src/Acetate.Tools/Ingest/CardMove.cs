using System.Text.Json;
using System.Text.Json.Nodes;
using Acetate.Library;
using Acetate.Library.Jobs;
using Acetate.Tools.Ingest.Plans;

namespace Acetate.Tools.Ingest;

/// <summary>A card that was begun at one place and is offered at another: pulled out and plugged in under a new mount point, or in another machine.</summary>
internal static class CardMove
{
    /// <summary>Lets what is still to be read of a card be read where it is now. What is done stays done.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="job">The roll's way in.</param>
    /// <param name="source">Where the roll's folder is now.</param>
    /// <param name="target">Where its bytes go from there.</param>
    /// <param name="place">The engine beside it; empty when every engine can read it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task FollowAsync(LibraryTransaction tx, JobHead job, Uri source, Uri target, string place, CancellationToken cancellationToken)
    {
        foreach (var step in await tx.StepsAsync(job.Id, cancellationToken))
        {
            if (step.State == StepState.Done || step.Stage is not (Stages.ManifestCheck or Stages.Uploading)) continue;
            var request = JsonNode.Parse((await tx.RequestAsync(step.Id, cancellationToken))!)!.AsObject();
            var isCopy = step.Stage == Stages.Uploading;
            var changed = Put(request, isCopy ? "source" : "store", source);
            if (isCopy) changed |= Put(request, "target", target);
            if (changed || step.Place != place)
                await tx.RedirectStepAsync(step, request.ToJsonString(), place, "The card was offered at another place; what was being read there counts no more.", cancellationToken);
        }
    }

    private static bool Put(JsonObject request, string name, Uri url)
    {
        if (request[name] is JsonValue known && known.GetValueKind() == JsonValueKind.String && Uri.TryCreate(known.GetValue<string>(), UriKind.Absolute, out var old) && old == url) return false;
        request[name] = url.OriginalString;
        return true;
    }
}
