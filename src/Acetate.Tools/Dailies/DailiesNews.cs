using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Dailies;
using Acetate.Library.Events;
using Acetate.Library.Rolls;

namespace Acetate.Tools.Dailies;

/// <summary>What dailies say in the library's feed of events.</summary>
internal static class DailiesNews
{
    /// <summary>Who acts when nobody asked.</summary>
    public const string Actor = "dailies";

    extension(LibraryTransaction tx)
    {
        /// <summary>Tells something about the dailies of a roll.</summary>
        public async Task TellDailiesAsync(RollDailies dailies, string kind, string actor, string message, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(dailies);
            var roll = await tx.RequireRollAsync(dailies.Roll, cancellationToken);
            await tx.AppendEventAsync(new()
            {
                At = tx.Now,
                Kind = kind,
                Actor = actor,
                Message = $"Roll {roll.Name}: {message}",
                Show = dailies.Show,
                Roll = dailies.Roll,
                Job = dailies.DeliveryJob ?? dailies.Job,
                Data = JsonSerializer.SerializeToElement(new { folder = dailies.Folder, state = KebabCase.Of(dailies.State) }),
            }, cancellationToken);
        }
    }
}

/// <summary>How what dailies keep is written.</summary>
internal static class DailiesJson
{
    /// <summary>As requests and results of steps are.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(Steps.StepJson.Options);
        options.TypeInfoResolverChain.Add(new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver());
        return options;
    }
}
