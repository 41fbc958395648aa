using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Events;
using Acetate.Library.Pulls;

namespace Acetate.Tools.Pulls;

/// <summary>How pulls are spoken of.</summary>
public static class PullNews
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The pull of this id.</summary>
        /// <exception cref="LibraryException">There is none.</exception>
        public async Task<Pull> RequirePullAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.PullAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no pull {id}. 'acetate pull list' shows those there are.");

        /// <summary>Tells something about a pull in the library's feed.</summary>
        public Task TellPullAsync(Pull pull, string kind, string actor, string message, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(pull);
            return tx.AppendEventAsync(new()
            {
                At = tx.Now,
                Kind = kind,
                Actor = actor,
                Message = message,
                Show = pull.Show,
                Job = pull.Job,
                Data = JsonSerializer.SerializeToElement(new { pull = pull.Id, kind = KebabCase.Of(pull.Kind), recipient = pull.Recipient, number = pull.Number, folder = pull.Folder }),
            }, cancellationToken);
        }
    }
}
