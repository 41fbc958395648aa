using System.Text.Json;
using Acetate.Library;
using Acetate.Library.Audit;
using Acetate.Library.Events;
using Acetate.Library.Returns;

namespace Acetate.Tools.Returns;

/// <summary>What people decide on versions that vendors handed in. No decision is lost: another one follows it.</summary>
/// <param name="library">The library.</param>
public sealed class ReturnApproval(MediaLibrary library)
{
    private const int LongestReason = 4000;

    /// <summary>Approves a version. One that does not pass the check is approved only with a reason. Approving it again changes nothing.</summary>
    /// <exception cref="ReturnException">It does not pass the check and no reason is given.</exception>
    /// <exception cref="LibraryException">There is no such version, or it was rejected.</exception>
    public Task<VendorReturn> ApproveAsync(Guid id, string actor, string reason, CancellationToken cancellationToken) => DecideAsync(id, ReturnState.Approved, actor, reason, (one, why) =>
    {
        if (one.State == ReturnState.Rejected) throw Conflict($"{one.Title} was rejected by {one.DecidedBy}. Withdraw that decision first.");
        if (one.Errors > 0 && why.Length == 0) throw new ReturnException($"{one.Title} does not pass the check: {one.Findings.First(finding => finding.IsError).Message} Reject it, or approve it all the same with a reason.");
    }, cancellationToken);

    /// <summary>Sends a version back to its vendor, who reads the reason.</summary>
    /// <exception cref="ReturnException">No reason is given.</exception>
    /// <exception cref="LibraryException">There is no such version, or it is approved.</exception>
    public Task<VendorReturn> RejectAsync(Guid id, string actor, string reason, CancellationToken cancellationToken) => DecideAsync(id, ReturnState.Rejected, actor, reason, (one, why) =>
    {
        if (one.State == ReturnState.Approved) throw Conflict($"{one.Title} was approved by {one.DecidedBy}. Withdraw that decision first.");
        if (why.Length == 0) throw new ReturnException($"Say why {one.Title} is rejected: {one.Vendor} reads it.");
    }, cancellationToken);

    /// <summary>Takes the last decision back: the version waits again. What a conform got meanwhile stays as it was made.</summary>
    /// <exception cref="LibraryException">There is no such version, or nobody decided on it.</exception>
    public Task<VendorReturn> WithdrawAsync(Guid id, string actor, string reason, CancellationToken cancellationToken) => DecideAsync(id, ReturnState.Waiting, actor, reason, (_, _) => { }, cancellationToken);

    private Task<VendorReturn> DecideAsync(Guid id, ReturnState state, string actor, string reason, Action<VendorReturn, string> check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        reason = reason.Trim();
        if (reason.Length > LongestReason) throw new ReturnException("A reason has 4,000 characters at most.");
        return library.WriteAsync(async tx =>
        {
            var one = await tx.RequireReturnAsync(id, cancellationToken);
            if (one.State == state) return one;
            check(one, reason);
            var before = one;
            one = await tx.DecideReturnAsync(one, state, actor, reason, cancellationToken);
            var (kind, word) = state switch { ReturnState.Approved => ("return.approved", "approved"), ReturnState.Rejected => ("return.rejected", "rejected"), _ => ("return.withdrawn", "took back the decision on") };
            await tx.AuditAsync(actor, kind, id.ToString(), one.Show, new { one.Vendor, one.Shot, one.Task, one.Version, reason, before = before.State, one.Errors }, cancellationToken);
            await tx.TellReturnAsync(one, kind, actor, $"{actor} {word} {one.Title}.{(reason.Length > 0 ? " " + reason : "")}", cancellationToken);
            return one;
        }, cancellationToken);
    }

    private static LibraryException Conflict(string message) => new(LibraryProblem.Conflict, message);
}

/// <summary>How returned versions are spoken of.</summary>
public static class ReturnNews
{
    extension(LibraryTransaction tx)
    {
        /// <summary>The version of this id.</summary>
        /// <exception cref="LibraryException">There is none.</exception>
        public async Task<VendorReturn> RequireReturnAsync(Guid id, CancellationToken cancellationToken) =>
            await tx.ReturnAsync(id, cancellationToken) ?? throw new LibraryException(LibraryProblem.NotFound, $"There is no returned version {id}. 'acetate returns list' shows those there are.");

        internal Task TellReturnAsync(VendorReturn one, string kind, string actor, string message, CancellationToken cancellationToken) => tx.AppendEventAsync(new()
        {
            At = tx.Now,
            Kind = kind,
            Actor = actor,
            Message = message,
            Show = one.Show,
            Data = JsonSerializer.SerializeToElement(new { id = one.Id, vendor = one.Vendor, shot = one.Shot, task = one.Task, version = one.Version }),
        }, cancellationToken);
    }
}
