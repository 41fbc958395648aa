using System.Diagnostics;
using System.Globalization;
using Acetate.Benchmarks.Sound.Scenes;

namespace Acetate.Benchmarks.Sound;

/// <summary>Synchronises made scenes of every kind, and says how often what was sure was wrong and how often there was a doubt: the table of docs/guide/sound-sync.md.</summary>
internal static class SoundSyncBenchmark
{
    /// <param name="args">How many scenes of each kind; 40 unless told. <c>--short</c> before it: takes of 10 seconds at most in recordings of 24, of which more can be made. Or <c>--time [ROUNDS]</c>, or <c>--recordings FOLDER</c>.</param>
    public static Task<int> RunAsync(string[] args)
    {
        if (args is ["--time", .. var rounds]) return Task.FromResult(SearchTimeBenchmark.Run(rounds is [var some, ..] ? int.Parse(some, CultureInfo.InvariantCulture) : 3));
        if (args is ["--recordings", var folder]) return Task.FromResult(RecordingsBenchmark.Run(folder));
        var isShort = args is ["--short", ..];
        if (isShort) args = args[1..];
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 40;
        Console.WriteLine("| scenes | sure | of these wrong by over half a frame | unconfirmed | doubtful | not found | worst error of what was sure |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var (sure, wrong, started) = (0, 0, Stopwatch.GetTimestamp());
        foreach (var order in SyncTally.Orders)
        {
            var tally = new SyncTally(order.Name);
            for (var number = 1; number <= count; number++) tally.Count(SyncScene.Make(isShort ? order with { RecordingSeconds = 24, TakeSeconds = Math.Min(10, order.TakeSeconds) } : order, number), CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {tally.Name} | {tally.Sure} | {tally.SureAndWrong} | {tally.Unconfirmed} | {tally.Doubtful} | {tally.NotFound} | {(tally.Sure > tally.SureAndWrong ? $"{tally.Worst:0.0} ms" : "")} |"));
            (sure, wrong) = (sure + tally.Sure, wrong + tally.SureAndWrong);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{sure} sure, {wrong} of them wrong; {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s with the making of scenes."));
        return Task.FromResult(wrong == 0 ? 0 : 1);
    }
}
