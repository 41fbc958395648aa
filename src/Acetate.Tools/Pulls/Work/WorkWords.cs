using System.Collections.Immutable;
using System.Globalization;
using Acetate.Library.Pulls;
using Acetate.Steps.Documents;

namespace Acetate.Tools.Pulls.Work;

/// <summary>Work as people speak of it, the same on a terminal, in the browser and on paper.</summary>
internal static class WorkWords
{
    /// <summary>An estimate: how much and how long, what it costs, what that was measured on, and what nobody can say.</summary>
    public static ImmutableArray<string> Of(WorkEstimate work)
    {
        if (work.Lines.IsEmpty) return [];
        if (!work.IsKnown) return ["Nobody can say yet how much work it is: nothing like it has been made here.", .. Kept(work)];
        var sentences = ImmutableArray.CreateBuilder<string>();
        var least = work.IsWhole ? "About" : "At least";
        sentences.Add($"{least} {CoreHours(work.CoreHours)}{(work.Cost is { } cost ? $", {Money(cost, work.Price!.Currency)} at {Price(work.Price)} each" : "")}"
            + (work.Seconds is { } seconds ? $": {ReportText.Time(seconds)} on the {Cores(work.Cores)} of this machine's workers, when they have nothing else to do." : "; this machine does none of it, so nobody can say how long."));
        sentences.AddRange(Kept(work));
        sentences.Add($"Measured here: {string.Join("; ", work.Lines.Where(line => line.CoreSeconds is not null).Select(Measured))}.");
        if (!work.IsWhole) sentences.Add($"Never measured here, and not in these figures: {string.Join("; ", work.Lines.Where(line => line.CoreSeconds is null).Select(line => $"{Amount(line.Task, line.Amount)} of {Name(line)}"))}.");
        return sentences.ToImmutable();
    }

    /// <summary>What it took, beside what was expected.</summary>
    public static string Of(WorkActual work)
    {
        var against = work.EstimatedCoreHours is not { } expected || expected <= 0 || !work.IsOver ? ""
            : (work.CoreHours / expected) switch
            {
                > 1.005 and var more => string.Create(CultureInfo.InvariantCulture, $", {(more - 1) * 100:0} % more than estimated"),
                < 0.995 and var less => string.Create(CultureInfo.InvariantCulture, $", {(1 - less) * 100:0} % less than estimated"),
                _ => ", as estimated",
            };
        return $"It {(work.IsOver ? "took" : "has taken")} {CoreHours(work.CoreHours)}{(work.Cost is { } cost ? $" ({Money(cost, work.Currency)})" : "")}{against}, and {ReportText.Time(work.Seconds)}{(work.IsOver ? "" : " so far")}.";
    }

    /// <summary>How long plates would take, within which bounds, and what that is measured on.</summary>
    public static ImmutableArray<string> Of(CapacityAnswer answer) =>
    [
        $"About {ReportText.Time(answer.Seconds)}, between {ReportText.Time(answer.LeastSeconds)} and {ReportText.Time(answer.MostSeconds)}, when the machines have nothing else to do: {ReportText.Count(answer.Steps, "step", "steps")}, {CoreHours(answer.CoreHours)}.",
        $"Of that {ReportText.Time(answer.PackageSeconds)} come after the last plate: documents, reading back, and sealing.",
        $"Measured here: plates of {answer.Source} as {answer.Made}, on {ReportText.Count(answer.MeasuredFrames, "frame", "frames")} of {ReportText.Count(answer.MeasuredPulls, "pull", "pulls")}. Machines that are slower or quicker than those, or share a slower storage, take longer or less.",
    ];

    /// <summary>Core-hours with two digits that say something, as in <c>0.0031</c>, <c>3.4</c> and <c>1,200</c>.</summary>
    public static string CoreHours(double hours) => $"{Digits(hours)} core-hours";

    private static IEnumerable<string> Kept(WorkEstimate work)
    {
        if (work.Storage is { Bytes: > 0 } storage)
            yield return $"Kept, its {ReportText.Size(storage.Bytes)} cost {Money(storage.Monthly, storage.Currency)} a month at {storage.TebibyteMonth.ToString("0.####", CultureInfo.InvariantCulture)} {storage.Currency} a tebibyte.";
    }

    private static string Measured(WorkLine line)
    {
        var each = (line.CoreSeconds!.Value - line.FixedCoreSeconds) / line.Amount;
        var pace = Unit(line.Task) == "bytes" ? $"{Digits(each * 1e9)} core-seconds a gigabyte" : $"{Digits(each)} core-seconds each";
        if (line is { FixedCoreSeconds: > 0, Steps: > 0 }) pace += $" and {Digits(line.FixedCoreSeconds / line.Steps)} core-seconds for each {(line.Task == PullTask.Package ? "package" : "step")}, however short";
        return $"{Name(line)}, on {Amount(line.Task, line.MeasuredAmount)} of {ReportText.Count(line.MeasuredPulls, "pull", "pulls")}, {pace}";
    }

    private static string Name(WorkLine line)
    {
        var what = line.Task switch
        {
            PullTask.Plates => "plates",
            PullTask.Copies => "plates copied from earlier versions",
            PullTask.References => "reference movies",
            PullTask.Thumbnails => "thumbnails",
            PullTask.Originals => "pieces cut out",
            PullTask.WholeCopies => "whole copies",
            PullTask.Sound => "sound",
            PullTask.Comparison => "comparison with the reference",
            _ => "documents, hashing and sealing",
        };
        return $"{what}{(line.Source.Length > 0 ? $" of {line.Source}" : "")}{(line.Made.Length > 0 ? $" as {line.Made}" : "")}";
    }

    private static string Unit(PullTask task) => task switch
    {
        PullTask.WholeCopies or PullTask.Sound or PullTask.Package => "bytes",
        PullTask.Comparison => "events",
        _ => "frames",
    };

    private static string Amount(PullTask task, long amount) => Unit(task) switch
    {
        "bytes" => ReportText.Size(amount),
        "events" => ReportText.Count(amount, "event", "events"),
        _ => ReportText.Count(amount, "frame", "frames"),
    };

    private static string Cores(double cores) => $"{cores.ToString("0.##", CultureInfo.InvariantCulture)} {(cores == 1 ? "core" : "cores")}";

    private static string Money(decimal amount, string currency) => $"{amount.ToString("N2", CultureInfo.InvariantCulture)} {currency}";

    private static string Price(CoreHourPrice price) => $"{price.Amount.ToString("0.####", CultureInfo.InvariantCulture)} {price.Currency}";

    private static string Digits(double value)
    {
        if (value <= 0) return "0";
        var digits = 1 - (int)Math.Floor(Math.Log10(value));
        return digits <= 0 ? value.ToString("N0", CultureInfo.InvariantCulture) : value.ToString("0." + new string('#', Math.Min(12, digits)), CultureInfo.InvariantCulture);
    }
}
