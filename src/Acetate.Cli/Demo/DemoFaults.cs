using System.Collections.Immutable;
using System.Text;

namespace Acetate.Cli.Demo;

/// <summary>Something that can be wrong with a card, done on purpose.</summary>
/// <param name="Name">How the command line calls it.</param>
/// <param name="Meaning">What it does, for the help.</param>
/// <param name="Apply">Does it, given the day's folder.</param>
/// <param name="IsBeforeSealing">Whether it is done before the manifests are written, so that they vouch for it.</param>
internal sealed record DemoFault(string Name, string Meaning, Action<string> Apply, bool IsBeforeSealing = false);

/// <summary>All faults of the demo.</summary>
internal static class DemoFaults
{
    private const string Raw = "Camera_Media/A001/A001_01021012_C001", Movies = "Camera_Media/B001", Sound = "Sound_Media/S001";

    public static ImmutableArray<DemoFault> All { get; } =
    [
        new("bitflip", "one bit of a ProRes clip is flipped after sealing", day => FlipBit(Movie(day, 1))),
        new("missing", "a ProRes clip that the manifest lists is gone", day => File.Delete(Movie(day, 1))),
        new("extra", "a file lies on the sound roll that belongs to nobody", day => File.WriteAllText(Path.Join(day, Sound, "notes.txt"), "Lunch at one.\n")),
        new("unlisted", "a ProRes clip was recorded after the roll was sealed", day => File.Copy(Movie(day, 2), Path.Join(day, Movies, "B001C004_260102_R1AC.mov"))),
        new("truncated", "the last third of a ProRes clip is cut off", day => Cut(Movie(day, 2), 2, 3)),
        new("hole", "a frame in the middle of a raw clip is gone", day => File.Delete(Frame(day, 20))),
        new("odd-size", "a frame of a raw clip is shorter than the others", day => Cut(Frame(day, 30), 9, 10)),
        new("zero-length", "a sound file has no bytes", day => Cut(SoundFile(day), 0, 1)),
        new("bad-chain", "the chain file names another hash for its manifest", BadChain),
        new("edited-manifest", "a manifest was changed after it was sealed", day => Replace(Manifest(day, Movies), "Demo DIT", "Demo DOP")),
        new("missing-generation", "the chain lists a manifest that is gone", day => File.Delete(Manifest(day, Movies))),
        new("no-manifest", "the sound roll was never sealed", day => Directory.Delete(Path.Join(day, Sound, "ascmhl"), recursive: true)),
        new("duplicate-name", "a second roll has the name of the first, with other content", DuplicateName),
        new("case-collision", "two files differ only in the case of their names", day => File.WriteAllText(Path.Join(day, Sound, Path.GetFileName(SoundFile(day)).ToLowerInvariant()), "x"), true),
        new("illegal-name", "a file has a name that some systems cannot hold", day => File.WriteAllText(Path.Join(day, Movies, "take: good?.txt"), "x"), true),
        new("newline-name", "a file has a line end in its name", day => File.WriteAllText(Path.Join(day, Movies, "two\nlines.txt"), "x"), true),
        new("symlink", "a link leads off the card", day => File.CreateSymbolicLink(Path.Join(day, Movies, "B001C009_260102_R1AC.mov"), "/etc/hostname"), true),
        new("bad-ixml", "the iXML of a sound file breaks off in the middle", day => Replace(SoundFile(day), "</SPEED>", "<SPEED>>"), true),
        new("lost-moov", "a ProRes clip was never finished by the camera, and sealed like that", day => Cut(Movie(day, 3), 2, 3), true),
        new("missing-roll", "the reports list a sound roll that never arrived", MissingRoll, true),
    ];

    private static string Movie(string day, int clip) => Path.Join(day, Movies, $"B001C00{clip}_260102_R1AC.mov");

    private static string Frame(string day, int number) => Path.Join(day, Raw, $"A001_01021012_C001_{number:000000}.dng");

    private static string SoundFile(string day) => Path.Join(day, Sound, "12A_T01.WAV");

    private static string Manifest(string day, string roll) => Directory.GetFiles(Path.Join(day, roll, "ascmhl"), "*.mhl").Order(StringComparer.Ordinal).First();

    /// <summary>The time stamp stays, as with a real bit flip: nobody looks twice at an unchanged date.</summary>
    private static void FlipBit(string path)
    {
        var at = File.GetLastWriteTimeUtc(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 8));
        }

        File.SetLastWriteTimeUtc(path, at);
    }

    private static void Cut(string path, int numerator, int denominator)
    {
        var at = File.GetLastWriteTimeUtc(path);
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write)) file.SetLength(file.Length * numerator / denominator);
        File.SetLastWriteTimeUtc(path, at);
    }

    private static void BadChain(string day)
    {
        var path = Path.Join(day, Movies, "ascmhl", "ascmhl_chain.xml");
        var text = File.ReadAllText(path);
        // A digit in the middle of the first C4 identifier becomes another.
        var at = text.IndexOf("<c4", StringComparison.Ordinal) is >= 0 and var element ? text.IndexOf('>', element) + 40 : throw new InvalidDataException($"'{path}' has no C4 identifier.");
        File.WriteAllText(path, $"{text[..at]}{(text[at] == '1' ? '2' : '1')}{text[(at + 1)..]}");
    }

    private static void DuplicateName(string day)
    {
        var folder = Directory.CreateDirectory(Path.Join(day, "Camera_Media/Second_Drive/B001")).FullName;
        File.Copy(Movie(day, 3), Path.Join(folder, "B001C001_260102_R1AC.mov"));
    }

    private static void MissingRoll(string day)
    {
        var report = Directory.GetFiles(Path.Join(day, "Reports"), "Sound_*.csv").Single();
        File.AppendAllText(report, "\"13_T01.WAV\",4(POLY),\"S002\",\"13\",\"1\",48000,23.976 ND,24,11:02:00:00,,\"\",\"MIX\",\"BOOM\",\"LAV1\",\"LAV2\"\r\n");
    }

    /// <summary>Replaces the first occurrence of a text by one of the same length, so that nothing else moves.</summary>
    private static void Replace(string path, string from, string to)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from));
        if (at < 0) throw new InvalidDataException($"'{path}' has no '{from}'.");
        Encoding.UTF8.GetBytes(to).CopyTo(bytes, at);
        File.WriteAllBytes(path, bytes);
    }
}
