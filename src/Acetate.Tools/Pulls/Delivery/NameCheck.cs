using Acetate.Mhl.Disk;
using Acetate.Tools.Unicode;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Names that another system would take for one another, or not keep, and links.</summary>
internal static class NameCheck
{
    public static void Run(FolderScan scan, DeliveredFiles files, DeliveryFindings findings)
    {
        foreach (var note in scan.Notes.Where(note => note.LosesContent))
            findings.Error("link", note.Path, note.Message, "Have the file itself sent: nothing outside of the package was looked at.");
        foreach (var note in scan.Notes.Where(note => !note.LosesContent))
            findings.Warning("link", note.Path, note.Message, "Copying it to a system without links loses it; ask for a package without.");
        foreach (var twins in files.Paths.Concat(scan.Folders.Select(folder => folder.Path)).GroupBy(DeliveredFiles.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            var names = twins.Order(StringComparer.Ordinal).ToList();
            // Files in twin folders are twins because of the folders.
            if (names.Select(Folder).Distinct(StringComparer.Ordinal).Count() > 1) continue;
            findings.Error("name-twins", names[0], $"Its name and {string.Join(" and ", names.Skip(1).Select(name => $"'{Last(name)}'"))} differ in case or in the form of accents alone: on Windows and on a Mac one of them takes the place of the other.",
                "Keep the package on a system that tells them apart, and have it made anew with other names.");
        }

        foreach (var path in files.Paths.Where(UnicodeForm.IsDecomposed))
            findings.Warning("name-decomposed", path, "Its name holds letters and their accents apart, as old Macs wrote them; other systems take it for another name.", "Have it renamed at its source and sealed anew.");
    }

    private static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
