using Acetate.Hashing;
using Acetate.Mhl;

namespace Acetate.Standards.Tests.Mhl;

public sealed class RenameTests
{
    private readonly MemoryHistory card = new();

    [Fact]
    public async Task A_file_renamed_in_every_generation_is_still_the_same_file()
    {
        card["a.mov"] = "bytes";
        card["other.mov"] = "else";
        await card.SealAsync(0);
        string[] names = ["a.mov", "b.mov", "c.mov", "D/d.mov", "a2.mov"];
        for (var i = 1; i < names.Length; i++)
        {
            Move(names[i - 1], names[i]);
            await card.SealAsync(i, detectRenames: true);
        }

        var history = await card.LoadAsync();

        Assert.All(history.Compare(card.Observe(HashFormat.Xxh64)).Files, f => Assert.Equal(FileStatus.Intact, f.Status));
        Assert.Equal(("a.mov", 1), (history.Find("a2.mov")!.EarlierPath, history.Find("a2.mov")!.FirstGeneration));
        Assert.Null(history.Find("c.mov"));
    }

    [Fact]
    public async Task Damage_after_renames_is_found_against_the_first_hash()
    {
        card["a.mov"] = "bytes";
        await card.SealAsync(0);
        Move("a.mov", "b.mov");
        await card.SealAsync(1, detectRenames: true);
        card["b.mov"] = "bytez";

        var finding = (await card.LoadAsync()).Compare(card.Observe(HashFormat.Xxh64)).Files.Single();

        Assert.Equal((FileStatus.Mismatch, "b.mov"), (finding.Status, finding.Path));
    }

    [Fact]
    public async Task Two_files_may_swap_their_names()
    {
        (card["a.mov"], card["b.mov"]) = ("aaaa", "bbbb");
        await card.SealAsync(0);
        var swapped = (await card.LoadAsync()).PrepareGeneration(card.Request(1));
        await swapped.WriteAsync(card.Files);
        var manifest = card.Documents.Keys.Single(k => k.Contains("/0002_", StringComparison.Ordinal));
        (card.Media["a.mov"], card.Media["b.mov"]) = (card.Media["b.mov"], card.Media["a.mov"]);
        var (a, b) = (Digest("aaaa"), Digest("bbbb"));
        card.Forge(manifest, $"{a}</xxh64>", "@</xxh64>\n      <previousPath>b.mov</previousPath>");
        card.Forge(manifest, $"{b}</xxh64>", $"{a}</xxh64>\n      <previousPath>a.mov</previousPath>");
        card.Forge(manifest, "@</xxh64>", $"{b}</xxh64>");

        var history = await card.LoadAsync();

        Assert.True(history.IsTrusted, string.Join('\n', history.Findings));
        Assert.All(history.Compare(card.Observe(HashFormat.Xxh64)).Files, f => Assert.Equal(FileStatus.Intact, f.Status));
    }

    [Fact]
    public async Task A_rename_is_seen_by_verification_without_writing_anything()
    {
        card["a.mov"] = "bytes";
        await card.SealAsync(0);
        Move("a.mov", "b.mov");

        var finding = (await card.LoadAsync()).Compare(card.Observe(HashFormat.Xxh64)).Files.Single();

        Assert.Equal((FileStatus.Renamed, "b.mov", "a.mov"), (finding.Status, finding.Path, finding.PreviousPath));
    }

    [Fact]
    public async Task Identical_files_are_told_apart_by_their_names_and_folders()
    {
        (card["A/x.txt"], card["A/y.txt"], card["B/x.txt"]) = ("same", "same", "same");
        await card.SealAsync(0);
        Move("A/x.txt", "C/x.txt");
        Move("A/y.txt", "C/y.txt");

        var sealing = await card.SealAsync(1, detectRenames: true);

        Assert.Equal(
            [("C/x.txt", "A/x.txt"), ("C/y.txt", "A/y.txt")],
            sealing.Manifest.Entries.OfType<MhlFileEntry>().Where(e => e.PreviousPath is not null).Select(e => (e.Path, e.PreviousPath!)));
    }

    [Fact]
    public async Task Nothing_is_guessed_when_identical_files_could_be_either()
    {
        (card["a.txt"], card["b.txt"]) = ("same", "same");
        await card.SealAsync(0);
        Move("a.txt", "F/one.txt");
        Move("b.txt", "G/two.txt");

        var sealing = await card.SealAsync(1, detectRenames: true);

        Assert.All(sealing.Manifest.Entries, e => Assert.Null(e.PreviousPath));
        Assert.Equal(2, sealing.Comparison.Count(FileStatus.Missing));
        Assert.Equal(2, sealing.Comparison.Count(FileStatus.Unlisted));
    }

    private void Move(string from, string to)
    {
        card.Media[to] = card.Media[from];
        card.Media.Remove(from);
    }

    private static string Digest(string text)
    {
        using var hash = new MultiHash(HashFormat.Xxh64);
        hash.Append(System.Text.Encoding.UTF8.GetBytes(text));
        return hash.Finish()[0].Text;
    }
}
