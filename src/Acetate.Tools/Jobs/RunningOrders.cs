using Acetate.Library;
using Acetate.Library.Jobs;

namespace Acetate.Tools.Jobs;

/// <summary>What people want of steps that run: that they end, and how quickly they send. The ledger says so; here it is passed on to their engines.</summary>
internal sealed class RunningOrders(MediaLibrary library, RunningAttempts running, JobRunnerOptions options, TimeProvider clock)
{
    private bool _isAsked;
    private long _obeyed;

    /// <summary>Somebody has said something: it is looked up with the next round.</summary>
    public void Ask() => _isAsked = true;

    /// <summary>Looks it up when somebody said something, and now and then: ends come many times a second, and are no reason to.</summary>
    public async Task ObeyWhenDueAsync(string runner, CancellationToken cancellationToken)
    {
        if (!Interlocked.Exchange(ref _isAsked, false) && clock.GetElapsedTime(_obeyed) < options.Poll) return;
        _obeyed = clock.GetTimestamp();
        await ObeyAsync(runner, cancellationToken);
    }

    /// <summary>An upload that begins has its rate, and the others of its site give way, before its station has asked for it.</summary>
    public async Task RateWhatBeganAsync(string runner, CancellationToken cancellationToken)
    {
        if (running.All.Any(attempt => !attempt.IsRated && attempt.Step.Place.Length > 0 && options.Transfers.Contains(attempt.Step.Function))) await ObeyAsync(runner, cancellationToken);
    }

    private async Task ObeyAsync(string runner, CancellationToken cancellationToken)
    {
        if (running.IsEmpty) return;
        var orders = await library.ReadAsync(tx => tx.OrdersAsync(runner, cancellationToken), cancellationToken);
        var rates = TransferRates.Of([.. orders.Where(o => options.Transfers.Contains(o.Function))]);
        foreach (var order in orders)
        {
            if (running.Find(order.Attempt) is not { } attempt) continue;
            if (order.Cancelled != 0 && !attempt.CancelAsked)
            {
                attempt.CancelAsked = true;
                await attempt.Engine.CancelAsync(attempt.Id, cancellationToken);
            }

            if (!options.Transfers.Contains(order.Function)) continue;
            attempt.IsRated = true;
            var rate = rates[order.Attempt];
            if (rate == attempt.Rate) continue;
            attempt.Rate = rate;
            await attempt.Engine.ThrottleAsync(attempt.Id, rate, cancellationToken);
        }
    }
}
