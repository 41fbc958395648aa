namespace Acetate.Standards.Tests.Mhl;

/// <summary>Where we do not do what the reference program did, and why.</summary>
internal static class Divergences
{
    private static readonly Dictionary<(string Case, int Run), (int? ExitCode, bool SkipsWrites, string Reason)> Table = new()
    {
        [("chain-extra-manifest", 2)] = (0, false, "The reference crashes on a stray file in the ascmhl folder; it is no part of the history and is reported as such."),
        [("file-replaced-by-dir", 2)] = (1, false, "The reference does not notice that a recorded file became a folder; the file is missing."),
        [("ignore-anchored", 1)] = (null, true, "The reference matches absolute paths, so /x.log hides nothing; the specification makes patterns relative to the scope."),
        [("ignore-dir", 1)] = (null, true, "The reference lists a folder that cache/ hides, as if it were empty; git's rules hide the folder too."),
        [("ignore-file", 1)] = (null, true, "As ignore-dir."),
        [("ignore-file", 2)] = (null, true, "As ignore-dir."),
        [("nested-missing-child-history", 3)] = (3, true, "The reference writes the parent's generation before it notices that a nested history is gone; nothing is written here."),
        [("nested-missing-child-history", 4)] = (3, false, "The reference's verify does not notice that a nested history is gone."),
        [("nested-missing-child-history", 5)] = (3, false, "The reference's diff does not notice that a nested history is gone."),
        [("rename-twice", 4)] = (0, false, "The reference reports the name between two renames as missing; all bytes are there."),
        [("symlink-dir", 1)] = (0, true, "The reference crashes on a link to a folder; the link is passed over and reported."),
        [("verify-directory-hash-formats", 3)] = (0, false, "The reference crashes when a format is named; the recorded formats are compared here."),
        [("verify-directory-hash-formats", 4)] = (0, false, "The reference crashes when a format is named that the history lacks."),
        [("verify-directory-hash-root-only", 2)] = (0, false, "The reference crashes when a format is named that the history lacks."),
    };

    /// <summary>The reference leaves nested histories out of a packing list (the specification wants them), and lists a renamed file
    /// under its old name too, so that the list can never be verified again. Below these folders we list more, and these paths we do not list.</summary>
    private static readonly Dictionary<string, (string? Nested, string? RenamedFrom)> PackingLists = new()
    {
        ["flatten-nested"] = ("A001/", null),
        ["random-01"] = ("レンズ_79/", null),
        ["random-05"] = ("Änderung_43/", null),
        ["random-06"] = (null, "001_564.ari"),
        ["random-10"] = (null, "proxy/002_620.txt"),
        ["random-11"] = ("レンズ/", "10_40/Clips_35.ari"),
        ["random-13"] = ("notes/", null),
        ["random-14"] = ("A001C001/", null),
        ["random-15"] = ("A001C001/", null),
    };

    /// <summary>Takes out of both sides what differs on purpose; each must be there to be taken out.</summary>
    public static void AdjustPackingList(string id, List<string> theirs, List<string> ours)
    {
        if (!PackingLists.TryGetValue(id, out var entry)) return;
        if (entry.Nested is { } nested) Assert.NotEqual(0, ours.RemoveAll(l => l.StartsWith($"file {nested}", StringComparison.Ordinal)));
        if (entry.RenamedFrom is { } old) Assert.Equal(1, theirs.RemoveAll(l => l.StartsWith($"file {old} ", StringComparison.Ordinal)));
    }

    public static int? ExitCode(string id, int run) => Table.TryGetValue((id, run), out var entry) ? entry.ExitCode : null;

    public static bool SkipsWrites(string id, int run) => Table.TryGetValue((id, run), out var entry) && entry.SkipsWrites;
}
