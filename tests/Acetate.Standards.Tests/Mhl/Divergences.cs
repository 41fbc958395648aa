namespace Acetate.Standards.Tests.Mhl;

/// <summary>Where we do not do what the reference program did, and why.</summary>
internal static class Divergences
{
    private static readonly Dictionary<(string Case, int Run), (int? ExitCode, bool SkipsWrites, string Reason)> Table = new()
    {
    };

    public static int? ExitCode(string id, int run) => Table.TryGetValue((id, run), out var entry) ? entry.ExitCode : null;

    public static bool SkipsWrites(string id, int run) => Table.TryGetValue((id, run), out var entry) && entry.SkipsWrites;
}
