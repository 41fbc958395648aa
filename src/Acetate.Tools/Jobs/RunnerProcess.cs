using System.Globalization;

namespace Acetate.Tools.Jobs;

/// <summary>Names a process so that another one on the same machine can tell whether it still lives.</summary>
internal static class RunnerProcess
{
    /// <summary>This process: machine, boot, process-id namespace, process id and its start.</summary>
    public static string Own { get; } = Describe(Environment.ProcessId) ?? $"{Environment.MachineName} - - {Environment.ProcessId} -";

    /// <summary>True only when it is certain that the process is gone; of other machines nothing is ever certain.</summary>
    public static bool IsGone(string process)
    {
        var parts = process.Split(' ');
        var own = Own.Split(' ');
        if (parts.Length != 5 || parts[4] == "-" || !parts.AsSpan(0, 3).SequenceEqual(own.AsSpan(0, 3))) return false;
        return int.TryParse(parts[3], CultureInfo.InvariantCulture, out var id) && Describe(id) != process;
    }

    private static string? Describe(int id)
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The name in parentheses may hold anything; what follows it starts with field 3, the state. The start time is field 22.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            if (fields[0] is "Z" or "X") return null;
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "-";
            return $"{Environment.MachineName} {boot} {space} {id} {fields[19]}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}
