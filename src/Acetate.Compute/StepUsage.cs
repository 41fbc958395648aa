namespace Acetate.Compute;

/// <summary>What an attempt took of its machine, measured by its worker.</summary>
/// <param name="CpuSeconds">Seconds of processor time, those of programs that it started included.</param>
/// <param name="PeakMiB">The most memory it had, in MiB: that of the worker and of the largest program that it started, together.</param>
public sealed record StepUsage(double CpuSeconds, int PeakMiB);
