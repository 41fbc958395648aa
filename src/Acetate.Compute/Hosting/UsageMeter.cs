using System.Globalization;
using System.Runtime.Versioning;
using Acetate.Compute.Native;

namespace Acetate.Compute.Hosting;

/// <summary>Measures what one function takes of the machine, in a process that runs one after the other.</summary>
/// <remarks>
/// Linux counts both: proc(5), <c>/proc/PID/stat</c> fields 14 to 17 in hundredths of a second, <c>/proc/PID/status</c> VmHWM, which begins anew when 5 is
/// written to <c>/proc/PID/clear_refs</c>. Of programs that were started it knows the largest one ever: one that a function before started counts where
/// this function started one, too.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class UsageMeter
{
    // sysconf(_SC_CLK_TCK) is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;
    private readonly (long Own, long Children) _begin;

    private UsageMeter() => _begin = Ticks();

    /// <summary>Begins to measure; null where the system does not count.</summary>
    public static UsageMeter? Begin()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
            return new();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What was taken since.</summary>
    public StepUsage? End()
    {
        try
        {
            var (own, children) = Ticks();
            var peak = Peak();
            if (children > _begin.Children) peak += LinuxProcess.LargestChildKiB;
            return new(Math.Round((own - _begin.Own + children - _begin.Children) / TicksPerSecond, 2), (int)((peak + 1023) / 1024));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static (long Own, long Children) Ticks()
    {
        var line = File.ReadAllText("/proc/self/stat");
        // The second field is a name in parentheses, which may hold anything.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        long Of(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
        return (Of(14) + Of(15), Of(16) + Of(17));
    }

    private static long Peak()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) return long.Parse(line.AsSpan(6).Trim().TrimEnd("kB ").Trim(), CultureInfo.InvariantCulture);
        return 0;
    }
}
